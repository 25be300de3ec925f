package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"sync"

	"teamwright/steps"
	"teamwright/steps/wholefile"
)

// checklist is the checklist as the contract has it.
type checklist struct {
	Format    int            `json:"format"`
	Rehearsal bool           `json:"rehearsal"`
	Site      string         `json:"site"`
	Tenant    string         `json:"tenant"`
	Time      string         `json:"time"`
	Results   []steps.Result `json:"results"`
	Summary   steps.Summary  `json:"summary"`
}

// showPlan writes a plan, as words or as JSON.
func (p *program) showPlan(plan steps.Plan) error {
	if p.flags.json {
		return p.document(plan)
	}
	p.paper().Plan(plan)
	return nil
}

// foreseen is how a command ends that only shows a plan. detailed says that
// changes to make have a code of their own.
func foreseen(plan steps.Plan, detailed bool) error {
	switch {
	case len(plan.Blocked()) > 0:
		return said(exitFailed)
	case detailed && !plan.Empty():
		return said(exitChanges)
	}
	return nil
}

// words is standard output for lines of words, of which nobody asks one by one
// whether they arrived.
func (p *program) words() io.Writer { return &p.spoken }

// spoken is standard output that keeps the first reason why something could not
// be written.
type spoken struct {
	w    io.Writer
	mu   sync.Mutex
	lost error
}

func (s *spoken) Write(text []byte) (int, error) {
	n, err := s.w.Write(text)
	if err != nil {
		s.mu.Lock()
		s.lost = cmp.Or(s.lost, err)
		s.mu.Unlock()
	}
	return n, err
}

// document writes one JSON document on standard output.
func (p *program) document(v any) error {
	enc := json.NewEncoder(p.Out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// writable refuses, before anything is done, a file of a flag that could not be
// written afterwards; empty: none is wanted.
func writable(flag, path string) error {
	if path == "" {
		return nil
	}
	if err := wholefile.Ready(path); err != nil {
		return usage(fmt.Errorf("%s: %w", flag, err))
	}
	return nil
}
