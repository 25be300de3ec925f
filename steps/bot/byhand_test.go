package bot_test

import (
	"strings"
	"testing"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/tenant"
)

func TestByHand(t *testing.T) {
	t.Parallel()
	noToken := &tenant.Error{Kind: tenant.SignIn, Op: "list the subscriptions", Message: "AADSTS65002"}
	for name, c := range map[string]struct {
		change func(*rig)
		why    string
	}{
		"no subscription":     {func(r *rig) { r.sky.subs = nil }, "no Azure subscription"},
		"none that is usable": {func(r *rig) { r.sky.subs[0].State = "Disabled" }, "is enabled"},
		"no token for Azure":  {func(r *rig) { r.sky.errs["subscriptions"] = noToken }, "AADSTS65002"},
		"no token, chosen": {func(r *rig) {
			r.answers.Bot.Subscription = subOne
			for _, call := range []string{"provider", "group", "bot", "channel"} {
				r.sky.errs[call] = noToken
			}
		}, "AADSTS65002"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			c.change(r)
			plan, rows := r.setup()
			if !plan.Empty() || len(r.sky.writes()) != 0 || r.entra.writes != 0 {
				t.Errorf("plan %+v", plan.Changes)
			}
			azure := rows["bot.azure"]
			if azure.Status != steps.ToDo || azure.Tickable() || !strings.Contains(azure.Detail, c.why) || !strings.Contains(azure.Detail, ends) ||
				!strings.Contains(azure.Fix, "https://dev.teams.microsoft.com/tools/bots") || !strings.Contains(azure.Fix, "ids.bot") {
				t.Errorf("%+v", azure)
			}
			for id, status := range map[string]steps.Status{
				"bot.application": steps.ToDo, "bot.principal": steps.ToDo, "bot.secret": steps.ToDo,
				"bot.provider": steps.Skipped, "bot.group": steps.Skipped, "bot.channel": steps.Skipped, "bot.token": steps.Unseen,
			} {
				if rows[id].Status != status || rows[id].Tickable() {
					t.Errorf("%+v, want %s", rows[id], status)
				}
			}
			if !r.bot.AppID().Absent() || r.bot.TermsAwaited() {
				t.Error("something is known or awaited")
			}

			// The portal has made the bot and its application.
			r.entra.apps = []tenant.Application{{ObjectID: "o", AppID: oldApp, Audience: tenant.AudienceMultiple}}
			r.answers.IDs.Bot = oldApp
			_, rows = r.setup()
			for _, id := range []string{"bot.application", "bot.principal", "bot.secret", "bot.token"} {
				if rows[id].Status != steps.Pass {
					t.Errorf("%+v", rows[id])
				}
			}
			azure = rows["bot.azure"]
			if azure.Status != steps.ToDo || !azure.Tickable() || !strings.Contains(azure.Detail, "Bot id: "+oldApp) || !strings.Contains(azure.Fix, "tick") {
				t.Errorf("%+v", azure)
			}
			if len(r.entra.apps) != 1 || len(r.inbox.items) != 1 {
				t.Errorf("applications %+v", r.entra.apps)
			}
		})
	}
}

// TestTickedByHand has a subscription that came after the bot was made in the
// portal.
func TestTickedByHand(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.entra.apps = []tenant.Application{{ObjectID: "o", AppID: oldApp, Audience: tenant.AudienceMultiple}}
	r.answers.IDs.Bot = oldApp
	r.answers.Confirmed = map[string]answers.Tick{"bot.azure": answers.NewTick("a@example.org", r.now)}
	plan := r.plan()
	if plan["bot.azure"].Action != steps.Manual || plan["bot.channel"].Action != steps.Skip || r.bot.TermsAwaited() {
		t.Errorf("%+v, %+v", plan["bot.azure"], plan["bot.channel"])
	}
	if row := r.check()["bot.azure"]; !row.Tickable() || !strings.Contains(row.Detail, "somebody has made it there") {
		t.Errorf("%+v", row)
	}
	r.answers.Confirmed["bot.azure"] = answers.NewTick("a@example.org", r.now.AddDate(-2, 0, 0))
	if c := r.plan()["bot.azure"]; c.Action != steps.Create {
		t.Errorf("a stale tick counts: %+v", c)
	}
}
