package assemble

import (
	"teamwright/steps/application"
	"teamwright/steps/rotate"
	"teamwright/steps/secret"
)

// Rotation is what the exchange of a site's client secrets is made of.
type Rotation struct {
	// Job is the set-up of the site: it knows the applications, and Totara.
	Job Job
	// Elsewhere is where secrets go that are not Totara's, when Totara's go
	// into Totara itself.
	Elsewhere secret.Sink
	Options   rotate.Options
}

// Rotate declares the exchange of all secrets that the answers have set up.
func Rotate(r Rotation) (*rotate.Job, error) {
	j := r.Job
	j.Only = []string{"entra", "bot"}
	w, err := Setup(j)
	if err != nil {
		return nil, err
	}
	var targets []rotate.Target
	if j.Answers.SSO.Enabled {
		targets = append(targets, w.target(w.App, "/"+j.Answers.Totara.AdminFolder+"/tool/oauth2/issuers.php"))
	}
	if w.Bot.Off() == "" {
		targets = append(targets, w.target(w.Bot.App(), "/"+j.Answers.Totara.AdminFolder+"/settings.php?section=msteamssetup"))
	}
	if j.Answers.MobileFlows.Enabled {
		if j.Sink == nil {
			j.Sink = r.Elsewhere
		}
		targets = append(targets, flowsTarget(j))
	}
	return rotate.New(targets, r.Options)
}

// target is the exchange of a secret that Totara uses. page is where it is
// entered there.
func (w *Work) target(app *application.Application, page string) rotate.Target {
	want, env := app.Declared()
	env.Identified = nil
	own := *want.Secret
	own.Where = w.plain
	want.Secret = &own
	t := rotate.Target{Desired: want, Env: env, Place: w.job.Answers.Addresses().Page(page)}
	if w.Totara.Site != nil {
		t.Others = w.Totara.Site.Others
	}
	return t
}
