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

// addTopics makes every guide readable as "help TOPIC".
func (p *program) addTopics(root *cobra.Command) {
	for _, t := range topics() {
		cmd := &cobra.Command{Use: t.name, Short: t.short, Long: t.short + "\n\n" + t.text}
		cmd.SetHelpFunc(func(c *cobra.Command, _ []string) { fmt.Fprintln(p.Out, c.Long) })
		root.AddCommand(cmd)
	}
}

// fixedDate is the date of generated pages.
func fixedDate() *time.Time {
	d := time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC)
	return &d
}
