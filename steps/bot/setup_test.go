package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/application"
	"teamwright/steps/bot"
	"teamwright/steps/tenant"
)

func TestFromNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	plan, rows := r.setup()
	var got []string
	for _, c := range plan.Changes {
		got = append(got, fmt.Sprintf("%s %s", c.Step, c.Action))
	}
	want := strings.Split("bot.application create,bot.principal create,bot.secret create,bot.provider update,bot.group create,bot.azure create,bot.channel create,bot.token none", ",")
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("plan %v", got)
	}
	azure, _ := plan.Of("bot.azure")
	shown := map[string]any{}
	for _, f := range azure.Fields {
		shown[f.Path] = f.To
		if f.Path == "properties.msaAppId" && f.Unknown != "bot.application" {
			t.Errorf("field %+v", f)
		}
	}
	if shown["sku.name"] != "F0" || shown["properties.endpoint"] != ends || shown["properties.msaAppType"] != "SingleTenant" ||
		shown["properties.msaAppTenantId"] != home || shown["properties.displayName"] != "Example Learn" || len(shown) != 7 {
		t.Errorf("fields %v", shown)
	}
	for id, row := range rows {
		if row.Status != steps.Pass || row.Group != "bot" || row.Title == "" || row.Detail == "" {
			t.Errorf("row %s: %+v", id, row)
		}
	}
	b := r.sky.bots[0]
	app := r.entra.apps[0]
	if b.AppID != app.AppID || b.AppType != tenant.BotSingleTenant || b.AppTenantID != home || b.Tags[tenant.TagSite] != application.SiteKey(site) {
		t.Errorf("bot %+v", b)
	}
	if app.Audience != tenant.AudienceMultiple || app.UniqueName != application.UniqueName(site, "bot") || app.DisplayName != "Example Learn bot" {
		t.Errorf("application %+v", app)
	}
	if g := r.sky.groups["rg-learn"]; g.Location != "westeurope" || g.Tags[tenant.TagSite] != application.SiteKey(site) {
		t.Errorf("group %+v", g)
	}
	if c := r.sky.channels["rg-learn/example-learn"]; c != (tenant.TeamsChannel{Enabled: true, AcceptedTerms: true, Deployment: tenant.DeploymentCommercial}) {
		t.Errorf("channel %+v", c)
	}
	if len(r.inbox.items) != 1 || r.inbox.items[0].Name != "bot" || r.inbox.items[0].AppID != app.AppID {
		t.Errorf("handed over %+v", r.inbox.items)
	}
	if r.answers.IDs.Bot != app.AppID {
		t.Errorf("ids.bot %q", r.answers.IDs.Bot)
	}
	if !strings.Contains(rows["bot.token"].Detail, "https://login.microsoftonline.com/botframework.com") || !strings.Contains(rows["bot.token"].Detail, "does not prove") {
		t.Errorf("token %q", rows["bot.token"].Detail)
	}
	if r.asked["botframework.com"] != 1 || r.asked[home] != 1 {
		t.Errorf("tokens asked for %v", r.asked)
	}
	if id, known := r.bot.AppID().Get(); !known || id != app.AppID {
		t.Errorf("app id %q, %v", id, known)
	}
}

// TestLateRegion runs again at once, and Azure's answers come from a region that
// is behind: what was written a moment ago is looked for again.
func TestLateRegion(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.setup()
	r.sky.heard, r.sky.late = nil, 2
	if plan, _ := r.setup(); !plan.Empty() || len(r.sky.writes()) != 0 {
		t.Errorf("plan %+v, wrote %v", plan.Changes, r.sky.writes())
	}
	if r.sky.late > 0 {
		t.Error("the channel was not looked for again")
	}
}

func TestSecondRunWritesNothing(t *testing.T) {
	t.Parallel()
	for _, remembered := range []bool{true, false} {
		r := newRig(t)
		r.setup()
		if !remembered {
			r.answers.IDs.Bot = "" // another admin's answers file
		}
		r.sky.heard, r.entra.writes = nil, 0
		plan, rows := r.setup()
		if !plan.Empty() || len(r.sky.writes()) != 0 || r.entra.writes != 0 {
			t.Errorf("remembered %v: plan %+v, wrote %v and %d times to Entra", remembered, plan.Changes, r.sky.writes(), r.entra.writes)
		}
		slices.Sort(r.sky.heard)
		// Nothing was written, so it is looked at once; whoever knows nothing
		// asks everything at once.
		want := []string{"bot rg-learn/example-learn", "channel rg-learn/example-learn", "group " + subOne + "/rg-learn", "provider " + subOne, "subscriptions"}
		if !remembered {
			want = append(want, "bots "+subOne, "may register "+subOne, "name example-learn")
			slices.Sort(want)
		}
		if !slices.Equal(r.sky.heard, want) {
			t.Errorf("remembered %v: asked %v", remembered, r.sky.heard)
		}
		for _, id := range []string{"bot.application", "bot.principal", "bot.secret", "bot.provider", "bot.group", "bot.azure", "bot.channel"} {
			if rows[id].Status != steps.Pass {
				t.Errorf("row %+v", rows[id])
			}
		}
		if row := rows["bot.token"]; row.Status != steps.ToDo || !row.Tickable() || !strings.Contains(row.Detail, "issued a token when the secret was made, on 2026-11-20") {
			t.Errorf("row %+v", row)
		}
	}
}

func TestNothingIsAskedWithoutABot(t *testing.T) {
	t.Parallel()
	china, err := tenant.FindCloud("china")
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*rig){
		"off":               func(r *rig) { r.answers.Bot.Enabled = false },
		"no Teams":          func(r *rig) { r.parts.Cloud = china },
		"off, with its id":  func(r *rig) { r.answers.Bot.Enabled, r.answers.IDs.Bot = false, oldApp },
		"off and no handle": func(r *rig) { r.answers.Bot = answers.Bot{} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			change(r)
			plan, rows := r.setup()
			if !plan.Empty() || len(rows) != 8 || len(r.sky.heard) != 0 || r.entra.calls != 0 {
				t.Errorf("plan %+v, rows %v, asked %v and %d times Entra", plan, rows, r.sky.heard, r.entra.calls)
			}
			for id, row := range rows {
				if row.Status != steps.Skipped || row.Detail == "" || row.Detail != r.bot.Off() {
					t.Errorf("row %s: %+v", id, row)
				}
			}
			if !r.bot.AppID().Absent() || r.bot.TermsAwaited() || r.bot.TokenRefused() || len(r.bot.Candidates()) != 0 {
				t.Error("something is awaited of a bot that is off")
			}
		})
	}
	r := newRig(t)
	r.answers.Bot.Enabled, r.answers.Bot.MessagingExtension = false, true
	if r.plan()["bot.azure"].Action != steps.Create {
		t.Error("a messaging extension needs the bot too")
	}
}

func TestSubscription(t *testing.T) {
	t.Parallel()
	two := []tenant.Subscription{{ID: subOne, Name: "One", State: "Enabled"}, {ID: subTwo, Name: "Two", State: "Warned"}}
	t.Run("several", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		r.sky.subs = two
		for id, c := range r.plan() {
			if id != "bot.token" && c.Action != steps.Blocked {
				t.Errorf("%s: %+v", id, c)
			}
			if id == "bot.provider" && (!strings.Contains(c.Summary, `"Two" (`+subTwo+")") || !strings.Contains(c.Cure, "bot.subscription")) {
				t.Errorf("%+v", c)
			}
		}
		if got := r.bot.Candidates(); !slices.Equal(got, two) {
			t.Errorf("candidates %v", got)
		}
		_, rows := r.setup()
		if len(r.sky.writes()) != 0 || r.entra.writes != 0 || rows["bot.provider"].Status != steps.Fail {
			t.Errorf("wrote %v and %d times to Entra, row %+v", r.sky.writes(), r.entra.writes, rows["bot.provider"])
		}
		if !r.bot.AppID().Absent() {
			t.Errorf("app id %+v", r.bot.AppID())
		}
	})
	t.Run("several, chosen", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		r.sky.subs, r.answers.Bot.Subscription = two, subTwo
		_, rows := r.setup()
		if rows["bot.azure"].Status != steps.Pass || r.sky.writes()[0] == "" || slices.Contains(r.sky.heard, "subscriptions") || !slices.Contains(r.sky.writes(), "register "+subTwo) {
			t.Errorf("row %+v, asked %v", rows["bot.azure"], r.sky.heard)
		}
	})
	t.Run("several, one usable", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		r.sky.subs = []tenant.Subscription{{ID: subTwo, State: "Disabled"}, {ID: subOne, State: "PastDue"}}
		if c := r.plan()["bot.provider"]; c.Action != steps.Update || !strings.Contains(c.Summary, subOne) {
			t.Errorf("%+v", c)
		}
	})
	t.Run("not to be seen", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		r.sky.errs["subscriptions"] = &tenant.Error{Kind: tenant.Unreachable, Op: "list", Cure: "check the network"}
		plan := r.plan()
		if c := plan["bot.provider"]; c.Action != steps.Blocked || c.Cure != "check the network" {
			t.Errorf("%+v", c)
		}
		if c := plan["bot.application"]; c.Action != steps.Blocked || c.Cure != "see bot.provider" {
			t.Errorf("%+v", c)
		}
		if rows := r.check(); rows["bot.azure"].Status != steps.Unseen {
			t.Errorf("%+v", rows["bot.azure"])
		}
	})
}

func TestProvider(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.sky.barred = true
	plan, rows := r.setup()
	c, _ := plan.Of("bot.provider")
	if c.Action != steps.Blocked || !strings.Contains(c.Cure, "az provider register --namespace Microsoft.BotService --subscription "+subOne) {
		t.Errorf("%+v", c)
	}
	if slices.ContainsFunc(r.sky.writes(), func(w string) bool { return strings.HasPrefix(w, "put bot") }) || rows["bot.azure"].Status != steps.Unseen {
		t.Errorf("wrote %v, row %+v", r.sky.writes(), rows["bot.azure"])
	}
	r = newRig(t)
	r.sky.errs["may register"] = deny("AuthorizationFailed")
	if c := r.plan()["bot.provider"]; c.Action != steps.Update {
		t.Errorf("whoever may not ask may still try: %+v", c)
	}
	// A role in the group alone: the provider, the list and the name cannot be
	// looked at, the bot can be made.
	r = newRig(t)
	r.sky.groups["rg-learn"] = tenant.ResourceGroup{Name: "rg-learn", Location: "westeurope"}
	for _, call := range []string{"provider", "bots", "name"} {
		r.sky.errs[call] = deny("AuthorizationFailed")
	}
	_, rows = r.setup()
	if rows["bot.provider"].Status != steps.Unseen || rows["bot.azure"].Status != steps.Pass {
		t.Errorf("%+v, %+v", rows["bot.provider"], rows["bot.azure"])
	}
	r = newRig(t)
	r.sky.errs["register"] = deny("AuthorizationFailed")
	_, rows = r.setup()
	if rows["bot.provider"].Status != steps.Fail || rows["bot.provider"].Fix != "ask for a role" || rows["bot.azure"].Status != steps.Unseen {
		t.Errorf("%+v, %+v", rows["bot.provider"], rows["bot.azure"])
	}
	if r = newRig(t); r.check()["bot.provider"].Status != steps.Fail {
		t.Error("a provider that is not registered passes")
	}
}

func TestGroup(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.sky.groups["rg-learn"] = tenant.ResourceGroup{Name: "rg-learn", Location: "North Europe"}
	if c := r.plan()["bot.group"]; c.Action != steps.None || len(c.Kept) != 1 {
		t.Errorf("%+v", c)
	}
	if row := r.check()["bot.group"]; row.Status != steps.Pass || !strings.Contains(row.Detail, "never removed") {
		t.Errorf("%+v", row)
	}
	r.sky.groups["rg-learn"] = tenant.ResourceGroup{Name: "rg-learn", Location: "West Europe", State: "Deleting"}
	if c := r.plan()["bot.group"]; c.Action != steps.Create {
		t.Errorf("%+v", c)
	}
	r.sky.groups["rg-learn"] = tenant.ResourceGroup{Name: "rg-learn", Location: "West Europe"}
	if c := r.plan()["bot.group"]; c.Action != steps.None || len(c.Kept) != 0 {
		t.Errorf("%+v", c)
	}
}

func TestHandleIsTaken(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.sky.taken["example-learn"] = "Bot name is already in use."
	plan := r.plan()
	if c := plan["bot.azure"]; c.Action != steps.Blocked || !strings.Contains(c.Summary, "already in use") || !strings.Contains(c.Cure, "bot.handle") {
		t.Errorf("%+v", c)
	}
	if c := plan["bot.channel"]; c.Action != steps.Blocked || !strings.Contains(c.Summary, "bot.azure") {
		t.Errorf("%+v", c)
	}
	if r.bot.TermsAwaited() {
		t.Error("terms are asked for")
	}
}

func TestTerms(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.parts.TermsAccepted = false
	plan, rows := r.setup()
	if c, _ := plan.Of("bot.channel"); c.Action != steps.Manual || !strings.Contains(c.Cure, "--accept-bot-terms") {
		t.Errorf("%+v", c)
	}
	if row := rows["bot.channel"]; row.Status != steps.ToDo || row.Tickable() {
		t.Errorf("%+v", row)
	}
	if row := rows[bot.TermsRow]; row.Status != steps.ToDo || !row.Tickable() || row.Title == "" || row.Fix == "" {
		t.Errorf("%+v", row)
	}
	if len(r.sky.channels) != 0 || rows["bot.azure"].Status != steps.Pass || !r.bot.TermsAwaited() {
		t.Errorf("channels %v, row %+v", r.sky.channels, rows["bot.azure"])
	}
	// A question is answered within the run.
	runner := r.runner()
	r.bot.AcceptTerms()
	if c, _ := runner.Plan().Of("bot.channel"); c.Action != steps.Create || r.bot.TermsAwaited() {
		t.Errorf("%+v", c)
	}
	// A tick that went stale accepts nothing; a fresh one does.
	r.answers.Confirmed = map[string]answers.Tick{bot.TermsRow: answers.NewTick("a@example.org", r.now.AddDate(-2, 0, 0))}
	if r.plan()["bot.channel"].Action != steps.Manual {
		t.Error("a stale tick accepts the terms")
	}
	r.answers.Confirmed = map[string]answers.Tick{bot.TermsRow: answers.NewTick("a@example.org", r.now)}
	_, rows = r.setup()
	if rows["bot.channel"].Status != steps.Pass || len(r.sky.channels) != 1 {
		t.Errorf("%+v", rows["bot.channel"])
	}
	// Accepted is accepted.
	r.answers.Confirmed = nil
	if c := r.plan()["bot.channel"]; c.Action != steps.None || r.bot.TermsAwaited() {
		t.Errorf("%+v", c)
	}
}

func TestChannel(t *testing.T) {
	t.Parallel()
	usgov, err := tenant.FindCloud("usgov")
	if err != nil {
		t.Fatal(err)
	}
	on := tenant.TeamsChannel{Enabled: true, AcceptedTerms: true}
	with := func(c tenant.TeamsChannel, deployment string) tenant.TeamsChannel {
		c.Deployment = deployment
		return c
	}
	for _, c := range []struct {
		name      string
		messaging string
		cloud     string
		have      tenant.TeamsChannel
		action    steps.Action
		want      tenant.TeamsChannel
	}{
		{"as it should be", "commercial", "", with(on, tenant.DeploymentCommercial), steps.None, with(on, tenant.DeploymentCommercial)},
		{"nobody chose", "commercial", "", with(on, tenant.DeploymentFallback), steps.None, with(on, tenant.DeploymentFallback)},
		{"nobody chose, nothing said", "commercial", "", on, steps.None, on},
		{"government wanted, nobody chose", "gcc", "", with(on, tenant.DeploymentFallback), steps.Update, with(on, tenant.DeploymentGCC)},
		{"government wanted", "gcc", "", with(on, tenant.DeploymentCommercial), steps.Update, with(on, tenant.DeploymentGCC)},
		{"commercial wanted", "commercial", "", with(on, tenant.DeploymentGCC), steps.Update, with(on, tenant.DeploymentCommercial)},
		{"a government cloud has but one", "gcc", "usgov", with(on, tenant.DeploymentFallback), steps.None, with(on, tenant.DeploymentFallback)},
		{"off", "commercial", "", tenant.TeamsChannel{AcceptedTerms: true, Deployment: tenant.DeploymentCommercial}, steps.Update, with(on, tenant.DeploymentCommercial)},
		{"calls stay", "gcc", "", tenant.TeamsChannel{Enabled: true, AcceptedTerms: true, Calling: true, CallingWebhook: "https://x"}, steps.Update,
			tenant.TeamsChannel{Enabled: true, AcceptedTerms: true, Deployment: tenant.DeploymentGCC, Calling: true, CallingWebhook: "https://x"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.setup()
			r.answers.Bot.Messaging = c.messaging
			if c.cloud != "" {
				r.parts.Cloud = usgov
			}
			r.sky.channels["rg-learn/example-learn"] = c.have
			if got := r.check()["bot.channel"].Status; (got == steps.Pass) != (c.action == steps.None) {
				t.Errorf("checked as %s", got)
			}
			plan, rows := r.setup()
			if got, _ := plan.Of("bot.channel"); got.Action != c.action || (len(got.Fields) > 0) != got.Action.Writes() {
				t.Errorf("plan %+v", got)
			}
			if rows["bot.channel"].Status != steps.Pass || r.sky.channels["rg-learn/example-learn"] != c.want {
				t.Errorf("row %+v, channel %+v", rows["bot.channel"], r.sky.channels["rg-learn/example-learn"])
			}
		})
	}
	r := newRig(t)
	r.setup()
	delete(r.sky.channels, "rg-learn/example-learn")
	if row := r.check()["bot.channel"]; row.Status != steps.Fail || row.Fix == "" {
		t.Errorf("%+v", row)
	}
}
