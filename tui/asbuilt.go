package tui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"teamwright/steps"
	"teamwright/steps/answers"
)

// AsBuilt is what stands after a run: the page that whoever looks after the
// site in a year wants to find. There is no secret in it.
type AsBuilt struct {
	Rehearsal bool
	Time      time.Time
	By        string // who was signed in
	Program   string // the program's version
	TenantID  string
	Answers   answers.Answers
	Rows      []steps.Result
	Ends      []string // what ends when, a sentence each
	Package   string   // path; empty: none was written
	Writes    []Write
}

// Write is a request of the run that changed something.
type Write struct {
	Time      time.Time
	Method    string
	Address   string // without query
	Status    int
	RequestID string // what the service's support asks for
}

// Markdown is the page. Texts from a tenant or a site are quoted.
func (b AsBuilt) Markdown() string {
	var w strings.Builder
	a, at := b.Answers, b.Answers.Addresses()
	fmt.Fprintf(&w, "# As built: %s in Microsoft Teams\n\n", escape(a.App.ShortName))
	if b.Rehearsal {
		fmt.Fprintf(&w, "**Rehearsal:** this came from the rehearsal cloud, not from a real tenant.\n\n")
	}
	fmt.Fprintf(&w, "Written on %s by teamwright %s; signed in was %s.\n", b.Time.UTC().Format("2006-01-02 15:04 UTC"), escape(b.Program), escape(b.By))
	section(&w, "Ids and addresses", [][2]string{
		{"Totara site", a.Site}, {"Tenant", a.Tenant + ", " + b.TenantID},
		{"Application of single sign-on, also the app's id", a.IDs.App}, {"Identifier URI", identifier(a)},
		{"Redirect URI", at.OAuthCallback}, {"Second redirect URI", at.OIDCLogin}, {"Logout URL", at.Logout},
		{"Application of the bot", a.IDs.Bot}, {"Azure Bot", botOf(a, a.Bot.Handle)}, {"Resource group", botOf(a, a.Bot.ResourceGroup)},
		{"Bot endpoint", botOf(a, at.BotEndpoint)}, {"Entry in the app catalogue", a.IDs.Catalog},
		{"App package", b.Package}, {"App version", a.App.Version},
	})
	if len(b.Ends) > 0 {
		fmt.Fprintf(&w, "\n## What ends\n\n")
		for _, s := range b.Ends {
			fmt.Fprintf(&w, "- %s\n", escape(s))
		}
	}
	b.confirmed(&w)
	b.checklist(&w)
	b.requests(&w)
	fmt.Fprintf(&w, "\n## How to undo it\n\n`teamwright remove` with the answers file shows what this program made, asks, and takes back that and nothing else. "+
		"An application goes to Entra's deleted items and can be restored there for 30 days. See first that people have another way to sign in to Totara.\n")
	return w.String()
}

func identifier(a answers.Answers) string {
	if a.IDs.App == "" || !a.SSO.Enabled {
		return ""
	}
	return a.Addresses().IdentifierURI(a.IDs.App)
}

func botOf(a answers.Answers, value string) string {
	if !a.Bot.Needed() {
		return ""
	}
	return value
}

// section lists what there is; empty values are left out.
func section(w *strings.Builder, title string, rows [][2]string) {
	fmt.Fprintf(w, "\n## %s\n\n", title)
	for _, r := range rows {
		if strings.Trim(r[1], ", ") != "" {
			fmt.Fprintf(w, "- %s: %s\n", r[0], escape(r[1]))
		}
	}
}

// confirmed says who confirmed what.
func (b AsBuilt) confirmed(w *strings.Builder) {
	if len(b.Answers.Confirmed) == 0 {
		return
	}
	fmt.Fprintf(w, "\n## Confirmed by persons\n\n")
	var ids []string
	for id := range b.Answers.Confirmed {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		tick := b.Answers.Confirmed[id]
		fmt.Fprintf(w, "- `%s`: %s, %s\n", code(id), escape(tick.By), tick.On.Format(time.DateOnly))
	}
}

func (b AsBuilt) checklist(w *strings.Builder) {
	fmt.Fprintf(w, "\n## Checklist\n\n| | row | what | |\n| --- | --- | --- | --- |\n")
	for _, r := range b.Rows {
		fmt.Fprintf(w, "| %s | %s | %s | %s |\n", r.Status, escape(r.ID), escape(r.Title), escape(r.Detail))
	}
}

func (b AsBuilt) requests(w *strings.Builder) {
	if len(b.Writes) == 0 {
		fmt.Fprintf(w, "\n## Requests\n\nThis run changed nothing at Microsoft.\n")
		return
	}
	fmt.Fprintf(w, "\n## Requests that changed something\n\n| when | what | answer | request id |\n| --- | --- | --- | --- |\n")
	for _, r := range b.Writes {
		fmt.Fprintf(w, "| %s | %s %s | %d | %s |\n", r.Time.UTC().Format(time.TimeOnly), r.Method, escape(r.Address), r.Status, escape(r.RequestID))
	}
}
