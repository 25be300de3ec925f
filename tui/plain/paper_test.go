package plain_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"teamwright/tui/plain"
)

// TestPaper writes for a terminal: columns, whole words, what needs somebody
// beside the prompt.
func TestPaper(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	paper := plain.Paper{Out: &b, Width: 60}
	paper.Plan(sample())
	golden(t, "plan-terminal.txt", b.String())
	b.Reset()
	paper.Checklist(rows())
	golden(t, "checklist-terminal.txt", b.String())
	for _, line := range strings.Split(b.String(), "\n") {
		if utf8.RuneCountInString(line) > 60 {
			t.Errorf("wider than the terminal: %q", line)
		}
	}
	if strings.Contains(b.String(), "\x1b") {
		t.Error("colours that nobody asked for")
	}
	b.Reset()
	paper.Colour = true
	paper.Checklist(rows())
	if !strings.Contains(b.String(), "\x1b[1;31m! fail    \x1b[0m Admin consent") {
		t.Errorf("a failure without its colour:\n%q", b.String())
	}
}

// TestPaperWithoutTerminal writes what WritePlan and WriteChecklist write.
func TestPaperWithoutTerminal(t *testing.T) {
	t.Parallel()
	var got, want bytes.Buffer
	paper := plain.Paper{Out: &got, Colour: true}
	paper.Plan(sample())
	paper.Checklist(rows())
	plain.WritePlan(&want, sample())
	plain.WriteChecklist(&want, rows())
	if got.String() != want.String() {
		t.Errorf("got\n%s\nwant\n%s", got.String(), want.String())
	}
}

// TestPaperHostile gives no orders to the terminal but for the colours.
func TestPaperHostile(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	paper := plain.Paper{Out: &b, Width: 80}
	plan := sample()
	plan.Changes[0].Summary, plan.Changes[0].Kept = hostile, []string{hostile}
	list := rows()
	list[2].Detail, list[2].Fix, list[2].Title = hostile, hostile, hostile
	paper.Plan(plan)
	paper.Checklist(list)
	harmless(t, "the paper", b.String())
}

// TestPaperText keeps the lines of a text and their indent.
func TestPaperText(t *testing.T) {
	t.Parallel()
	const text = "teamwright: sign-in refused: a policy blocks this\n  sign in with another door, or ask an administrator"
	for width, want := range map[int]string{
		0:  text + "\n",
		30: "teamwright: sign-in refused: a\npolicy blocks this\n  sign in with another door,\n  or ask an administrator\n",
	} {
		var b bytes.Buffer
		plain.Paper{Out: &b, Width: width}.Text(text)
		if b.String() != want {
			t.Errorf("%d columns:\n%s", width, b.String())
		}
	}
}
