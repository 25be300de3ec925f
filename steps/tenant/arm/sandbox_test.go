package arm_test

import (
	"bytes"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"teamwright/steps/sandbox"
	"teamwright/steps/sandbox/judge"
	"teamwright/steps/tenant"
	"teamwright/steps/tenant/adapter/adaptertest"
	"teamwright/steps/tenant/arm"
	"teamwright/steps/tenant/graph"
	"teamwright/steps/tenant/signin"
	"teamwright/steps/wire"
	"teamwright/steps/wire/wiretest"
)

// description is Microsoft's own, beside the project where it is at hand.
const description = "../../../../shared/openapi/botservice.json"

const contoso = "contoso.onmicrosoft.com"

// rehearsal is a rehearsal cloud with a person signed in.
type rehearsal struct {
	clock     *wiretest.Clock
	log       *bytes.Buffer
	session   *signin.Session
	graph     *graph.Client
	arm       *arm.Client
	where     tenant.Cloud
	transport *wire.Transport
	counted   *sandbox.Cloud
}

func rehearse(t *testing.T, o sandbox.Options) *rehearsal {
	t.Helper()
	r := &rehearsal{clock: wiretest.NewClock(time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)), log: &bytes.Buffer{}}
	o.Now, o.Sleep, o.Log = r.clock.Now, r.clock.Sleep, r.log
	if _, err := os.Stat(description); err == nil {
		j, err := judge.NewAzure(description)
		if err != nil {
			t.Fatal(err)
		}
		o.JudgeAzure = j.Wrap
		t.Cleanup(func() {
			for _, v := range j.Violations() {
				t.Errorf("not as Microsoft describes it: %s", v)
			}
		})
	} else {
		t.Log("Microsoft's description is not at hand: requests are not judged")
	}
	cloud, err := sandbox.New(o)
	if err != nil {
		t.Fatal(err)
	}
	server, err := cloud.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	where := tenant.Cloud{Name: "loopback", Authority: server.URL(), Graph: server.URL(), ResourceManager: server.URL(), CAPEM: server.CAPEM(), Rehearsal: true}
	base, err := wire.Base(wire.BaseOptions{CAPEM: where.CAPEM})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(base.(*http.Transport).CloseIdleConnections)
	r.where, r.counted = where, cloud
	transport := wire.New(wire.Options{Base: base, Clock: r.clock.Wire(), Name: where.Service, Timeout: 10 * time.Second})
	r.transport = transport
	r.session, err = signin.Open(t.Context(), signin.Options{Door: signin.Device, Cloud: where, Tenant: contoso, Transport: transport, Clock: r.clock.Wire()})
	if err != nil {
		t.Fatal(err)
	}
	if r.graph, err = graph.New(graph.Options{Cloud: where, Credential: r.session.Credential, Transport: transport, Clock: r.clock.Wire()}); err != nil {
		t.Fatal(err)
	}
	if r.arm, err = arm.New(arm.Options{Cloud: where, Credential: r.session.Credential, Transport: transport, Clock: r.clock.Wire()}); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRehearsal(t *testing.T) {
	t.Parallel()
	for _, lag := range []time.Duration{0, 3 * time.Second, 30 * time.Second} {
		t.Run("lag "+lag.String(), func(t *testing.T) {
			t.Parallel()
			r := rehearse(t, sandbox.Options{Lag: lag})
			ctx := t.Context()
			subs, err := r.arm.Subscriptions(ctx)
			if err != nil || len(subs) != 1 || !subs[0].Usable() {
				t.Fatalf("subscriptions %+v: %v", subs, err)
			}
			in := subs[0].ID
			must := func(errs ...error) {
				t.Helper()
				for _, err := range errs {
					if err != nil {
						t.Fatal(err)
					}
				}
			}
			if state, err := r.arm.BotProvider(ctx, in); err != nil || state == tenant.ProviderRegistered {
				t.Errorf("provider %q: %v", state, err)
			}
			name := "Bot"
			audience := tenant.AudienceMultiple
			app, _, err := r.graph.UpsertApplication(ctx, "learn-example-org-bot", tenant.ApplicationPatch{DisplayName: &name, Audience: &audience})
			must(err)
			b := wanted()
			b.AppID, b.AppTenantID = app.AppID, r.session.Account.TenantID
			if free, why, err := r.arm.BotNameFree(ctx, in, b.Handle); err != nil || !free {
				t.Errorf("name %v, %q: %v", free, why, err)
			}
			if list, err := r.arm.BotsOf(ctx, in); err != nil || len(list) != 0 {
				t.Errorf("bots %v: %v", list, err)
			}
			must(r.arm.RegisterBotProvider(ctx, in),
				r.arm.PutResourceGroup(ctx, in, tenant.ResourceGroup{Name: group, Location: "westeurope", Tags: map[string]string{tenant.TagSite: "x"}}))
			must(r.arm.CreateBot(ctx, in, b))
			must(r.arm.CreateBot(ctx, in, b)) // a lost answer asks again
			must(r.arm.PutTeamsChannel(ctx, in, group, handle, tenant.TeamsChannel{Enabled: true, AcceptedTerms: true, Deployment: tenant.DeploymentCommercial}))
			b.Endpoint = "https://learn.example.org/other"
			must(r.arm.UpdateBot(ctx, in, b))
			got, ok, err := r.arm.Bot(ctx, in, group, handle)
			if err != nil || !ok || got.Endpoint != b.Endpoint || got.AppID != b.AppID || got.AppType != b.AppType || !strings.EqualFold(got.AppTenantID, b.AppTenantID) ||
				got.SKU != "F0" || got.Tags["k"] != "v" || !strings.Contains(strings.Join(got.Channels, " "), "msteams") {
				t.Errorf("bot %+v, %v: %v", got, ok, err)
			}
			if c, ok, err := r.arm.TeamsChannel(ctx, in, group, handle); err != nil || !ok || !c.Enabled || !c.AcceptedTerms || c.Deployment != tenant.DeploymentCommercial {
				t.Errorf("channel %+v, %v: %v", c, ok, err)
			}
			if list, err := r.arm.BotsOf(ctx, in); err != nil || len(list) != 1 || list[0].Group != group {
				t.Errorf("bots %+v: %v", list, err)
			}
			if free, why, err := r.arm.BotNameFree(ctx, in, b.Handle); err != nil || free || why == "" {
				t.Errorf("name %v, %q: %v", free, why, err)
			}
			if g, ok, err := r.arm.ResourceGroup(ctx, in, group); err != nil || !ok || g.Tags[tenant.TagSite] != "x" {
				t.Errorf("group %+v, %v: %v", g, ok, err)
			}
			other := wanted()
			other.Handle, other.AppID, other.AppTenantID = "another-bot", b.AppID, b.AppTenantID
			if err := r.arm.CreateBot(ctx, in, other); !tenant.Is(err, tenant.Conflict) || !strings.Contains(adaptertest.Failure(t, err).Cure, "client id serves one bot") {
				t.Errorf("a second bot of one application: %v", err)
			}
			other.AppType = tenant.BotMultiTenant
			if e := adaptertest.Failure(t, r.arm.CreateBot(ctx, in, other)); e.Code != "InvalidBotCreationData" {
				t.Errorf("a multi-tenant bot: %v", e)
			}
			must(r.arm.DeleteBot(ctx, in, group, handle), r.arm.DeleteBot(ctx, in, group, handle))
			_ = r.clock.Sleep(ctx, lag)
			if names, err := r.arm.ResourcesIn(ctx, in, group); err != nil || len(names) != 0 {
				t.Errorf("left in the group: %v: %v", names, err)
			}
			must(r.arm.DeleteResourceGroup(ctx, in, group), r.arm.DeleteResourceGroup(ctx, in, group))
			if _, ok, err := r.arm.ResourceGroup(ctx, in, group); ok || err != nil {
				t.Errorf("group after all: %v, %v", ok, err)
			}
		})
	}
}

// TestRehearsalOfRoles signs in a person who may look and nothing more.
func TestRehearsalOfRoles(t *testing.T) {
	t.Parallel()
	file, err := sandbox.ReadTenant(strings.NewReader("subscriptions:\n  - {role: Reader, bot_provider: Registered}\n"))
	if err != nil {
		t.Fatal(err)
	}
	r := rehearse(t, sandbox.Options{Tenant: file})
	ctx := t.Context()
	subs, err := r.arm.Subscriptions(ctx)
	if err != nil || len(subs) != 1 {
		t.Fatalf("subscriptions %v: %v", subs, err)
	}
	for _, c := range []struct {
		err  error
		cure string
	}{
		{r.arm.RegisterBotProvider(ctx, subs[0].ID), "whole subscription"},
		{r.arm.PutResourceGroup(ctx, subs[0].ID, tenant.ResourceGroup{Name: group, Location: "westeurope"}), "somebody make the group"},
		{r.arm.CreateBot(ctx, subs[0].ID, wanted()), "Contributor on the resource group"},
	} {
		if e := adaptertest.Failure(t, c.err); e.Kind != tenant.Denied || e.Code != "AuthorizationFailed" || !strings.Contains(e.Cure, c.cure) || e.RequestID == "" {
			t.Errorf("%+v", e)
		}
	}
	if _, err := r.arm.BotProvider(ctx, home); !tenant.Is(err, tenant.Denied) || adaptertest.Failure(t, err).Code != "SubscriptionNotFound" {
		t.Errorf("another subscription: %v", err)
	}
}
