package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"teamwright/steps/answers"
	"teamwright/steps/secret"
	"teamwright/tui"
)

// sink is where new secrets go.
func (p *program) sink(front tui.Front) (secret.Sink, error) {
	where := p.flags.secretsTo
	if where == "" {
		where = "screen"
	}
	switch kind, rest, _ := strings.Cut(where, ":"); {
	case where == "screen":
		return front.Screen(), nil
	case where == "totara":
		return nil, usage(errors.New("--secrets-to totara: the secret of this command is not Totara's; choose screen, clipboard, file:PATH or fd:N"))
	case where == "clipboard":
		return p.clipboard(front), nil
	case kind == "file" && rest != "":
		return secret.NewFile(rest), nil
	case kind == "fd" && rest != "":
		n, err := strconv.Atoi(rest)
		if err != nil {
			return nil, usage(fmt.Errorf("--secrets-to %s: fd takes a number, such as fd:3", where))
		}
		d, err := secret.NewDescriptor(n)
		if err != nil {
			return nil, usage(err)
		}
		return d, nil
	}
	return nil, usage(fmt.Errorf("--secrets-to %q is none of screen, clipboard, totara, file:PATH and fd:N", where))
}

// sinkOrTotara is where new secrets go that are Totara's; nil: into Totara
// itself, as is usual where it can be reached.
func (p *program) sinkOrTotara(a answers.Answers, front tui.Front) (secret.Sink, error) {
	switch exec := a.Totara.Via == answers.ViaExec; {
	case p.flags.secretsTo == "totara" && !exec:
		return nil, usage(errors.New("--secrets-to totara needs totara.via: exec in the answers: by hand nobody but you can put a secret into Totara"))
	case p.flags.secretsTo == "totara", p.flags.secretsTo == "" && exec:
		return nil, nil
	}
	return p.sink(front)
}
