package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
)

func (p *program) sandboxCommand() *cobra.Command {
	var listen, cloudFile string
	cmd := &cobra.Command{
		Use:   "sandbox --listen ADDR --cloud-file FILE",
		Short: "Serves the rehearsal cloud on loopback until stopped",
		Long: `sandbox serves the rehearsal cloud: Entra's sign-in and Microsoft Graph, with
their manners. It writes the cloud file once it answers; any other command
reaches it with --cloud FILE. It remembers nothing unless --state-dir is given.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.serve(cmd.Context(), listen, cloudFile) },
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:0", "loopback address to serve on")
	cmd.Flags().StringVar(&cloudFile, "cloud-file", "", "file that leads to it, written once it answers")
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
	c := &connection{}
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
