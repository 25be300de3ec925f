package application

import (
	"context"
	"slices"
	"sync"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// Removal takes back what was made of an application: its secrets first, then
// the consent, then the application itself, which Entra keeps among the
// deleted ones for 30 days. An application that somebody else made stays, with
// everything but the secrets that this program added to it.
type Removal struct {
	*Application
	remover tenant.Remover
	// Before are the steps that have to be done before anything of the
	// application goes; Behind those before the application itself does.
	before, behind []steps.ID

	grantMu sync.Mutex
	grants  []tenant.Grant
}

// NewRemoval declares a removal. before names the steps that come before
// anything is taken.
func NewRemoval(want Desired, env Env, remover tenant.Remover, before []steps.ID) *Removal {
	return &Removal{Application: New(want, env), remover: remover, before: before}
}

// Behind names further steps that come before the application itself is taken.
func (r *Removal) Behind(ids ...steps.ID) { r.behind = append(r.behind, ids...) }

// Steps are the steps of the removal in their order.
func (r *Removal) Steps() []steps.Step {
	return []steps.Step{&secretsGone{Removal: r}, &consentGone{Removal: r}, &applicationGone{Removal: r}}
}

// SecretsGone is the id of the step that removes the secrets.
func (r *Removal) SecretsGone() steps.ID { return r.id("remove_secrets") }

// Look is as the application's own, but one that is nowhere is no error here.
func (r *Removal) Look(ctx context.Context) error { return r.look(ctx) }

// look looks for the application; one that is nowhere is no error here.
func (r *Removal) look(ctx context.Context) error {
	err := r.view.read(ctx)
	if tenant.Is(err, tenant.NotFound) {
		r.view.nowhere()
		return nil
	}
	return err
}

// mine tells whether the application is there and was made by this program.
func (r *Removal) mine() bool {
	st := r.view.state()
	return st.live && r.ours(st.app) && slices.Contains(st.app.Tags, r.want.SiteKey)
}

// absent is why there is nothing to take; empty when there is something.
func (r *Removal) absent() string {
	switch st := r.view.state(); {
	case st.deleted:
		return st.absence()
	case !st.live:
		return "there is no application"
	}
	return ""
}

// await waits until agreeing looks see what they hope for. An application of
// ours is looked for by its unique name: about a client id of this hour "not
// there" counts as "not copied yet".
func (r *Removal) await(ctx context.Context, holds func(app tenant.Application, there bool) bool) error {
	look := r.view.observe
	if r.mine() {
		look = r.byName
	}
	return r.agree(ctx, func(ctx context.Context) (bool, error) {
		app, ok, err := look(ctx)
		return err == nil && holds(app, ok), err
	})
}

// byName looks for the application by its unique name.
func (r *Removal) byName(ctx context.Context) (tenant.Application, bool, error) {
	list, err := r.env.Directory.FindApplications(ctx, tenant.Key{UniqueName: r.want.UniqueName})
	if err != nil || len(list) == 0 {
		return tenant.Application{}, false, err
	}
	return list[0], true, nil
}

func (r *Removal) gone(facet, title, detail string) steps.Result {
	row := r.row(facet, title)
	row.Status, row.Detail = steps.Pass, detail
	return row
}

// notGone is a row about something that could not be seen to be gone.
func notGone(row steps.Result, err error) []steps.Result {
	row.Status, row.Detail = steps.Unseen, "removed, but still seen: "+err.Error()
	row.Fix = "run remove again in some minutes: Entra may still be copying the change"
	return []steps.Result{row}
}
