package screen

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"

	"teamwright/steps/answers"
	"teamwright/tui/pages"
)

// field is one question of a page with the Huh field that edits it. The Huh
// fields stand alone, without Huh's form around them: its focus moves by
// messages, so that keys that arrive together reach the wrong field, and it
// refuses to go back from an answer that is not right yet.
type field struct {
	pages.Field
	in   huh.Field
	text string // as edited; of a choice, what was chosen
	bar  string // of a choice, the option under the bar
	yes  bool   // of a toggle
	was  string // what the wizard was told last
	seen bool   // the person has gone on from it: say what is wrong
	wide int    // of a choice, the width that its options are cut to
}

// keys are Huh's own, without those that the form takes for itself.
func keys() *huh.KeyMap {
	none := key.NewBinding(key.WithDisabled())
	km := huh.NewDefaultKeyMap()
	km.Input.Next, km.Input.Prev, km.Input.Submit, km.Input.AcceptSuggestion = none, none, none, none
	km.Text.Next, km.Text.Prev, km.Text.Submit, km.Text.Editor = none, none, none, none
	km.Select.Next, km.Select.Prev, km.Select.Submit = none, none, none
	km.Select.Filter, km.Select.SetFilter, km.Select.ClearFilter = none, none, none
	km.Confirm.Next, km.Confirm.Prev, km.Confirm.Submit, km.Confirm.Accept, km.Confirm.Reject = none, none, none, none, none
	km.Confirm.Toggle = key.NewBinding(key.WithKeys("left", "right", "space", "h", "l"))
	return km
}

// newField makes the field with the text that stands in it.
func newField(f pages.Field, text string) *field {
	x := &field{Field: f}
	x.set(text)
	return x
}

// same is a text in the one form that it has here: no answer to a question of
// yes or no is a no.
func (f *field) same(text string) string {
	if f.Kind == answers.Toggle && text != "yes" {
		return "no"
	}
	return text
}

// set puts a text into the field.
func (f *field) set(text string) {
	text = f.same(text)
	f.text, f.was, f.yes = text, text, text == "yes"
	switch {
	case f.Kind == answers.Toggle:
		f.in = huh.NewConfirm().Affirmative("yes").Negative("no").Inline(true).Value(&f.yes)
	case f.Kind == answers.Choice:
		f.list()
	case f.Long:
		f.in = huh.NewText().Lines(4).ShowLineNumbers(false).ExternalEditor(false).Value(&f.text)
	default:
		f.in = huh.NewInput().Prompt("").Value(&f.text)
	}
	f.in = f.in.WithTheme(theme()).WithKeyMap(keys())
}

// list makes the list of options. Huh's list always stands on some option; an
// answer that decides about security must not come about by that, so that the
// bar and the chosen option are two things.
func (f *field) list() {
	if f.text != "" {
		f.bar = f.text
	}
	var options []huh.Option[string]
	for _, o := range f.Options {
		mark := "( ) "
		if o.Value == f.text {
			mark = "(o) "
		}
		label := o.Label
		if label != o.Value {
			label = fmt.Sprintf("%s: %s", o.Value, o.Label)
		}
		label = mark + label
		if f.wide > 0 {
			label = fit(label, f.wide) // Huh's list has a line for each
		}
		options = append(options, huh.NewOption(label, o.Value))
	}
	f.in = huh.NewSelect[string]().Options(options...).Height(len(options)).Value(&f.bar).WithTheme(theme()).WithKeyMap(keys())
}

// choose takes the option under the bar.
func (f *field) choose() {
	f.text = f.bar
	f.list()
	f.focus()
}

// value is what the field says now.
func (f *field) value() string {
	if f.Kind == answers.Toggle {
		if f.yes {
			return "yes"
		}
		return "no"
	}
	return f.text
}

// update hands one key or paste to the field.
func (f *field) update(msg tea.Msg) {
	// The commands that a field gives back blink its cursor or ask Huh's form
	// to go on; neither is wanted.
	m, _ := f.in.Update(msg)
	f.in, _ = m.(huh.Field)
	if f.Kind == answers.Choice && f.text != "" && f.bar != f.text {
		f.choose()
	}
}

// toggle takes the letters that answer a question with yes or no.
func (f *field) toggle(k string) bool {
	switch k {
	case "y", "Y", "j":
		f.yes = true
	case "n", "N":
		f.yes = false
	default:
		return false
	}
	return true
}

// texts tells whether letters are text here.
func (f *field) texts() bool { return f.Kind != answers.Toggle && f.Kind != answers.Choice }

// focus and blur leave Huh's commands aside; the cursor stands still.
func (f *field) focus() { _ = f.in.Focus() }
func (f *field) blur()  { _ = f.in.Blur() }

// draw is the field's lines: label with what there is to say beside it, then
// the editor. The focus shows by a bar alone, since a line that changes its
// style has to be sent anew.
func (f *field) draw(width int, focused bool, problem bool) []string {
	bar := "  "
	if focused {
		bar = accent().Render("▌") + " "
	}
	side := f.room()
	switch {
	case problem:
		side = bad().Render("! not right")
	case f.Required && f.value() == "":
		side = warn().Render("needed")
	}
	lines := []string{bar + spread(f.Label, side, width-3)}
	for l := range strings.SplitSeq(strings.TrimRight(f.editor(width-6, focused), "\n"), "\n") {
		lines = append(lines, "    "+strings.TrimRight(l, " "))
	}
	return lines
}

// editor is Huh's field. A line of text without focus is just the text: Huh
// leaves it in a grey that not every palette shows.
func (f *field) editor(width int, focused bool) string {
	switch {
	case f.Kind == answers.Choice && f.wide != width-3:
		f.wide = width - 3
		f.list()
		if focused {
			f.focus()
		}
	case f.Kind == answers.Toggle && f.yes:
		return "(o) yes   ( ) no"
	case f.Kind == answers.Toggle:
		return "( ) yes   (o) no"
	case !focused && f.text == "" && f.Empty != "":
		return faint().Render(fit("empty: "+f.Empty, width))
	case !focused && f.texts() && !f.Long:
		return fit(clean(f.text), width)
	}
	return f.in.WithWidth(width).View()
}

// room is how much more fits.
func (f *field) room() string {
	left, limited := f.Room(f.value())
	switch {
	case !limited || f.value() == "":
		return ""
	case left < 0:
		return bad().Render(fmt.Sprintf("%d too many", -left))
	}
	return faint().Render(fmt.Sprintf("%d left", left))
}
