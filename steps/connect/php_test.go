package connect

import (
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/secret"
	"teamwright/steps/site"
)

// stub lays out two sites that real PHP runs the script against, each a folder
// named after its host.
func stub(t *testing.T) (dir string) {
	t.Helper()
	if _, err := exec.LookPath("php"); err != nil {
		t.Skip("there is no php here")
	}
	dir = t.TempDir()
	for host, url := range map[string]string{"learn.example.org": serverURL, "partner.example.com": clientURL} {
		to := filepath.Join(dir, host)
		if err := os.CopyFS(to, os.DirFS("testdata/stub")); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to, "wwwroot"), []byte(url), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func phpSite(dir, host string) *site.Site {
	return site.New(site.Exec{Argv: []string{"php"}}, site.Options{Config: filepath.Join(dir, host, "config.php")})
}

// kept is what a stub site holds on its disk.
func kept(t *testing.T, dir, host string) (state struct {
	Config map[string]string           `json:"config"`
	Log    []any                       `json:"log"`
	Tables map[string][]map[string]any `json:"tables"`
}) {
	t.Helper()
	raw, err := fs.ReadFile(os.DirFS(dir), host+"/state.json")
	if err == nil {
		err = json.Unmarshal(raw, &state)
	}
	if err != nil {
		t.Fatal(err)
	}
	return state
}

// seed puts what a server has to give into its tables.
func seed(t *testing.T, dir string) {
	t.Helper()
	if _, err := phpSite(dir, "learn.example.org").Ask(t.Context(), site.Request{Op: "connect.look"}); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "learn.example.org", "state.json")
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for table, row := range map[string]string{
		"cohort":        `{"id":3,"name":"Staff","idnumber":"staff","contextid":1}`,
		"course":        `{"id":7,"fullname":"Safety 101","idnumber":"","category":1,"containertype":"container_course"},{"id":1,"fullname":"Front page","idnumber":"","category":0}`,
		"pos_framework": `{"id":2,"fullname":"Main","idnumber":"main"}`,
	} {
		raw = []byte(strings.Replace(string(raw), `"`+table+`":[]`, `"`+table+`":[`+row+`]`, 1))
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
}

// The very script, run by real PHP on both ends, makes the handshake, carries
// every byte of a text, and writes nothing the second time.
func TestHandshakeThroughPHP(t *testing.T) {
	t.Parallel()
	dir := stub(t)
	seed(t, dir)
	w := newWorld(t)
	comment := "quotes ' \" back\\slash $dollar <?php echo 1; ?> %s 😀 עברית " + strings.Repeat("é", 2000)
	w.partner.Connect.SyncJobs = true
	w.given.Given = answers.ConnectClient{
		Name: "Partner site", Audience: "Staff", Audiences: []string{"staff"}, Courses: []string{"7"}, PositionFrameworks: []string{"main"},
		SyncJobs: true, AllowPluginServices: true, Comment: comment,
	}
	w.sites = func() (server, client *site.Site) {
		return phpSite(dir, "learn.example.org"), phpSite(dir, "partner.example.com")
	}
	got := w.apply()
	for _, id := range []string{"server", "settings", "link", "given", "to_client", "to_server"} {
		if got[id].Status != steps.Pass {
			t.Errorf("row %s: %+v", id, got[id])
		}
	}
	server, client := kept(t, dir, "learn.example.org"), kept(t, dir, "partner.example.com")
	rows := server.Tables["totara_connect_clients"]
	if len(rows) != 1 || len(client.Tables["auth_connect_servers"]) != 1 {
		t.Fatalf("tables %+v, %+v", server.Tables, client.Tables)
	}
	if rows[0]["clientcomment"] != comment || rows[0]["cohortid"] != float64(3) || rows[0]["syncjobs"] != float64(1) || rows[0]["allowpluginsepservices"] != float64(1) {
		t.Errorf("record %+v", rows[0])
	}
	for table, column := range map[string]string{"client_cohorts": "cohortid", "client_courses": "courseid", "client_pos_frameworks": "fid"} {
		if len(server.Tables["totara_connect_"+table]) != 1 || server.Tables["totara_connect_"+table][0][column] == nil {
			t.Errorf("%s: %+v", table, server.Tables["totara_connect_"+table])
		}
	}
	if client.Config["auth"] != "connect" || client.Config["auth_connect/syncjobs"] != "1" || client.Config["auth_connect/setupsecret"] != "" {
		t.Errorf("client's settings %+v", client.Config)
	}
	if p := w.begin().Plan(); !p.Empty() {
		t.Errorf("second plan %+v", p)
	}
	w.apply()
	if again := kept(t, dir, "learn.example.org"); len(again.Log) != len(server.Log) {
		t.Errorf("second run wrote %v", again.Log[len(server.Log):])
	}

	// Another name is one change.
	w.given.Given.Name = "Partner, renamed"
	if got := w.apply()["partner-renamed.given"]; got.Status != steps.Pass {
		t.Errorf("row %+v", got)
	}
	if name := kept(t, dir, "learn.example.org").Tables["totara_connect_clients"][0]["clientname"]; name != "Partner, renamed" {
		t.Errorf("name %q", name)
	}
}

// What the operations refuse, they refuse before they write.
func TestRefusalsThroughPHP(t *testing.T) {
	t.Parallel()
	dir := stub(t)
	server, client := phpSite(dir, "learn.example.org"), phpSite(dir, "partner.example.com")
	ask := func(of *site.Site, op string, args any, setup string) (site.Answer, error) {
		return of.Ask(t.Context(), site.Request{Op: op, Args: args, Secrets: map[string]secret.Text{"setup": secret.New(setup)}})
	}
	refused := func(code string, err error) {
		t.Helper()
		if site.Code(err) != code {
			t.Errorf("%v, want the code %s", err, code)
		}
	}
	_, err := ask(client, "connect.open", nil, "")
	refused("plugin_off", err)
	_, err = ask(server, "connect.add", map[string]any{"url": clientURL}, "x")
	refused("server_off", err)
	_, err = ask(server, "connect.set", map[string]any{"settings": map[string]string{"totara_connect/serveridnumber": "x"}}, "")
	refused("setting", err)
	if _, err = ask(server, "connect.set", map[string]any{"settings": map[string]string{"enableconnectserver": "1"}}, ""); err != nil {
		t.Fatal(err)
	}
	_, err = ask(server, "connect.add", map[string]any{"url": serverURL + "/"}, "x")
	refused("self", err)
	_, err = ask(server, "connect.add", map[string]any{"url": clientURL}, "")
	refused("secret", err)
	_, err = ask(server, "connect.add", map[string]any{"url": clientURL, "name": "A"}, "wrong")
	refused("registration", err)
	if err == nil || !strings.Contains(err.Error(), "invalid setup secret") {
		t.Errorf("%v", err)
	}
	_, err = ask(server, "connect.add", map[string]any{"url": "https://nowhere.example.net"}, "x")
	if err == nil || !strings.Contains(err.Error(), "Could not resolve host") {
		t.Errorf("%v", err)
	}
	for _, op := range []string{"connect.edit", "connect.drop"} {
		_, err = ask(server, op, map[string]any{"id": 1, "client": "x"}, "")
		refused("moved", err)
	}
	_, err = ask(client, "connect.sso", map[string]any{"id": 4, "server": "x"}, "")
	refused("moved", err)
	if got := kept(t, dir, "learn.example.org"); len(got.Tables["totara_connect_clients"]) > 0 {
		t.Errorf("left %+v", got.Tables)
	}

	// Opened twice, the client has one secret; closed, none.
	if _, err := ask(client, "connect.set", map[string]any{"plugin": true}, ""); err != nil {
		t.Fatal(err)
	}
	var texts []string
	for range 2 {
		a, err := ask(client, "connect.open", nil, "")
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, a.Secrets["setup"].Reveal())
	}
	if texts[0] == "" || texts[0] != texts[1] {
		t.Error("opened twice, the secrets differ")
	}
	if got := kept(t, dir, "partner.example.com"); slices.ContainsFunc(got.Log, func(e any) bool { raw, _ := json.Marshal(e); return strings.Contains(string(raw), texts[0]) }) {
		t.Errorf("setup secret in the change log: %v", got.Log)
	}
	if _, err := ask(client, "connect.close", nil, ""); err != nil {
		t.Fatal(err)
	}
	if got := kept(t, dir, "partner.example.com"); got.Config["auth_connect/setupsecret"] != "" {
		t.Error("still open")
	}
}
