package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"teamwright/steps/assemble"
	"teamwright/tui/plain"
)

func (p *program) sandboxCommand() *cobra.Command {
	var listen, cloudFile, replay string
	cmd := &cobra.Command{
		Use:   "sandbox --listen ADDR --cloud-file FILE",
		Short: "Serves the rehearsal cloud on loopback until stopped",
		Long: `sandbox serves the rehearsal cloud: Entra's sign-in and Microsoft Graph, with
their manners. It writes the cloud file once it answers; any other command
reaches it with --cloud FILE. It remembers nothing unless --state-dir is given.

With --replay it answers from a trace that --trace wrote instead, so that a run
against a real tenant can be gone through once more.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if replay != "" {
				return p.replay(cmd.Context(), replay, listen, cloudFile)
			}
			return p.serve(cmd.Context(), listen, cloudFile)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:0", "loopback `ADDRESS` to serve on")
	cmd.Flags().StringVar(&cloudFile, "cloud-file", "", "`FILE` that leads to it, written once it answers")
	cmd.Flags().StringVar(&replay, "replay", "", "answer from this `TRACE`")
	return cmd
}

func (p *program) serve(ctx context.Context, listen, cloudFile string) (err error) {
	if cloudFile == "" {
		return usage(errors.New("--cloud-file is needed: it is how other commands find the rehearsal cloud"))
	}
	memory := ""
	if p.flags.stateDir != "" {
		if err := os.MkdirAll(p.flags.stateDir, 0o700); err != nil {
			return usage(err)
		}
		memory = filepath.Join(p.flags.stateDir, "sandbox.json")
	}
	c := &closers{}
	defer func() { err = errors.Join(err, c.Close()) }()
	stage, err := p.rehearse(listen, memory, c)
	if err != nil {
		return err
	}
	if err := stage.WriteCloudFile(cloudFile); err != nil {
		return err
	}
	fmt.Fprintf(p.Err, "The rehearsal cloud answers at %s; use it with --cloud %s. Ctrl-C ends it.\n", stage.URL(), cloudFile)
	<-ctx.Done()
	return nil
}

// replay serves a recorded run until it is stopped, and then says what of it
// nobody asked for.
func (p *program) replay(ctx context.Context, trace, listen, cloudFile string) (err error) {
	if cloudFile == "" {
		return usage(errors.New("--cloud-file is needed: it is how other commands find the recorded run"))
	}
	f, err := os.Open(trace)
	if err != nil {
		return usage(fmt.Errorf("--replay: %w", err))
	}
	defer f.Close()
	log, closeLog, err := p.sandboxLog()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeLog()) }()
	played, err := assemble.Replay(f, listen, p.Clock.Now, log)
	if err != nil {
		return usage(fmt.Errorf("--replay %s: %w", trace, err))
	}
	defer func() { err = errors.Join(err, played.Close()) }()
	if err := played.WriteCloudFile(cloudFile); err != nil {
		return err
	}
	fmt.Fprintf(p.Err, "The recorded run answers at %s; use it with --cloud %s. Ctrl-C ends it.\n", played.URL(), cloudFile)
	<-ctx.Done()
	for _, line := range played.Left() {
		fmt.Fprintln(p.Err, "recorded, but not asked for:", plain.Clean(line))
	}
	for _, line := range played.Strangers() {
		fmt.Fprintln(p.Err, "asked for, but not recorded:", plain.Clean(line))
	}
	return nil
}
