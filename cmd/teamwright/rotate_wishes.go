package main

import (
	"context"
	"fmt"
	"time"

	"teamwright/steps/rotate"
	"teamwright/steps/tenant"
)

// wishes asks for what a person may choose: to do again what was done a moment
// ago, how long the new secrets live, and which of several Totara uses.
func (run *running) wishes(ctx context.Context, job *rotate.Job, o rotateOptions) error {
	if run.asks() && job.Recent() {
		again, err := run.front.Confirm(ctx, "The secrets were exchanged less than a day ago. Make new ones all the same?")
		if err != nil {
			return err
		}
		if again {
			job.Again()
		}
	}
	switch {
	case o.days > 0:
		job.Live(o.days)
	case run.asks() && job.Makes():
		if err := run.chooseLife(ctx, job); err != nil {
			return err
		}
	}
	if !run.asks() {
		return nil
	}
	for _, r := range job.Renewals() {
		if list := r.Unclear(); len(list) > 0 {
			if err := run.chooseOld(ctx, r.Name(), list, r.Drop); err != nil {
				return err
			}
		}
	}
	return nil
}

// chooseLife asks how long the new secrets live.
func (run *running) chooseLife(ctx context.Context, job *rotate.Job) error {
	lives := rotate.Offers(run.answers.SSO.SecretDays, job.Limit())
	var options []string
	for _, days := range lives {
		options = append(options, fmt.Sprintf("%d days", days))
	}
	question := "How long shall a new secret live?"
	if limit := job.Limit(); limit > 0 {
		question = fmt.Sprintf("How long shall a new secret live? This tenant allows %.0f days.", limit.Hours()/24)
	}
	n, err := run.front.Choose(ctx, question, options)
	if err == nil {
		job.Live(lives[n])
	}
	return err
}

// chooseShorter asks for a shorter life than the one that the tenant refused;
// 0: none.
func (run *running) chooseShorter(ctx context.Context) (int, error) {
	lives := []int{0, 180, 90, 30}
	n, err := run.front.Choose(ctx, "This tenant does not let a secret live that long. Try a shorter life?", []string{"No, leave it", "180 days", "90 days", "30 days"})
	if err != nil {
		return 0, err
	}
	return lives[n], nil
}

// chooseOld asks which of several secrets Totara uses, where nothing tells.
func (run *running) chooseOld(ctx context.Context, name string, list []tenant.Password, drop func([]string)) error {
	options := []string{"I do not know: keep all of them"}
	for _, s := range list {
		options = append(options, fmt.Sprintf("%q, which begins with %s…, valid until %s", s.Name, s.Hint, s.End.Format(time.DateOnly)))
	}
	n, err := run.front.Choose(ctx, fmt.Sprintf("Which secret of %s has Totara used until now? It is removed once Totara works with the new one.", rotate.Title(name)), options)
	if err == nil && n > 0 {
		drop([]string{list[n-1].KeyID})
	}
	return err
}
