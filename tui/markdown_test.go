package tui

import (
	"strings"
	"testing"

	"teamwright/steps"
)

func TestPlanMarkdown(t *testing.T) {
	t.Parallel()
	got := PlanMarkdown(steps.Plan{Rehearsal: true, Changes: []steps.Change{
		{Step: "entra.application", Action: steps.Create, Summary: "make *this*\n# not a heading", Fields: []steps.Field{
			{Path: "displayName", To: "Example <b>Learn</b>"},
			{Path: "appId", Unknown: "entra.application"},
			{Path: "password", Secret: true},
			{Path: "tags", From: []string{"a", "b"}},
		}, Kept: []string{"what somebody made by hand"}},
		{Step: "bot.azure", Action: steps.Blocked, Summary: "not registered", Cure: "register it"},
	}})
	for _, want := range []string{
		"**Rehearsal:**", "Changes: 1.", "## Microsoft Entra", "## Blocked",
		`make \*this\* \# not a heading`, `"Example \<b>Learn\</b>"`, "known once entra.application is done",
		"a secret, never shown here", "a, b goes away", "left alone: what somebody made by hand", "what to do: register it",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

func TestHandOver(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		rows []steps.Result
		want []string
		not  []string
	}{
		"what is left": {
			rows: []steps.Result{
				{ID: "entra.consent", Title: "Admin consent", Status: steps.Fail, Detail: "refused", Fix: "ask an administrator"},
				{ID: "totara.mf_appid", Title: "Manifest app ID", Status: steps.ToDo, Detail: "App ID: 1"},
				{ID: "entra.logo", Title: "Logo", Status: steps.Pass, Detail: "uploaded"},
				{ID: "totara.bot", Title: "Bot", Status: steps.Skipped},
			},
			want: []string{"- [ ] **Admin consent** (`entra.consent`, fail)", "to do: ask an administrator", "(`totara.mf_appid`, manual)", "App ID: 1"},
			not:  []string{"Logo", "totara.bot", "Rehearsal"},
		},
		"nothing is left": {
			rows: []steps.Result{{ID: "entra.logo", Title: "Logo", Status: steps.Pass}},
			want: []string{"Nothing: every row passes"},
			not:  []string{"- [ ]"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := HandOver(tt.rows, false)
			for _, want := range tt.want {
				if !strings.Contains(got, want) {
					t.Errorf("no %q in\n%s", want, got)
				}
			}
			for _, not := range tt.not {
				if strings.Contains(got, not) {
					t.Errorf("%q in\n%s", not, got)
				}
			}
		})
	}
}
