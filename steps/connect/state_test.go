package connect

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/sandbox/totara"
	"teamwright/steps/site"
	"teamwright/steps/wire"
)

// Automatic sign-in waits for the first sign-in, and for somebody who gets in
// without it.
func TestAutoSSO(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.partner.Connect.AutoSSO = true
	got := w.apply()
	if got["auto_sso"].Status != steps.ToDo || got["break_glass"].Status != steps.ToDo || !strings.Contains(got["break_glass"].Detail, clientURL+"/login/index.php?nosso=1") {
		t.Errorf("rows %+v, %+v", got["auto_sso"], got["break_glass"])
	}
	l := w.seen(w.client)
	if v := l.value(autoSetting); v != "" {
		t.Errorf("set to %q before anybody has signed in", v)
	}

	ticked := newWorld(t)
	ticked.partner.Connect.AutoSSO = true
	ticked.apply()
	ticked.own.Confirmed = tick("connect.partner-site.first_login")
	if c := ticked.begin().plan()["auto_sso"]; c.Action != steps.Update || !strings.Contains(c.Summary, "nosso=1") {
		t.Errorf("ticked: %+v", c)
	}

	w.net.Arrive(clientURL)
	got = w.apply()
	if got["auto_sso"].Status != steps.Pass || got["first_login"].Status != steps.Pass {
		t.Errorf("rows %+v, %+v", got["auto_sso"], got["first_login"])
	}
	l = w.seen(w.client)
	if v := l.value(autoSetting); v != "1" {
		t.Errorf("set to %q", v)
	}
	if p := w.begin().Plan(); !p.Empty() {
		t.Errorf("second plan %+v", p)
	}

	w.partner.Connect.AutoSSO = false
	if c := w.begin().plan()["auto_sso"]; c.Action != steps.Update || c.Fields[0].To != "" {
		t.Errorf("off: %+v", c)
	}
	w.apply()
	l = w.seen(w.client)
	if v := l.value(autoSetting); v != "" {
		t.Errorf("still %q", v)
	}
}

func TestAutoSSONeedsALocalAdministrator(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.partner.Connect.AutoSSO = true
	c := shows("Partner")
	c.Admins = 0
	w.client = w.site(clientURL, c)
	w.apply()
	w.net.Arrive(clientURL)
	if c := w.begin().plan()["auto_sso"]; c.Action != steps.Blocked || !strings.Contains(c.Cure, "Manual accounts") {
		t.Errorf("%+v", c)
	}
}

// With a link to a server that is not ours nothing is switched off.
func TestAutoSSOOfAnotherServerStays(t *testing.T) {
	t.Parallel()
	other := "7"
	p := &pair{
		job:    &Job{Clock: wire.Clock{Now: func() time.Time { return today }}},
		server: &end{End: End{Answers: answers.Answers{Site: serverURL}}},
		client: &end{End: End{Answers: answers.Answers{Site: clientURL}, Site: site.New(nil, site.Options{})}, seen: &look{
			Client:   &clientSide{Servers: []serverRow{{ID: 5, Active: true, URL: serverURL}}},
			Settings: map[string]setting{autoSetting: {Value: &other}},
		}},
	}
	if c := (&autoSSO{p}).Plan(); c.Action != steps.None {
		t.Errorf("%+v", c)
	}
}

// The rows about safety, by what the sites show of themselves.
func TestGuards(t *testing.T) {
	t.Parallel()
	open := map[string]map[string]string{"email": {"manual": "locked", "ldap": "unlockedifempty"}}
	email := func(w *world) {
		w.partner.Connect.Migrate, w.partner.Connect.Map = true, answers.MapEmail
		w.own.Confirmed = tick("connect.partner-site.migrate-by-email")
	}
	byName := func(w *world) {
		w.partner.Connect.Migrate = true
		w.own.Confirmed = tick("connect.partner-site.migrate-by-username")
	}
	none := func(*world) {}
	tests := map[string]struct {
		play           func(*world)
		server, client func(*totara.Connectable)
		row            string
		want           steps.Status
		says           string
	}{
		"no migration":                  {none, nil, func(c *totara.Connectable) { c.Locks = open; c.Registration = "email" }, "field_locked", steps.Skipped, ""},
		"locked":                        {email, nil, nil, "field_locked", steps.Pass, "both sites"},
		"open on the client":            {email, nil, func(c *totara.Connectable) { c.Locks = open }, "field_locked", steps.Fail, "on the client Partner site by ldap (unlockedifempty)"},
		"open on the server":            {email, func(c *totara.Connectable) { c.Locks = open }, nil, "field_locked", steps.Fail, "on the server by ldap"},
		"user names":                    {byName, nil, func(c *totara.Connectable) { c.Locks = open }, "field_locked", steps.Pass, "administrators alone"},
		"registration off":              {email, nil, nil, "self_registration", steps.Pass, ""},
		"registration on the server":    {byName, func(c *totara.Connectable) { c.Registration = "email" }, nil, "self_registration", steps.Fail, "the server (email)"},
		"registration, no migration":    {none, func(c *totara.Connectable) { c.Registration = "email" }, nil, "self_registration", steps.Skipped, ""},
		"guests on the client":          {none, nil, func(c *totara.Connectable) { c.Guest = true }, "guest_access", steps.Fail, "the client Partner site"},
		"guests on both":                {none, func(c *totara.Connectable) { c.Guest = true }, func(c *totara.Connectable) { c.Guest = true }, "guest_access", steps.Fail, "the server and the client"},
		"nobody local":                  {email, nil, func(c *totara.Connectable) { c.Admins = 0 }, "local_admin", steps.Fail, "nobody gets in"},
		"somebody local":                {email, nil, nil, "local_admin", steps.Pass, "nosso=1"},
		"tasks never ran":               {none, nil, func(c *totara.Connectable) { c.TaskAge = -1 }, "tasks", steps.ToDo, "not run yet"},
		"tasks stuck":                   {none, nil, func(c *totara.Connectable) { c.TaskAge = 5 * 3600 }, "tasks", steps.Fail, "user_task ran last 5 h ago"},
		"tasks run":                     {none, nil, nil, "tasks", steps.Pass, "user_task 10 min ago"},
		"Teams on the client":           {func(w *world) { w.partner.SSO.Enabled, w.partner.Tenant = true, "contoso.onmicrosoft.com" }, nil, nil, "teams", steps.ToDo, "e-mail address"},
		"no Teams on the client":        {none, nil, nil, "teams", steps.Skipped, ""},
		"no courses":                    {none, nil, nil, "course_audiences", steps.Skipped, ""},
		"courses":                       {func(w *world) { w.given.Given.Courses = []string{"Safety 101"} }, nil, nil, "course_audiences", steps.ToDo, "every hour"},
		"asked for in vain":             {func(w *world) { w.partner.Connect.SyncPositions = true }, nil, nil, "agreed", steps.ToDo, "positions are asked for and not given"},
		"given in vain":                 {func(w *world) { w.given.Given.SyncJobs = true }, nil, nil, "agreed", steps.ToDo, "job assignments are given and not taken"},
		"agreed":                        {func(w *world) { w.partner.Connect.SyncJobs, w.given.Given.SyncJobs = true, true }, nil, nil, "agreed", steps.Pass, ""},
		"the first sign-in":             {none, nil, nil, "first_login", steps.ToDo, "are not"},
		"the server's own curl is told": {none, nil, nil, "to_client", steps.Pass, "curlsecurityallowedport lets only 443, 80 through"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			tt.play(w)
			server, client := shows("Learn"), shows("Partner")
			if tt.server != nil {
				tt.server(&server)
			}
			if tt.client != nil {
				tt.client(&client)
			}
			w.server, w.client = w.site(serverURL, server), w.site(clientURL, client)
			row := w.apply()[tt.row]
			if row.Status != tt.want || !strings.Contains(row.Detail, tt.says) {
				t.Errorf("%+v, want %s with %q", row, tt.want, tt.says)
			}
			if (row.Status == steps.Fail || row.Status == steps.ToDo) && row.Fix == "" {
				t.Errorf("no cure: %+v", row)
			}
		})
	}
}

// A link that stops working is seen from the side that is cut off.
func TestReachability(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.apply()
	w.net.Cut = func(from, _ string) string {
		if from == clientURL {
			return "Connection timed out after 10001 milliseconds"
		}
		return ""
	}
	r := w.begin()
	got := rows(r.Check(t.Context()))
	if got["to_client"].Status != steps.Pass || got["to_server"].Status != steps.Fail || !strings.Contains(got["to_server"].Detail, "in time") {
		t.Errorf("rows %+v, %+v", got["to_client"], got["to_server"])
	}
	if got["link"].Status != steps.Pass {
		t.Errorf("link %+v", got["link"])
	}
	if wrote := append(w.server.writes(), w.client.writes()...); len(wrote) != 4 {
		t.Errorf("wrote %v", wrote)
	}
}

// Every text of Totara Connect's own code leads to a cause and a cure.
func TestExplain(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		"invalid setup secret":                                         "does not know the setup secret",
		"api version not supported":                                    "no common version",
		"unsupported api version":                                      "no common version",
		"dupplicate server idnumber":                                   "already has this server",
		"dupplicate client idnumber":                                   "same id of its own",
		"invalid server secret or idnumber":                            "does not know the client",
		"invalid client secret or idnumber":                            "does not know the server",
		"connect server not enabled":                                   "server is off",
		"connect client not enabled":                                   "plugin Totara Connect client is off",
		"connect client is not active":                                 "deleted on the other side",
		"connect server is not active":                                 "deleted on the other side",
		"Remote data request failed - cannot connect server.":          "cannot be reached",
		"Remote data request failed - invalid response format.":        "something else than Totara",
		"Client with this URL is already active.":                      "already has a client",
		"Error registering new client":                                 "client's consent",
		"Unknown problem detected during single sign-on, either retry": "cookie was lost",
		"session id changed":                                           "cookie was lost",
		"You are not allowed to access this server.":                   "outside of the server's audience",
		"The URL is blocked.":                                          "HTTP security settings",
		"SSL certificate problem: self-signed certificate":             "not trusted",
		"Could not resolve host: lms.example.org":                      "cannot be resolved",
		"Connection timed out after 10000 milliseconds":                "in time",
		"Failed to connect to lms port 443: Connection refused":        "nothing listens",
	} {
		what, cure, ok := Explain(said)
		if !ok || !strings.Contains(what, want) || cure == "" {
			t.Errorf("%q: %q, %q", said, what, cure)
		}
	}
	if what, _, ok := Explain("something new"); ok {
		t.Errorf("explained as %q", what)
	}
}

// answering gives the same result to every operation.
type answering []byte

func (a answering) Answer(context.Context, []byte) ([]byte, string, error) {
	raw, err := json.Marshal(map[string]any{"version": 1, "ok": true, "result": json.RawMessage(a), "secrets": map[string]string{"setup": "x"}, "notes": []string{}})
	return raw, "", err
}

// Whatever a site answers, nothing breaks, and nothing passes that was not
// seen.
func FuzzLook(f *testing.F) {
	f.Add([]byte(`{"site":{"wwwroot":"https://partner.example.com"},"client":{"servers":[{"id":1,"active":true}]},"server":null}`))
	f.Add([]byte(`{"site":{"wwwroot":"https://learn.example.org/totara"},"server":{"id":"x","clients":[{"url":"https://partner.example.com"}]},"client":null}`))
	f.Add([]byte(`{"state":"success","status":200}`))
	f.Add([]byte(`{}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if !json.Valid(raw) {
			t.Skip()
		}
		clock := wire.Clock{Now: func() time.Time { return today }}
		of := func(url, role string) End {
			return End{Answers: answers.Answers{Site: url, Connect: answers.Connect{Role: role, AutoSSO: true}}, Site: site.New(answering(raw), site.Options{})}
		}
		server := of(serverURL, answers.RoleServer)
		list, err := Steps(Job{Server: &server, Clients: []Client{{End: of(clientURL, answers.RoleClient), Given: answers.ConnectClient{Name: "x"}}}, Clock: clock})
		if err != nil {
			t.Fatal(err)
		}
		r := steps.Runner{Steps: list, Clock: clock}
		if err := r.Read(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.Plan()
		for _, row := range r.Check(t.Context()) {
			if strings.ContainsAny(row.Detail+row.Fix, "\x1b\n\r\u202e") {
				t.Errorf("row %+v", row)
			}
		}
	})
}
