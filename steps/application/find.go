package application

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"teamwright/steps/tenant"
)

// find looks for the application: by its client id, else by its unique name,
// else by an address of the site, else among the deleted ones.
func (a *Application) find(ctx context.Context) (state, error) {
	if a.want.AppID != "" {
		return a.findByAppID(ctx)
	}
	keys := append([]tenant.Key{{UniqueName: a.want.UniqueName}}, a.want.FindBy...)
	var live, gone []tenant.Application
	var liveErr, goneErr error
	var wg sync.WaitGroup
	wg.Go(func() { live, liveErr = a.search(ctx, keys, a.env.Directory.FindApplications) })
	wg.Go(func() { gone, goneErr = a.search(ctx, keys[:1], a.env.Directory.DeletedApplications) })
	wg.Wait()
	if err := errors.Join(liveErr, goneErr); err != nil {
		return state{}, err
	}
	if i := slices.IndexFunc(live, a.ours); i >= 0 {
		return state{app: live[i], live: true}, nil
	}
	live = slices.DeleteFunc(live, a.anothersSite)
	switch len(live) {
	case 0:
		// Only one that we made is taken back from the deleted items: the
		// others were somebody's decision.
		if i := slices.IndexFunc(gone, a.ours); i >= 0 {
			return state{app: gone[i], deleted: true}, nil
		}
		return state{}, nil
	case 1:
		return state{app: live[0], live: true}, nil
	}
	return state{candidates: live}, nil
}

// anothersSite tells whether an application carries the key of another site: two
// sites on one host share the beginning of their identifier URIs.
func (a *Application) anothersSite(app tenant.Application) bool {
	return a.want.SiteKey != "" && !slices.Contains(app.Tags, a.want.SiteKey) &&
		slices.ContainsFunc(app.Tags, func(t string) bool { return strings.HasPrefix(t, siteTag) })
}

// findByAppID looks for an application that is known to exist, so "not there"
// counts only after some patience.
func (a *Application) findByAppID(ctx context.Context) (state, error) {
	var app tenant.Application
	var ok bool
	err := a.env.until(ctx, "looking for the application", lookAgain, func(ctx context.Context) (bool, error) {
		var err error
		app, ok, err = a.env.Directory.ApplicationByAppID(ctx, a.want.AppID)
		return ok, err
	})
	if err != nil && !errors.Is(err, errPatience) {
		return state{}, err
	}
	if !ok {
		return a.vanished(ctx)
	}
	return state{app: app, live: true}, nil
}

// vanished looks among the deleted items for an application that the answers
// name and the tenant does not show. One that we made is taken back by itself;
// about another a person decides.
func (a *Application) vanished(ctx context.Context) (state, error) {
	gone, err := a.env.Directory.DeletedApplications(ctx, tenant.Key{AppID: a.want.AppID})
	if err != nil {
		return state{}, err
	}
	if i := slices.IndexFunc(gone, a.ours); i >= 0 {
		return state{app: gone[i], deleted: true}, nil
	}
	op := "look for the application with client id " + a.want.AppID
	if len(gone) > 0 {
		a.view.bury(gone)
		return state{}, &tenant.Error{
			Kind: tenant.NotFound, Op: op,
			Message: fmt.Sprintf("somebody has deleted the one that ids.%s in the answers file names, %q; Entra keeps it %s",
				idKey(a.want), tenant.Plain(gone[0].DisplayName, maxName), kept(gone[0])),
			Cure: "run setup on a terminal, which asks whether to restore it; or restore it in Entra under App registrations, Deleted applications",
		}
	}
	return state{}, &tenant.Error{
		Kind: tenant.NotFound,
		Op:   op,
		Message: fmt.Sprintf("this tenant has none with that id, which ids.%s in the answers file names",
			idKey(a.want)),
		Cure: "check that it is the right tenant, and look under Deleted applications in the portal; to make a new application empty that key, but know that deep links and installed apps hang on the old id",
	}
}

// idKey is the key in the answers file under which the client id stands.
func idKey(d Desired) string {
	if d.Group == "bot" {
		return "bot"
	}
	return "app"
}

type lookup func(context.Context, tenant.Key) ([]tenant.Application, error)

// search asks for all keys at once; the answers come without repetition, in
// the order of the keys.
func (a *Application) search(ctx context.Context, keys []tenant.Key, ask lookup) ([]tenant.Application, error) {
	answers := make([][]tenant.Application, len(keys))
	errs := make([]error, len(keys))
	var wg sync.WaitGroup
	for i, k := range keys {
		wg.Go(func() { answers[i], errs[i] = ask(ctx, k) })
	}
	wg.Wait()
	var out []tenant.Application
	for i := range keys {
		if errs[i] != nil {
			return nil, errs[i]
		}
		out = merged(out, answers[i], func(x, y tenant.Application) bool { return x.AppID == y.AppID })
	}
	return out, nil
}
