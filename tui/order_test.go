package tui

import (
	"fmt"
	"strings"
	"testing"

	"teamwright/steps"
)

// told is sections in one line each.
func told(parts []Section) string {
	var b strings.Builder
	for _, p := range parts {
		fmt.Fprintf(&b, "%s %v\n", p.Title, p.Rows)
	}
	return b.String()
}

func TestPlanSections(t *testing.T) {
	t.Parallel()
	changes := []steps.Change{
		{Step: "entra.roles", Action: steps.None},
		{Step: "entra.policy", Action: steps.Manual},
		{Step: "entra.application", Action: steps.Create},
		{Step: "bot.azure", Action: steps.Blocked},
		{Step: "bot.channel", Action: steps.Skip},
		{Step: "bot.application", Action: steps.Delete},
		{Step: "entra.sso", Action: steps.Update},
		{Step: "totara.sheet", Action: steps.Manual},
	}
	want := "Microsoft Entra [2 6]\nBot and Azure [5]\nBlocked [3]\nBy hand [1 7]\nAs it should be [0]\nLeft out [4]\n"
	if got := told(PlanSections(changes)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := PlanSections(nil); len(got) != 0 {
		t.Errorf("an empty plan has %v", got)
	}
}

func TestRowSections(t *testing.T) {
	t.Parallel()
	rows := []steps.Result{
		{Group: "entra", Status: steps.Pass},
		{Group: "totara", Status: steps.ToDo},
		{Group: "catalog", Status: steps.Pass},
		{Group: "bot", Status: steps.Skipped},
		{Group: "entra", Status: steps.Fail},
		{Group: "catalog", Status: steps.Unseen},
		{Group: "entra", Status: steps.Pass},
	}
	want := "Failed [4]\nFor a person [1]\nCould not be looked at [5]\nMicrosoft Entra [0 6]\nTeams app catalogue [2]\nLeft out [3]\n"
	if got := told(RowSections(rows)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
