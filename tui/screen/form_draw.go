package screen

import (
	"strings"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/tui/pages"
)

// draw is the fields above and what there is to say about the focused one
// below, at a fixed place, so that moving the focus moves no line.
func (f *form) draw(width, height int) []string {
	if width < sideFrom || f.only != "" {
		return f.main(width, height)
	}
	lines, side := f.main(width-sideWidth-3, height), f.side(sideWidth)
	for i := range lines {
		text := ""
		if i < len(side) {
			text = side[i]
		}
		lines[i] = pad(lines[i], width-sideWidth-3) + faint().Render(" │ ") + text
	}
	return lines
}

// On a wide screen all pages stand beside the one that is open.
const (
	sideFrom  = 104
	sideWidth = 30
)

// side is the list of pages with how they stand.
func (f *form) side(width int) []string {
	wrong := map[string]bool{}
	for _, e := range f.w.Review() {
		wrong[e.Page.ID] = wrong[e.Page.ID] || e.Problem != nil
	}
	var lines []string
	for _, p := range f.w.Pages() {
		on, _ := f.w.Applies(p)
		text := fit(p.Title, width-4)
		switch {
		case p.ID == f.page.ID:
			text = accent().Bold(true).Render("> " + text)
		case !on:
			text = faint().Render("- " + text)
		case wrong[p.ID]:
			text = warn().Render("! ") + text
		default:
			text = good().Render("+ ") + text
		}
		lines = append(lines, text)
	}
	return append(lines, "", faint().Render("= Review"), "", faint().Render("+ complete   ! needs you"), faint().Render("- passed over"))
}

// main is the page itself.
func (f *form) main(width, height int) []string {
	below := most(f.below(width, f.focused()), max(4, height-8))
	// As high as for any field of the page, so that no line moves with the
	// focus.
	for _, x := range f.fields {
		for high := min(len(f.below(width, x)), max(4, height-8)); len(below) < high; {
			below = append(below, "")
		}
	}
	room := height - len(below) - 1
	left := width
	var pics []string
	if f.page.ID == "branding" && f.picture != nil && width >= 76 && f.only == "" {
		column := min(width/3, 38)
		pics = f.picture.column(column, room)
		left = width - column - 2
	}
	lines := f.above(left, room)
	for i := range max(len(lines), len(pics)) {
		if i >= len(lines) {
			lines = append(lines, "")
		}
		if i < len(pics) {
			lines[i] = pad(fit(lines[i], left), left) + "  " + pics[i]
		}
	}
	for len(lines) < room {
		lines = append(lines, "")
	}
	edge := rule(width)
	if f.cut {
		edge = "─── more below " + rule(width-15)
	}
	lines = append(lines, faint().Render(edge))
	return append(lines, below...)
}

// above are the page's words and fields, scrolled to the focused one.
func (f *form) above(width, height int) []string {
	var blocks []block
	if f.only == "" {
		about := wrap(clean(f.page.About), width-2)
		if warning := f.page.Warning(); warning != "" {
			about = append(about, indent(wrap(clean("Note: "+warning), width-2), "")...)
		}
		blocks = append(blocks, block{-1, append(faintAll(about), "")})
	}
	for i, x := range f.fields {
		wrong, below := "", ""
		if x.seen {
			wrong = f.problem(x)
		}
		if wrong != "" && i != f.at {
			below = bad().Render(fit("    ! "+upper(wrong), width))
		}
		lines := x.draw(width, i == f.at, wrong != "")
		if last := len(lines) - 1; strings.TrimSpace(lines[last]) == "" {
			lines[last], below = below, "" // nothing stands in the field
		}
		blocks = append(blocks, block{i, append(lines, below)})
	}
	if n := f.hidden(); n > 0 && f.only == "" && !f.more {
		blocks = append(blocks, block{len(f.fields), []string{faint().Render("  " + steps.Count(n, "more answer has its default", "more answers have their default") + ": ^O")}})
	}
	l := list{sel: f.at, top: f.scroll, leaps: true}
	out := l.show(blocks, height)
	f.scroll, f.cut = l.top, false
	for all := -l.top; len(blocks) > 0; blocks = blocks[1:] {
		all += len(blocks[0].lines)
		f.cut = strings.TrimSpace(strings.Join(blocks[0].lines, "")) != "" && all > height+1
	}
	return append([]string(nil), out...)
}

func faintAll(lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = faint().Render(l)
	}
	return out
}

// below is what there is to say about a field.
func (f *form) below(width int, x *field) []string {
	if x == nil {
		return []string{"Nothing to answer on this page. Enter goes on."}
	}
	lines := most(wrap(clean(x.Help), width), 3)
	if x.Kind == answers.Choice {
		lines = append(lines, f.option(x, width)...)
	}
	return append(lines, f.verdict(x, width)...)
}

// option is what the option under the bar asks for and risks.
func (f *form) option(x *field, width int) []string {
	var lines []string
	best, why := f.w.Recommended(x.Key)
	for _, o := range x.Options {
		if o.Value != x.bar {
			continue
		}
		if o.Value == best {
			lines = append(lines, good().Render(fit("Recommended, because "+why+".", width)))
		}
		if o.Asks != "" {
			lines = append(lines, wrap("Asks for: "+o.Asks, width)...)
		}
		if o.Risks != "" {
			for _, l := range wrap("Risk: "+o.Risks, width) {
				lines = append(lines, warn().Render(l))
			}
		}
	}
	return lines
}

// problem is what is wrong with a field, in words.
func (f *form) problem(x *field) string {
	if x.Kind == answers.Choice && x.Required && x.text == "" {
		return "choose one: Enter takes the option under the bar"
	}
	if x.Kind == answers.Path && x.value() != x.was {
		if err := answers.CheckValue(x.Key, x.value()); err != nil {
			return problemText(err)
		}
		return ""
	}
	e, _ := f.w.Entry(x.Key)
	if e.Problem == nil {
		return ""
	}
	return problemText(e.Problem)
}

func problemText(err error) string {
	if list := answers.AsProblems(err); len(list) > 0 {
		text := "it " + list[0].Wrong
		if list[0].Right != "" {
			text += ": " + list[0].Right
		}
		return clean(text)
	}
	return clean(err.Error())
}

// verdict is one or two lines: what is wrong, what is unusual, or where the
// answer comes from. While a person still types, what is wrong is said calmly.
func (f *form) verdict(x *field, width int) []string {
	wrong := f.problem(x)
	_, origin := f.w.Text(x.Key)
	switch {
	case wrong != "" && x.seen:
		return styled(most(wrap("! "+upper(wrong), width), 2), bad().Render)
	case wrong != "" && x.value() == "":
		text := "? There is no default."
		if x.Kind == answers.Choice {
			text = "? There is no default: Enter takes the option under the bar."
		}
		return []string{warn().Render(fit(text, width))}
	case wrong != "":
		// In the words that stay the same from key to key.
		wrong, _, _ = strings.Cut(wrong, ": ")
		return []string{warn().Render(fit("… Not yet: "+wrong+".", width))}
	}
	if text := f.w.Unusual(x.Key); text != "" {
		return styled(most(wrap("Note: "+clean(text), width), 5), warn().Render)
	}
	return []string{faint().Render(fit(f.whence(x, origin), width))}
}

// whence says where the answer comes from and what Enter does.
func (f *form) whence(x *field, origin pages.Origin) string {
	e, _ := f.w.Entry(x.Key)
	switch {
	case x.value() != x.was:
		return "It is looked at when you go on."
	case x.value() == "" && x.Empty != "":
		return "Empty means: " + x.Empty + "."
	case x.value() == "":
		return "May stay empty."
	case origin == pages.Typed:
		return "+ Fine."
	}
	return "+ " + upper(clean(e.Where)) + ". Enter keeps it."
}

func styled(lines []string, style func(...string) string) []string {
	for i, l := range lines {
		lines[i] = style(l)
	}
	return lines
}

func upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
