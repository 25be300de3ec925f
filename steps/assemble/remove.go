package assemble

import (
	"teamwright/steps"
	"teamwright/steps/application"
	"teamwright/steps/catalog"
	"teamwright/steps/remove"
)

// Remove lists the steps that take back what a set-up has made.
func Remove(j Job) ([]steps.Step, error) {
	j.Only = []string{"entra", "bot"}
	w, err := Setup(j)
	if err != nil {
		return nil, err
	}
	p := remove.Parts{Answers: j.Answers, Remover: j.Session.Remover, Azure: j.Session.Azure}
	p.SSO.Desired, p.SSO.Env = w.App.Declared()
	p.Bot.Desired, p.Bot.Env = w.Bot.App().Declared()
	// A removal looks for what the answers and the tags name, and not for what
	// Azure's bot leads to.
	p.Bot.Env.Directory = j.Session.Directory
	if w.Totara.Site != nil {
		p.Off = w.Totara.Site.Off()
	}
	p.Catalog = func(app *application.Removal, after steps.ID) steps.Step {
		w.edition = catalog.NewEdition(j.Answers, j.Assets, app.AppID, nil)
		parts := w.publishing(app)
		parts.After = []steps.ID{after}
		return parts.Withdrawal(after)
	}
	return remove.Steps(p), nil
}
