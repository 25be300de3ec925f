package sandbox_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"teamwright/steps/sandbox"
)

// send asks without insisting on anything; it may be called by many
// goroutines.
func (r *rig) send(method, path, kind string, body []byte) (answer, error) {
	req, err := http.NewRequest(method, r.server.URL()+path, strings.NewReader(string(body)))
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Authorization", "Bearer "+r.bearer)
	return r.do(req)
}

// meeting lets requests wait for each other where the cloud waits.
type meeting struct {
	mu   sync.Mutex
	left int
	all  chan struct{}
}

// expect says how many must come before any goes on.
func (m *meeting) expect(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.left, m.all = n, make(chan struct{})
}

func (m *meeting) Sleep(ctx context.Context, _ time.Duration) error {
	m.mu.Lock()
	if m.left == 0 {
		m.mu.Unlock()
		return ctx.Err()
	}
	if m.left--; m.left == 0 {
		close(m.all)
	}
	all := m.all
	m.mu.Unlock()
	select {
	case <-all:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// TestConcurrentWriters: of two writes to one bot, or to one entry of the
// catalogue, at the same time the second is refused, and writes to different
// ones are not.
func TestConcurrentWriters(t *testing.T) {
	t.Parallel()
	tenant := describedTenant(t)
	tenant.Catalog.Apps = []sandbox.CatalogApp{{ManifestID: manifestID, Name: "Learn", ID: "6f4c0e6a-8c1d-4a57-9d0e-2f2b8f0f6a11"}}
	var m meeting
	r := newAzure(t, sandbox.Options{Tenant: tenant, Now: newClock().Now, Sleep: m.Sleep})
	body, err := json.Marshal(botBody(botApp))
	if err != nil {
		t.Fatal(err)
	}
	zip := appPackage(t, "2.0.0")
	for name, c := range map[string]struct {
		client, scope string
		method, kind  string
		paths         [2]string
		body          []byte
		refusal       int
		code          string
	}{
		"one bot": {azureCLI, armAll, "PUT", "application/json", [2]string{
			production + botServices + "new" + botVersion, production + botServices + "new" + botVersion}, body, 409, "AnotherOperationInProgress"},
		"a bot and its channel": {azureCLI, armAll, "DELETE", "application/json", [2]string{
			production + botServices + "old-learn" + botVersion, production + botServices + "old-learn/channels/MsTeamsChannel" + botVersion}, nil, 409, "AnotherOperationInProgress"},
		"two groups": {azureCLI, armAll, "PUT", "application/json", [2]string{
			production + "/resourcegroups/a" + armVersion, production + "/resourcegroups/b" + armVersion}, []byte(`{"location":"uksouth"}`), 0, ""},
		"one entry of the catalogue": {graphCLI, catalogAll, "POST", "application/zip", [2]string{
			"/v1.0/appCatalogs/teamsApps/6f4c0e6a-8c1d-4a57-9d0e-2f2b8f0f6a11/appDefinitions",
			"/v1.0/appCatalogs/teamsApps/6f4c0e6a-8c1d-4a57-9d0e-2f2b8f0f6a11/appDefinitions"}, zip, 412, "PreconditionFailed"},
	} {
		t.Run(name, func(t *testing.T) {
			r := *r
			r.t = t
			r.signIn(c.client, c.scope)
			var answers [2]answer
			var errs [2]error
			var together sync.WaitGroup
			m.expect(len(c.paths))
			for i, path := range c.paths {
				together.Go(func() { answers[i], errs[i] = r.send(c.method, path, c.kind, c.body) })
			}
			together.Wait()
			refused := 0
			for i, a := range answers {
				if errs[i] != nil {
					t.Fatal(errs[i])
				}
				if a.status == c.refusal && a.code() == c.code {
					refused++
				} else if a.status >= 300 {
					t.Errorf("answered %d %s", a.status, a.raw)
				}
			}
			if want := min(c.refusal, 1); refused != want {
				t.Errorf("%d refused, want %d", refused, want)
			}
		})
	}
}

// TestAzureLag: a region that has not heard of something new refuses what leans
// on it. What a group holds is read from a cache.
func TestAzureLag(t *testing.T) {
	t.Parallel()
	const wait = 10 * time.Second
	r := newAzure(t, sandbox.Options{Tenant: describedTenant(t), Lag: wait})
	armToken := r.bearer
	newGroup := production + "/resourceGroups/rg-new"
	inNew := newGroup + "/providers/Microsoft.BotService/botServices/another"

	r.arm(201, "PUT", production+"/resourcegroups/rg-new"+armVersion, object{"location": "uksouth"})
	r.both("a new group", "ResourceGroupNotFound", 200, "GET", newGroup+armVersion, nil)
	r.both("a bot in a new group", "ResourceGroupNotFound", 400, "PUT", inNew+botVersion, with("sku", nil))
	r.clock.Move(wait)
	r.arm(200, "GET", newGroup+armVersion, nil)

	r.signIn(azureCLI, graphAll)
	app := r.want(201, "POST", "/applications", object{"displayName": "New bot"}).text("appId")
	r.bearer = armToken
	r.armUntil(201, "PUT", inNew+botVersion, botBody(app), "InvalidBotData")
	r.clock.Move(wait)

	r.arm(201, "PUT", production+botServices+"new"+botVersion, botBody(botApp))
	r.both("a new bot", "ResourceNotFound", 200, "GET", production+botServices+"new"+botVersion, nil)
	r.both("a new bot's channel", "ParentResourceNotFound", 400, "PUT", production+botServices+"new/channels/MsTeamsChannel"+botVersion, object{"location": "global"})
	seen := map[int]bool{}
	for range 30 {
		seen[len(r.arm(200, "GET", production+"/resourceGroups/rg-bots/resources"+armVersion, nil).rows())] = true
	}
	if !seen[1] || !seen[2] {
		t.Errorf("the list shows %v", seen)
	}
	r.clock.Move(wait)
	r.arm(200, "PUT", production+botServices+"new"+botVersion, with("properties.displayName", "Renamed"))
	for range 10 {
		if n := len(r.arm(200, "GET", production+"/resourceGroups/rg-bots/resources"+armVersion, nil).rows()); n != 2 {
			t.Errorf("the list shows %d", n)
		}
		if name := r.arm(200, "GET", production+botServices+"new"+botVersion, nil).text("properties", "displayName"); name != "Renamed" {
			t.Errorf("what the bot service keeps is old: %s", name)
		}
	}
}

// TestAzureRegistrationLag: a registration that has ended reaches each region
// in its own time.
func TestAzureRegistrationLag(t *testing.T) {
	t.Parallel()
	const wait = 10 * time.Second
	r := newAzure(t, sandbox.Options{Tenant: botTenant(), Lag: wait})
	sub := r.subscription()
	bot := sub + "/resourceGroups/rg/providers/Microsoft.BotService/botServices/example"
	r.arm(201, "PUT", sub+"/resourcegroups/rg"+armVersion, object{"location": "uksouth"})
	r.arm(200, "POST", sub+"/providers/Microsoft.BotService/register"+armVersion, nil)
	r.clock.Move(wait)
	if got := r.arm(200, "GET", sub+"/providers/Microsoft.BotService"+armVersion, nil).text("registrationState"); got != "Registered" {
		t.Fatalf("the provider is %s", got)
	}
	r.both("registered just now", "MissingSubscriptionRegistration", 400, "PUT", bot+botVersion, with("sku", nil))
	r.clock.Move(wait)
	for range 20 {
		r.armRefused(400, "InvalidSku", "PUT", bot+botVersion, with("sku", nil))
	}
}

// both asks the same many times: some regions must refuse it with the code, and
// the others answer with the status.
func (r *rig) both(what, code string, status int, method, path string, body any) {
	r.t.Helper()
	late, known := 0, 0
	for range 40 {
		switch a := r.ask(method, path, body); {
		case a.code() == code:
			late++
		case a.status == status:
			known++
		default:
			r.t.Fatalf("%s: %d %s", what, a.status, a.raw)
		}
	}
	if late == 0 || known == 0 {
		r.t.Errorf("%s: %d regions do not know it, %d do", what, late, known)
	}
}
