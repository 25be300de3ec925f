package graph_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"teamwright/steps/sandbox"
	"teamwright/steps/sandbox/judge"
	"teamwright/steps/secret"
	"teamwright/steps/tenant"
	"teamwright/steps/tenant/graph"
	"teamwright/steps/tenant/signin"
	"teamwright/steps/wire"
	"teamwright/steps/wire/wiretest"
)

// description is Microsoft's own, beside the project where it is at hand.
const description = "../../../../shared/openapi/graph-v1.0-subset.yaml"

const contoso = "contoso.onmicrosoft.com"

// rehearsal is a rehearsal cloud with a person signed in.
type rehearsal struct {
	clock     *wiretest.Clock
	cloud     *sandbox.Cloud
	where     tenant.Cloud
	log       *bytes.Buffer
	trace     *bytes.Buffer
	transport *wire.Transport
	session   *signin.Session
	graph     *graph.Client
}

func rehearse(t *testing.T, o sandbox.Options) *rehearsal {
	t.Helper()
	r := &rehearsal{clock: wiretest.NewClock(time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)), log: &bytes.Buffer{}, trace: &bytes.Buffer{}}
	o.Now, o.Sleep, o.Log = r.clock.Now, r.clock.Sleep, r.log
	if _, err := os.Stat(description); o.Judge != nil {
		// as the test wants it
	} else if err == nil {
		j, err := judge.New(description)
		if err != nil {
			t.Fatal(err)
		}
		o.Judge = j.Wrap
		t.Cleanup(func() {
			for _, v := range j.Violations() {
				t.Errorf("not as Microsoft describes it: %s", v)
			}
		})
	} else {
		t.Log("Microsoft's description is not at hand: requests are not judged")
	}
	var err error
	if r.cloud, err = sandbox.New(o); err != nil {
		t.Fatal(err)
	}
	server, err := r.cloud.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	r.where = tenant.Cloud{Name: "loopback", Authority: server.URL(), Graph: server.URL(), ResourceManager: server.URL(), CAPEM: server.CAPEM(), Rehearsal: true}
	base, err := wire.Base(wire.BaseOptions{CAPEM: r.where.CAPEM})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(base.(*http.Transport).CloseIdleConnections)
	r.transport = wire.New(wire.Options{Base: base, Clock: r.clock.Wire(), Name: r.where.Service, Trace: wire.NewTrace(r.trace), Timeout: 10 * time.Second})
	r.session, err = signin.Open(t.Context(), signin.Options{
		Door: signin.Device, Cloud: r.where, Tenant: contoso, Transport: r.transport, Clock: r.clock.Wire(),
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.graph, err = graph.New(graph.Options{Cloud: r.where, Credential: r.session.Credential, Transport: r.transport, Clock: r.clock.Wire()}); err != nil {
		t.Fatal(err)
	}
	return r
}

// requests lists what the cloud was asked, without tokens.
func (r *rehearsal) requests(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, l := range strings.Split(strings.TrimSpace(r.log.String()), "\n") {
		var e struct {
			Method, Path, Kind string
			Status             int
		}
		if err := json.Unmarshal([]byte(l), &e); err != nil {
			t.Fatal(err)
		}
		all = append(all, fmt.Sprintf("%s %d %s %s", e.Kind, e.Status, e.Method, e.Path))
	}
	return all
}

func logo(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 192, 192))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func must[T any](t *testing.T) func(T, error) T {
	t.Helper()
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func ptr[T any](v T) *T { return &v }

const (
	unique  = "totara-learn-example-org-1a2b3c4d"
	scopeID = "6a1e2bd0-5b36-4f0c-9a39-0a3b1d8f7c55"
)

// setUp does all that single sign-on needs, in the order of the steps.
func setUp(t *testing.T, r *rehearsal) (app tenant.Application, s secret.Text) {
	t.Helper()
	ctx := t.Context()
	graphApp, ok, err := r.graph.PrincipalByAppID(ctx, tenant.GraphAppID)
	if err != nil || !ok || len(graphApp.Scopes) == 0 {
		t.Fatalf("Graph's principal: %v, %v", ok, err)
	}
	app, created, err := r.graph.UpsertApplication(ctx, unique, tenant.ApplicationPatch{
		DisplayName: ptr("Example Learn"), Audience: ptr(tenant.AudienceSingle), TokenVersion: ptr(2),
		RedirectURIs: &[]string{"https://learn.example.org/admin/oauth2callback.php"},
		LogoutURL:    ptr("https://learn.example.org/login/logout.php"), HomePageURL: ptr("https://learn.example.org/"),
		TermsURL: ptr("https://learn.example.org/terms"), PrivacyURL: ptr("https://learn.example.org/privacy"),
		Permissions: &[]tenant.Permissions{{ResourceAppID: tenant.GraphAppID, ScopeIDs: []string{tenant.PermissionUserRead, tenant.PermissionOpenID}}},
	})
	if err != nil || !created || app.ObjectID == "" || app.AppID == "" || app.UniqueName != unique || app.API.TokenVersion != 2 {
		t.Fatalf("application %+v, created %v: %v", app, created, err)
	}
	steps := []error{
		r.graph.UpdateApplication(ctx, app.ObjectID, tenant.ApplicationPatch{
			IdentifierURIs: &[]string{"api://learn.example.org/" + app.AppID},
			Scopes: &[]tenant.Scope{{ID: scopeID, Value: "access_as_user", Type: "User", Enabled: true,
				AdminName: "Teams can access", AdminDescription: "Lets Teams call as the user."}}}),
		r.graph.UpdateApplication(ctx, app.ObjectID, tenant.ApplicationPatch{PreAuthorized: &[]tenant.PreAuthorized{
			{AppID: tenant.TeamsDesktopClient, ScopeIDs: []string{scopeID}}, {AppID: tenant.TeamsWebClient, ScopeIDs: []string{scopeID}}}}),
	}
	if err := errors.Join(steps...); err != nil {
		t.Fatal(err)
	}
	principal := must[tenant.Principal](t)(r.graph.CreatePrincipal(ctx, app.AppID, []string{"WindowsAzureActiveDirectoryIntegratedApp"}))
	grant := must[tenant.Grant](t)(r.graph.CreateGrant(ctx, principal.ObjectID, graphApp.ObjectID, []string{"openid"}))
	if err := r.graph.UpdateGrant(ctx, grant.ID, []string{"openid", "User.Read"}); err != nil {
		t.Fatal(err)
	}
	pw, s, err := r.graph.AddPassword(ctx, app.ObjectID, "teamwright 1a2b", r.clock.Now().AddDate(0, 6, 0))
	if err != nil || s.Empty() || pw.KeyID == "" || pw.Name != "teamwright 1a2b" || pw.End.IsZero() {
		t.Fatalf("password %+v: %v", pw, err)
	}
	if err := r.graph.SetLogo(ctx, app.ObjectID, logo(t)); err != nil {
		t.Fatal(err)
	}
	return app, s
}

func TestSetUp(t *testing.T) {
	t.Parallel()
	for _, lag := range []time.Duration{0, 3 * time.Second, 40 * time.Second} {
		t.Run("lag "+lag.String(), func(t *testing.T) {
			t.Parallel()
			r := rehearse(t, sandbox.Options{Lag: lag})
			app, s := setUp(t, r)
			prover := signin.Prover{Cloud: r.where, Transport: r.transport, Clock: r.clock.Wire(), Patience: 2 * time.Minute}
			if err := prover.Prove(t.Context(), r.session.Account.TenantID, app.AppID, s, ""); err != nil {
				t.Errorf("the secret does not open: %v", err)
			}
			_ = r.clock.Sleep(t.Context(), lag)
			got, ok, err := r.graph.ApplicationByAppID(t.Context(), app.AppID)
			if err != nil || !ok {
				t.Fatalf("read back: %v, %v", ok, err)
			}
			if len(got.API.Scopes) != 1 || len(got.API.PreAuthorized) != 2 || len(got.IdentifierURIs) != 1 || len(got.Passwords) != 1 || len(got.Permissions) != 1 ||
				got.Web.LogoutURL == "" || got.Web.HomePageURL == "" || got.Info.PrivacyURL == "" || got.Created.IsZero() {
				t.Errorf("read back %+v", got)
			}
			if c := r.cloud.Count(); c.Applications != 1 || c.Principals != 1 || c.Grants != 1 || c.Secrets != 1 {
				t.Errorf("there are %+v", c)
			}
			for _, text := range r.cloud.Issued() {
				if strings.Contains(r.trace.String(), text) {
					t.Errorf("the trace holds %.6s…", text)
				}
			}
			t.Logf("slept %v\n%s", r.clock.Slept, strings.Join(r.requests(t), "\n"))
		})
	}
}
