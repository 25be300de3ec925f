package graph_test

import (
	"testing"
	"time"

	"teamwright/steps/sandbox"
	"teamwright/steps/tenant"
)

func TestRemover(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		run  func(r *rig) error
		path string
		old  bool // the object is never young
	}{
		{"application", func(r *rig) error { return r.DeleteApplication(r.Ctx, objectID) }, "/v1.0/applications/" + objectID, false},
		{"grant", func(r *rig) error { return r.DeleteGrant(r.Ctx, "g1") }, "/v1.0/oauth2PermissionGrants/g1", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, answer{Status: 204})
			if err := c.run(r); err != nil || len(r.Service.Heard) != 1 || r.Service.Heard[0].Method != "DELETE" || r.Service.Heard[0].Path != c.path {
				t.Errorf("%v: %+v", err, r.Service.Heard)
			}
			gone := refuse(404, "Request_ResourceNotFound", "Resource does not exist.")
			r = newRig(t, gone)
			if err := c.run(r); err != nil || len(r.Waits) != 0 {
				t.Errorf("gone before: %v, waits %+v", err, r.Waits)
			}
			r = newRig(t, refuse(403, "Authorization_RequestDenied", "x"))
			if err := c.run(r); !tenant.Is(err, tenant.Denied) {
				t.Errorf("denied: %v", err)
			}
			if c.old {
				return
			}
			r = young(t)
			r.Service.Play(gone, gone, answer{Status: 204})
			if err := c.run(r); err != nil || len(r.Waits) != 2 {
				t.Errorf("unknown to a replica: %v, waits %+v", err, r.Waits)
			}
			r = young(t)
			before := r.Clock.Slept
			r.Service.Play(gone)
			if err := c.run(r); err != nil || r.Clock.Slept-before < time.Minute || r.Clock.Slept-before > 2*time.Minute {
				t.Errorf("gone by a try whose answer was lost: %v after %v", err, r.Clock.Slept-before)
			}
		})
	}
}

// TestRemoveAll takes back what a set-up made.
func TestRemoveAll(t *testing.T) {
	t.Parallel()
	for _, lag := range []time.Duration{0, 3 * time.Second, 30 * time.Second} {
		t.Run("lag "+lag.String(), func(t *testing.T) {
			t.Parallel()
			r := rehearse(t, sandbox.Options{Lag: lag})
			app, _ := setUp(t, r)
			for _, p := range must[tenant.Application](t)(readBack(t, r, app.AppID, lag)).Passwords {
				if err := r.graph.RemovePassword(t.Context(), app.ObjectID, p.KeyID); err != nil {
					t.Fatal(err)
				}
			}
			if c := r.cloud.Count(); c.Secrets != 0 {
				t.Errorf("secrets alive: %+v", c)
			}
			if err := r.graph.DeleteApplication(t.Context(), app.ObjectID); err != nil {
				t.Fatal(err)
			}
			if c := r.cloud.Count(); c.Applications != 0 {
				t.Errorf("there are %+v", c)
			}
			_ = r.clock.Sleep(t.Context(), lag)
			if gone := must[[]tenant.Application](t)(r.graph.DeletedApplications(t.Context(), tenant.Key{UniqueName: unique})); len(gone) != 1 {
				t.Errorf("deleted items %+v", gone)
			}
			if err := r.graph.DeleteApplication(t.Context(), app.ObjectID); err != nil {
				t.Errorf("a second time: %v", err)
			}
		})
	}
}

// readBack reads an application once its copies agree.
func readBack(t *testing.T, r *rehearsal, appID string, lag time.Duration) (tenant.Application, error) {
	t.Helper()
	_ = r.clock.Sleep(t.Context(), lag)
	app, ok, err := r.graph.ApplicationByAppID(t.Context(), appID)
	if err == nil && !ok {
		t.Fatal("the application is not there")
	}
	return app, err
}
