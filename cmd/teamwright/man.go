package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

func (p *program) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "man",
		Short: "The manual: one page on standard output, or one a command with -o DIR",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return p.man(cmd.Root()) },
	}
}

func (p *program) man(root *cobra.Command) error {
	root.DisableAutoGenTag = true
	if p.flags.out == "" {
		var page bytes.Buffer
		if err := doc.GenMan(withTopics(root), header("teamwright"), &page); err != nil {
			return err
		}
		_, err := p.Out.Write(page.Bytes())
		return err
	}
	if err := os.MkdirAll(p.flags.out, 0o755); err != nil {
		return usage(err)
	}
	commands := append([]*cobra.Command{root}, root.Commands()...)
	for _, c := range commands {
		if c.IsAvailableCommand() || c == root {
			if err := manFile(p.flags.out, c); err != nil {
				return err
			}
		}
	}
	return nil
}

func manFile(dir string, c *cobra.Command) error {
	name := "teamwright"
	if c.HasParent() {
		name += "-" + c.Name()
	} else {
		c = withTopics(c)
	}
	var page bytes.Buffer
	if err := doc.GenMan(c, header(name), &page); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, name+".1"), page.Bytes(), 0o644)
}

// header is the same for every build: a date would make pages differ.
func header(title string) *doc.GenManHeader {
	return &doc.GenManHeader{Title: title, Section: "1", Source: "teamwright", Manual: "teamwright manual", Date: fixedDate()}
}

// withTopics is the root with all help topics in its long text, so that the
// manual's first page is the whole guide.
func withTopics(root *cobra.Command) *cobra.Command {
	whole := *root
	whole.Long += "\n"
	for _, t := range topics() {
		whole.Long += fmt.Sprintf("\n## %s\n\n%s\n", t.name, t.text)
	}
	return &whole
}
