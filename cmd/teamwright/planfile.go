package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"teamwright/steps"
)

// savePlan writes a plan for whoever carries it out.
func (p *program) savePlan(path string, run *running, plan steps.Plan) (err error) {
	w, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return usage(fmt.Errorf("--save: %w", err))
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	return run.savable(plan).Write(w)
}

// savable is a plan with what setup --plan has to know about it.
func (run *running) savable(plan steps.Plan) steps.Saved {
	return steps.Saved{
		Plan: plan, Site: run.answers.Site, Tenant: run.Account.TenantID, Only: run.only,
		By: run.Account.Username, Made: run.Clock.Now().UTC(),
	}
}

// savedPlan reads the plan that setup --plan names; nil without one.
func savedPlan(path string) (*steps.Saved, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, usage(fmt.Errorf("--plan: %w", err))
	}
	defer f.Close()
	saved, err := steps.ReadSaved(f)
	if err != nil {
		return nil, usage(fmt.Errorf("--plan %s: %w", path, err))
	}
	return &saved, nil
}

// agreed is the plan to carry out: the one made now, or the saved one where
// that still covers everything that would be written.
func (run *running) agreed(now steps.Plan) (steps.Plan, error) {
	s := run.saved
	switch {
	case s == nil:
		return now, nil
	case s.Site != run.answers.Site:
		return now, usage(fmt.Errorf("the saved plan was made for %s, the answers are for %s", s.Site, run.answers.Site))
	case !strings.EqualFold(s.Tenant, run.Account.TenantID):
		return now, usage(fmt.Errorf("the saved plan was made for the tenant %s, you are signed in to %s", s.Tenant, run.Account.TenantID))
	case s.Rehearsal != now.Rehearsal:
		return now, usage(errors.New("a plan of a rehearsal is not carried out on a real tenant, nor the other way round"))
	}
	more := s.Beyond(now)
	if len(more) == 0 {
		return s.Plan, nil
	}
	var ids []string
	for _, c := range more {
		ids = append(ids, string(c.Step))
	}
	return now, &exitError{exitStopped, fmt.Errorf(
		"the world has moved since %s made this plan on %s: %s would now be done differently. Nothing was changed: make the plan anew with plan --save",
		s.By, s.Made.Format("2006-01-02 15:04"), strings.Join(ids, ", "))}
}
