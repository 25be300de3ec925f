package assemble

import (
	"context"
	"slices"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/application"
	"teamwright/steps/catalog"
	"teamwright/steps/entra"
	"teamwright/steps/secret"
	"teamwright/steps/tenant"
	"teamwright/steps/totara"
	"teamwright/steps/wire"
)

// Job is what the steps of one site are made of.
type Job struct {
	Answers   answers.Answers
	Assets    catalog.Assets
	Directory tenant.Directory
	Ledger    application.Ledger
	Clock     wire.Clock
	NewID     func() string
	Sink      secret.Sink
	Prove     func(ctx context.Context, appID string, text secret.Text) error
	// Identified is called once the application's client id is known for good.
	Identified func(appID string) error
	// Out is where the app package goes; empty: none is written.
	Out string
	// Only are the groups to do; empty: all.
	Only []string
}

// Work is a list of steps with the ends that a command needs of them.
type Work struct {
	Steps   []steps.Step
	App     *application.Application
	Package *catalog.Package // nil when none is written
}

// Setup lists the steps of a set-up: the application, Totara's checklist, and
// the package behind everything that can fail.
func Setup(j Job) Work {
	app := application.New(
		entra.Desired(j.Answers, entra.Parts{Logo: j.Assets.Color, Sink: j.Sink, Prove: j.Prove}),
		application.Env{Directory: j.Directory, Ledger: j.Ledger, Clock: j.Clock, NewID: j.NewID, Identified: j.Identified},
	)
	w := Work{App: app}
	w.Steps = append(w.Steps, app.Steps()...)
	w.Steps = append(w.Steps, totara.NewChecklist(j.Answers, app.AppID, "entra.application"))
	w.Steps = only(w.Steps, j.Only)
	if j.Out != "" && (len(j.Only) == 0 || slices.Contains(j.Only, "catalog")) {
		var gates []steps.ID
		for _, s := range w.Steps {
			gates = append(gates, s.About().ID)
		}
		w.Package = catalog.NewPackage(j.Answers, j.Assets, app.AppID, j.Out, gates)
		w.Steps = append(w.Steps, w.Package, catalog.NewUpload(j.Answers, j.Out))
	}
	return w
}

// NotYet says what the answers ask for and this version has no steps for.
func NotYet(a answers.Answers) []string {
	var out []string
	if a.Bot.Needed() {
		out = append(out, "the bot: make its application and the Azure Bot by hand; teamwright help totara says how")
	}
	if a.Connect.Role != answers.RoleNone {
		out = append(out, "Totara Connect: link the sites by hand; teamwright help connect says how")
	}
	if a.MobileFlows.Enabled {
		out = append(out, "Mobile Flows: set it up by hand; teamwright help mobile-flows says how")
	}
	if a.Totara.Via == answers.ViaExec {
		out = append(out, "Totara's settings through exec: enter them by hand; the checklist shows each value")
	}
	return out
}

// Groups are what --only can name.
func Groups() []string { return []string{"entra", "bot", "catalog", "totara", "connect"} }

// only keeps the steps of some groups.
func only(list []steps.Step, groups []string) []steps.Step {
	if len(groups) == 0 {
		return list
	}
	return slices.DeleteFunc(list, func(s steps.Step) bool {
		return !slices.Contains(groups, s.About().ID.Group())
	})
}
