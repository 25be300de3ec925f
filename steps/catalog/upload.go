package catalog

import (
	"context"
	"net/netip"
	"path/filepath"
	"strings"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// Upload is the row for what a person does with the package where no program
// publishes it: nobody here can see the Teams admin center.
type Upload struct {
	version func() string
	path    func() string

	// Cloud tells which admin center.
	Cloud tenant.Cloud
	// Account is how this machine is reached from the one with the browser, as
	// USER@HOST; empty where they are the same.
	Account string
}

// validator is where Microsoft judges a package in the browser. Source: Teams
// platform: "Validate app package using Developer Portal".
const validator = "https://dev.teams.microsoft.com/validation"

// Upload is a step without changes about the package of this edition at path.
func (e *Edition) Upload(path func() string) *Upload { return &Upload{version: e.version, path: path} }

// About says that the row stands by itself.
func (u *Upload) About() steps.About {
	return steps.About{ID: "catalog.upload", Title: "App in the organisation's catalogue"}
}

// Read looks at nothing.
func (u *Upload) Read(context.Context) error { return nil }

// Plan names what a person does.
func (u *Upload) Plan() steps.Change {
	if !u.Cloud.Has(tenant.LacksTeams) {
		return steps.Change{Action: steps.Skip, Summary: "this cloud has no Microsoft Teams"}
	}
	return steps.Change{Action: steps.Manual, Summary: "upload the app package by hand", Cure: u.how()}
}

func (u *Upload) how() string {
	var how strings.Builder
	if u.Account != "" {
		how.WriteString("copy the package to the computer with your browser: " + u.copyLine() + " . Then, ")
	}
	page := adminCenter(u.Cloud)
	if page != "" {
		page = " (" + page + "/policies/manage-apps)"
	}
	how.WriteString("in the Teams admin center under Teams apps, Manage apps" + page + ": Upload new app, or Update on the app's own page")
	if u.Cloud.Name == "" || u.Cloud.Name == "public" {
		how.WriteString("; Microsoft judges it beforehand at " + validator)
	}
	return how.String()
}

// copyLine is what brings the package to the machine with the browser.
func (u *Upload) copyLine() string {
	path := u.path()
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	return "scp " + quoted(u.Account+":"+path) + " ."
}

// quoted is a word for a shell.
func quoted(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("@:/._-", r)
	}
	if strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// Reached is how this machine is reached over SSH, as USER@SERVER, by what the
// SSH server puts into the environment; empty without SSH. The address is the
// one that this very session came to.
func Reached(env func(string) string) string {
	parts := strings.Fields(env("SSH_CONNECTION")) // client, its port, server, its port
	user := env("USER")
	if len(parts) != 4 || user == "" {
		return ""
	}
	server, err := netip.ParseAddr(parts[2])
	switch {
	case err != nil:
		return ""
	case server.Is6() && !server.Is4In6():
		return user + "@[" + server.String() + "]"
	}
	return user + "@" + server.Unmap().String()
}

// Apply is never called: nothing is planned.
func (u *Upload) Apply(context.Context, steps.Change) error { return nil }

// Check waits for a person.
func (u *Upload) Check(context.Context) []steps.Result {
	return []steps.Result{{
		ID: "catalog.upload", Group: "catalog", Title: "App in the organisation's catalogue", Source: steps.FromAnswers,
		Status: steps.ToDo, Detail: "version " + u.version() + " of " + u.path(),
		Fix: u.how() + ", and tick this row",
	}}
}
