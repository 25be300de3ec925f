package bot_test

import (
	"slices"
	"strings"
	"testing"

	"teamwright/steps"
	"teamwright/steps/application"
	"teamwright/steps/tenant"
)

func TestAdopt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*tenant.Bot)
		ids    string
		kept   []string
	}{
		{"by its handle", nil, "", []string{"multi-tenant", "tier stays S1", `name stays "Old bot"`, `client secret "portal", which begins with abc…`}},
		{"by its handle, elsewhere", func(b *tenant.Bot) { b.Group = "rg-old" }, "", []string{"resource group rg-old"}},
		{"by its client id", func(b *tenant.Bot) { b.Handle, b.Group = "old", "rg-old" }, oldApp, []string{"handle stays old", "resource group rg-old"}},
		{"by its endpoint", func(b *tenant.Bot) { b.Handle, b.Endpoint = "old", ends }, "", []string{"handle stays old"}},
		{"a single tenant one", func(b *tenant.Bot) {
			b.AppType, b.AppTenantID, b.SKU = tenant.BotSingleTenant, strings.ToUpper(home), "F0"
		}, "", []string{`name stays "Old bot"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			before := *r.existing(c.change)
			r.answers.IDs.Bot = c.ids
			plan, rows := r.setup()
			azure, _ := plan.Of("bot.azure")
			kept := strings.Join(azure.Kept, "; ")
			for _, k := range c.kept {
				if !strings.Contains(kept, k) {
					t.Errorf("kept %q lacks %q", kept, k)
				}
			}
			want := before
			want.Endpoint = ends
			if got := r.sky.bots; len(got) != 1 || !slices.Equal(got[0].Channels, want.Channels) || got[0].AppID != oldApp || got[0].Endpoint != ends || got[0].DisplayName != "Old bot" || got[0].SKU != want.SKU || len(got[0].Tags) != 0 {
				t.Errorf("bots %+v", got)
			}
			if changed := before.Endpoint != ends; (azure.Action == steps.Update) != changed || changed && len(azure.Fields) != 1 {
				t.Errorf("plan %+v", azure)
			}
			if len(r.entra.apps) != 1 || r.entra.apps[0].DisplayName != "Old bot app" || len(r.entra.apps[0].Passwords) != 1 {
				t.Errorf("applications %+v", r.entra.apps)
			}
			if c, _ := plan.Of("bot.group"); c.Action != steps.None {
				t.Errorf("group %+v", c)
			}
			if _, ok := r.sky.channels[before.Group+"/"+before.Handle]; !ok {
				t.Errorf("channels %v", r.sky.channels)
			}
			for _, id := range []string{"bot.application", "bot.azure", "bot.channel", "bot.group"} {
				if rows[id].Status != steps.Pass {
					t.Errorf("row %+v", rows[id])
				}
			}
			if row := rows["bot.token"]; row.Status != steps.ToDo || strings.Contains(row.Detail, "issued") {
				t.Errorf("row %+v", row)
			}
			if id, known := r.bot.AppID().Get(); !known || id != oldApp {
				t.Errorf("app id %q", id)
			}
			r.sky.heard, r.entra.writes = nil, 0
			if plan, _ := r.setup(); !plan.Empty() || r.entra.writes != 0 {
				t.Errorf("again: %+v", plan.Changes)
			}
		})
	}
}

func TestWhatCannotBeAdopted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*tenant.Bot)
		says   string
		cure   string
	}{
		{"another tenant's", func(b *tenant.Bot) { b.AppType, b.AppTenantID = tenant.BotSingleTenant, oldApp }, "belongs to the tenant " + oldApp, "bot.handle"},
		{"a managed identity's", func(b *tenant.Bot) { b.AppType = "UserAssignedMSI" }, "managed identity", "bot.handle"},
		{"of an application that is not here", func(b *tenant.Bot) { b.AppID = home }, "client id " + home, "ids.bot"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.existing(c.change)
			plan, rows := r.setup()
			if got, _ := plan.Of("bot.azure"); got.Action != steps.Blocked || !strings.Contains(got.Summary, c.says) || !strings.Contains(got.Cure, c.cure) {
				t.Errorf("%+v", got)
			}
			if len(r.sky.writes()) != 0 || rows["bot.azure"].Status != steps.Fail || rows["bot.channel"].Status != steps.Fail {
				t.Errorf("wrote %v, rows %+v", r.sky.writes(), rows)
			}
		})
	}
	t.Run("another application is ours", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		r.existing(nil)
		r.entra.apps = append(r.entra.apps, tenant.Application{ObjectID: "ours", AppID: home, UniqueName: application.UniqueName(site, "bot")})
		plan := r.plan()
		if c := plan["bot.azure"]; c.Action != steps.Blocked || !strings.Contains(c.Summary, oldApp) || !strings.Contains(c.Summary, home) {
			t.Errorf("%+v", c)
		}
	})
	t.Run("several", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		r.existing(func(b *tenant.Bot) { b.Handle, b.Endpoint = "one", ends })
		r.existing(func(b *tenant.Bot) { b.Handle, b.Endpoint = "two", ends })
		plan, _ := r.setup()
		if c, _ := plan.Of("bot.azure"); c.Action != steps.Blocked || !strings.Contains(c.Summary, "two in rg-learn") || !strings.Contains(c.Cure, "bot.handle") {
			t.Errorf("%+v", c)
		}
		for _, id := range []steps.ID{"bot.application", "bot.group", "bot.channel"} {
			if c, _ := plan.Of(id); c.Action != steps.Blocked || !strings.Contains(c.Summary, "bot.azure") {
				t.Errorf("%+v", c)
			}
		}
		if len(r.sky.writes()) != 0 || r.entra.writes != 0 {
			t.Errorf("wrote %v and %d times to Entra", r.sky.writes(), r.entra.writes)
		}
	})
	t.Run("the answers name another application", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		r.existing(nil)
		r.entra.apps = append(r.entra.apps, tenant.Application{ObjectID: "x", AppID: home})
		r.answers.IDs.Bot = home
		if c := r.plan()["bot.azure"]; c.Action != steps.Blocked || slices.Contains(r.sky.heard, "name example-learn") {
			t.Errorf("%+v, asked %v", c, r.sky.heard)
		}
	})
}

func TestOursIsRenamed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.setup()
	r.answers.Bot.DisplayName, r.answers.Bot.IconURL = "New name", "https://learn.example.org/i.png"
	if row := r.check()["bot.azure"]; row.Status != steps.Fail || row.Detail != "differs from the answers: properties.displayName, properties.iconUrl" {
		t.Errorf("%+v", row)
	}
	plan, rows := r.setup()
	if c, _ := plan.Of("bot.azure"); c.Action != steps.Update || len(c.Fields) != 2 || c.Fields[1].From != nil {
		t.Errorf("%+v", c)
	}
	if b := r.sky.bots[0]; b.DisplayName != "New name" || b.IconURL != "https://learn.example.org/i.png" || rows["bot.azure"].Status != steps.Pass {
		t.Errorf("%+v, %+v", b, rows["bot.azure"])
	}
}

// TestWrittenAndNotSeen lets Azure hide what was written.
func TestWrittenAndNotSeen(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.sky.hide = true
	_, rows := r.setup()
	for _, id := range []string{"bot.azure", "bot.channel"} {
		if rows[id].Status != steps.Unseen || rows[id].Fix == "" {
			t.Errorf("%+v", rows[id])
		}
	}
	r = newRig(t)
	r.sky.errs["put bot"] = &tenant.Error{Kind: tenant.Conflict, Op: "make", Cure: "choose another name"}
	_, rows = r.setup()
	if rows["bot.azure"].Status != steps.Fail || rows["bot.azure"].Fix != "choose another name" || rows["bot.channel"].Status != steps.Unseen {
		t.Errorf("%+v", rows)
	}
	if row := r.check()["bot.azure"]; row.Status != steps.Fail || !strings.Contains(row.Detail, "not there") {
		t.Errorf("%+v", row)
	}
}

// TestTheWorldMoves lets somebody make the bot between the plan and its
// confirmation.
func TestTheWorldMoves(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	runner := r.runner()
	plan := runner.Plan()
	r.existing(nil)
	report := runner.Apply(t.Context(), plan)
	if !report.Moved || len(r.sky.bots) != 1 || r.sky.bots[0].AppID != oldApp {
		t.Errorf("moved %v, bots %+v", report.Moved, r.sky.bots)
	}
}
