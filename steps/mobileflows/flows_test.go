package mobileflows

import (
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/mobileflows/access"
	rehearsal "teamwright/steps/sandbox/access"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

func TestDesired(t *testing.T) {
	t.Parallel()
	r := newRig(t, rehearsal.Options{})
	d := Desired(r.job)
	if d.Audience != "AzureADMultipleOrgs" || d.LogoutURL != "https://access.example.org/SAAS/auth/logout" ||
		!slices.Equal(d.RedirectURIs, []string{"https://prod.hero.vmwservices.com/token-exchange/oauth2/callback"}) {
		t.Errorf("%+v", d)
	}
	if d.Secret.Name != "mobileflows" || d.Secret.Life != 365*day || !d.Consent || !d.Principal || !strings.HasSuffix(d.UniqueName, "-mobileflows") {
		t.Errorf("%+v", d)
	}
	names := func(chosen string) string {
		var out []string
		for _, p := range Permissions(chosen) {
			out = append(out, p.Name)
		}
		return strings.Join(out, " ")
	}
	if got := names(answers.PermissionsGuide); got != "offline_access User.Read MailboxSettings.Read User.Read.All Group.ReadWrite.All" {
		t.Errorf("guide: %s", got)
	}
	if got := names(answers.PermissionsLeast); got != "offline_access User.Read MailboxSettings.Read Team.ReadBasic.All Channel.ReadBasic.All ChannelMessage.Read.All ChannelMessage.Send" {
		t.Errorf("least: %s", got)
	}
}

// A set-up ends with every row passed that a machine can judge; a second one
// writes nothing.
func TestApply(t *testing.T) {
	t.Parallel()
	for name, opt := range map[string]rehearsal.Options{"today": {}, "older media types": {Legacy: true}, "seconds": {Seconds: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, opt)
			first := r.apply()
			for _, row := range first.report.Results {
				if row.Status == steps.Fail || row.Status == steps.Unseen {
					t.Errorf("%s is %s: %s", row.ID, row.Status, row.Detail)
				}
				if (row.Status == steps.ToDo) != (row.Fix != "") {
					t.Errorf("%s is %s with the cure %q", row.ID, row.Status, row.Fix)
				}
			}
			if first.report.ExitCode() != 5 || len(r.inbox.items) != 1 || r.inbox.items[0].Name != "mobileflows" {
				t.Errorf("exit code %d, secrets %+v", first.report.ExitCode(), r.inbox.items)
			}
			if opt.Seconds && !strings.Contains(first.row(t, "template").Detail, "2592000 seconds") {
				t.Errorf("template %s", first.row(t, "template").Detail)
			}
			writes, posts := len(r.dir.writes), r.count("POST /SAAS/jersey/manager/api/oauth2apptemplates")
			second := r.apply()
			if !second.plan.Empty() || len(r.dir.writes) != writes || r.count("POST /SAAS/jersey/manager/api/oauth2apptemplates") != posts {
				t.Errorf("a second run writes: %+v", second.plan)
			}
			if row := second.row(t, "secret_proof"); row.Status != steps.ToDo || !strings.Contains(row.Detail, "UEM") || strings.Contains(row.Fix, "Totara") {
				t.Errorf("%+v", row)
			}
		})
	}
}

// Where the host does not answer as it should nothing is written, unless that
// very host is told by name.
func TestGate(t *testing.T) {
	t.Parallel()
	onKey := func(resp func() *http.Response) func(int, *http.Request) *http.Response {
		return func(_ int, r *http.Request) *http.Response {
			if is(r.URL.Path, "/public-key") {
				return resp()
			}
			return nil
		}
	}
	tests := map[string]struct {
		before func(int, *http.Request) *http.Response
		fail   func(int, *http.Request) error
		says   string
	}{
		"no name": {nil, func(_ int, r *http.Request) error {
			if r.URL.Host == answers.MobileFlowsHost {
				return &wire.Broken{Method: "GET", Host: r.URL.Host, Tries: 1, Err: &net.DNSError{Err: "no such host", Name: r.URL.Host, IsNotFound: true}}
			}
			return nil
		}, "the name does not exist"},
		"key not served": {onKey(func() *http.Response { return page(404, "") }), nil, "HTTP 404"},
		"a page":         {onKey(func() *http.Response { return page(200, "<html>parked</html>") }), nil, "no key in PEM form"},
		"no RSA key":     {onKey(func() *http.Response { return page(200, ecKey) }), nil, "no RSA key"},
		"callback is gone": {nil, func(_ int, r *http.Request) error {
			if is(r.URL.Path, "/callback") {
				return errors.New("connection reset")
			}
			return nil
		}, "callback does not answer"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, rehearsal.Options{})
			r.before, r.fail = tt.before, tt.fail
			x := r.apply()
			c, _ := x.plan.Of("mobileflows.viability")
			if c.Action != steps.Blocked || !strings.Contains(c.Summary, tt.says) || !strings.Contains(c.Cure, "--trust-host prod.hero.vmwservices.com") {
				t.Errorf("%+v", c)
			}
			if len(r.dir.writes) > 0 || r.count("POST /SAAS/jersey/manager/api/oauth2apptemplates") > 0 || x.report.ExitCode() != 1 {
				t.Errorf("written: %v, exit code %d", r.dir.writes, x.report.ExitCode())
			}
			r.job.TrustHost = "another.example.org"
			if r.apply(); len(r.dir.writes) > 0 {
				t.Errorf("another host was told, and it was written: %v", r.dir.writes)
			}
			r.job.TrustHost = answers.MobileFlowsHost
			if x = r.apply(); len(r.dir.writes) == 0 || x.report.ExitCode() != 1 {
				t.Errorf("told by name: written %v, exit code %d, which hides that the host is gone", r.dir.writes, x.report.ExitCode())
			}
		})
	}
}

const ecKey = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEVs/o5+uQbTjL3chynL4wXgUg2R9
q9UU8I5mEovUf86QZ7kOBIjJwqnzD1omageEHWwHdBO6B+dFabmdT9POxg==
-----END PUBLIC KEY-----
`

// What Access answers in place of data has a clear word, and blocks only what
// needs it.
func TestAccessRefuses(t *testing.T) {
	t.Parallel()
	todo, fail, unseen, pass := steps.ToDo, steps.Fail, steps.Unseen, steps.Pass
	tests := map[string]struct {
		opt      rehearsal.Options
		password string
		tenant   steps.Status
		client   steps.Status
		template steps.Status
		says     string
	}{
		"no service client":   {rehearsal.Options{}, "", pass, todo, todo, "Add Template"},
		"wrong secret":        {rehearsal.Options{}, "wrong", pass, fail, unseen, "Bad client credentials"},
		"no admin scope":      {rehearsal.Options{Denied: true}, "right", pass, pass, unseen, "Insufficient authority"},
		"no such interface":   {rehearsal.Options{Old: true}, "right", pass, pass, todo, "Add Template"},
		"a gateway's sign-in": {rehearsal.Options{Page: true}, "right", fail, fail, unseen, "page for people"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, tt.opt)
			r.client(tt.password)
			x := r.apply()
			x.wants(t, map[string]steps.Status{"access_tenant": tt.tenant, "access_client": tt.client, "template": tt.template, "application": pass, "secret_proof": pass})
			if row := x.row(t, "template"); !strings.Contains(row.Detail+row.Fix, tt.says) {
				t.Errorf("template: %s; %s", row.Detail, row.Fix)
			}
			if tt.template == todo {
				x.wants(t, map[string]steps.Status{"template_outside": todo})
			}
			if row := x.row(t, "template"); tt.template == todo && !row.Tickable() {
				t.Error("the template made by hand cannot be ticked")
			}
		})
	}
}

// A creation whose answer says nothing is looked up before it is tried again.
func TestTemplateLost(t *testing.T) {
	t.Parallel()
	create := func(r *http.Request) bool { return r.Method == http.MethodPost && is(r.URL.Path, "oauth2apptemplates") }
	tests := map[string]struct {
		before func(*rig) func(int, *http.Request) *http.Response
		fail   func(*rig) func(int, *http.Request) error
		posts  int
		ok     bool
	}{
		"the answer is lost": {nil, func(*rig) func(int, *http.Request) error {
			return func(_ int, r *http.Request) error {
				if create(r) {
					return &wire.Broken{Method: "POST", Sent: true, Err: errors.New("reset")}
				}
				return nil
			}
		}, 1, true},
		"500 without the work, twice": {func(x *rig) func(int, *http.Request) *http.Response {
			return func(_ int, r *http.Request) *http.Response {
				if create(r) && x.count("POST "+r.URL.Path) <= 2 {
					return page(500, "")
				}
				return nil
			}
		}, nil, 3, true},
		"500 without end": {func(*rig) func(int, *http.Request) *http.Response {
			return func(_ int, r *http.Request) *http.Response {
				if create(r) {
					return page(500, "")
				}
				return nil
			}
		}, nil, createTries, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, rehearsal.Options{})
			if tt.before != nil {
				r.before = tt.before(r)
			}
			if tt.fail != nil {
				r.fail = tt.fail(r)
			}
			x := r.apply()
			want := steps.Pass
			if !tt.ok {
				want = steps.Fail
			}
			x.wants(t, map[string]steps.Status{"template": want})
			if n := r.count("POST /SAAS/jersey/manager/api/oauth2apptemplates"); n != tt.posts {
				t.Errorf("%d creations, want %d", n, tt.posts)
			}
		})
	}
}

func TestTemplateChanged(t *testing.T) {
	t.Parallel()
	r := newRig(t, rehearsal.Options{})
	ctx := t.Context()
	by := access.Template{
		ID: TemplateID, Resource: everybody, Scope: "openid user mine", RedirectURI: "https://mine.example/cb," + Callback(answers.MobileFlowsHost),
		TokenType: "Bearer", GrantTypes: "authorization_code refresh_token", AccessTTL: 60, RefreshTTL: 600000, IdleTTL: 14400, UserGrant: true,
	}
	if err := r.job.Access.CreateTemplate(ctx, by); err != nil {
		t.Fatal(err)
	}
	x := r.apply()
	c, _ := x.plan.Of("mobileflows.template")
	var paths []string
	for _, f := range c.Fields {
		paths = append(paths, f.Path)
	}
	if c.Action != steps.Update || strings.Join(paths, " ") != "scope displayUserGrant refreshTokenTTL" {
		t.Errorf("%s %v", c.Action, paths)
	}
	if kept := strings.Join(c.Kept, "; "); !strings.Contains(kept, "scope mine") || !strings.Contains(kept, "https://mine.example/cb") || !strings.Contains(kept, "1 hours (60 minutes), shorter") {
		t.Errorf("kept %s", kept)
	}
	got, _, err := r.job.Access.Template(ctx, TemplateID)
	if err != nil || got.Scope != "openid user mine email profile" || got.AccessTTL != 60 || got.RefreshTTL != 525600 || got.UserGrant || !strings.Contains(got.RedirectURI, "mine.example") {
		t.Errorf("%+v, %v", got, err)
	}
	x.wants(t, map[string]steps.Status{"template": steps.Pass, "template_outside": steps.Pass})
	if again := r.apply(); !again.plan.Empty() {
		t.Errorf("a second run writes %+v", again.plan)
	}
}

// Where minutes cannot be told from seconds nothing is written before a person
// says it.
func TestUnitUnknown(t *testing.T) {
	t.Parallel()
	r := newRig(t, rehearsal.Options{})
	if err := r.job.Access.DeleteTemplate(t.Context(), "GreenBox-TemplateId"); err != nil {
		t.Fatal(err)
	}
	x := r.apply()
	c, _ := x.plan.Of("mobileflows.template")
	if c.Action != steps.Blocked || !strings.Contains(c.Cure, "--access-unit") || r.count("POST /SAAS/jersey/manager/api/oauth2apptemplates") > 0 {
		t.Errorf("%+v", c)
	}
	r.job.Unit = access.Seconds
	x = r.apply()
	x.wants(t, map[string]steps.Status{"template": steps.Pass})
	r.job.Unit = access.UnknownUnit
	if c, _ := r.apply().plan.Of("mobileflows.template"); c.Action != steps.Blocked {
		t.Errorf("with a template and an unknown unit: %+v", c)
	}
}

func TestOlderThanChanges(t *testing.T) {
	t.Parallel()
	r := newRig(t, rehearsal.Options{})
	first := wanted(r.job.Answers.MobileFlows, access.Minutes)
	first.UserGrant = true
	if err := r.job.Access.CreateTemplate(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	r.before = func(_ int, q *http.Request) *http.Response {
		if q.Method == http.MethodPut {
			return page(405, "")
		}
		return nil
	}
	if row := r.apply().row(t, "template"); row.Status != steps.Fail || !strings.Contains(row.Fix, "by hand") {
		t.Errorf("%+v", row)
	}
}

// An existing registration is adopted: neither name nor audience changes.
func TestAdopted(t *testing.T) {
	t.Parallel()
	r := newRig(t, rehearsal.Options{})
	r.dir.apps = []tenant.Application{{
		ObjectID: "o", AppID: "c", DisplayName: "By the guide", Audience: tenant.AudienceMultiple,
		Web: tenant.Web{RedirectURIs: []string{Callback(answers.MobileFlowsHost)}}, Created: r.now.AddDate(-4, 0, 0),
	}}
	x := r.apply()
	x.wants(t, map[string]steps.Status{"application": steps.Pass, "consent": steps.Pass})
	if len(r.dir.apps) != 1 || r.dir.apps[0].DisplayName != "By the guide" || slices.Contains(r.dir.writes, "application") {
		t.Errorf("%v; %+v", r.dir.writes, r.dir.apps)
	}
	r.dir.apps = append(r.dir.apps, tenant.Application{ObjectID: "o2", AppID: "c2", DisplayName: "Another", Web: r.dir.apps[0].Web})
	c, _ := r.apply().plan.Of("mobileflows.application")
	if c.Action != steps.Blocked || !strings.Contains(c.Cure, "mobileflows audit") {
		t.Errorf("two of them: %+v", c)
	}
}

func TestActivation(t *testing.T) {
	t.Parallel()
	r := newRig(t, rehearsal.Options{})
	r.apply()
	r.before = func(_ int, q *http.Request) *http.Response {
		if is(q.URL.Path, "oauth2clients") {
			return page(200, `{"items":[{"clientId":"a"},{"clientId":"b"}],"totalCount":2}`)
		}
		return nil
	}
	if row := r.apply().row(t, "activation"); row.Status != steps.Pass || !strings.Contains(row.Detail, "2 dynamic clients") {
		t.Errorf("%+v", row)
	}
	r.before = func(_ int, q *http.Request) *http.Response {
		if is(q.URL.Path, "oauth2clients") {
			return page(403, `{}`)
		}
		return nil
	}
	if row := r.apply().row(t, "activation"); row.Status != steps.Unseen {
		t.Errorf("%+v", row)
	}
}

// A refusal from outside proves nothing against a template that was read.
func TestOutsideContradicts(t *testing.T) {
	t.Parallel()
	r := newRig(t, rehearsal.Options{})
	r.before = func(_ int, q *http.Request) *http.Response {
		if is(q.URL.Path, "/device/register") {
			return page(400, "{}")
		}
		return nil
	}
	r.apply().wants(t, map[string]steps.Status{"template": steps.Pass, "template_outside": steps.Unseen})
}
