package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/assemble"
)

func (p *program) removeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "remove",
		Short: "Takes back what setup made, and only that",
		Long: `remove shows what it would take away and does exactly that once you confirm:
the secrets first, then the app's entry in the catalogue of Teams apps, the
consent, the Azure Bot and its resource group where that is empty, at last the
applications. Entra keeps those for 30 days, and setup takes them back. The
entry is gone for good; deleting it takes a second sign-in, which the plan
announces. What setup has found and not made stays, and is listed.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.remove(cmd.Context()) },
	}
}

func (p *program) remove(ctx context.Context) (err error) {
	front := p.screen()
	defer func() { err = errors.Join(err, front.Close()) }()
	file, err := p.load()
	if err != nil {
		return err
	}
	if err := p.someone(file, front); err != nil {
		return err
	}
	run, err := p.signedIn(ctx, file, front, true)
	if err != nil {
		return err
	}
	defer run.Close()
	return run.rounds(ctx, run.takingBack)
}

// takingBack is one round of a removal.
func (run *running) takingBack() (round, error) {
	list, err := assemble.Remove(run.parts())
	run.does(list)
	return round{
		question: "Take exactly this away? Nobody can sign in through Teams afterwards.",
		declined: "not confirmed: nothing was removed",
		kept:     run.kept,
		enter:    run.secondSignIn,
		ticks:    ofARemoval,
		attended: true,
		next:     run.afterRemoval,
	}, err
}

// ofARemoval are the ticks that count for a removal: none of a set-up's, whose
// rows say the opposite.
func ofARemoval(ticks map[string]answers.Tick) map[string]answers.Tick {
	out := map[string]answers.Tick{}
	for id, t := range ticks {
		if id == "totara.off" || id == "catalog.remove" {
			out[id] = t
		}
	}
	return out
}

// afterRemoval says what is left.
func (run *running) afterRemoval(report steps.Report) []string {
	out := unfinished(report, "remove")
	if run.answers.MobileFlows.Enabled {
		out = append(out, "What was made for Mobile Flows is taken back by another command: teamwright mobileflows audit lists it.")
	}
	return append(out,
		"The answers file stays, without the catalogue's id where that entry is gone: setup takes the applications back from it for 30 days.",
		"On this machine the journal stays in "+run.dir+", and so do the app package and any file of secrets.")
}
