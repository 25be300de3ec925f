package screen

import (
	"strings"

	"charm.land/huh/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"teamwright/tui/plain"
)

// The sixteen colours are the admin's own palette, so light and dark need no
// question to the terminal. Faint stands for less important text because no
// grey is readable on every background.
func bold() lipgloss.Style   { return lipgloss.NewStyle().Bold(true) }
func faint() lipgloss.Style  { return lipgloss.NewStyle().Faint(true) }
func accent() lipgloss.Style { return lipgloss.NewStyle().Foreground(lipgloss.Cyan) }
func good() lipgloss.Style   { return lipgloss.NewStyle().Foreground(lipgloss.Green) }
func bad() lipgloss.Style    { return lipgloss.NewStyle().Foreground(lipgloss.Red).Bold(true) }
func warn() lipgloss.Style   { return lipgloss.NewStyle().Foreground(lipgloss.Yellow) }
func marked() lipgloss.Style { return lipgloss.NewStyle().Reverse(true) }

// theme is how Huh's fields look: no frame and no title of their own, since
// the form draws both.
func theme() huh.Theme {
	return huh.ThemeFunc(func(bool) *huh.Styles {
		s := huh.ThemeBase(true)
		for _, f := range []*huh.FieldStyles{&s.Focused, &s.Blurred} {
			f.Base = lipgloss.NewStyle()
			f.ErrorIndicator, f.ErrorMessage = lipgloss.NewStyle(), lipgloss.NewStyle()
			f.Option, f.SelectedOption = lipgloss.NewStyle(), lipgloss.NewStyle()
			button := lipgloss.NewStyle().Padding(0, 1)
			f.FocusedButton, f.BlurredButton = button.Bold(true), button.Faint(true)
			f.TextInput.Cursor = lipgloss.NewStyle()
			f.TextInput.Prompt = lipgloss.NewStyle()
			f.TextInput.Text = lipgloss.NewStyle()
			f.TextInput.Placeholder = faint()
			f.SelectSelector = lipgloss.NewStyle().SetString("  ")
		}
		s.Focused.SelectSelector = accent().SetString("> ")
		s.Focused.SelectedOption = bold()
		s.Focused.FocusedButton = lipgloss.NewStyle().Padding(0, 1).Reverse(true)
		return s
	})
}

// clean is text from outside on one line, fit for the screen.
func clean(s string) string { return strings.Join(strings.Fields(plain.Clean(s)), " ") }

// fit cuts a line to a width and says so with an ellipsis.
func fit(s string, width int) string { return ansi.Truncate(s, max(width, 0), "…") }

// wrap breaks text into lines of at most width cells.
func wrap(s string, width int) []string {
	if s == "" || width < 1 {
		return nil
	}
	// A hyphen is no place to break: ids and flags are full of them.
	s = ansi.Wrap(strings.ReplaceAll(s, "-", "\u2011"), width, "")
	return strings.Split(strings.ReplaceAll(s, "\u2011", "-"), "\n")
}

// spread puts one text at the left and one at the right end of a line.
func spread(left, right string, width int) string {
	room := width - ansi.StringWidth(right)
	if right == "" || room < 8 {
		return fit(left, width)
	}
	left = fit(left, room-1)
	return left + strings.Repeat(" ", room-ansi.StringWidth(left)) + right
}

// pad fills a line with spaces to a width.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-ansi.StringWidth(s)))
}

// most keeps at most n lines and says when there were more.
func most(lines []string, n int) []string {
	if len(lines) <= n {
		return lines
	}
	if n <= 0 {
		return nil
	}
	out := append([]string(nil), lines[:n]...)
	out[n-1] = ansi.Truncate(out[n-1], max(1, ansi.StringWidth(out[n-1])-1), "…")
	return out
}

// indent puts a prefix before every line.
func indent(lines []string, prefix string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = prefix + l
	}
	return out
}

// light is bright white on black, for a picture that a camera reads.
func light() lipgloss.Style {
	return lipgloss.NewStyle().Foreground(lipgloss.BrightWhite).Background(lipgloss.Black)
}

func rule(width int) string { return strings.Repeat("─", max(width, 0)) }
