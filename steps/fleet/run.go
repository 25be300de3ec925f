package fleet

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/tenant/signin"
	"teamwright/steps/wire"
)

// Check looks at one site.
type Check func(ctx context.Context, s Site) (Found, error)

// Found is what a check saw.
type Found struct {
	Results []steps.Result
	Expires []Expiry
}

// Expiry is a client secret and its end.
type Expiry struct {
	Name string    `json:"name"` // such as sso, bot
	At   time.Time `json:"at"`
}

// Job says how a fleet is looked at.
type Job struct {
	// Open signs in to a tenant, once, and gives its check and what closes it.
	// It is called for several tenants at once; one that asks a person must take
	// turns by itself.
	Open  func(ctx context.Context, t Tenant) (Check, func() error, error)
	Clock wire.Clock
	// Sites is how many sites of one tenant are looked at side by side; 0 is
	// [AtOnceTenant]. In all it is half as many again as requests may be under
	// way: those of a tenant that is left alone for a while want no request.
	Sites int
	// Progress hears after each site, one call at a time; may be nil.
	Progress func(Progress)
}

// Progress is how far a run is.
type Progress struct {
	Done, Total int
	Trouble     int           // sites so far that are not well
	Left        time.Duration // at the pace so far
	Last        Outcome       // the site that was looked at just now
}

// Run looks at all sites. It never fails: what goes wrong is in the report. When
// ctx ends, what was not looked at says so.
func Run(ctx context.Context, sites []Site, j Job) Report {
	if j.Clock.Now == nil {
		j.Clock.Now = time.Now
	}
	if j.Sites == 0 {
		j.Sites = AtOnceTenant
	}
	r := run{Job: j, sites: slices.Clone(sites), began: j.Clock.Now(), out: make([]Outcome, len(sites)), places: make(chan struct{}, AtOnce*3/2)}
	groups := map[Tenant][]int{}
	for i, s := range sites {
		if s.Err != nil {
			r.done(i, r.broken(s))
			continue
		}
		groups[s.tenant()] = append(groups[s.tenant()], i)
	}
	var all sync.WaitGroup
	for t, list := range groups {
		all.Go(func() { r.tenant(ctx, t, list) })
	}
	all.Wait()
	return Report{
		Format: 1, Time: r.began.UTC(), Seconds: j.Clock.Now().Sub(r.began).Seconds(), Tenants: len(groups),
		Sites: r.out, Summary: summarize(r.out), Stopped: ctx.Err() != nil,
	}
}

type run struct {
	Job
	sites  []Site
	began  time.Time
	places chan struct{} // of sites that are looked at

	mu       sync.Mutex
	out      []Outcome
	finished int
	trouble  int
}

// tenant signs in and looks at the tenant's sites.
func (r *run) tenant(ctx context.Context, t Tenant, list []int) {
	check, closing, err := r.Open(ctx, t)
	if err != nil {
		for _, i := range list {
			r.done(i, r.unopened(ctx, r.sites[i], err))
		}
		return
	}
	if closing != nil {
		defer closing()
	}
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(r.Sites, len(list)) {
		workers.Go(func() {
			for i := range next {
				r.places <- struct{}{}
				o := r.look(ctx, r.sites[i], check)
				r.sites[i] = Site{} // its answers are no longer needed
				<-r.places
				r.done(i, o)
			}
		})
	}
	for _, i := range list {
		next <- i
	}
	close(next)
	workers.Wait()
}

// look checks one site.
func (r *run) look(ctx context.Context, s Site, check Check) Outcome {
	if ctx.Err() != nil {
		return unseen(s, steps.ErrStopped, codeStopped)
	}
	began := r.Clock.Now()
	found, err := check(ctx, s)
	var o Outcome
	switch {
	case ctx.Err() != nil:
		o = unseen(s, steps.ErrStopped, codeStopped)
	case err != nil:
		o = unseen(s, err, codeOf(err))
	default:
		o = outcome(s, found.Results)
		o.Expires = found.Expires
	}
	o.Seconds = r.Clock.Now().Sub(began).Seconds()
	return o
}

// broken is a site whose answers file is no use.
func (r *run) broken(s Site) Outcome {
	text, cure := plain(s.Err), "correct the answers file; teamwright help answers explains every key"
	o := outcome(s, []steps.Result{{
		ID: "fleet.answers", Group: "fleet", Title: "Answers file", Status: steps.Fail,
		Detail: text, Fix: cure, Source: steps.FromAnswers,
	}})
	o.Code = codeUsage
	return o
}

// unopened is a site of a tenant that let nobody in.
func (r *run) unopened(ctx context.Context, s Site, err error) Outcome {
	if ctx.Err() != nil {
		return unseen(s, steps.ErrStopped, codeStopped)
	}
	return unseen(s, err, codeOf(err))
}

// unseen is a site that could not be looked at.
func unseen(s Site, err error, code int) Outcome {
	row := steps.Result{
		ID: "fleet.look", Group: "fleet", Title: "The site's tenant", Status: steps.Unseen,
		Detail: plain(err), Fix: cure(err), Source: steps.FromGraph,
	}
	if code == codeSignIn {
		row.ID, row.Title = "fleet.sign_in", "Sign-in to the tenant"
	}
	o := outcome(s, []steps.Result{row})
	o.Code = code
	return o
}

// cure is what an admin does about an error.
func cure(err error) string {
	var cured steps.Cured
	var advice interface{ Advice() (code, cure string) }
	switch {
	case errors.Is(err, steps.ErrStopped):
		return "run the same command again"
	case errors.As(err, &advice):
		_, text := advice.Advice()
		return text
	case errors.As(err, &cured):
		return cured.CureText()
	}
	return ""
}

// codeOf is how check would have ended with an error.
func codeOf(err error) int {
	var refused *signin.Refused
	var expired *signin.Expired
	var incomplete *signin.Incomplete
	switch {
	case errors.As(err, &refused), errors.As(err, &expired):
		return codeSignIn
	case errors.As(err, &incomplete), len(answers.AsProblems(err)) > 0:
		return codeUsage
	case errors.Is(err, steps.ErrStopped), errors.Is(err, context.Canceled):
		return codeStopped
	}
	return codeWaiting
}

// done keeps an outcome and tells how far the run is.
func (r *run) done(i int, o Outcome) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.out[i] = o
	r.finished++
	if o.Code != 0 {
		r.trouble++
	}
	if r.Progress == nil {
		return
	}
	p := Progress{Done: r.finished, Total: len(r.sites), Trouble: r.trouble, Last: o}
	p.Left = time.Duration(float64(r.Clock.Now().Sub(r.began)) / float64(p.Done) * float64(p.Total-p.Done))
	r.Progress(p)
}
