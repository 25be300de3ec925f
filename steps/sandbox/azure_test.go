package sandbox_test

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"teamwright/steps/sandbox"
	"teamwright/steps/sandbox/judge"
)

const (
	armAll     = "https://management.azure.com/.default openid profile offline_access"
	armVersion = "?api-version=2021-04-01"
	botVersion = "?api-version=2022-09-15"

	botDescription = "../../../shared/openapi/botservice.json"
)

var describedBots = sync.OnceValues(func() (*judge.Judge, error) {
	if _, err := os.Stat(botDescription); err != nil {
		return nil, nil
	}
	return judge.NewAzure(botDescription)
})

// newAzure starts a cloud, with a person signed in to Azure; what concerns
// bots is judged where the description is at hand.
func newAzure(t *testing.T, opt sandbox.Options) *rig {
	t.Helper()
	if shared, err := describedBots(); err != nil {
		t.Fatal(err)
	} else if shared != nil {
		j := shared.Fresh()
		opt.JudgeAzure = j.Wrap
		t.Cleanup(func() {
			for _, v := range j.Violations() {
				t.Errorf("not as Microsoft describes it: %s", v)
			}
		})
	}
	r := newRig(t, opt)
	r.signIn(azureCLI, armAll)
	return r
}

// arm asks Azure Resource Manager and insists on a status.
func (r *rig) arm(status int, method, path string, body any, headers ...string) answer {
	r.t.Helper()
	a := r.ask(method, path, body, headers...)
	if a.status != status {
		r.t.Fatalf("%s %s: status %d, want %d: %s", method, path, a.status, status, a.raw)
	}
	return a
}

// ask asks Azure Resource Manager.
func (r *rig) ask(method, path string, body any, headers ...string) answer {
	r.t.Helper()
	var reader io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			r.t.Fatal(err)
		}
		reader = strings.NewReader(string(data))
	}
	req, err := http.NewRequest(method, r.server.URL()+strings.TrimPrefix(path, r.server.URL()), reader)
	if err != nil {
		r.t.Fatal(err)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Authorization", "Bearer "+r.bearer)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	a, err := r.do(req)
	if err != nil {
		r.t.Fatalf("%s %s: %v", method, path, err)
	}
	return a
}

// armRefused asks Azure and insists on a refusal by status and code.
func (r *rig) armRefused(status int, code, method, path string, body any, headers ...string) answer {
	r.t.Helper()
	a := r.arm(status, method, path, body, headers...)
	if a.code() != code {
		r.t.Fatalf("%s %s: code %q, want %q: %s", method, path, a.code(), code, a.raw)
	}
	return a
}

// armUntil repeats a request until it has the status; every refusal before must
// have one of the codes.
func (r *rig) armUntil(status int, method, path string, body any, codes ...string) answer {
	r.t.Helper()
	for range 200 {
		a := r.ask(method, path, body)
		if a.status == status {
			return a
		}
		if !slices.Contains(codes, a.code()) {
			r.t.Fatalf("%s %s: %d %s", method, path, a.status, a.raw)
		}
	}
	r.t.Fatalf("%s %s: never %d", method, path, status)
	return answer{}
}

const (
	botApp   = "8a9d2c10-7b1e-4e55-9f7a-5a4b3c2d1e0f"
	otherApp = "9b0e3d21-8c2f-4f66-8a8b-6b5c4d3e2f10"
	tenantID = "5f2b7d34-9c1e-4a86-b0d7-3e9f1c6a8b42"
)

// botTenant has two applications for bots, and what more adds.
func botTenant(more ...func(*sandbox.Tenant)) sandbox.Tenant {
	t := sandbox.Tenant{Applications: []sandbox.Object{
		{"displayName": "Bot", "appId": botApp, "signInAudience": "AzureADMultipleOrgs"},
		{"displayName": "Other bot", "appId": otherApp},
	}}
	for _, m := range more {
		m(&t)
	}
	return t
}

func botBody(app string) object {
	return object{"location": "global", "kind": "azurebot", "sku": object{"name": "F0"}, "properties": object{
		"displayName": "Learn", "endpoint": "https://learn.example.org/totara/msteams/botindex.php",
		"msaAppId": app, "msaAppType": "SingleTenant", "msaAppTenantId": tenantID,
	}}
}

func teamsBody() object {
	return object{"location": "global", "properties": object{"channelName": "MsTeamsChannel",
		"properties": object{"isEnabled": true, "acceptedTerms": true, "deploymentEnvironment": "CommercialDeployment"}}}
}

// subscription returns the path of the first subscription.
func (r *rig) subscription() string {
	r.t.Helper()
	rows := r.arm(200, "GET", "/subscriptions?api-version=2022-12-01", nil).rows()
	if len(rows) == 0 {
		r.t.Fatal("there is no subscription")
	}
	return rows[0]["id"].(string)
}

// TestBotSetUp walks what a set-up asks of Azure, and takes it back.
func TestBotSetUp(t *testing.T) {
	t.Parallel()
	r := newAzure(t, sandbox.Options{Tenant: botTenant(), Lag: 4 * time.Second})
	sub := r.subscription()
	provider := sub + "/providers/Microsoft.BotService"
	group := sub + "/resourceGroups/rg-learn"
	bot := group + "/providers/Microsoft.BotService/botServices/example-learn"

	if got := r.arm(200, "GET", provider+armVersion, nil).text("registrationState"); got != "NotRegistered" {
		t.Errorf("the provider is %s", got)
	}
	r.armRefused(404, "ResourceGroupNotFound", "GET", bot+botVersion, nil)
	r.arm(201, "PUT", sub+"/resourcegroups/rg-learn"+armVersion, object{"location": "westeurope", "tags": object{"made-by": "teamwright"}})
	r.clock.Move(4 * time.Second)
	r.armRefused(409, "MissingSubscriptionRegistration", "PUT", bot+botVersion, botBody(botApp))
	if got := r.arm(200, "POST", provider+"/register"+armVersion, nil).text("registrationState"); got != "Registering" {
		t.Errorf("the provider is %s", got)
	}
	r.armRefused(409, "MissingSubscriptionRegistration", "PUT", bot+botVersion, botBody(botApp))
	r.clock.Move(4 * time.Second)
	if got := r.arm(200, "GET", provider+armVersion, nil).text("registrationState"); got != "Registered" {
		t.Errorf("the provider is %s", got)
	}
	free := object{"name": "example-learn", "type": "Microsoft.BotService/botServices"}
	if a := r.arm(200, "POST", "/providers/Microsoft.BotService/checkNameAvailability"+botVersion, free); a.at("valid") != true {
		t.Errorf("the name is not free: %s", a.raw)
	}
	r.armUntil(201, "PUT", bot+botVersion, botBody(botApp), "MissingSubscriptionRegistration")
	r.clock.Move(4 * time.Second)
	if a := r.arm(200, "POST", "/providers/Microsoft.BotService/checkNameAvailability"+botVersion, free); a.at("valid") != false {
		t.Errorf("the name is free: %s", a.raw)
	}
	r.armRefused(404, "ResourceNotFound", "GET", bot+"/channels/MsTeamsChannel"+botVersion, nil)
	r.arm(201, "PUT", bot+"/channels/MsTeamsChannel"+botVersion, teamsBody())
	r.arm(200, "PUT", bot+"/channels/MsTeamsChannel"+botVersion, teamsBody())
	r.arm(200, "PUT", bot+botVersion, botBody(botApp))
	read := r.arm(200, "GET", strings.ToUpper(bot)+botVersion, nil)
	if got := read.at("properties", "enabledChannels").(list); len(got) != 3 || got[2] != "msteams" {
		t.Errorf("channels %v", got)
	}
	if read.text("name") != "example-learn" || read.text("sku", "tier") != "Free" || read.text("properties", "provisioningState") != "Succeeded" {
		t.Errorf("read %s", read.raw)
	}
	for path, want := range map[string]int{
		sub + "/providers/Microsoft.BotService/botServices": 1, group + "/providers/Microsoft.BotService/botServices": 1, bot + "/channels": 3,
	} {
		if got := r.arm(200, "GET", path+botVersion, nil).rows(); len(got) != want {
			t.Errorf("%s lists %d, want %d", path, len(got), want)
		}
	}
	if got := r.cloud.Count(); got.Bots != 1 || got.Channels != 1 || got.ResourceGroups != 1 {
		t.Errorf("there are %+v", got)
	}

	r.clock.Move(4 * time.Second)
	if got := r.arm(200, "GET", group+"/resources"+armVersion, nil).rows(); len(got) != 1 {
		t.Errorf("the group holds %v", got)
	}
	gone := r.arm(202, "DELETE", sub+"/resourcegroups/rg-learn"+armVersion, nil)
	states := map[string]bool{}
	for range 30 {
		states[r.arm(200, "GET", sub+"/resourcegroups/rg-learn"+armVersion, nil).text("properties", "provisioningState")] = true
	}
	if !states["Deleting"] || !states["Succeeded"] {
		t.Errorf("the group is %v", states)
	}
	r.armRefused(409, "ResourceGroupBeingDeleted", "PUT", sub+"/resourcegroups/rg-learn"+armVersion, object{"location": "westeurope"})
	r.armRefused(409, "ResourceGroupBeingDeleted", "PUT", bot+botVersion, botBody(botApp))
	location := gone.header.Get("Location")
	if a := r.arm(202, "GET", location, nil); a.header.Get("Retry-After") != "4" || a.header.Get("Location") != location {
		t.Errorf("headers %v", a.header)
	}
	r.clock.Move(4 * time.Second)
	r.arm(200, "GET", location, nil)
	r.clock.Move(4 * time.Second)
	r.armRefused(404, "ResourceGroupNotFound", "GET", sub+"/resourcegroups/rg-learn"+armVersion, nil)
	r.armRefused(404, "ResourceGroupNotFound", "DELETE", sub+"/resourcegroups/rg-learn"+armVersion, nil)
	if got := r.cloud.Count(); got.Bots+got.Channels+got.ResourceGroups != 0 {
		t.Errorf("there are still %+v", got)
	}
}

// TestAzureApplication: an application that asks for itself has the roles that
// it was given, and sees nothing else.
func TestAzureApplication(t *testing.T) {
	t.Parallel()
	tenant := botTenant(func(t *sandbox.Tenant) {
		t.Applications[0]["passwordCredentials"] = []any{map[string]any{"secretText": "job~secret"}}
		t.ServicePrincipals = []sandbox.Object{{"appId": botApp}}
		t.Subscriptions = []sandbox.Subscription{
			{Name: "Writes", Applications: map[string]string{strings.ToUpper(botApp): "Contributor"}},
			{Name: "Reads", Applications: map[string]string{botApp: "Reader"}},
			{Name: "Neither"},
		}
	})
	r := newAzure(t, sandbox.Options{Tenant: tenant})
	r.bearer = r.form("/"+tenantID+"/oauth2/v2.0/token", "grant_type", "client_credentials", "client_id", botApp,
		"client_secret", "job~secret", "scope", "https://management.azure.com/.default").text("access_token")
	rows := r.arm(200, "GET", "/subscriptions?api-version=2022-12-01", nil).rows()
	if len(rows) != 2 || rows[0]["displayName"] != "Writes" || rows[1]["displayName"] != "Reads" {
		t.Fatalf("subscriptions %v", rows)
	}
	group := object{"location": "uksouth"}
	r.arm(201, "PUT", rows[0]["id"].(string)+"/resourcegroups/rg"+armVersion, group)
	r.armRefused(403, "AuthorizationFailed", "PUT", rows[1]["id"].(string)+"/resourcegroups/rg"+armVersion, group)
	r.arm(200, "GET", rows[1]["id"].(string)+"/resourcegroups"+armVersion, nil)
}
