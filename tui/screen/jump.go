package screen

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"teamwright/steps"
	"teamwright/tui/pages"
)

// jump is the list of pages: any of them can be gone to at any time.
type jump struct {
	mute
	fill *fill
	list list
	back view
}

func newJump(f *fill) *jump {
	j := &jump{fill: f, back: f.now}
	for i, p := range f.w.Pages() {
		if f.form != nil && p.ID == f.form.page.ID {
			j.list.sel = i
		}
	}
	return j
}

func (j *jump) title() string { return "Go to a page" }

func (j *jump) key(k tea.KeyPressMsg) tea.Cmd {
	all := j.fill.w.Pages()
	if j.list.arrow(k.String(), len(all)+1, 10) {
		return nil
	}
	switch k.String() {
	case "enter", "space":
		if j.list.sel == len(all) {
			return j.fill.toReview("")
		}
		if on, why := j.fill.w.Applies(all[j.list.sel]); !on {
			j.fill.m.note("That page is passed over: " + why + ".")
			return nil
		}
		j.fill.w.Goto(all[j.list.sel].ID)
		return j.fill.toForm("")
	case "esc", "ctrl+g", "q":
		j.fill.now = j.back
	}
	return nil
}

func (j *jump) draw(width, height int) []string {
	wrong, count := map[string]int{}, map[string]int{}
	for _, e := range j.fill.w.Review() {
		count[e.Page.ID]++
		if e.Problem != nil {
			wrong[e.Page.ID]++
		}
	}
	var blocks []block
	for i, p := range j.fill.w.Pages() {
		blocks = append(blocks, block{i, []string{j.row(i, p, wrong[p.ID], count[p.ID], width)}})
	}
	n := len(blocks)
	blocks = append(blocks, block{n, []string{selected(n == j.list.sel, "= Review of all answers", width)}})
	return j.list.show(blocks, height)
}

func (j *jump) row(i int, p pages.Page, wrong, count, width int) string {
	sign, words := "+", steps.Count(count, "answer", "answers")
	on, why := j.fill.w.Applies(p)
	switch {
	case !on:
		sign, words = "-", "passed over: "+why
	case wrong > 0:
		sign, words = "!", steps.Count(wrong, "answer is", "answers are")+" needed or not right"
	}
	return selected(i == j.list.sel, sign+" "+pad(p.Title, 30)+" "+words, width)
}

// selected marks the row under the bar, by sign and by style.
func selected(is bool, text string, width int) string {
	if !is {
		return "  " + fit(text, width-2)
	}
	return accent().Bold(true).Render("> " + strings.TrimRight(fit(text, width-2), " "))
}

func (j *jump) hints() []hint {
	return []hint{{"↑↓", "move", ""}, {"Enter", "go there", ""}, {"Esc", "back", ""}}
}

func (j *jump) leave() tea.Cmd { return j.fill.leave() }
