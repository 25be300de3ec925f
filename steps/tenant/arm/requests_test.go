package arm_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"teamwright/steps/tenant"
	"teamwright/steps/tenant/adapter/adaptertest"
	"teamwright/steps/tenant/arm"
)

// operation is one method of the client, for tables.
type operation struct {
	run  func(r *rig) error
	done answer
	// asks is the one request it makes: method, path, query and body.
	asks string
}

func operations() map[string]operation {
	const in = "/subscriptions/" + sub
	return map[string]operation{
		"subscriptions": {func(r *rig) error { _, err := r.Subscriptions(r.Ctx); return err }, yes(`{"value":[]}`),
			"GET /subscriptions?api-version=2022-12-01 "},
		"provider": {func(r *rig) error { _, err := r.BotProvider(r.Ctx, sub); return err }, yes(`{"registrationState":"Registered"}`),
			"GET " + in + "/providers/Microsoft.BotService?api-version=2021-04-01 "},
		"register": {func(r *rig) error { return r.RegisterBotProvider(r.Ctx, sub) }, yes(`{"registrationState":"Registered"}`),
			"POST " + in + "/providers/Microsoft.BotService/register?api-version=2021-04-01 "},
		"permissions": {func(r *rig) error { _, err := r.MayRegister(r.Ctx, sub); return err }, yes(`{"value":[{"actions":["*"]}]}`),
			"GET " + in + "/providers/Microsoft.Authorization/permissions?api-version=2022-04-01 "},
		"group": {func(r *rig) error { _, _, err := r.ResourceGroup(r.Ctx, sub, group); return err }, yes(`{"name":"rg-learn","location":"westeurope"}`),
			"GET " + in + "/resourcegroups/rg-learn?api-version=2021-04-01 "},
		"put group": {func(r *rig) error {
			return r.PutResourceGroup(r.Ctx, sub, tenant.ResourceGroup{Name: group, Location: "westeurope", Tags: map[string]string{"k": "v"}})
		}, answer{Status: 201, Body: `{"name":"rg-learn"}`},
			"PUT " + in + `/resourcegroups/rg-learn?api-version=2021-04-01 {"location":"westeurope","tags":{"k":"v"}}`},
		"resources": {func(r *rig) error { _, err := r.ResourcesIn(r.Ctx, sub, group); return err }, yes(`{"value":[]}`),
			"GET " + in + "/resourceGroups/rg-learn/resources?api-version=2021-04-01 "},
		"name": {func(r *rig) error { _, _, err := r.BotNameFree(r.Ctx, sub, handle); return err }, yes(`{"valid":true}`),
			`POST /providers/Microsoft.BotService/checkNameAvailability?api-version=2022-09-15 {"name":"example-learn","type":"Microsoft.BotService/botServices"}`},
		"bot": {func(r *rig) error { _, _, err := r.Bot(r.Ctx, sub, group, handle); return err }, yes(botBody("Succeeded")),
			"GET " + botPath + "?api-version=2022-09-15 "},
		"bots": {func(r *rig) error { _, err := r.BotsOf(r.Ctx, sub); return err }, yes(`{"value":[]}`),
			"GET " + in + "/providers/Microsoft.BotService/botServices?api-version=2022-09-15 "},
		"create bot": {func(r *rig) error { return r.CreateBot(r.Ctx, sub, wanted()) }, answer{Status: 201, Body: botBody("Succeeded")},
			"PUT " + botPath + `?api-version=2022-09-15 {"kind":"azurebot","location":"global","properties":{"displayName":"Learn","endpoint":"https://learn.example.org/bot",` +
				`"iconUrl":"https://learn.example.org/i.png","msaAppId":"` + appID + `","msaAppTenantId":"` + home + `","msaAppType":"SingleTenant"},"sku":{"name":"F0"},"tags":{"k":"v"}}`},
		"update bot": {func(r *rig) error { return r.UpdateBot(r.Ctx, sub, wanted()) }, yes(botBody("Succeeded")),
			"PATCH " + botPath + `?api-version=2022-09-15 {"properties":{"displayName":"Learn","endpoint":"https://learn.example.org/bot",` +
				`"iconUrl":"https://learn.example.org/i.png","msaAppId":"` + appID + `","msaAppTenantId":"` + home + `","msaAppType":"SingleTenant"}}`},
		"delete bot": {func(r *rig) error { return r.DeleteBot(r.Ctx, sub, group, handle) }, answer{Status: 200},
			"DELETE " + botPath + "?api-version=2022-09-15 "},
		"channel": {func(r *rig) error { _, _, err := r.TeamsChannel(r.Ctx, sub, group, handle); return err }, yes(channelBody),
			"GET " + botPath + "/channels/MsTeamsChannel?api-version=2022-09-15 "},
		"put channel": {func(r *rig) error {
			return r.PutTeamsChannel(r.Ctx, sub, group, handle, tenant.TeamsChannel{Enabled: true, AcceptedTerms: true, Deployment: tenant.DeploymentGCC})
		}, answer{Status: 201, Body: channelBody},
			"PUT " + botPath + `/channels/MsTeamsChannel?api-version=2022-09-15 {"location":"global","properties":{"channelName":"MsTeamsChannel",` +
				`"properties":{"acceptedTerms":true,"deploymentEnvironment":"GCCModerateDeployment","isEnabled":true}}}`},
	}
}

func TestRequests(t *testing.T) {
	t.Parallel()
	for name, op := range operations() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, op.done)
			if err := op.run(r); err != nil {
				t.Fatal(err)
			}
			if len(r.Service.Heard) != 1 {
				t.Fatalf("%d requests", len(r.Service.Heard))
			}
			h := r.Service.Heard[0]
			if got := fmt.Sprintf("%s %s?%s %s", h.Method, h.Path, h.Query, h.Body); got != op.asks {
				t.Errorf("asked\n%s, want\n%s", got, op.asks)
			}
			if h.Header.Get("Authorization") != "Bearer t0ken" || h.Header.Get("User-Agent") != "teamwright" {
				t.Errorf("headers %v", h.Header)
			}
			if len(r.Token.Asked) != 1 || r.Token.Asked[0].Scopes[0] != "https://management.azure.com/.default" || !r.Token.Asked[0].EnableCAE {
				t.Errorf("token asked for with %+v", r.Token.Asked)
			}
		})
	}
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	r := newRig(t, yes(`{"value":[{"subscriptionId":"`+strings.ToUpper(sub)+`","displayName":"Pay\u001b[31m","state":"Enabled"},null,{"displayName":"no id"}]}`))
	subs, err := r.Subscriptions(r.Ctx)
	if err != nil || !reflect.DeepEqual(subs, []tenant.Subscription{{ID: sub, Name: "Pay[31m", State: "Enabled"}}) {
		t.Errorf("subscriptions %+v: %v", subs, err)
	}
	r.Service.Play(yes(botBody("Succeeded")))
	want := wanted()
	want.State, want.Channels = "Succeeded", []string{"webchat", "msteams"}
	if b, ok, err := r.Bot(r.Ctx, sub, group, handle); err != nil || !ok || !reflect.DeepEqual(b, want) {
		t.Errorf("bot %+v, %v: %v", b, ok, err)
	}
	r.Service.Play(yes(`{"value":[` + botBody("Succeeded") + `,null,{"name":"bare"}]}`))
	if list, err := r.BotsOf(r.Ctx, sub); err != nil || !reflect.DeepEqual(list, []tenant.Bot{want}) {
		t.Errorf("bots %+v: %v", list, err)
	}
	r.Service.Play(yes(channelBody))
	ch, ok, err := r.TeamsChannel(r.Ctx, sub, group, handle)
	if err != nil || !ok || ch != (tenant.TeamsChannel{Enabled: true, AcceptedTerms: true, Deployment: tenant.DeploymentCommercial, Calling: true, CallingWebhook: "https://learn.example.org/call"}) {
		t.Errorf("channel %+v, %v: %v", ch, ok, err)
	}
	r.Service.Play(answer{Status: 200, Body: channelBody})
	if err := r.PutTeamsChannel(r.Ctx, sub, group, handle, ch); err != nil || !strings.Contains(r.Service.Heard[0].Body, `"enableCalling":true`) || !strings.Contains(r.Service.Heard[0].Body, `"callingWebhook":"https://learn.example.org/call"`) {
		t.Errorf("channel written as %s: %v", r.Service.Heard[0].Body, err)
	}
	r.Service.Play(yes(`{"name":"rg-learn","location":"westeurope","tags":{"a":"b"},"properties":{"provisioningState":"Deleting"}}`))
	g, ok, err := r.ResourceGroup(r.Ctx, sub, group)
	if err != nil || !ok || !reflect.DeepEqual(g, tenant.ResourceGroup{Name: group, Location: "westeurope", Tags: map[string]string{"a": "b"}, State: "Deleting"}) {
		t.Errorf("group %+v, %v: %v", g, ok, err)
	}
	r.Service.Play(yes(`{"value":[{"name":"example-learn","type":"Microsoft.BotService/botServices"},{"name":"disk","type":"Microsoft.Compute/disks"}]}`))
	holds := []tenant.Resource{{Type: tenant.TypeBot, Name: "example-learn"}, {Type: "Microsoft.Compute/disks", Name: "disk"}}
	if inside, err := r.ResourcesIn(r.Ctx, sub, group); err != nil || !reflect.DeepEqual(inside, holds) {
		t.Errorf("resources %v: %v", inside, err)
	}
	r.Service.Play(yes(`{"valid":false,"message":"Bot name is already in use.","absCode":"NameInUse"}`))
	if free, why, err := r.BotNameFree(r.Ctx, sub, handle); err != nil || free || why != "Bot name is already in use." {
		t.Errorf("name %v, %q: %v", free, why, err)
	}
}

func TestNotThere(t *testing.T) {
	t.Parallel()
	for _, no := range []answer{
		refuse(404, "ResourceNotFound", "x"), refuse(404, "ResourceGroupNotFound", "x"), refuse(404, "ParentResourceNotFound", "x"),
		refuse(409, "MissingSubscriptionRegistration", "x"),
	} {
		r := newRig(t, no)
		if _, ok, err := r.Bot(r.Ctx, sub, group, handle); ok || err != nil {
			t.Errorf("bot %s: %v, %v", no.Body, ok, err)
		}
		if _, ok, err := r.TeamsChannel(r.Ctx, sub, group, handle); ok || err != nil {
			t.Errorf("channel %s: %v, %v", no.Body, ok, err)
		}
		if list, err := r.BotsOf(r.Ctx, sub); list != nil || err != nil {
			t.Errorf("bots %s: %v, %v", no.Body, list, err)
		}
		if err := r.DeleteBot(r.Ctx, sub, group, handle); err != nil {
			t.Errorf("delete %s: %v", no.Body, err)
		}
		if len(r.Waits) != 0 {
			t.Errorf("waited %v", r.Waits)
		}
	}
	r := newRig(t, refuse(404, "ResourceGroupNotFound", "x"))
	if _, ok, err := r.ResourceGroup(r.Ctx, sub, group); ok || err != nil {
		t.Errorf("group: %v, %v", ok, err)
	}
	if err := r.DeleteResourceGroup(r.Ctx, sub, group); err != nil || len(r.Service.Heard) != 2 {
		t.Errorf("delete the group: %v after %d requests", err, len(r.Service.Heard))
	}
	// A subscription that cannot be seen is no empty one.
	r = newRig(t, refuse(404, "SubscriptionNotFound", "x"))
	if _, _, err := r.Bot(r.Ctx, sub, group, handle); !tenant.Is(err, tenant.Denied) {
		t.Errorf("bot of an unknown subscription: %v", err)
	}
}

func TestMayRegister(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{
		`[]`:                  false,
		`[{"actions":["*"]}]`: true,
		`[{"actions":["*"],"notActions":["*/register/action"]}]`:                                        false,
		`[{"actions":["*"],"notActions":["Microsoft.BotService/*"]},{"actions":["*/register/ACTION"]}]`: true,
		`[{"actions":["*/read"]}]`:                               false,
		`[{"actions":["Microsoft.BotService/register/action"]}]`: true,
		`[{"actions":["Microsoft.Authorization/*/Write","[a-","Microsoft.botservice/*"],"dataActions":["x"]}]`: true,
	} {
		r := newRig(t, yes(`{"value":`+body+`}`))
		if may, err := r.MayRegister(r.Ctx, sub); may != want || err != nil {
			t.Errorf("%s: %v, %v", body, may, err)
		}
	}
}

// TestTheTokenStaysHere lets a list go on at another host.
func TestTheTokenStaysHere(t *testing.T) {
	t.Parallel()
	r := newRig(t, yes(`{"value":[],"nextLink":"https://evil.example.org/subscriptions?api-version=2022-12-01"}`))
	_, err := r.Subscriptions(r.Ctx)
	if e := adaptertest.Failure(t, err); !strings.Contains(e.Message, "evil.example.org") || len(r.Service.Heard) != 1 {
		t.Errorf("%d requests: %v", len(r.Service.Heard), err)
	}
	r = newRig(t, yes(`{"value":[{"name":"a"}],"nextLink":"https://management.azure.com/next?page=2"}`), yes(`{"value":[{"name":"b"}]}`))
	if names, err := r.ResourcesIn(r.Ctx, sub, group); err != nil || len(names) != 2 || r.Service.Heard[1].Path != "/next" {
		t.Errorf("%v, %v", names, err)
	}
	r = newRig(t, yes(`{"value":[],"nextLink":"https://management.azure.com/next?page=2"}`))
	if _, err := r.BotsOf(r.Ctx, sub); err == nil || len(r.Service.Heard) != 50 {
		t.Errorf("a list without end: %v after %d requests", err, len(r.Service.Heard))
	}
}

func TestNew(t *testing.T) {
	t.Parallel()
	if _, err := arm.New(arm.Options{Cloud: tenant.Cloud{Name: "x", ResourceManager: "https://x"}}); err == nil {
		t.Error("without a transport")
	}
	if _, err := arm.New(arm.Options{Cloud: tenant.Cloud{Name: "x"}, Transport: &adaptertest.Service{}}); err == nil || !strings.Contains(err.Error(), "cloud x") {
		t.Errorf("without a host: %v", err)
	}
}

func TestClouds(t *testing.T) {
	t.Parallel()
	for _, name := range tenant.CloudNames() {
		where, err := tenant.FindCloud(name)
		if err != nil {
			t.Fatal(err)
		}
		s := adaptertest.New(t, "Request-Id", yes(`{"value":[]}`))
		s.Options.Cloud = where
		c, err := arm.New(s.Options)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Subscriptions(s.Ctx); err != nil || s.Token.Asked[0].Scopes[0] != where.ResourceManager+"/.default" {
			t.Errorf("%s: scopes %v: %v", name, s.Token.Asked, err)
		}
	}
}

func TestRequestsSideBySideShareAToken(t *testing.T) {
	t.Parallel()
	r := newRig(t, yes(botBody("Succeeded")))
	errs := make(chan error)
	for range 4 {
		go func() { _, _, err := r.Bot(r.Ctx, sub, group, handle); errs <- err }()
	}
	for range 4 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if len(r.Token.Asked) != 1 {
		t.Errorf("asked for %d tokens", len(r.Token.Asked))
	}
}
