package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// family is commands that belong together in the help of the program.
type family struct {
	title string
	names []string
}

// families are all commands in the order in which an admin meets them.
func families() []family {
	return []family{
		{"One site", []string{"setup", "plan", "check", "adopt", "rotate", "remove"}},
		{"Parts of it", []string{"totara", "connect", "mobileflows"}},
		{"App packages", []string{"package", "validate", "diff", "icons"}},
		{"Many sites", []string{"fleet"}},
		{"The program", []string{"sandbox", "help", "man", "completion", "version"}},
	}
}

// helpWidth is the width of help that nobody's terminal decides.
const helpWidth = 80

// usageOf writes how a command is called: its commands in families, its own
// flags, then those of all commands, in columns that a terminal holds.
func (p *program) usageOf(cmd *cobra.Command) error {
	width := helpWidth
	if w := p.paper().Width; w > 0 {
		width = min(w, 120)
	}
	w := cmd.OutOrStderr()
	fmt.Fprintln(w, "Usage:")
	if cmd.Runnable() && !(cmd.HasParent() && cmd.HasAvailableSubCommands()) {
		fmt.Fprintln(w, "  "+cmd.UseLine())
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintln(w, "  "+cmd.CommandPath()+" COMMAND [flags]")
	}
	if cmd.HasParent() {
		commandList(w, "Commands", cmd.Commands(), width)
	} else {
		for _, f := range families() {
			var of []*cobra.Command
			for _, name := range f.names {
				if c, _, err := cmd.Find([]string{name}); err == nil && c != cmd {
					of = append(of, c)
				}
			}
			commandList(w, f.title, of, width)
		}
	}
	flagList(w, "Flags", own(cmd), width)
	if cmd.HasParent() {
		flagList(w, "Flags of every command", without(cmd.InheritedFlags(), cmd.Name() == "sandbox"), width)
	}
	var more []string
	if cmd.HasAvailableSubCommands() {
		more = append(more, fmt.Sprintf("%q says more about a command.", cmd.CommandPath()+" COMMAND --help"))
	}
	if !cmd.HasParent() {
		more = append(more, `"teamwright help" lists the guides.`)
	}
	if cmd.Name() != "sandbox" {
		more = append(more, `"teamwright sandbox --help" has the flags of the rehearsal cloud, --sandbox-….`)
	}
	fmt.Fprintln(w)
	for _, line := range more {
		fmt.Fprintln(w, line)
	}
	return nil
}

// commandList writes a line a command.
func commandList(w io.Writer, title string, of []*cobra.Command, width int) {
	const column = 14
	begun := false
	for _, c := range of {
		if !c.IsAvailableCommand() && c.Name() != "help" {
			continue
		}
		if !begun {
			fmt.Fprintf(w, "\n%s:\n", title)
			begun = true
		}
		line := fmt.Sprintf("  %-*s", column-2, c.Name())
		for _, word := range strings.Fields(c.Short) {
			if len(line)+1+len(word) > width {
				fmt.Fprintln(w, line)
				line = strings.Repeat(" ", column)
			}
			line += " " + word
		}
		fmt.Fprintln(w, line)
	}
}

// flagList writes flags in two columns.
func flagList(w io.Writer, title string, flags *pflag.FlagSet, width int) {
	if flags.HasAvailableFlags() {
		fmt.Fprintf(w, "\n%s:\n%s", title, flags.FlagUsagesWrapped(width))
	}
}

// own are the flags of a command itself; of the program, all but those that
// describe the rehearsal cloud.
func own(cmd *cobra.Command) *pflag.FlagSet {
	return without(cmd.LocalFlags(), cmd.Name() == "sandbox")
}

// without leaves out what describes the rehearsal cloud, unless all is wanted.
func without(flags *pflag.FlagSet, all bool) *pflag.FlagSet {
	some := pflag.NewFlagSet("", pflag.ContinueOnError)
	flags.VisitAll(func(f *pflag.Flag) {
		if all || !strings.HasPrefix(f.Name, "sandbox-") {
			some.AddFlag(f)
		}
	})
	return some
}
