package connect

import (
	"maps"
	"strings"
	"testing"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/sandbox/totara"
	"teamwright/steps/site"
)

// Every answer of a client ends up in its setting, with Totara's own value.
func TestClientSettings(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(*answers.Connect)
		full   string
		want   string
	}{
		"migrate":              {func(c *answers.Connect) { c.Migrate, c.Map = true, answers.MapUniqueID }, "auth_connect/migrateusers", "1"},
		"map by unique id":     {func(c *answers.Connect) { c.Map = answers.MapUniqueID }, "auth_connect/migratemap", "uniqueid"},
		"map by e-mail, unset": {func(c *answers.Connect) { c.Map = answers.MapEmail }, "auth_connect/migratemap", "email"},
		"map by id number":     {func(c *answers.Connect) { c.Map = answers.MapIDNumber }, "auth_connect/migratemap", "idnumber"},
		"keep":                 {func(c *answers.Connect) { c.OnRemoval = answers.RemovalKeep }, "auth_connect/removeuser", "0"},
		"profile fields":       {func(c *answers.Connect) { c.SyncProfileFields = true }, "auth_connect/syncprofilefields", "1"},
		"jobs":                 {func(c *answers.Connect) { c.SyncJobs = true }, "auth_connect/syncjobs", "1"},
		"positions":            {func(c *answers.Connect) { c.SyncPositions = true }, "auth_connect/syncpositions", "1"},
		"plugin services":      {func(c *answers.Connect) { c.AllowPluginServices = true }, "auth_connect/allowpluginsepservices", "1"},
		"organisations":        {func(c *answers.Connect) { c.SyncOrganisations = true }, "auth_connect/syncorganisations", "1"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			tt.change(&w.partner.Connect)
			c := w.begin().plan()["settings"]
			fields := map[string]steps.Field{}
			for _, f := range c.Fields {
				fields[f.Path] = f
			}
			if f := fields[tt.full]; f.To != tt.want || f.From == nil {
				t.Errorf("plan %+v, want %s = %s", c.Fields, tt.full, tt.want)
			}
			if got := w.apply()["settings"]; got.Status != steps.Pass {
				t.Errorf("row %+v", got)
			}
			l := w.seen(w.client)
			if got := l.value(tt.full); got != tt.want {
				t.Errorf("%s = %q, want %q", tt.full, got, tt.want)
			}
		})
	}
}

// Other ways of signing in stay switched on.
func TestPluginIsAdded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, _, err := w.client.Answer(t.Context(), []byte(`{"version":1,"op":"totara.write","args":{"auth":["email","oauth2"],"look":{}}}`)); err != nil {
		t.Fatal(err)
	}
	w.apply()
	if got := strings.Join(w.seen(w.client).Auth.Enabled, ","); got != "email,oauth2,connect" {
		t.Errorf("auth %q", got)
	}
}

func TestHeldSettings(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		server, client map[string]string
		step           string
		want           steps.Action
	}{
		"the server's switch":    {map[string]string{"enableconnectserver": "0"}, nil, "server", steps.Blocked},
		"held at what is wanted": {map[string]string{"enableconnectserver": "1"}, nil, "server", steps.None},
		"the client's list":      {nil, map[string]string{"auth": "manual"}, "settings", steps.Blocked},
		"a client's setting":     {nil, map[string]string{"auth_connect/removeuser": "2"}, "settings", steps.Blocked},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.server, w.client = w.forced(serverURL, tt.server), w.forced(clientURL, tt.client)
			c := w.begin().plan()[tt.step]
			if c.Action != tt.want || c.Action == steps.Blocked && !strings.Contains(c.Cure, "config.php") {
				t.Errorf("%+v, want %s", c, tt.want)
			}
			got := w.apply()
			if linked := got["link"].Status == steps.Pass; linked != (tt.want == steps.None) {
				t.Errorf("link %+v", got["link"])
			}
		})
	}
}

func (w *world) forced(url string, held map[string]string) *wired {
	w.t.Helper()
	s, err := totara.New(totara.Options{WWWRoot: url, Forced: held})
	if err != nil {
		w.t.Fatal(err)
	}
	w.net.Join(s, shows("X"))
	return &wired{Site: s}
}

// A dangerous combination waits for its name in the answers, and nothing of
// that client is done before.
func TestRisksAreConfirmedByName(t *testing.T) {
	t.Parallel()
	migrate := func(field string) func(*world) {
		return func(w *world) { w.partner.Connect.Migrate, w.partner.Connect.Map = true, field }
	}
	tests := map[string]struct {
		play  func(*world)
		step  string
		ticks map[string]answers.Tick
		want  steps.Action
	}{
		"by e-mail":                   {migrate("email"), "settings", nil, steps.Blocked},
		"by user name":                {migrate("username"), "settings", nil, steps.Blocked},
		"by user name, the default":   {migrate(""), "settings", nil, steps.Blocked},
		"by id number":                {migrate("idnumber"), "settings", nil, steps.Blocked},
		"by unique id":                {migrate("uniqueid"), "settings", nil, steps.Update},
		"confirmed":                   {migrate("email"), "settings", tick("connect.partner-site.migrate-by-email"), steps.Update},
		"another one confirmed":       {migrate("email"), "settings", tick("connect.partner-site.migrate-by-idnumber"), steps.Blocked},
		"another client's":            {migrate("email"), "settings", tick("connect.other.migrate-by-email"), steps.Blocked},
		"two years ago":               {migrate("email"), "settings", map[string]answers.Tick{"connect.partner-site.migrate-by-email": answers.NewTick("a", today.AddDate(-2, 0, 0))}, steps.Blocked},
		"in the client's own answers": {func(w *world) { migrate("email")(w); w.partner.Confirmed = tick("connect.self.migrate-by-email") }, "settings", nil, steps.Update},
		"full delete":                 {func(w *world) { w.partner.Connect.OnRemoval = answers.RemovalDelete }, "settings", nil, steps.Blocked},
		"full delete, confirmed":      {func(w *world) { w.partner.Connect.OnRemoval = answers.RemovalDelete }, "settings", tick("connect.partner-site.removal-delete"), steps.Update},
		"passwords":                   {func(w *world) { w.own.Connect.SyncPasswords = true }, "server", nil, steps.Blocked},
		"passwords, confirmed":        {func(w *world) { w.own.Connect.SyncPasswords = true }, "server", tick("connect.server.sync-passwords"), steps.Update},
		"a server's by hand":          {func(w *world) { w.own.Connect.SyncPasswords = true; w.own.Totara.Via = answers.ViaHand }, "server", nil, steps.Blocked},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			tt.play(w)
			w.own.Confirmed = tt.ticks
			c := w.begin().plan()[tt.step]
			if c.Action != tt.want {
				t.Fatalf("%s %q, want %s", c.Action, c.Summary, tt.want)
			}
			if c.Action == steps.Blocked && !strings.Contains(c.Cure, "confirmed.connect.") {
				t.Errorf("cure %q", c.Cure)
			}
			got := w.apply()
			if linked := got["link"].Status == steps.Pass; linked != (tt.want == steps.Update) {
				t.Errorf("link %+v", got["link"])
			}
		})
	}
}

func TestReferences(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		given answers.ConnectClient
		want  steps.Action
		says  string
	}{
		"by name":               {answers.ConnectClient{Audience: "Staff"}, steps.Create, ""},
		"by id number":          {answers.ConnectClient{Audience: "staff"}, steps.Create, ""},
		"by id":                 {answers.ConnectClient{Audience: "3"}, steps.Create, ""},
		"unknown":               {answers.ConnectClient{Audience: "Stuff"}, steps.Blocked, `no audience "Stuff"`},
		"two of a name":         {answers.ConnectClient{Audiences: []string{"Sales"}}, steps.Blocked, `several audiences "Sales"`},
		"a category's":          {answers.ConnectClient{Audience: "cat"}, steps.Blocked, "belongs to a category"},
		"a category's, to sync": {answers.ConnectClient{Audiences: []string{"cat"}}, steps.Create, ""},
		"a name that is an id":  {answers.ConnectClient{Courses: []string{"7"}}, steps.Create, ""},
		"no such course":        {answers.ConnectClient{Courses: []string{"9"}}, steps.Blocked, `no course "9"`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			tt.given.Name = "Partner site"
			w.given.Given = tt.given
			c := w.begin().plan()["link"]
			if c.Action != tt.want || !strings.Contains(c.Summary, tt.says) {
				t.Errorf("%s %q, want %s with %q", c.Action, c.Summary, tt.want, tt.says)
			}
		})
	}
	// A name goes before an id.
	if got, err := pick(&look{Found: map[string]map[string][]thing{"courses": {"7": {{ID: 7, Name: "Safety 101"}, {ID: 8, Name: "7"}}}}}, "courses", "7"); err != nil || got.ID != 8 {
		t.Errorf("%+v, %v", got, err)
	}
}

// What a person added on the server stays.
func TestAddedByHandStays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.given.Given.Audience, w.given.Given.Audiences = "Staff", []string{"4"}
	w.apply()
	row := w.seen(w.server).Server.Clients[0]
	edit := site.Request{Op: "connect.edit", Args: map[string]any{"id": row.ID, "client": row.Client, "cohorts": []int{4, 9}, "courses": []int{7}}}
	if _, err := site.New(w.server.Site, site.Options{}).Ask(t.Context(), edit); err != nil {
		t.Fatal(err)
	}
	w.given.Given.Audience = "" // everybody is not what that says
	c := w.begin().plan()["link"]
	if c.Action != steps.None || len(c.Kept) != 3 {
		t.Fatalf("%+v", c)
	}
	w.given.Given.Courses = []string{"8"}
	w.apply()
	row = w.seen(w.server).Server.Clients[0]
	if row.Audience != 3 || len(row.Cohorts) != 2 || len(row.Courses) != 2 {
		t.Errorf("record %+v", row)
	}
}

func TestAnswersThatDoNotFit(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		play func(*world)
		says string
	}{
		"the client is no client":       {func(w *world) { w.partner.Connect.Role = answers.RoleNone }, "do not call it a client"},
		"the client is the server":      {func(w *world) { w.partner.Site = serverURL + "/" }, "is the server itself"},
		"the command leads elsewhere":   {func(w *world) { w.partner.Site = "https://elsewhere.example.net" }, ""},
		"the server's leads elsewhere":  {func(w *world) { w.own.Site = "https://elsewhere.example.net" }, ""},
		"names that are too much alike": {nil, "too much alike"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			if tt.play == nil {
				end := End{Answers: w.partner}
				_, err := Steps(Job{Server: &End{Answers: w.own}, Clients: []Client{
					{End: end, Given: answers.ConnectClient{Name: "A b"}}, {End: end, Given: answers.ConnectClient{Name: "a-B!"}},
				}})
				if err == nil || !strings.Contains(err.Error(), tt.says) {
					t.Errorf("%v", err)
				}
				return
			}
			tt.play(w)
			r, err := w.try()
			if tt.says != "" {
				if err == nil || !strings.Contains(err.Error(), tt.says) || steps.CureOf(err) == "" {
					t.Errorf("%v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if blocked := r.Plan().Blocked(); len(blocked) == 0 || !strings.Contains(blocked[0].Summary, "leads to the site") {
				t.Errorf("plan %+v", r.Plan())
			}
		})
	}
}

func TestTotaraSocialIsLeftOut(t *testing.T) {
	t.Parallel()
	social := &look{Server: &serverSide{Clients: []clientRow{{URL: clientURL, Type: "totarasocial"}}}}
	p := &pair{
		job:    &Job{},
		server: &end{End: End{Answers: answers.Answers{Site: serverURL}}, seen: social},
		client: &end{End: End{Answers: answers.Answers{Site: clientURL}}},
	}
	for _, s := range p.steps() {
		if c := s.Plan(); c.Action != steps.Skip || !strings.Contains(c.Summary, "Totara Social") {
			t.Errorf("%s: %+v", s.About().ID, c)
		}
	}
}

func TestSlug(t *testing.T) {
	t.Parallel()
	want := map[string]string{"Partner site": "partner-site", "  A--b_C  ": "a-b-c", "2nd": "2nd", "Académie": "acad-mie", "!": "client-bb7208bc"}
	got := map[string]string{}
	for name := range want {
		got[name] = Slug(name)
	}
	if !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if a, b := Slug("日本"), Slug("中国"); a == b || !strings.HasPrefix(a, "client-") {
		t.Errorf("%s, %s", a, b)
	}
}
