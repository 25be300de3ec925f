package pages

import (
	"slices"
	"strings"

	"teamwright/steps/answers"
)

// Given is a value that a flag or an environment variable gives for this run. It
// wins over the file and is not written into it.
type Given struct {
	Text string // the value as typed
	By   string // --cloud, TEAMWRIGHT_CLOUD
}

// Options are what the caller knows when it opens a [Wizard].
type Options struct {
	Given           map[string]Given // by key
	Only            []answers.Part   // the parts of this run; none: a whole set-up with everything
	VerifiedDomains []string         // of the tenant; nil: not known
	All             bool             // ask also what the file answers

	// CheckFile judges a file that an answer names, at its place beside the answers
	// file. May be nil.
	CheckFile func(key, path string) error
}

// Wizard is the walk through the pages: where the person is, and what the answers
// are so far. It is not safe for use by several goroutines at once.
type Wizard struct {
	file     *answers.File
	opt      Options
	pages    []Page
	typed    map[string]string // the text as typed, right or wrong
	accepted map[string]bool   // a default was taken as it is
	fields   []place           // all fields in a row
	at       int               // index in fields; len(fields): the review
}

// place is where a field stands.
type place struct{ page, field int }

// Question is a field with its place in the walk.
type Question struct {
	Field
	Page  Page
	First bool // it is the first question of its page that is asked
}

// New opens the walk over an answers file, at its first question.
func New(file *answers.File, opt Options) *Wizard {
	w := &Wizard{file: file, opt: opt, pages: All(), typed: map[string]string{}, accepted: map[string]bool{}}
	for p := range w.pages {
		for f := range w.pages[p].Fields {
			w.fields = append(w.fields, place{p, f})
		}
	}
	w.at = w.seek(0)
	return w
}

// File is the answers file under the walk.
func (w *Wizard) File() *answers.File { return w.file }

// Pages are all pages, whether they apply or not.
func (w *Wizard) Pages() []Page { return w.pages }

// Applies reports whether a page is part of this run, and if not why not.
func (w *Wizard) Applies(p Page) (bool, string) {
	if len(w.opt.Only) == 0 || len(p.parts) == 0 {
		return true, ""
	}
	for _, part := range w.opt.Only {
		if slices.Contains(p.parts, part) {
			return true, ""
		}
	}
	names := make([]string, len(w.opt.Only))
	for i, part := range w.opt.Only {
		names[i] = string(part)
	}
	return false, "this run does only " + strings.Join(names, ", ")
}

// Question is the one that the person is at; false means the review.
func (w *Wizard) Question() (Question, bool) {
	if w.at >= len(w.fields) {
		return Question{}, false
	}
	return w.question(w.at), true
}

func (w *Wizard) question(i int) Question {
	at := w.fields[i]
	page := w.pages[at.page]
	q := Question{Field: page.Fields[at.field], Page: page, First: true}
	a := w.Answers()
	for j := i - 1; j >= 0 && w.fields[j].page == at.page; j-- {
		if w.asked(j, a) {
			q.First = false
		}
	}
	return q
}

// Next goes to the next question, or to the review.
func (w *Wizard) Next() {
	w.at = w.seek(w.at + 1)
}

// Back goes to the question before, whether the file answers it or not. It is
// refused only at the first one, and loses nothing.
func (w *Wizard) Back() bool {
	a := w.Answers()
	for i := min(w.at, len(w.fields)) - 1; i >= 0; i-- {
		if w.walkable(i, a) {
			w.at = i
			return true
		}
	}
	return false
}

// Goto goes to the field of a key, or to the first field of a page. It reports
// whether there is such a place in this run.
func (w *Wizard) Goto(name string) bool {
	a := w.Answers()
	for i, at := range w.fields {
		page := w.pages[at.page]
		field := page.Fields[at.field]
		if name != field.Key && name != page.ID {
			continue
		}
		if on, _ := w.Applies(page); on {
			if on, _ = field.Applies(a); on {
				w.at = i
				return true
			}
		}
	}
	return false
}

// NextPage goes to the next page of this run, or to the review: how a front end
// that shows whole pages walks.
func (w *Wizard) NextPage() { w.turn(+1) }

// BackPage goes to the page before, from the review to the last one. It is refused
// only on the first page, and loses nothing.
func (w *Wizard) BackPage() bool { return w.turn(-1) }

func (w *Wizard) turn(step int) bool {
	page := len(w.pages)
	if w.at < len(w.fields) {
		page = w.fields[w.at].page
	}
	for page += step; page >= 0 && page < len(w.pages); page += step {
		if w.Goto(w.pages[page].ID) {
			return true
		}
	}
	if step > 0 {
		w.ToReview()
	}
	return false
}

// Changed reports whether the person has said anything yet.
func (w *Wizard) Changed() bool { return len(w.typed)+len(w.accepted) > 0 }

// ToReview goes to the end of the walk.
func (w *Wizard) ToReview() { w.at = len(w.fields) }

// Left counts the questions from here to the review, this one included, as far as
// can be told: answers may bring others.
func (w *Wizard) Left() int {
	a, n := w.Answers(), 0
	for i := w.at; i < len(w.fields); i++ {
		// What lacks a default only because the site is not known yet will get one.
		soon := a.Site == "" && w.pages[w.fields[i].page].Fields[w.fields[i].field].More
		if i == w.at || w.asked(i, a) && !soon {
			n++
		}
	}
	return n
}

// seek is the first asked question from i on, or the review.
func (w *Wizard) seek(i int) int {
	a := w.Answers()
	for ; i < len(w.fields); i++ {
		if w.asked(i, a) {
			return i
		}
	}
	return len(w.fields)
}

// walkable reports whether field i is one of the questions of this run.
func (w *Wizard) walkable(i int, a answers.Answers) bool {
	page := w.pages[w.fields[i].page]
	field := page.Fields[w.fields[i].field]
	if on, _ := w.Applies(page); !on {
		return false
	}
	if on, _ := field.Applies(a); !on {
		return false
	}
	return !field.More || w.problem(field, a) != nil
}

// asked reports whether the walk stops at field i.
func (w *Wizard) asked(i int, a answers.Answers) bool {
	if !w.walkable(i, a) {
		return false
	}
	field := w.pages[w.fields[i].page].Fields[w.fields[i].field]
	if w.opt.All || w.problem(field, a) != nil {
		return true
	}
	_, typed := w.typed[field.Key]
	if typed || w.accepted[field.Key] {
		return true
	}
	_, given := w.opt.Given[field.Key]
	return !given && !w.file.IsSet(field.Key)
}

// Open goes to the first question that nobody has answered yet, or whose answer
// cannot stay so; without one it goes to the review and reports false. It is how a
// change on the review leads to the questions that it brings.
func (w *Wizard) Open() bool {
	a := w.Answers()
	for i, at := range w.fields {
		field := w.pages[at.page].Fields[at.field]
		if !w.walkable(i, a) {
			continue
		}
		if w.problem(field, a) != nil || w.source(field.Key) <= Derived && !w.accepted[field.Key] {
			w.at = i
			return true
		}
	}
	w.ToReview()
	return false
}
