package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"teamwright/steps/answers"
	"teamwright/steps/assemble"
	"teamwright/steps/tenant"
	"teamwright/steps/tenant/signin"
	"teamwright/tui"
)

// load reads the answers file of a command that cannot do without one.
func (p *program) load() (*answers.File, error) {
	f, err := answers.Load(p.flags.profile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usage(fmt.Errorf("there is no answers file %s: run teamwright setup, which asks and writes one, or name yours with --profile (%s)", p.flags.profile, variable("profile")))
	}
	if err != nil && len(answers.AsProblems(err)) == 0 {
		err = usage(fmt.Errorf("answers file: %w", err))
	}
	return f, err
}

// loadOrNew reads the answers file, or begins one.
func (p *program) loadOrNew() (f *answers.File, isNew bool, err error) {
	if _, err := os.Stat(p.flags.profile); errors.Is(err, fs.ErrNotExist) {
		return answers.New(p.flags.profile), true, nil
	}
	f, err = p.load()
	return f, false, err
}

// effective are the answers with the flags over them.
func (p *program) effective(f *answers.File) answers.Answers { return p.over(f.Placed()) }

// over puts the flags over answers.
func (p *program) over(a answers.Answers) answers.Answers {
	for to, from := range map[*string]string{&a.Cloud: p.flags.cloud, &a.Auth: p.flags.auth, &a.ClientID: p.flags.clientID} {
		if from != "" {
			*to = from
		}
	}
	return a
}

// need refuses answers that lack something, all of it at once. alsoMissing are
// further things that nobody is there to say.
func (p *program) need(f *answers.File, a answers.Answers, alsoMissing []answers.Problem, parts ...answers.Part) error {
	return lacking(f, append(p.missing(a, parts...), alsoMissing...))
}

// lacking is the error about everything that a file lacks; nil: nothing.
func lacking(f *answers.File, missing []answers.Problem) error {
	if len(missing) == 0 {
		return nil
	}
	for i := range missing {
		missing[i].File = f.Name()
	}
	return &answers.Problems{List: missing}
}

// unconfirmed is what a plan lacks that nobody is there to confirm.
func unconfirmed() answers.Problem {
	return answers.Problem{
		Wrong: "the plan needs a confirmation, and nobody is there to give it",
		Right: "run on a terminal, or confirm with --yes",
	}
}

// unsaid is what a job at Microsoft lacks that nobody is there to say: what the
// sign-in needs, and where it writes the confirmation.
func (p *program) unsaid(a answers.Answers, front tui.Front, writes bool) []answers.Problem {
	var out []answers.Problem
	door := signin.Door(a.Auth)
	for _, lacking := range signin.Missing(signin.Options{Door: door, ClientID: a.ClientID, Env: p.Env}) {
		out = append(out, answers.Problem{Wrong: lacking.What, Right: lacking.Cure})
	}
	if door == signin.Secret && p.flags.secretsFrom == "prompt" && !front.Asks() {
		out = append(out, answers.Problem{
			Wrong: fmt.Sprintf("the secret %q is needed and nobody is there to type it", signin.SecretClient),
			Right: fmt.Sprintf("give it with --secrets-from file:PATH or fd:N (%s)", variable("secrets-from")),
		})
	}
	if writes && !front.Asks() && !p.flags.yes {
		out = append(out, unconfirmed())
	}
	return out
}

// someone refuses a job that nobody is there to confirm, and answers that do
// not say where it is to be done; all of it at once.
func (p *program) someone(file *answers.File, front tui.Front) error {
	a := p.effective(file)
	var missing []answers.Problem
	for key, value := range map[string]string{"site": a.Site, "tenant": a.Tenant} {
		if value == "" {
			missing = append(missing, answers.Problem{Key: key, Wrong: "is missing", Right: "setup writes it, or you do"})
		}
	}
	return lacking(file, append(missing, p.unsaid(a, front, true)...))
}

// missing is what the answers lack.
func (p *program) missing(a answers.Answers, parts ...answers.Part) []answers.Problem {
	return p.rehearsable(a).Missing(parts...)
}

// rehearsable are answers in which nothing is missing that only a real site
// needs: where a stand-in plays it, neither command nor config.php.
func (p *program) rehearsable(a answers.Answers) answers.Answers {
	if (assemble.Ways{Rehearsal: p.rehearses(a)}).Plays(a) {
		a.Totara.Command, a.Totara.Config = []string{"php"}, "/config.php"
	}
	return a
}

// rehearses tells whether nothing done at Microsoft is real.
func (p *program) rehearses(a answers.Answers) bool {
	if p.flags.sandbox {
		return true
	}
	cloud, err := tenant.FindCloud(a.Cloud)
	return err == nil && cloud.Rehearsal
}
