package main

import (
	"context"
	"fmt"

	"teamwright/steps/answers"
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

// givenSecrets takes everything that --secrets-from has for this job. What is
// not there is left out; a person who is there is asked.
func (p *program) givenSecrets(ctx context.Context, front tui.Front, a answers.Answers, o flowsOptions) (given, error) {
	all, err := p.handed.all(p.flags.secretsFrom)
	switch {
	case err != nil:
		return nil, err
	case all == nil:
		return askedSecrets(ctx, front, a, o)
	case all[accessClientID].Empty() != all[accessClientSecret].Empty():
		return nil, usage(fmt.Errorf("--secrets-from: %s and %s belong together, and one of them is missing", accessClientID, accessClientSecret))
	}
	return all, nil
}

// askedSecrets asks a person. Whoever has no service client of Access goes on
// without one.
func askedSecrets(ctx context.Context, front tui.Front, a answers.Answers, o flowsOptions) (given, error) {
	g := given{}
	if o.user != "" {
		text, err := promptSecret(ctx, front, flowsSecret)
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
