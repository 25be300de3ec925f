package main

import (
	"embed"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

//go:embed topics/*.md
var topicFiles embed.FS

// topic is one guide inside the program.
type topic struct{ name, short, text string }

// topics are the guides, in the order in which an admin meets them. Each
// file's first line is its short title.
func topics() []topic {
	names := []string{
		"answers", "sign-in", "package", "totara", "connect", "mobile-flows", "rotate", "fleet",
		"environment", "exit-codes", "accessibility", "security",
	}
	var out []topic
	for _, name := range names {
		data, err := topicFiles.ReadFile("topics/" + name + ".md")
		if err != nil {
			continue
		}
		first, rest, _ := strings.Cut(string(data), "\n")
		out = append(out, topic{name, strings.TrimPrefix(first, "# "), strings.TrimSpace(rest)})
	}
	return out
}

// helpCommand shows a guide or the help of a command. A guide named like a
// command comes first, the command's own help behind it.
func (p *program) helpCommand() *cobra.Command {
	names := []string{}
	list := "Guides:\n"
	for _, t := range topics() {
		names = append(names, t.name)
		list += fmt.Sprintf("  %-14s %s\n", t.name, t.short)
	}
	return &cobra.Command{
		Use:       "help [COMMAND|TOPIC]",
		Short:     "The guides in the program, and help about any command",
		Long:      "help shows a guide or the help of a command.\n\n" + list,
		ValidArgs: names,
		RunE:      func(cmd *cobra.Command, args []string) error { return p.help(cmd.Root(), args, list) },
	}
}

func (p *program) help(root *cobra.Command, args []string, list string) error {
	if len(args) == 0 {
		if err := root.Help(); err != nil {
			return err
		}
		_, err := fmt.Fprintf(p.Out, "\n%s\nRead one with teamwright help TOPIC.\n", list)
		return err
	}
	shown := false
	for _, t := range topics() {
		if len(args) == 1 && t.name == args[0] {
			if _, err := fmt.Fprintf(p.Out, "%s\n\n%s\n", t.short, t.text); err != nil {
				return err
			}
			shown = true
		}
	}
	cmd, _, err := root.Find(args)
	switch {
	case (err != nil || cmd == root) && shown:
		return nil
	case err != nil || cmd == root:
		return usage(fmt.Errorf("there is no command and no guide %q; see teamwright help", strings.Join(args, " ")))
	case shown:
		fmt.Fprintln(p.Out)
	}
	return cmd.Help()
}

// fixedDate is the date of generated pages.
func fixedDate() *time.Time {
	d := time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC)
	return &d
}
