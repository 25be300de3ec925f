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
	"sync"

	"teamwright/steps/secret"
	"teamwright/tui"
)

// mostFromOutside bounds what is read of --secrets-from, in bytes.
const mostFromOutside = 1 << 20

// outside are the secrets that come in from outside, by name. They are read
// once: a descriptor gives them no second time.
type outside struct {
	once sync.Once
	text map[string]secret.Text
	err  error
}

// all are those that a file or a descriptor gives; nil where a person is asked.
func (o *outside) all(where string) (map[string]secret.Text, error) {
	o.once.Do(func() {
		if o.text, o.err = readOutside(where); o.err != nil {
			o.err = usage(fmt.Errorf("--secrets-from: %w", o.err))
		}
	})
	return o.text, o.err
}

func readOutside(where string) (map[string]secret.Text, error) {
	open, err := outsideAt(where)
	if open == nil || err != nil {
		return nil, err
	}
	r, err := open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return readSecrets(r)
}

// outsideAt is the place that --secrets-from names; nil where a person is asked.
func outsideAt(where string) (open func() (io.ReadCloser, error), err error) {
	switch kind, rest, _ := strings.Cut(where, ":"); {
	case where == "prompt":
		return nil, nil
	case kind == "file" && rest != "":
		return func() (io.ReadCloser, error) { return os.Open(rest) }, nil
	case kind == "fd" && rest != "":
		n, err := strconv.Atoi(rest)
		if err != nil || n < 3 {
			return nil, fmt.Errorf("%s: fd takes a number from 3", where)
		}
		return func() (io.ReadCloser, error) {
			if !secret.Inherited(n) {
				return nil, fmt.Errorf("%s is not open: start the program with, for example, %d<secrets.json", where, n)
			}
			return os.NewFile(uintptr(n), "secrets"), nil
		}, nil
	}
	return nil, fmt.Errorf("%q is none of prompt, file:PATH and fd:N", where)
}

// readSecrets reads JSON lines {"name","value"}; a line that --secrets-to
// wrote, with the text under "secret", will do too.
func readSecrets(r io.Reader) (map[string]secret.Text, error) {
	out := map[string]secret.Text{}
	sc := bufio.NewScanner(io.LimitReader(r, mostFromOutside))
	for sc.Scan() {
		var line struct{ Name, Value, Secret string }
		if json.Unmarshal(sc.Bytes(), &line) != nil {
			return nil, errors.New(`a line is no JSON document {"name","value"}`)
		}
		if text := line.Value + line.Secret; text != "" {
			out[line.Name] = secret.New(text)
		}
	}
	return out, sc.Err()
}

// secretFrom gives secrets that come in from outside, by name.
func (p *program) secretFrom(front tui.Front) func(context.Context, string) (secret.Text, error) {
	return func(ctx context.Context, name string) (secret.Text, error) {
		all, err := p.handed.all(p.flags.secretsFrom)
		switch text, there := all[name]; {
		case err != nil:
			return secret.Text{}, err
		case there:
			return text, nil
		case all != nil:
			return secret.Text{}, usage(fmt.Errorf("--secrets-from names no secret %q", name))
		}
		return promptSecret(ctx, front, name)
	}
}

// promptSecret asks a person for a secret.
func promptSecret(ctx context.Context, front tui.Front, name string) (secret.Text, error) {
	if !front.Asks() {
		return secret.Text{}, usage(fmt.Errorf("the secret %q is needed and nobody is there to type it: give it with --secrets-from file:PATH or fd:N (%s)", name, variable("secrets-from")))
	}
	return front.Password(ctx, name)
}
