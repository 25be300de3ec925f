package connect

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/journal"
	"teamwright/steps/secret"
	"teamwright/steps/site"
	"teamwright/steps/wire"
)

func TestHandshakeFromNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.own.Connect.SyncPasswords = false
	w.partner.Connect.SyncJobs = true
	w.given.Given = answers.ConnectClient{Name: "Partner site", Audience: "staff", Audiences: []string{"4"}, Courses: []string{"Safety 101"}, SyncJobs: true, AddNewCourses: true, PositionFrameworks: []string{"main"}, Comment: "the partner"}
	r := w.begin()
	plan := r.Plan()
	by := r.plan()
	for step, want := range map[string]steps.Action{"server": steps.Update, "settings": steps.Update, "link": steps.Create, "auto_sso": steps.None, "state": steps.None} {
		if by[step].Action != want {
			t.Errorf("%s: %s %q, want %s", step, by[step].Action, by[step].Summary, want)
		}
	}
	var paths []string
	for _, f := range by["link"].Fields {
		paths = append(paths, f.Path)
	}
	want := strings.Fields("client.url client.name client.comment client.syncjobs client.addnewcourses client.audience client.cohorts client.courses client.positions")
	if !slices.Equal(paths, want) {
		t.Errorf("fields %v, want %v", paths, want)
	}
	report := r.Apply(t.Context(), plan)
	got := rows(report.Results)
	for _, id := range []string{"server", "settings", "link", "given", "to_client", "to_server", "tasks", "guest_access", "plugin_services"} {
		if got[id].Status != steps.Pass {
			t.Errorf("row %s: %+v", id, got[id])
		}
	}
	if s := steps.Summarize(report.Results); s.Fail > 0 || s.Unknown > 0 || report.Moved || report.Stopped {
		t.Errorf("report %+v", report)
	}
	row := w.seen(w.server).Server.Clients[0]
	if row.Audience != 3 || !slices.Equal(row.Cohorts, []int{4}) || !slices.Equal(row.Courses, []int{7}) || !slices.Equal(row.Positions, []int{2}) || row.Flags["syncjobs"] != 1 || row.Flags["addnewcohorts"] != 0 {
		t.Errorf("record %+v", row)
	}

	w.server.forget()
	w.client.forget()
	again := w.begin()
	if p := again.Plan(); !p.Empty() {
		t.Errorf("second plan %+v", p)
	}
	again.Apply(t.Context(), again.Plan())
	if wrote := append(w.server.writes(), w.client.writes()...); len(wrote) > 0 {
		t.Errorf("second run wrote %v", wrote)
	}
}

// No plan, journal, event or row holds the setup secret.
func TestSetupSecretStaysHidden(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.begin()
	var told []string
	r.Events = func(e steps.Event) { told = append(told, e.Text) }
	report := r.Apply(t.Context(), r.Plan())
	shown, err := json.Marshal([]any{r.Plan(), report, told})
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(w.dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		shown = append(shown, data...)
	}
	setup := ""
	for _, raw := range w.client.raw {
		var a struct{ Secrets map[string]string }
		if json.Unmarshal([]byte(raw), &a) == nil && a.Secrets["setup"] != "" {
			setup = a.Secrets["setup"]
		}
	}
	if setup == "" || strings.Contains(string(shown), setup) {
		t.Errorf("setup secret %q in what is shown or kept", setup)
	}
}

// Wherever the line breaks, the next run ends with one link, and none that
// waits.
func TestBrokenAnywhere(t *testing.T) {
	t.Parallel()
	count := func() int {
		w := newWorld(t)
		w.apply()
		return len(w.server.ops) + len(w.client.ops)
	}()
	for n := range count {
		for name, lost := range map[string]bool{"before": false, "after": true} {
			w := newWorld(t)
			seen, broken := 0, false
			stop := func(string) (bool, bool) {
				if broken {
					return true, false
				}
				seen++
				broken = seen > n
				return broken && !lost, broken && lost
			}
			r := w.begin()
			w.server.stop, w.client.stop = stop, stop
			r.Parallel = 1
			r.Apply(t.Context(), r.Plan())
			w.server.stop, w.client.stop = nil, nil
			if err := r.journal.Close(); err != nil {
				t.Fatal(err)
			}
			got := w.apply()
			clients, servers, waiting := w.links()
			if clients != 1 || servers != 1 || waiting || got["link"].Status != steps.Pass {
				t.Errorf("broken %s request %d: %d clients, %d servers, waiting %v, row %+v", name, n, clients, servers, waiting, got["link"])
			}
			if p := w.begin().Plan(); !p.Empty() {
				t.Errorf("broken %s request %d: still to do %+v", name, n, p)
			}
		}
	}
}

func TestStanding(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		play func(*world)
		want steps.Action
		says string
	}{
		"linked":                          {func(*world) {}, steps.None, "linked"},
		"the server lost its record":      {func(w *world) { w.net.Forget(serverURL) }, steps.Blocked, "does not know the client any more"},
		"the client lost its record":      {func(w *world) { w.net.Forget(clientURL) }, steps.Replace, "never answered is taken out"},
		"both lost theirs":                {func(w *world) { w.net.Forget(clientURL); w.net.Forget(serverURL) }, steps.Create, "shake hands"},
		"another name in the answers":     {func(w *world) { w.given.Given.Comment = "x" }, steps.Update, "what the server gives"},
		"the server no longer reaches it": {func(w *world) { w.net.Cut = func(string, string) string { return "timed out" } }, steps.None, "linked"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.apply()
			tt.play(w)
			c := w.begin().plan()["link"]
			if c.Action != tt.want || !strings.Contains(c.Summary, tt.says) {
				t.Errorf("%s %q, want %s with %q", c.Action, c.Summary, tt.want, tt.says)
			}
			if c.Action == steps.Blocked && c.Cure == "" {
				t.Error("no cure")
			}
			if c.Action.Writes() {
				if got := w.apply(); got["link"].Status != steps.Pass {
					t.Errorf("row %+v", got["link"])
				}
				if clients, servers, _ := w.links(); clients != 1 || servers != 1 {
					t.Errorf("%d clients, %d servers", clients, servers)
				}
			}
		})
	}
}

// What cannot be played by the stand-in is told to the comparison directly.
func TestStandingOfRareCases(t *testing.T) {
	t.Parallel()
	server := func() *look {
		return &look{Server: &serverSide{ID: "S", Clients: []clientRow{{ID: 1, Client: "C", URL: clientURL, Type: "totaralms"}}}}
	}
	client := func() *look {
		return &look{Server: &serverSide{ID: "P"}, Client: &clientSide{Servers: []serverRow{{ID: 5, Active: true, Server: "S", Client: "C", URL: serverURL}}}}
	}
	tests := map[string]struct {
		change func(s, c *look)
		linked bool
		says   string
	}{
		"linked":           {func(_, _ *look) {}, true, ""},
		"slash and case":   {func(s, c *look) { s.Server.Clients[0].URL = "https://PARTNER.example.com/" }, true, ""},
		"a copy":           {func(_, c *look) { c.Server.ID = "S" }, false, "copy of the server"},
		"being deleted":    {func(_, c *look) { c.Client.Servers[0].Active = false }, false, "still deleting"},
		"the client moved": {func(s, _ *look) { s.Server.Clients[0].URL = "https://old.example.com" }, false, "another address"},
		"the server moved": {func(_, c *look) { c.Client.Servers[0].URL = "https://old.example.org" }, false, "another address"},
		"two records": {func(s, _ *look) {
			s.Server.Clients = append(s.Server.Clients, clientRow{ID: 2, Client: "D", URL: clientURL})
		}, false, "two records"},
		"another server too": {func(_, c *look) {
			c.Client.Servers = append(c.Client.Servers, serverRow{ID: 6, Active: true, Server: "T", Client: "E"})
		}, true, ""},
		"no server's side": {func(s, _ *look) { s.Server = nil }, false, "no Totara Connect"},
		"no client's side": {func(_, c *look) { c.Client = nil }, false, "no Totara Connect"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, c := server(), client()
			tt.change(s, c)
			p := &pair{
				server: &end{End: End{Answers: answers.Answers{Site: serverURL}}, words: "the server", seen: s},
				client: &end{End: End{Answers: answers.Answers{Site: clientURL}}, words: "the client X", seen: c},
			}
			st := p.stands()
			if st.linked != tt.linked || (st.problem != nil) != (tt.says != "") {
				t.Fatalf("%+v", st)
			}
			if st.problem != nil && (!strings.Contains(st.problem.what, tt.says) || st.problem.cure == "") {
				t.Errorf("problem %+v, want %q", st.problem, tt.says)
			}
		})
	}
}

// A handshake that fails says why, and leaves neither a record nor an open
// client.
func TestHandshakeFails(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		cut  func(from, to string) string
		says string
		cure string
	}{
		"no way to the client": {func(from, to string) string {
			if to == clientURL {
				return "Could not resolve host: partner.example.com"
			}
			return ""
		}, "cannot be resolved", "DNS"},
		"no way back": {func(from, to string) string {
			if to == serverURL {
				return "SSL certificate problem: unable to get local issuer certificate"
			}
			return ""
		}, "does not reach the server: the certificate", "chain"},
		"blocked by the site itself": {func(from, to string) string {
			if to == clientURL {
				return "the site's own HTTP security settings forbid the address"
			}
			return ""
		}, "HTTP security settings", "curlsecurityblockedhosts"},
		"something new": {func(from, to string) string {
			if to == clientURL {
				return "a\u202etext\x1b[31m that nobody knows"
			}
			return ""
		}, "nobody knows", "JSend result error"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.net.Cut = tt.cut
			row := w.apply()["link"]
			if row.Status != steps.Fail || !strings.Contains(row.Detail, tt.says) || !strings.Contains(row.Fix, tt.cure) {
				t.Errorf("row %+v", row)
			}
			if strings.ContainsAny(row.Detail, "\x1b\u202e") {
				t.Errorf("control characters in %q", row.Detail)
			}
			if clients, servers, waiting := w.links(); clients+servers > 0 || waiting {
				t.Errorf("left %d clients, %d servers, waiting %v", clients, servers, waiting)
			}
			w.net.Cut = nil
			if got := w.apply(); got["link"].Status != steps.Pass {
				t.Errorf("afterwards %+v", got["link"])
			}
		})
	}
}

// The client is set by hand: its secret is asked for and proven before the
// server is touched.
func TestSecretOfAClientByHand(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	// A person has set up the client and pressed the button.
	if _, _, err := w.client.Answer(t.Context(), []byte(`{"version":1,"op":"connect.set","args":{"plugin":true}}`)); err != nil {
		t.Fatal(err)
	}
	raw, _, err := w.client.Answer(t.Context(), []byte(`{"version":1,"op":"connect.open","args":{}}`))
	if err != nil {
		t.Fatal(err)
	}
	var opened struct{ Secrets map[string]string }
	if err := json.Unmarshal(raw, &opened); err != nil {
		t.Fatal(err)
	}
	w.partner.Totara.Via = answers.ViaHand
	asked := ""
	answer := secret.New("wrong")
	w.ask = func(_ context.Context, name string) (secret.Text, error) { asked = name; return answer, nil }

	row := w.apply()["link"]
	if row.Status != steps.Fail || !strings.Contains(row.Detail, "could not be proven, and nothing was written") || !strings.Contains(row.Fix, "Connect to new server") {
		t.Errorf("wrong secret: %+v", row)
	}
	if slices.Contains(w.server.writes(), "connect.add") {
		t.Error("added without proof")
	}
	w.ask = func(context.Context, string) (secret.Text, error) {
		return secret.Text{}, errors.New("nobody is there")
	}
	if row := w.apply()["link"]; row.Status != steps.Fail || !strings.Contains(row.Detail, "nobody is there") {
		t.Errorf("nobody: %+v", row)
	}
	w.ask = func(context.Context, string) (secret.Text, error) { return secret.New(opened.Secrets["setup"]), nil }
	got := w.apply()
	if got["link"].Status != steps.Pass || asked != "connect_setup_secret_partner-site" {
		t.Errorf("row %+v, asked for %q", got["link"], asked)
	}
	for _, id := range []string{"auth", "migrateusers", "removeuser", "tasks", "to_server", "first_login"} {
		if got[id].Status != steps.ToDo {
			t.Errorf("row %s: %+v", id, got[id])
		}
	}
	if p := w.begin().Plan(); !p.Empty() {
		t.Errorf("second plan %+v", p)
	}
}

// The server is set by hand: the client's secret is handed over once.
func TestSecretForAServerByHand(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]string{"the server is named": serverURL, "its address is not known": ""} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.own = answers.Answers{Site: url, Connect: answers.Connect{Role: answers.RoleServer}}
			kept := w.sink
			w.sink = nil
			if c := w.begin().plan()["link"]; c.Action != steps.Manual || !strings.Contains(c.Cure, "connect apply") {
				t.Errorf("nowhere to hand over to: %+v", c)
			}
			w.sink = kept
			got := w.apply()
			if len(w.sink.items) != 1 || w.sink.items[0].Secret.Empty() || w.sink.items[0].AppID != clientURL {
				t.Fatalf("handed over %+v", w.sink.items)
			}
			if got["link"].Status != steps.ToDo || got["link"].Source == steps.FromAnswers {
				t.Errorf("row %+v", got["link"])
			}
			if c := w.begin().plan()["link"]; c.Action != steps.Manual || !strings.Contains(c.Summary, "the test") {
				t.Errorf("second plan %+v", c)
			}
			w.apply()
			if len(w.sink.items) != 1 {
				t.Errorf("handed over %d times", len(w.sink.items))
			}
			// The server's admin does the work by hand.
			for _, request := range []any{
				map[string]any{"version": 1, "op": "connect.set", "args": map[string]any{"settings": map[string]string{"enableconnectserver": "1"}}},
				map[string]any{"version": 1, "op": "connect.add", "args": map[string]any{"url": clientURL, "name": "P"}, "secrets": map[string]string{"setup": w.sink.items[0].Secret.Reveal()}},
			} {
				raw, err := json.Marshal(request)
				if err != nil {
					t.Fatal(err)
				}
				if answer, _, err := w.server.Answer(t.Context(), raw); err != nil || !strings.Contains(string(answer), `"ok":true`) {
					t.Fatalf("%s, %v", answer, err)
				}
			}
			r := w.begin()
			if p := r.Plan(); !p.Empty() {
				t.Errorf("afterwards %+v", p)
			}
			if row := rows(r.Check(t.Context()))["link"]; row.Status != steps.Pass {
				t.Errorf("row %+v", row)
			}
		})
	}
}

// With both ends by hand every value is a row, and none is a pass.
func TestBothByHand(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.own.Totara.Via, w.partner.Totara.Via = answers.ViaHand, answers.ViaHand
	w.partner.Connect.AutoSSO = true
	w.given.Given.Audience = "Staff"
	r := w.begin()
	if !r.Plan().Empty() {
		t.Errorf("plan %+v", r.Plan())
	}
	got := rows(r.Check(t.Context()))
	for _, id := range strings.Fields(`server.enableconnectserver server.syncpasswords auth migrateusers migratemap syncprofilefields
		removeuser syncjobs syncpositions syncorganisations link clientname clienturl cohortid addnewcourses cohorts auto_sso to_client to_server tasks first_login allowpluginsepservices`) {
		if got[id].Status != steps.ToDo || got[id].Fix == "" {
			t.Errorf("row %s: %+v", id, got[id])
		}
	}
	for id, row := range got {
		if row.Status == steps.Pass {
			t.Errorf("row %s passes unseen: %+v", id, row)
		}
	}
	if !strings.Contains(got["cohortid"].Detail, "Staff") || !strings.Contains(got["auto_sso"].Detail, clientURL+"/login/index.php?nosso=1") {
		t.Errorf("rows %+v, %+v", got["cohortid"], got["auto_sso"])
	}
}

// Two clients are linked side by side, each with its own records.
func TestTwoClients(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	other := w.site("https://second.example.net", shows("Second"))
	now := func() time.Time { return today }
	j, err := journal.Open(w.dir, "connect", now)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	clock := wire.Clock{Now: now}
	second := w.partner
	second.Site = "https://second.example.net"
	for round := range 2 {
		server := End{Answers: w.own, Site: site.New(w.server, site.Options{})}
		list, err := Steps(Job{Server: &server, Ledger: j, Clock: clock, Clients: []Client{
			{End: End{Answers: w.partner, Site: site.New(w.client, site.Options{})}, Given: answers.ConnectClient{Name: "A", Audience: "Staff"}},
			{End: End{Answers: second, Site: site.New(other, site.Options{})}, Given: answers.ConnectClient{Name: "B", Courses: []string{"7"}}},
		}})
		if err != nil {
			t.Fatal(err)
		}
		r := steps.Runner{Steps: list, Journal: j, Clock: clock}
		if err := r.Read(t.Context()); err != nil {
			t.Fatal(err)
		}
		plan := r.Plan()
		if plan.Empty() != (round == 1) {
			t.Errorf("round %d: %+v", round, plan)
		}
		for _, row := range r.Apply(t.Context(), plan).Results {
			if row.Status == steps.Fail || row.Status == steps.Unseen {
				t.Errorf("round %d: %+v", round, row)
			}
		}
	}
	clients := w.seen(w.server).Server.Clients
	if len(clients) != 2 || len(w.seen(w.client).Client.Servers) != 1 || len(w.seen(other).Client.Servers) != 1 {
		t.Fatalf("%+v", clients)
	}
	for _, c := range clients {
		if staff := c.URL == clientURL; staff != (c.Audience == 3) || staff != (len(c.Courses) == 0) {
			t.Errorf("record %+v", c)
		}
	}
}
