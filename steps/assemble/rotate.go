package assemble

import (
	"context"

	"teamwright/steps/answers"
	"teamwright/steps/application"
	"teamwright/steps/entra"
	"teamwright/steps/rotate"
	"teamwright/steps/secret"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

// Rotation is what the exchange of a site's client secrets is made of.
type Rotation struct {
	Answers   answers.Answers
	Directory tenant.Directory
	Ledger    application.Ledger
	Clock     wire.Clock
	NewID     func() string
	Sink      secret.Sink
	Prove     func(ctx context.Context, appID string, text secret.Text) error
	// InUse asks Totara how the secret of single sign-on begins that it uses;
	// nil: it cannot be asked. Others lists further places in Totara that hold
	// a secret for a client id.
	InUse  func(ctx context.Context) (hint string, ok bool, err error)
	Others func(ctx context.Context, appID string) ([]application.Use, error)
	// More are the further applications that have a secret, such as the bot's.
	More    []rotate.Target
	Options rotate.Options
}

// Rotate declares the exchange of all secrets that the answers have set up.
func Rotate(r Rotation) (*rotate.Job, error) {
	var targets []rotate.Target
	if r.Answers.SSO.Enabled {
		want := entra.Desired(r.Answers, entra.Parts{Sink: r.Sink, Prove: r.Prove})
		want.Secret.InUse = r.InUse
		targets = append(targets, rotate.Target{
			Desired: want,
			Env:     application.Env{Directory: r.Directory, Ledger: r.Ledger, Clock: r.Clock, NewID: r.NewID},
			Others:  r.Others,
			Place:   r.Answers.Addresses().Page("/admin/tool/oauth2/issuers.php"),
		})
	}
	if r.Answers.MobileFlows.Enabled {
		targets = append(targets, flowsTarget(r))
	}
	return rotate.New(append(targets, r.More...), r.Options)
}
