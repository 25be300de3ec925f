package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/assemble"
	"teamwright/steps/mobileflows"
)

func (p *program) flowsAuditCommand() *cobra.Command {
	var o flowsOptions
	cmd := &cobra.Command{
		Use:   "audit",
		Short: "Find what is left of Mobile Flows, and take it back piece by piece",
		Long: `audit looks for applications that send people's sign-ins to a host of Mobile
Flows, for their secrets and consents, for the template in Access and the devices
under it. On a terminal it then asks about each thing whether to remove it; what
cannot be brought back it asks twice. Elsewhere it only reports, unless things
are named: --remove once, and --for-good again for what cannot be brought back.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.flowsAudit(cmd.Context(), o) },
	}
	f := cmd.Flags()
	f.StringSliceVar(&o.remove, "remove", nil, "remove these `THINGS`, named as audit names them, such as app:CLIENT-ID")
	f.StringSliceVar(&o.forGood, "for-good", nil, "name those `THINGS` once more that cannot be brought back")
	return cmd
}

func (p *program) flowsAudit(ctx context.Context, o flowsOptions) error {
	front := p.front()
	file, err := p.load()
	if err != nil {
		return err
	}
	asks := front.Asks() && !p.flags.yes && !p.flags.json
	writes := asks || len(o.remove) > 0
	var also []answers.Problem
	if len(o.remove) > 0 && !front.Asks() && !p.flags.yes {
		also = append(also, unconfirmed())
	}
	a := p.effective(file)
	if a.Tenant == "" {
		also = append(also, answers.Problem{Key: "tenant", Wrong: "is missing: sign-in is pinned to it", Right: "add tenant: contoso.onmicrosoft.com to the answers file"})
	}
	if err := p.need(file, a, also, answers.PartMobileFlows); err != nil {
		return err
	}
	f, err := p.openFlows(ctx, file, front, o, writes)
	if err != nil {
		return err
	}
	defer f.Close()
	audit := mobileflows.NewAudit(f.about, f.Remover)
	if err := audit.Look(ctx); err != nil {
		return err
	}
	rows := assemble.Tick(audit.Rows(), f.answers.Confirmed, p.Clock.Now())
	if !p.flags.json || !writes {
		if err := f.show(rows); err != nil {
			return err
		}
	}
	chosen, err := f.chosen(ctx, audit, o, asks)
	if err != nil {
		return err
	}
	if len(chosen) == 0 {
		if len(o.remove) == 0 && !asks {
			f.offer(audit.Removals())
		}
		return said(steps.Summarize(rows).ExitCode())
	}
	return f.takeBack(ctx, chosen, asks)
}

// offer names what could be removed.
func (f *flowing) offer(list []*mobileflows.Removal) {
	for _, r := range list {
		flags := "--remove " + r.Name
		if r.Irreversible {
			flags += " --for-good " + r.Name
		}
		f.front.Say("To remove " + r.What + " (" + r.Ends + "):")
		f.front.Say("  " + flags)
	}
}

// chosen are the removals that a person wants, each by a word of its own.
func (f *flowing) chosen(ctx context.Context, audit *mobileflows.Audit, o flowsOptions, asks bool) ([]*mobileflows.Removal, error) {
	if len(o.remove) > 0 {
		return named(ctx, audit, o)
	}
	if !asks {
		return nil, nil
	}
	var out []*mobileflows.Removal
	for _, r := range mobileflows.Asked(audit.Removals()) {
		if slices.ContainsFunc(out, func(x *mobileflows.Removal) bool { return slices.Contains(x.With, r.Name) }) {
			continue // it goes with its application
		}
		yes, err := f.front.Confirm(ctx, r.Question())
		if err == nil && yes && r.Irreversible {
			yes, err = f.front.Confirm(ctx, "Nobody can bring that back. Remove it for good?")
		}
		if err != nil {
			return nil, err
		}
		if yes {
			out = append(out, r)
		}
	}
	return out, nil
}

// named are the removals of --remove; what cannot be brought back has to stand
// in --for-good too.
func named(ctx context.Context, audit *mobileflows.Audit, o flowsOptions) ([]*mobileflows.Removal, error) {
	chosen, unknown, err := audit.Chosen(ctx, o.remove)
	if err != nil {
		return nil, err
	}
	if len(unknown) > 0 {
		return nil, usage(fmt.Errorf("--remove %s: mobileflows audit shows no such thing; run it without --remove for the names", strings.Join(unknown, ",")))
	}
	for _, r := range chosen {
		if r.Irreversible && !slices.ContainsFunc(o.forGood, func(n string) bool { return strings.EqualFold(n, r.Name) }) {
			return nil, usage(fmt.Errorf("%s cannot be brought back: name it in --for-good too", r.Name))
		}
	}
	return chosen, nil
}

// takeBack plans, does and checks the removals. confirmed says that each was
// asked about.
func (f *flowing) takeBack(ctx context.Context, chosen []*mobileflows.Removal, confirmed bool) error {
	return f.rounds(ctx, func() (round, error) {
		var list []steps.Step
		for _, r := range chosen {
			list = append(list, r)
		}
		f.does(list)
		return round{
			declined: "not confirmed: nothing was removed",
			kept:     func(steps.Plan) bool { return confirmed },
			next: func(steps.Report) []string {
				return []string{"Remove the Teams connector in UEM too, under Content, Mobile Flows: no interface can."}
			},
		}, nil
	})
}
