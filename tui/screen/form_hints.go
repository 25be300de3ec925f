package screen

import "teamwright/steps/answers"

// hints of the form, the most important first.
func (f *form) hints() []hint {
	if f.only != "" {
		return append(f.ways(
			hint{"Enter", "take it", "take the answer and go back to the review"},
			hint{"Esc", "review", "back to the review; what was typed stays"}), f.editing()...)
	}
	back := hint{"Esc", "back", "to the page before; nothing is lost"}
	if f.first() {
		back = hint{"Esc", "leave", "save and leave"}
	}
	list := f.ways(hint{"Enter", "next", "take the answer and go to the next question or page"}, back)
	list = append(list, hint{"PgDn", "next page", "take the whole page and go on"},
		hint{"^G", "pages", "the list of all pages"},
		hint{"^O", "more", "show or hide the answers that a default fits"},
		hint{"^R", "review", "all answers on one page"},
		hint{"Tab", "next field", "to the next field, Shift-Tab to the one before"})
	return append(list, f.editing()...)
}

// ways are the keys of going on and back, with those that answer a question
// of this kind.
func (f *form) ways(list ...hint) []hint {
	x := f.focused()
	switch {
	case x == nil:
	case x.Kind == answers.Choice:
		list = append(list, hint{"↑↓", "option", "another option; Space or Enter takes it"})
	case x.Kind == answers.Toggle:
		list = append(list, hint{"y n", "answer", "yes or no; Space changes it"})
	}
	return list
}

// editing are the keys of the field.
func (f *form) editing() []hint {
	list := []hint{{"^U", "clear", "empty the line before the cursor"}, {"^Z", "undo", "forget what was typed here; what held before holds again"}}
	if x := f.focused(); x != nil && x.Long {
		list = append(list, hint{"^J", "new line", "a line end in a text of several lines"})
	}
	return append(list, hint{"^C", "leave", "save and leave"})
}

// first tells whether no page comes before this one.
func (f *form) first() bool {
	for _, p := range f.w.Pages() {
		if on, _ := f.w.Applies(p); on {
			return p.ID == f.page.ID
		}
	}
	return false
}
