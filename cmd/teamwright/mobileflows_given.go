package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"teamwright/steps/answers"
	"teamwright/steps/journal"
	"teamwright/steps/secret"
	"teamwright/tui"
)

// Names of what a job about Mobile Flows may be given.
const (
	accessClientID     = "access_client_id"
	accessClientSecret = "access_client_secret"
	flowsSecret        = "mobileflows"
)

// given are secrets from outside, by name.
type given map[string]secret.Text

// givenSecrets takes everything that --secrets-from has for this job, in one
// reading: a descriptor can be read only once. What is not there is left out;
// a person who is there is asked.
func (p *program) givenSecrets(ctx context.Context, front tui.Front, a answers.Answers, o flowsOptions) (given, error) {
	switch kind, rest, _ := strings.Cut(p.flags.secretsFrom, ":"); {
	case p.flags.secretsFrom == "prompt":
		return askedSecrets(ctx, front, a, o)
	case kind == "file" && rest != "":
		f, err := os.Open(rest)
		if err != nil {
			return nil, usage(fmt.Errorf("--secrets-from: %w", err))
		}
		defer f.Close()
		return readGiven(f)
	case kind == "fd" && rest != "":
		n, err := strconv.Atoi(rest)
		if err != nil || n < 3 {
			return nil, usage(fmt.Errorf("--secrets-from %s: fd takes a number from 3", p.flags.secretsFrom))
		}
		return readGiven(os.NewFile(uintptr(n), "secrets"))
	}
	return nil, usage(fmt.Errorf("--secrets-from %q is none of prompt, file:PATH and fd:N", p.flags.secretsFrom))
}

// readGiven reads JSON lines {"name","value"}; a line that --secrets-to wrote,
// with the text under "secret", will do too.
func readGiven(r io.Reader) (given, error) {
	g := given{}
	sc := bufio.NewScanner(io.LimitReader(r, 1<<20))
	for sc.Scan() {
		var line struct{ Name, Value, Secret string }
		if json.Unmarshal(sc.Bytes(), &line) != nil {
			return nil, usage(errors.New(`--secrets-from: a line is no JSON document {"name","value"}`))
		}
		if text := line.Value + line.Secret; text != "" {
			g[line.Name] = secret.New(text)
		}
	}
	if err := sc.Err(); err != nil {
		return nil, usage(fmt.Errorf("--secrets-from: %w", err))
	}
	if g[accessClientID].Empty() != g[accessClientSecret].Empty() {
		return nil, usage(fmt.Errorf("--secrets-from: %s and %s belong together, and one of them is missing", accessClientID, accessClientSecret))
	}
	return g, nil
}

// askedSecrets asks a person. Whoever has no service client of Access goes on
// without one.
func askedSecrets(ctx context.Context, front tui.Front, a answers.Answers, o flowsOptions) (given, error) {
	g := given{}
	if o.user != "" {
		if !front.Asks() {
			return nil, usage(fmt.Errorf("the secret %q is needed and nobody is there to type it: give it with --secrets-from file:PATH or fd:N (%s)", flowsSecret, variable("secrets-from")))
		}
		text, err := front.Password(ctx, flowsSecret)
		if err != nil {
			return nil, err
		}
		g[flowsSecret] = text
	}
	if !front.Asks() || a.MobileFlows.Access == "" {
		return g, nil
	}
	have, err := front.Confirm(ctx, "Do you have a service client of Workspace ONE Access? Without one its template is made by hand.")
	if err != nil || !have {
		return g, err
	}
	for _, name := range []string{accessClientID, accessClientSecret} {
		if g[name], err = front.Password(ctx, name); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// observe opens a job that only looks: sign-in and journal, without the lock.
func (p *program) observe(ctx context.Context, file *answers.File, front tui.Front) (*running, error) {
	run := &running{program: p, front: front, file: file, answers: p.effective(file)}
	var err error
	if run.sink, err = p.sink(run.answers, front); err != nil {
		return nil, err
	}
	dir, err := p.state()
	if err != nil {
		return nil, err
	}
	if run.connection, err = p.connect(ctx, run.answers, front); err != nil {
		return nil, err
	}
	var j *journal.Journal
	if j, err = p.openJournal(dir, run, false); err != nil {
		return nil, errors.Join(err, run.Close())
	}
	run.journal = j
	run.closers = append(run.closers, j.Close)
	return run, nil
}
