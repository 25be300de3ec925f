package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
)

// root is the command line.
func (p *program) root() *cobra.Command {
	setup := p.setupCommand()
	root := &cobra.Command{
		Use:   "teamwright",
		Short: "Sets up a Microsoft Teams app for a Totara site, in one sitting",
		Long: `teamwright takes an admin from nothing to a working Microsoft Teams app for the
Totara learning platform: it asks, signs in, shows what it would change, does
exactly that, and writes an app package that Teams accepts.

Without a command it does setup.`,
		Args:              noArgs,
		RunE:              setup.RunE,
		SilenceErrors:     true,
		SilenceUsage:      true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return p.bind(cmd) },
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage(err) })
	p.flags.register(root.PersistentFlags())
	root.Flags().AddFlagSet(setup.Flags())
	root.AddCommand(setup, p.planCommand(), p.checkCommand(), p.adoptCommand(), p.rotateCommand(), p.removeCommand(), p.packageCommand(),
		p.totaraCommand(), p.connectCommand(), p.mobileFlowsCommand(), p.fleetCommand(),
		p.validateCommand(), p.diffCommand(), p.iconsCommand(), p.sandboxCommand(), p.versionCommand(), p.manCommand())
	root.SetHelpCommand(p.helpCommand())
	root.SetUsageFunc(p.usageOf)
	root.InitDefaultCompletionCmd()
	if shells, _, err := root.Find([]string{"completion"}); err == nil {
		shells.Args = noArgs
		shells.RunE = func(*cobra.Command, []string) error {
			return usage(errors.New("completion for what: bash, zsh, fish or powershell?"))
		}
	}
	return root
}

// noArgs refuses words that no command is made of.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return usage(fmt.Errorf("%q is no word of %q; see %q", args[0], cmd.CommandPath(), cmd.CommandPath()+" --help"))
}
