package screen

import (
	tea "charm.land/bubbletea/v2"
)

// help is all keys of a screen.
type help struct {
	mute
	of    string
	keys  []hint
	extra []string
}

func newHelp(v view) *help {
	h := &help{of: v.title(), keys: v.hints()}
	if e, ok := v.(interface{ explain() []string }); ok {
		h.extra = e.explain()
	}
	return h
}

// press closes it, whatever the key.
func (h *help) press(string) *help { return nil }

func (h *help) title() string               { return "Keys: " + h.of }
func (h *help) key(tea.KeyPressMsg) tea.Cmd { return nil }
func (h *help) hints() []hint               { return []hint{{"any key", "back", ""}} }
func (h *help) leave() tea.Cmd              { return nil }

func (h *help) draw(width, height int) []string {
	var lines []string
	for _, k := range h.keys {
		words := k.more
		if words == "" {
			words = k.does
		}
		lines = append(lines, "  "+pad(bold().Render(k.key), 9)+fit(words, width-12))
	}
	lines = append(lines, "  "+pad(bold().Render("^L"), 9)+"draw the screen anew")
	if len(h.extra) > 0 {
		lines = append(lines, "")
		for _, e := range h.extra {
			lines = append(lines, wrap(e, width)...)
		}
	}
	return most(lines, height)
}
