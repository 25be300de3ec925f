package rotate

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"teamwright/steps"
	"teamwright/steps/application"
	"teamwright/steps/secret"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

// The names of secrets, as --only and --totara-works have them.
const (
	SSO         = "sso"
	Bot         = "bot"
	MobileFlows = "mobileflows"
)

// Names are all of them.
func Names() []string { return []string{SSO, Bot, MobileFlows} }

// Target is one application whose secret is exchanged.
type Target struct {
	// Desired finds the application and says how the new secret shall be. Its
	// Secret carries the name, and InUse where Totara can be asked.
	Desired application.Desired
	Env     application.Env
	// Others lists further places in Totara that hold a secret for a client
	// id; nil where Totara cannot be asked.
	Others func(ctx context.Context, appID string) ([]application.Use, error)
	// Place is where in Totara the secret is entered by hand, such as the
	// address of a page.
	Place string
}

// Options are what a job may do, and who says so.
type Options struct {
	// Only are the names to exchange; empty: all targets.
	Only []string
	// Works are the names of which By says that Totara works with the secret
	// that an earlier run handed over.
	Works []string
	By    string
	// Choose asks a person for one of several; nil: nobody is there.
	Choose func(ctx context.Context, question string, options []string) (int, error)
	// KeepOld is how long old secrets stay once Totara works; KeepGiven says
	// that it outweighs what an earlier run was told.
	KeepOld   time.Duration
	KeepGiven bool
}

// Job is the exchange of one or more secrets.
type Job struct {
	renewals []*application.Renewal
	clock    wire.Clock
	// person is held by whoever shows something to the person in front of the
	// screen or asks them: applications are worked on side by side.
	person sync.Mutex
}

// New declares a job. It refuses names that are no target, and two targets that
// share an application: their secrets cannot be told apart.
func New(targets []Target, opt Options) (*Job, error) {
	if err := known(targets, opt); err != nil {
		return nil, err
	}
	j := &Job{}
	owner := map[string]string{}
	for _, t := range targets {
		name := t.Desired.Secret.Name
		if id := strings.ToLower(t.Desired.AppID); id != "" {
			if other := owner[id]; other != "" {
				return nil, &Shared{Names: []string{other, name}, AppID: t.Desired.AppID}
			}
			owner[id] = name
		}
		if len(opt.Only) > 0 && !slices.Contains(opt.Only, name) {
			continue
		}
		j.add(t, opt)
	}
	return j, nil
}

func (j *Job) add(t Target, opt Options) {
	want := t.Desired
	s := *want.Secret
	s.Where = &turn{Sink: s.Where, job: j}
	want.Secret = &s
	j.clock = t.Env.Clock
	o := application.RenewalOptions{
		KeepOld: opt.KeepOld, KeepGiven: opt.KeepGiven, Others: t.Others, By: opt.By,
		Advice: advice(s.Name, t.Place),
	}
	if slices.Contains(opt.Works, s.Name) {
		o.Works = opt.By
	}
	if opt.Choose != nil {
		o.Ask = j.asking(s.Name, o.Advice, opt.Choose)
	}
	j.renewals = append(j.renewals, application.NewRenewal(want, t.Env, o))
}

// known refuses a name of --only or --totara-works that is no target.
func known(targets []Target, opt Options) error {
	var have []string
	for _, t := range targets {
		have = append(have, t.Desired.Secret.Name)
	}
	for _, list := range [][]string{opt.Only, opt.Works} {
		for _, name := range list {
			switch {
			case !slices.Contains(Names(), name):
				return fmt.Errorf("%q is none of %s", name, strings.Join(Names(), ", "))
			case !slices.Contains(have, name):
				return fmt.Errorf("there is no secret %q: the answers do not have it set up", name)
			}
		}
	}
	if len(targets) == 0 {
		return fmt.Errorf("nothing here has a client secret: the answers have neither single sign-on, nor a bot, nor Mobile Flows set up")
	}
	return nil
}

// Shared says that two targets are one application.
type Shared struct {
	Names []string
	AppID string
}

func (s *Shared) Error() string {
	return fmt.Sprintf("%s share the application with client id %s, so their secrets cannot be exchanged one by one", strings.Join(s.Names, " and "), s.AppID)
}

// CureText is what the admin does next.
func (s *Shared) CureText() string {
	return "exchange that secret by hand (teamwright help rotate), or give each an application of its own"
}

// Steps are the steps of all renewals.
func (j *Job) Steps() []steps.Step {
	var list []steps.Step
	for _, r := range j.renewals {
		list = append(list, r.Steps()...)
	}
	return list
}

// Renewals are the exchanges of the job, one for each application.
func (j *Job) Renewals() []*application.Renewal { return j.renewals }

// Makes tells whether a secret is to be made, so that a place for it has to be
// ready. The job has to have been read.
func (j *Job) Makes() bool {
	return slices.ContainsFunc(j.renewals, (*application.Renewal).Makes)
}

// Recent tells whether all that there is to do was done less than a day ago.
func (j *Job) Recent() bool {
	return !slices.ContainsFunc(j.renewals, func(r *application.Renewal) bool { return !r.Recent() })
}

// Again makes new secrets although that was done a moment ago.
func (j *Job) Again() {
	for _, r := range j.renewals {
		r.Again()
	}
}

// Interrupted is where a job that has not ended was handing secrets to.
func (j *Job) Interrupted() string {
	for _, r := range j.renewals {
		if place := r.Place(); place != "" {
			return place
		}
	}
	return ""
}

// turn is a sink that serves one application at a time, and that knows where
// another one of the same job was handed to: they may share a file.
type turn struct {
	secret.Sink
	job *Job
}

func (t *turn) Ready(resumed string) error {
	if resumed == "" {
		resumed = t.job.Interrupted()
	}
	return t.Sink.Ready(resumed)
}

func (t *turn) Deliver(ctx context.Context, it secret.Item) error {
	t.job.person.Lock()
	defer t.job.person.Unlock()
	return t.Sink.Deliver(ctx, it)
}

// asking asks a person whether Totara works with a new secret.
func (j *Job) asking(name, how string, choose func(context.Context, string, []string) (int, error)) func(context.Context, tenant.Password) (application.Verdict, error) {
	return func(ctx context.Context, p tenant.Password) (application.Verdict, error) {
		j.person.Lock()
		defer j.person.Unlock()
		verdicts := []application.Verdict{application.NotYet, application.Works, application.Broken}
		n, err := choose(ctx, fmt.Sprintf("Does Totara work with the new secret of %s, %q, which begins with %s…? %s", Title(name), p.Name, p.Hint, how), []string{
			"Not tried yet: keep both, I run rotate again",
			"It works, somebody has signed in with it: remove the old one",
			"It does not work, or the secret was lost: keep the old one",
		})
		if err != nil {
			return application.NotYet, err
		}
		return verdicts[n], nil
	}
}
