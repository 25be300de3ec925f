package screen

import (
	tea "charm.land/bubbletea/v2"

	"teamwright/steps"
	"teamwright/tui/pages"
)

// review is every answer with where it came from. Its first row goes on.
type review struct {
	mute
	fill    *fill
	list    list
	unusual bool // only what is unusual or not right
}

func (r *review) title() string { return "Review: all answers" }

func (r *review) entries() []pages.Entry {
	var out []pages.Entry
	for _, e := range r.fill.w.Review() {
		if !r.unusual || e.Unusual != "" || e.Problem != nil {
			out = append(out, e)
		}
	}
	return out
}

func (r *review) key(k tea.KeyPressMsg) tea.Cmd {
	entries := r.entries()
	if r.list.arrow(k.String(), len(entries)+1, 8) {
		return nil
	}
	switch k.String() {
	case "enter", "space", "e":
		if r.list.sel == 0 {
			return r.fill.done()
		}
		key := entries[r.list.sel-1].Field.Key
		r.fill.w.Goto(key)
		return r.fill.toForm(key)
	case "g":
		return r.fill.done()
	case "u":
		r.unusual, r.list = !r.unusual, list{}
	case "ctrl+g":
		return r.fill.toJump()
	case "esc", "pgup":
		r.fill.w.ToReview()
		if r.fill.w.BackPage() {
			return r.fill.toForm("")
		}
	}
	return nil
}

// selectProblem puts the bar on the first answer that cannot stay.
func (r *review) selectProblem() {
	r.unusual = false
	for i, e := range r.entries() {
		if e.Problem != nil {
			r.list.sel = i + 1
			return
		}
	}
}

func (r *review) draw(width, height int) []string {
	entries := r.entries()
	r.list.move(0, len(entries)+1)
	wrong := 0
	for _, e := range r.fill.w.Review() {
		if e.Problem != nil {
			wrong++
		}
	}
	first := "All of this is right: go on to the sign-in"
	if wrong > 0 {
		first = steps.Count(wrong, "answer is", "answers are") + " needed or not right; Enter leads to the first"
	}
	blocks := []block{{0, []string{selected(r.list.sel == 0, first, width), ""}}}
	page := ""
	for i, e := range entries {
		if e.Page.ID != page {
			page = e.Page.ID
			blocks = append(blocks, block{-1, []string{bold().Render(e.Page.Title)}})
		}
		blocks = append(blocks, block{i + 1, r.entry(e, r.list.sel == i+1, width)})
	}
	for _, p := range r.fill.w.Passed() {
		blocks = append(blocks, block{-2, []string{faint().Render(fit("- passed over: "+p.Page.Title+", because "+p.Why+".", width))}})
	}
	lines := append([]string(nil), r.list.show(blocks, height-1)...)
	for len(lines) < height-1 {
		lines = append(lines, "")
	}
	return append(lines, r.list.edge(width))
}

// entry is one answer: label, value, and where there is room whence.
func (r *review) entry(e pages.Entry, sel bool, width int) []string {
	label := 26
	if width < 76 {
		label = 22
	}
	where := clean(e.Where)
	room := width - label - 4
	text := clean(e.Shown())
	line := pad(fit(e.Field.Label, label), label) + " "
	if width >= 100 {
		text = pad(fit(text, room-34), room-34) + "  " + fit(where, 32)
	} else if sel {
		text = fit(text, room)
	} else {
		text = spread(text, faint().Render(fit(short(e), 14)), room)
	}
	lines := []string{selected(sel, line+text, width)}
	add := func(mark string, style func(...string) string, text string) {
		for _, l := range most(wrap(text, width-6), 3) {
			lines = append(lines, "    "+style(mark+l))
			mark = ""
		}
	}
	if e.Problem != nil {
		add("! ", bad().Render, problemText(e.Problem))
	}
	if e.Unusual != "" {
		add("", warn().Render, "Note: "+clean(e.Unusual))
	}
	if sel && width < 100 {
		add("", faint().Render, where)
	}
	return lines
}

// short is where an answer came from in one or two words.
func short(e pages.Entry) string {
	switch e.Origin {
	case pages.Nowhere:
		return "not answered"
	case pages.Default:
		return "default"
	case pages.Derived:
		return "derived"
	case pages.InFile:
		return "file"
	case pages.ByFlag:
		return "this run only"
	}
	return "typed"
}

func (r *review) hints() []hint {
	does := "change"
	if r.list.sel == 0 {
		does = "go on"
	}
	return []hint{
		{"Enter", does, "change the answer under the bar; on the first row, go on"},
		{"↑↓", "move", ""},
		{"g", "go on", "all of this is right"},
		{"u", "unusual", "only what is unusual or not right, or all"},
		{"Esc", "back", "to the last page of questions"},
		{"^G", "pages", "the list of all pages"},
		{"^C", "leave", "save and leave"},
	}
}

func (r *review) leave() tea.Cmd { return r.fill.leave() }
