package screen

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"teamwright/steps/answers"
	"teamwright/tui/pages"
)

// form is the walk through the pages: one page at a time, with all of its
// questions on it.
type form struct {
	mute
	w       *pages.Wizard
	conf    formConfig
	page    pages.Page
	fields  []*field
	at      int    // index of the focused field
	more    bool   // the questions that a default fits are shown too
	only    string // the one key that is changed from the review
	scroll  int
	cut     bool // questions stand below the last line
	picture *picture
}

// formConfig is what a form asks of the screen around it.
type formConfig struct {
	review func(m string) tea.Cmd // to the review, with a notice
	jump   func() tea.Cmd         // to the list of pages
	leave  func() tea.Cmd         // ask about leaving
	note   func(string)
}

// newForm opens the page on which the wizard stands.
func newForm(w *pages.Wizard, conf formConfig, pic *picture) (*form, tea.Cmd) {
	f := &form{w: w, conf: conf, picture: pic}
	q, _ := w.Question()
	f.page = q.Page
	f.more = q.More
	return f, f.begin(q.Key)
}

// edit opens a single question.
func edit(w *pages.Wizard, key string, conf formConfig, pic *picture) (*form, tea.Cmd) {
	f := &form{w: w, conf: conf, picture: pic, only: key}
	q, _ := w.Question()
	f.page = q.Page
	return f, f.begin(key)
}

// begin lays out the page and goes to a key on it.
func (f *form) begin(key string) tea.Cmd {
	f.fields, f.scroll = nil, 0
	f.sync()
	f.at = max(0, slices.IndexFunc(f.fields, func(x *field) bool { return x.Key == key }))
	if len(f.fields) > 0 {
		f.fields[f.at].focus()
	}
	return f.preview()
}

// sync brings the fields of the page to the answers of this moment: questions
// come and go with other answers, and what was only derived is derived anew.
// What a person has typed stays.
func (f *form) sync() {
	a := f.w.Answers()
	var fields []*field
	for _, pf := range f.page.Fields {
		if !f.shows(pf, a) {
			continue
		}
		text, _ := f.w.Text(pf.Key)
		i := slices.IndexFunc(f.fields, func(x *field) bool { return x.Key == pf.Key })
		if i < 0 {
			fields = append(fields, newField(pf, text))
			continue
		}
		x := f.fields[i]
		if x.was != x.same(text) {
			x.set(text)
		}
		fields = append(fields, x)
	}
	var focused *field
	if f.at < len(f.fields) {
		focused = f.fields[f.at]
	}
	f.fields = fields
	f.at = max(0, slices.Index(fields, focused))
}

// shows tells whether a question stands on the page.
func (f *form) shows(pf pages.Field, a answers.Answers) bool {
	if f.only != "" {
		return pf.Key == f.only
	}
	if on, _ := pf.Applies(a); !on {
		return false
	}
	if !pf.More || f.more {
		return true
	}
	e, _ := f.w.Entry(pf.Key)
	return e.Problem != nil
}

// hidden counts the questions that are not shown because a default fits.
func (f *form) hidden() int {
	n := -len(f.fields)
	a := f.w.Answers()
	for _, pf := range f.page.Fields {
		if on, _ := pf.Applies(a); on {
			n++
		}
	}
	return n
}

func (f *form) title() string {
	if f.only != "" {
		return f.page.Title + ": one answer"
	}
	n, of := 0, 0
	for _, p := range f.w.Pages() {
		if on, _ := f.w.Applies(p); !on {
			continue
		}
		of++
		if p.ID == f.page.ID {
			n = of
		}
	}
	return fmt.Sprintf("%s  (page %d of %d)", f.page.Title, n, of)
}

// focused is the field that takes the keys; nil on an empty page.
func (f *form) focused() *field {
	if f.at >= len(f.fields) {
		return nil
	}
	return f.fields[f.at]
}

// typing tells whether letters are text: a question mark alone explains
// everything, even in an empty field, since no answer begins with one.
func (f *form) typing() bool {
	x := f.focused()
	return x != nil && x.texts() && x.value() != ""
}

func (f *form) key(k tea.KeyPressMsg) tea.Cmd {
	x := f.focused()
	switch name := k.String(); name {
	case "tab":
		return f.step(+1)
	case "shift+tab":
		return f.step(-1)
	case "enter":
		return f.enter()
	case "esc":
		return f.back()
	case "pgdown", "ctrl+n":
		return f.forward()
	case "pgup", "ctrl+p":
		return f.back()
	case "ctrl+o":
		return f.showMore()
	case "ctrl+g":
		f.tell()
		return f.conf.jump()
	case "ctrl+r":
		f.tell()
		return f.conf.review("")
	case "ctrl+z", "ctrl+u":
		if name == "ctrl+z" && x != nil {
			return f.forget(x)
		}
	case "up", "down":
		if x != nil && x.Kind != answers.Choice && !x.Long {
			by := map[string]int{"up": -1, "down": +1}[name]
			if f.at+by < 0 || f.at+by >= len(f.fields) {
				return nil // arrows stay on the page
			}
			return f.step(by)
		}
	case "space":
		if x != nil && x.Kind == answers.Choice {
			return f.choose(x)
		}
	}
	if x == nil {
		return nil
	}
	if x.Kind != answers.Toggle || !x.toggle(k.String()) {
		if x.Long && (k.String() == "ctrl+j" || k.String() == "alt+enter") {
			k = tea.KeyPressMsg{Code: tea.KeyEnter}
		}
		x.update(k)
	}
	return f.changed(x)
}

// paste puts a text into the fields: tabs and line ends in it lead from one
// field to the next, as the keys would.
func (f *form) paste(text string) tea.Cmd {
	var cmds []tea.Cmd
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if x := f.focused(); x != nil && x.Long {
		x.update(tea.PasteMsg{Content: text})
		return f.changed(x)
	}
	parts := strings.FieldsFunc(strings.Trim(text, "\r\n\t"), func(r rune) bool { return r == '\t' || r == '\n' || r == '\r' })
	for i, part := range parts {
		x := f.focused()
		if x == nil {
			break
		}
		x.update(tea.PasteMsg{Content: strings.TrimSpace(clean(part))})
		cmds = append(cmds, f.changed(x))
		if i < len(parts)-1 {
			cmds = append(cmds, f.step(+1))
		}
	}
	return tea.Batch(cmds...)
}

// changed tells the wizard what stands in the field now. Files are looked at
// when the person goes on, not at every letter of a path.
func (f *form) changed(x *field) tea.Cmd {
	now := x.value()
	if now == x.was {
		return nil
	}
	if e, _ := f.w.Entry(x.Key); e.Origin == pages.ByFlag {
		x.set(x.was)
		x.focus()
		f.conf.note("Given by " + e.Where + ": start without it to change it here.")
		return nil
	}
	if x.Kind == answers.Path {
		return nil
	}
	x.was = now
	_ = f.w.Answer(x.Key, now) // what is wrong with it stands on the review and below the page
	if !x.texts() {
		f.sync()
	}
	if x.Key == "app.accent_color" {
		return f.preview()
	}
	return nil
}

// tell makes sure that the wizard knows what stands in the focused field.
func (f *form) tell() tea.Cmd {
	x := f.focused()
	if x == nil || x.value() == x.was {
		return nil
	}
	x.was = x.value()
	_ = f.w.Answer(x.Key, x.was)
	return f.preview()
}

// choose takes the option under the bar.
func (f *form) choose(x *field) tea.Cmd {
	x.choose()
	return f.changed(x)
}

func (f *form) showMore() tea.Cmd {
	if f.only != "" {
		return nil
	}
	f.tell()
	f.more = !f.more
	f.sync()
	if x := f.focused(); x != nil {
		x.focus()
	}
	return nil
}

// forget goes back to what held before anything was typed.
func (f *form) forget(x *field) tea.Cmd {
	f.w.Forget(x.Key)
	text, _ := f.w.Text(x.Key)
	x.set(text)
	x.focus()
	f.sync()
	return f.preview()
}

func (f *form) leave() tea.Cmd {
	f.tell()
	return f.conf.leave()
}
