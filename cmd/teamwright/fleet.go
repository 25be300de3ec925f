package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/assemble"
	"teamwright/steps/fleet"
	"teamwright/steps/wholefile"
	"teamwright/tui"
)

// fleetOptions are the flags of fleet check.
type fleetOptions struct {
	shard, sort, filter string
	csv, metrics, html  string // files; empty: none
	allowExec           bool
}

func (p *program) fleetCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "fleet",
		Short: "Many sites: check every answers file of a folder, by night too",
		Long: `fleet looks at many sites at once. It changes nothing.

See teamwright help fleet.`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error { return usage(errors.New("fleet what: check or print-unit?")) },
	}
	var o fleetOptions
	check := &cobra.Command{
		Use:   "check DIR",
		Short: "The checklist of every answers file in DIR, read only",
		Long: `check looks at every site whose answers file lies in DIR, with one sign-in a
tenant. One broken site never stops the rest. It ends with the worst exit code
of all.`,
		Args: words(1, "DIR"),
		RunE: func(cmd *cobra.Command, args []string) error { return p.fleetCheck(cmd.Context(), args[0], o) },
	}
	f := check.Flags()
	f.StringVar(&o.shard, "shard", "", "just a `PART` of the sites, such as 3/10, the third of ten")
	f.StringVar(&o.sort, "sort", "", "sort the table by a `COLUMN`: "+strings.ToLower(strings.Join(fleet.Columns(), ", "))+"; a minus before it turns the order round (default state)")
	f.StringVar(&o.filter, "filter", "", "in the table just the sites in whose line this `TEXT` stands")
	f.StringVar(&o.csv, "csv", "", "write every row to this `FILE`, for spreadsheets")
	f.StringVar(&o.metrics, "metrics", "", "write metrics to this `FILE`, for node_exporter's textfile collector")
	f.StringVar(&o.html, "html", "", "write a report to this `FILE`, one page that needs nothing else")
	f.BoolVar(&o.allowExec, "allow-exec", false, "run the totara.command of answers files")
	p.flags.noticed(f)
	cmd.AddCommand(check, &cobra.Command{
		Use:       "print-unit " + strings.Join(fleet.Units(), "|"),
		Short:     "A timer, a CronJob or a CI job that checks the fleet every night, ready to use",
		Args:      words(1, strings.Join(fleet.Units(), ", ")),
		ValidArgs: fleet.Units(),
		RunE:      func(_ *cobra.Command, args []string) error { return p.printUnit(args[0]) },
	})
	return cmd
}

// words wants so many words behind a command.
func words(n int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == n {
			return nil
		}
		return usage(fmt.Errorf("%s takes one word: %s", cmd.CommandPath(), what))
	}
}

func (p *program) printUnit(scheduler string) error {
	text, ok := fleet.Unit(scheduler)
	if !ok {
		return usage(fmt.Errorf("%q is none of %s", scheduler, strings.Join(fleet.Units(), ", ")))
	}
	_, err := io.WriteString(p.Out, text)
	return err
}

func (p *program) fleetCheck(ctx context.Context, dir string, o fleetOptions) (err error) {
	order, err := fleet.ParseOrder(o.sort)
	if err != nil {
		return usage(fmt.Errorf("--sort: %w", err))
	}
	shard, err := fleet.ParseShard(o.shard)
	if err != nil {
		return usage(fmt.Errorf("--shard: %w", err))
	}
	for name, file := range map[string]string{"--csv": o.csv, "--metrics": o.metrics, "--html": o.html} {
		if err := writable(name, file); err != nil {
			return err
		}
	}
	sites, err := fleet.Load(dir, fleet.Reading{Over: p.over, Missing: func(a answers.Answers) []answers.Problem { return p.missing(a) }})
	if err != nil {
		return usage(err)
	}
	front := p.screen()
	defer func() { err = errors.Join(err, front.Close()) }()
	f := &patrol{program: p, front: front, allowExec: o.allowExec, gate: fleet.NewGate(fleet.AtOnce, p.Clock), roads: assemble.NewRoads(p.Env, fleet.AtOnce)}
	defer f.Close()
	if err := f.prepare(); err != nil {
		return err
	}
	sites = shard.Of(sites)
	var kept error
	job := tui.Patrol{Sites: len(sites), Order: order, Filter: o.filter, Look: func(ctx context.Context, progress func(fleet.Progress)) fleet.Report {
		report := fleet.Run(ctx, sites, fleet.Job{Open: f.open, Clock: p.Clock, Progress: progress})
		report.Shard, report.Rehearsal = shard.String(), f.rehearsal()
		kept = p.fleetFiles(report, o)
		return report
	}}
	report := front.Patrol(ctx, job)
	if p.flags.json {
		kept = errors.Join(kept, report.JSON(p.Out))
	} else {
		front.Sites(report, job)
	}
	if kept != nil {
		return kept
	}
	front.Say(closing(report))
	if ctx.Err() != nil {
		return steps.ErrStopped
	}
	return said(report.Code())
}

// fleetFiles writes the report into the files that are wanted; a reader sees
// all of one or what was there before.
func (p *program) fleetFiles(r fleet.Report, o fleetOptions) error {
	var errs []error
	for _, out := range []struct {
		file  string
		write func(io.Writer) error
	}{{o.csv, r.CSV}, {o.metrics, r.Metrics}, {o.html, r.HTML}} {
		if out.file != "" {
			errs = append(errs, wholefile.Stream(out.file, 0o644, out.write))
		}
	}
	return errors.Join(errs...)
}

// closing is the fleet in a sentence.
func closing(r fleet.Report) string {
	n := map[string]int{}
	for _, o := range r.Sites {
		n[o.Standing()]++
	}
	text := several(len(r.Sites), "site") + " in " + several(r.Tenants, "tenant")
	for _, state := range fleet.States() {
		if n[state] > 0 {
			text += fmt.Sprintf(", %d %s", n[state], state)
		}
	}
	return text + "; " + (time.Duration(r.Seconds * float64(time.Second))).Round(100*time.Millisecond).String() + "."
}

func several(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}
