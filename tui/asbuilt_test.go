package tui

import (
	"strings"
	"testing"
	"time"

	"teamwright/steps"
	"teamwright/steps/answers"
)

func TestAsBuilt(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)
	a := answers.Answers{Site: "https://learn.example.org", Tenant: "contoso.onmicrosoft.com"}
	a.App.ShortName, a.App.Version = "Learn | *now*", "1.0.0"
	a.IDs.App, a.SSO.Enabled = "7de10596-899c-479f-8480-4a3b31514caa", true
	a.Confirmed = map[string]answers.Tick{"teams.custom_apps": answers.NewTick("kim@example.org", now)}
	page := AsBuilt{
		Time: now, By: "robin@example.org", Program: "1.2.3", TenantID: "5f2b7d34", Answers: a, Ends: []string{"The client secret ends on 2027-11-20."},
		Rows:   []steps.Result{{ID: "entra.secret", Title: "Client secret", Status: steps.Pass, Detail: "evil | cell\n# not a heading"}},
		Writes: []Write{{Time: now, Method: "POST", Address: "https://graph.microsoft.com/v1.0/servicePrincipals", Status: 201, RequestID: "r-1"}},
	}
	text := page.Markdown()
	for _, want := range []string{
		`# As built: Learn \| \*now\*`, "2026-11-20 09:30 UTC", "api://learn.example.org/7de10596-899c-479f-8480-4a3b31514caa",
		"- `teams.custom_apps`: kim@example.org, 2026-11-20", `evil \| cell \# not a heading`, "| 09:30:00 | POST https://graph.microsoft.com/v1.0/servicePrincipals | 201 | r-1 |",
		"The client secret ends on 2027-11-20.", "teamwright remove",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	for _, not := range []string{"Rehearsal", "Azure Bot", "Resource group", "app catalogue"} {
		if strings.Contains(text, not) {
			t.Errorf("%q stands in a page without it", not)
		}
	}
	page.Rehearsal, page.Writes = true, nil
	if text = page.Markdown(); !strings.Contains(text, "**Rehearsal:**") || !strings.Contains(text, "changed nothing at Microsoft") {
		t.Errorf("a second run of a rehearsal says\n%s", text)
	}
}
