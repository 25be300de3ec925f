package graph_test

import (
	"strings"
	"testing"
	"time"

	"teamwright/steps/sandbox"
	"teamwright/steps/tenant"
	"teamwright/steps/tenant/adapter/adaptertest"
)

// TestDeletedItems takes an application and its principal back, and removes
// them for good.
func TestDeletedItems(t *testing.T) {
	t.Parallel()
	for _, lag := range []time.Duration{0, 3 * time.Second, 30 * time.Second} {
		t.Run(lag.String(), func(t *testing.T) {
			t.Parallel()
			r, ctx := rehearse(t, sandbox.Options{Lag: lag}), t.Context()
			app, _ := setUp(t, r)
			remove(t, r, app.ObjectID)
			_ = r.clock.Sleep(ctx, lag)
			gone := must[[]tenant.Application](t)(r.graph.DeletedApplications(ctx, tenant.Key{AppID: strings.ToUpper(app.AppID)}))
			principals := must[[]tenant.Principal](t)(r.graph.DeletedPrincipals(ctx, strings.ToUpper(app.AppID)))
			if len(gone) != 1 || gone[0].Deleted.IsZero() || len(gone[0].IdentifierURIs) == 0 || len(principals) != 1 || principals[0].Deleted.IsZero() {
				t.Fatalf("deleted %+v, %+v", gone, principals)
			}
			for _, id := range []string{"", "00000000-0000-4000-8000-000000000000"} {
				if other := must[[]tenant.Principal](t)(r.graph.DeletedPrincipals(ctx, id)); len(other) != 0 {
					t.Errorf("of %q: %+v", id, other)
				}
			}
			for _, err := range []error{r.graph.RestoreApplication(ctx, app.ObjectID), r.graph.RestorePrincipal(ctx, principals[0].ObjectID)} {
				if err != nil {
					t.Fatal(err)
				}
			}
			if c := r.cloud.Count(); c.Applications != 1 || c.Principals != 1 || c.Deleted != 0 || c.Secrets != 1 {
				t.Errorf("back: %+v", c)
			}
			_ = r.clock.Sleep(ctx, lag)
			if err := r.graph.RestoreApplication(ctx, app.ObjectID); !tenant.Is(err, tenant.NotFound) {
				t.Errorf("back a second time: %v", err)
			}
			remove(t, r, app.ObjectID)
			_ = r.clock.Sleep(ctx, lag)
			for range 2 {
				if err := r.graph.PurgePrincipal(ctx, principals[0].ObjectID); err != nil {
					t.Error(err)
				}
				if err := r.graph.PurgeApplication(ctx, app.ObjectID); err != nil {
					t.Error(err)
				}
				_ = r.clock.Sleep(ctx, lag)
			}
			if c := r.cloud.Count(); c != (sandbox.Counts{}) {
				t.Errorf("left %+v", c)
			}
			if left := must[[]tenant.Principal](t)(r.graph.DeletedPrincipals(ctx, app.AppID)); len(left) != 0 {
				t.Errorf("left %+v", left)
			}
		})
	}
}

// TestRestoreRefused tells what stands in the way of something deleted.
func TestRestoreRefused(t *testing.T) {
	t.Parallel()
	const appID, other = "2c6f9a10-7b1e-4e55-9f7a-5a4b3c2d1e0f", "3d7fab21-8c2f-4f66-8a8b-6b5c4d3e2f10"
	r, ctx := rehearse(t, sandbox.Options{Tenant: sandbox.Tenant{
		Applications: []sandbox.Object{{"displayName": "New", "appId": other, "identifierUris": []any{"api://learn.example.org/" + appID}}},
		Deleted:      []sandbox.Object{{"id": appID, "displayName": "Old", "appId": appID, "identifierUris": []any{"api://learn.example.org/" + appID}}},
	}}), t.Context()
	err := r.graph.RestoreApplication(ctx, appID)
	if e := adaptertest.Failure(t, err); e.Kind != tenant.Conflict || !strings.Contains(e.Cure, "has taken its identifier URI") {
		t.Errorf("%v: %+v", err, e)
	}
}
