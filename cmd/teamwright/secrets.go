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
	"teamwright/steps/secret"
	"teamwright/tui"
)

// sink is where new secrets go.
func (p *program) sink(a answers.Answers, front tui.Front) (secret.Sink, error) {
	where := p.flags.secretsTo
	if where == "" {
		where = "screen"
	}
	switch kind, rest, _ := strings.Cut(where, ":"); {
	case where == "screen":
		return front.Screen(), nil
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
	return p.sink(a, front)
}

// secretFrom gives secrets that come in from outside, by name.
func (p *program) secretFrom(front tui.Front) func(context.Context, string) (secret.Text, error) {
	return func(ctx context.Context, name string) (secret.Text, error) {
		switch kind, rest, _ := strings.Cut(p.flags.secretsFrom, ":"); {
		case p.flags.secretsFrom == "prompt":
			return promptSecret(ctx, front, name)
		case kind == "file" && rest != "":
			f, err := os.Open(rest)
			if err != nil {
				return secret.Text{}, usage(fmt.Errorf("--secrets-from: %w", err))
			}
			defer f.Close()
			return pick(f, name)
		case kind == "fd" && rest != "":
			n, err := strconv.Atoi(rest)
			if err != nil || n < 3 {
				return secret.Text{}, usage(fmt.Errorf("--secrets-from %s: fd takes a number from 3", p.flags.secretsFrom))
			}
			return pick(os.NewFile(uintptr(n), "secrets"), name)
		}
		return secret.Text{}, usage(fmt.Errorf("--secrets-from %q is none of prompt, file:PATH and fd:N", p.flags.secretsFrom))
	}
}

// pick finds one secret among JSON lines {"name","value"}.
func pick(r io.Reader, name string) (secret.Text, error) {
	sc := bufio.NewScanner(io.LimitReader(r, 1<<20))
	for sc.Scan() {
		var line struct{ Name, Value string }
		if json.Unmarshal(sc.Bytes(), &line) != nil {
			return secret.Text{}, usage(errors.New(`--secrets-from: a line is no JSON document {"name","value"}`))
		}
		if line.Name == name && line.Value != "" {
			return secret.New(line.Value), nil
		}
	}
	if err := sc.Err(); err != nil {
		return secret.Text{}, usage(fmt.Errorf("--secrets-from: %w", err))
	}
	return secret.Text{}, usage(fmt.Errorf("--secrets-from names no secret %q", name))
}

// promptSecret asks a person for a secret.
func promptSecret(ctx context.Context, front tui.Front, name string) (secret.Text, error) {
	if !front.Asks() {
		return secret.Text{}, usage(fmt.Errorf("the secret %q is needed and nobody is there to type it: give it with --secrets-from file:PATH or fd:N (%s)", name, variable("secrets-from")))
	}
	return front.Password(ctx, name)
}
