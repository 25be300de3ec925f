package main

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// TestUsageFitsATerminal writes the help of every command: no line is wider
// than the narrowest usual terminal, and every command of the program stands
// in one family.
func TestUsageFitsATerminal(t *testing.T) {
	t.Parallel()
	p := &program{Surroundings: Surroundings{Env: func(string) string { return "" }, In: os.Stdin, Out: os.Stdout, Err: os.Stderr}}
	root := p.root()
	var listed []string
	for _, f := range families() {
		listed = append(listed, f.names...)
	}
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() && !slices.Contains(listed, c.Name()) {
			t.Errorf("%s stands in no family", c.Name())
		}
	}
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		var b bytes.Buffer
		c.SetErr(&b)
		c.SetOut(&b)
		if err := c.Usage(); err != nil {
			t.Error(err)
		}
		for _, line := range strings.Split(b.String(), "\n") {
			if len([]rune(line)) > helpWidth {
				t.Errorf("%s: %d columns: %s", c.CommandPath(), len([]rune(line)), line)
			}
		}
		if rehearsal := strings.Contains(b.String(), "--sandbox-lag"); rehearsal != (c.Name() == "sandbox") {
			t.Errorf("%s: the flags of the rehearsal cloud: %v", c.CommandPath(), rehearsal)
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(root)
}
