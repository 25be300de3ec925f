package screen

import (
	"fmt"

	tea "charm.land/bubbletea/v2"
)

// browsing takes the keys of a sign-in with a browser.
func (e *entrance) browsing(k string) tea.Cmd {
	switch k {
	case "esc":
		return e.leave()
	case "a":
		return e.copy(e.browser.URL, "The address")
	case "t":
		return e.copy(e.browser.Tunnel, "The command")
	case "n":
		if e.again != nil {
			e.browser = nil
			e.again()
		}
	}
	return nil
}

// tunnel is how to reach this machine with the browser of another one, and the
// address to open there.
func (e *entrance) tunnel(width int) []string {
	b := e.browser
	lines := e.purpose(b.For, width)
	switch {
	case b.Opened:
		lines = append(lines, "A browser has been opened on this machine. If none shows, open this address:")
	case b.Tunnel != "":
		lines = append(append(lines, wrap("First run this on your own machine, in a second window, and leave it open:", width)...), "")
		lines = append(append(lines, broken(b.Tunnel, width)...), "", "Then open this address in its browser (a copies it):")
	default:
		lines = append(lines, "Open this address in a browser on this machine:")
	}
	lines = append(append(lines, ""), styled(broken(b.URL, width), bold().Render)...)
	lines = append(lines, "", e.clock(), "")
	if b.ClientName != "" {
		lines = append(lines, wrap(fmt.Sprintf("The browser will name %q: that is this program. This goes on by itself once you have signed in.", b.ClientName), width)...)
	}
	return lines
}

// broken is a text without places to break, cut at the edge.
func broken(text string, width int) []string {
	var lines []string
	for text = clean(text); len(text) > width; text = text[width:] {
		lines = append(lines, text[:width])
	}
	return append(lines, text)
}

func (e *entrance) browserHints() []hint {
	list := []hint{{"a", "copy address", "copy the address to your own machine (OSC 52)"}}
	if e.browser.Tunnel != "" {
		list = append(list, hint{"t", "copy command", "copy the command that opens the way here"})
	}
	list = append(list, hint{"Esc", "cancel", "cancel the sign-in"})
	if e.again != nil {
		list = append(list, hint{"n", "begin anew", "ask for a new address"})
	}
	return list
}
