package application

import (
	"slices"
	"strings"
	"testing"
	"time"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// withGrant is a tenant that is set up, with another grant.
func withGrant(t *testing.T, scopes ...string) *rig {
	t.Helper()
	r := newRig(t)
	r.setUp()
	r.cloud.put(func(w *world) {
		w.Grants[0].Scopes = scopes
		if scopes == nil {
			w.Grants = nil
		}
	})
	r.cloud.settle()
	return r
}

func TestConsentIsMerged(t *testing.T) {
	t.Parallel()
	all := []string{"email", "offline_access", "openid", "profile", "User.Read"}
	tests := map[string]struct {
		there  []string
		action steps.Action
		writes string
		kept   string
	}{
		"none":                 {nil, steps.Create, "CreateGrant", ""},
		"all":                  {all, steps.None, "", ""},
		"all in another case":  {[]string{"EMAIL", "Offline_Access", "OpenID", "Profile", "user.read"}, steps.None, "", ""},
		"some":                 {all[:2], steps.Update, "UpdateGrant", ""},
		"others":               {[]string{"Mail.Read"}, steps.Update, "UpdateGrant", "consent to Mail.Read"},
		"some and others":      {[]string{"Mail.Read", "openid", "Files.Read"}, steps.Update, "UpdateGrant", "consent to Files.Read"},
		"all and others":       {append([]string{"Mail.Read"}, all...), steps.None, "", "consent to Mail.Read"},
		"a grant of no scopes": {[]string{}, steps.Update, "UpdateGrant", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := withGrant(t, tt.there...)
			if tt.there != nil && len(tt.there) == 0 {
				r.cloud.put(func(w *world) {
					w.Grants = []tenant.Grant{{ID: "g", ClientID: w.Principals[1].ObjectID, ResourceID: "graph-sp", ConsentType: tenant.ConsentAll}}
				})
				r.cloud.settle()
			}
			j := r.run()
			c := j.change("consent")
			if c.Action != tt.action || !strings.HasPrefix(strings.Join(c.Kept, "\n"), tt.kept) {
				t.Errorf("change %+v", c)
			}
			report := j.apply()
			if got := r.cloud.written(); got != tt.writes || report.ExitCode() == 1 {
				t.Errorf("writes %s, exit code %d", got, report.ExitCode())
			}
			wantRow(t, report.Results, "consent", steps.Pass, "granted for everyone")
			grants := r.cloud.truth().Grants
			if len(grants) != 1 {
				t.Fatalf("grants %v", grants)
			}
			for _, s := range append(slices.Clone(tt.there), all...) {
				if !slices.ContainsFunc(grants[0].Scopes, func(have string) bool { return strings.EqualFold(have, s) }) {
					t.Errorf("%s is not granted: %v", s, grants[0].Scopes)
				}
			}
			if n := len(grants[0].Scopes); n > len(all)+len(tt.there) {
				t.Errorf("scopes twice: %v", grants[0].Scopes)
			}
		})
	}
}

// One person's own grant is no consent for everyone, and stays.
func TestGrantOfOnePerson(t *testing.T) {
	t.Parallel()
	r := withGrant(t, "x")
	r.cloud.put(func(w *world) { w.Grants[0].ConsentType = "Principal" })
	r.cloud.settle()
	if code := r.run().apply().ExitCode(); code == 1 {
		t.Errorf("exit code %d", code)
	}
	grants := r.cloud.truth().Grants
	if len(grants) != 2 || grants[0].Scopes[0] != "x" || len(grants[0].Scopes) != 1 || len(grants[1].Scopes) != 5 {
		t.Errorf("grants %+v", grants)
	}
}

func TestGrantWhoseAnswerIsLost(t *testing.T) {
	t.Parallel()
	lost, undone := fault{errLost, true}, fault{errLost, false}
	elsewhere := func(r *rig, scopes ...string) { // somebody grants in this very moment
		r.cloud.before = func(op string) {
			if op != "CreateGrant" {
				return
			}
			r.cloud.put(func(w *world) {
				if len(w.Grants) == 0 {
					w.Grants = []tenant.Grant{{ID: "theirs", ClientID: w.Principals[1].ObjectID, ResourceID: "graph-sp", ConsentType: tenant.ConsentAll, Scopes: scopes}}
				}
			})
		}
	}
	tests := map[string]struct {
		prepare func(*rig)
		lag     time.Duration
		status  steps.Status
	}{
		"done":                      {func(r *rig) { r.cloud.fail("CreateGrant", lost) }, 0, steps.Pass},
		"done, copies lag":          {func(r *rig) { r.cloud.fail("CreateGrant", lost) }, 4 * time.Second, steps.Pass},
		"not done":                  {func(r *rig) { r.cloud.fail("CreateGrant", undone) }, 0, steps.Pass},
		"not done, copies lag":      {func(r *rig) { r.cloud.fail("CreateGrant", undone, undone, lost) }, 4 * time.Second, steps.Pass},
		"not done, then refused":    {func(r *rig) { r.cloud.fail("CreateGrant", undone, fault{refused(tenant.Denied), false}) }, 0, steps.Fail},
		"never heard of":            {func(r *rig) { r.cloud.fail("CreateGrant", slices.Repeat([]fault{undone}, 20)...) }, 0, steps.Fail},
		"somebody else, all of it":  {func(r *rig) { elsewhere(r, "email", "offline_access", "openid", "profile", "User.Read") }, 0, steps.Pass},
		"somebody else, a part":     {func(r *rig) { elsewhere(r, "Mail.Read", "openid") }, 3 * time.Second, steps.Pass},
		"exists, but never appears": {func(r *rig) { r.cloud.fail("CreateGrant", fault{refused(tenant.Conflict), false}) }, 0, steps.Fail},
		"the look fails": {func(r *rig) {
			r.cloud.fail("CreateGrant", lost)
			r.cloud.before = func(op string) {
				if op == "CreateGrant" {
					r.cloud.fail("Grants", fault{err: refused(tenant.SignIn)})
				}
			}
		}, 0, steps.Fail},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.cloud.lag = tt.lag
			tt.prepare(r)
			report := r.run().apply()
			wantRow(t, report.Results, "consent", tt.status, "")
			if tt.status == steps.Pass {
				r.whole()
				if got := r.cloud.truth().Grants[0].Scopes; len(got) < 5 {
					t.Errorf("granted %v", got)
				}
				return
			}
			r.cloud.mu.Lock()
			r.cloud.faults, r.cloud.before = map[string][]fault{}, nil
			r.cloud.mu.Unlock()
			r.cloud.settle()
			if report := r.run().apply(); steps.Summarize(report.Results).Fail > 0 {
				t.Errorf("afterwards %+v", report)
			}
			r.whole()
		})
	}
}

func TestConsentWithoutTheRole(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(*testing.T) *rig{
		"to make":  func(t *testing.T) *rig { return newRig(t) },
		"to widen": func(t *testing.T) *rig { return withGrant(t, "openid") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := prepare(t)
			denied := fault{&tenant.Error{Kind: tenant.Denied, Op: "grant consent", Status: 403, Code: "Authorization_RequestDenied", Cure: "general"}, false}
			r.cloud.fail("CreateGrant", denied)
			r.cloud.fail("UpdateGrant", denied)
			report := r.run().apply()
			wantRow(t, report.Results, "consent", steps.Fail, "Authorization_RequestDenied")
			fix := row(t, report.Results, "consent").Fix
			for _, word := range []string{"Cloud Application Administrator", "Grant admin consent", r.only().App.AppID} {
				if !strings.Contains(fix, word) {
					t.Errorf("cure %q lacks %q", fix, word)
				}
			}
			if open := r.ledger.Open("entra.consent"); len(open) > 0 {
				t.Errorf("a refused grant is to be looked for: %v", open)
			}
			// Nothing else waits for it.
			for _, facet := range []string{"application", "sso", "clients", "principal", "secret", "logo"} {
				wantRow(t, report.Results, facet, steps.Pass, "")
			}
		})
	}
}

func TestPermissionThatTheCloudDoesNotOffer(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.cloud.put(func(w *world) {
		s := &w.Principals[0].Scopes
		*s = slices.DeleteFunc(*s, func(x tenant.Scope) bool { return x.Value == "profile" })
	})
	if c := r.run().change("consent"); c.Action != steps.Blocked || !strings.Contains(c.Summary, "does not offer profile") {
		t.Errorf("change %+v", c)
	}
}

func TestPrincipal(t *testing.T) {
	t.Parallel()
	lost, undone := fault{errLost, true}, fault{errLost, false}
	tests := map[string]struct {
		faults []fault
		lag    time.Duration
		status steps.Status
	}{
		"made":                   {nil, 0, steps.Pass},
		"lost, done":             {[]fault{lost}, 0, steps.Pass},
		"lost, done, copies lag": {[]fault{lost}, 4 * time.Second, steps.Pass},
		"lost, not done":         {[]fault{undone, undone}, 2 * time.Second, steps.Pass},
		"lost for ever":          {slices.Repeat([]fault{undone}, 20), 0, steps.Fail},
		"exists, never appears":  {[]fault{{refused(tenant.Conflict), false}}, 0, steps.Fail},
		"refused":                {[]fault{{refused(tenant.Denied), false}}, 0, steps.Fail},
		"lost, then refused":     {[]fault{undone, {refused(tenant.Denied), false}}, 0, steps.Fail},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.cloud.lag = tt.lag
			r.cloud.fail("CreatePrincipal", tt.faults...)
			report := r.run().apply()
			wantRow(t, report.Results, "principal", tt.status, "")
			if tt.status == steps.Fail {
				wantRow(t, report.Results, "consent", steps.Unseen, "needs entra.principal")
				wantRow(t, report.Results, "secret", steps.Pass, "")
				r.cloud.mu.Lock()
				r.cloud.faults = map[string][]fault{}
				r.cloud.mu.Unlock()
				r.run().apply()
			}
			r.whole()
			if tags := r.cloud.truth().Principals[1].Tags; !slices.Contains(tags, "WindowsAzureActiveDirectoryIntegratedApp") {
				t.Errorf("tags %v: the portal does not list it", tags)
			}
		})
	}
}

// An application that was adopted may have its principal already, and a
// principal that another run makes meanwhile is taken.
func TestPrincipalOfSomebodyElse(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.cloud.before = func(op string) {
		if op != "CreatePrincipal" {
			return
		}
		r.cloud.put(func(w *world) {
			w.Principals = append(w.Principals, tenant.Principal{ObjectID: "theirs", AppID: w.Apps[0].App.AppID})
		})
	}
	report := r.run().apply()
	wantRow(t, report.Results, "principal", steps.Pass, "theirs")
	wantRow(t, report.Results, "consent", steps.Pass, "")
	r.whole()
}
