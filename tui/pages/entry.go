package pages

import (
	"fmt"
	"strings"

	"teamwright/steps/answers"
)

// Entry is one answer on the review.
type Entry struct {
	Page    Page
	Field   Field
	Value   string // as it is typed; empty: no answer, see Field.Empty
	Origin  Origin
	Where   string           // in words: "teamwright.yaml, line 12", "default", "made from the site's address"
	Unusual string           // what is unusual about it; mostly empty
	Problem *answers.Problem // why it cannot stay so; mostly nil
}

// Shown is the value in words, also where it is empty.
func (e Entry) Shown() string {
	switch {
	case e.Value == "" && strings.HasPrefix(e.Field.Empty, "none"):
		return e.Field.Empty
	case e.Value == "" && e.Field.Empty != "":
		return "empty: " + e.Field.Empty
	case e.Value == "":
		return "empty"
	}
	return e.Value
}

// PassedOver is a page that is not part of this run.
type PassedOver struct {
	Page Page
	Why  string
}

// Review gives every answer of this run in the order of the pages: those of fields
// that apply, on pages that apply.
func (w *Wizard) Review() []Entry {
	var entries []Entry
	a := w.Answers()
	for _, p := range w.pages {
		if on, _ := w.Applies(p); !on {
			continue
		}
		for _, f := range p.Fields {
			if on, _ := f.Applies(a); on {
				entries = append(entries, w.entry(p, f, a))
			}
		}
	}
	return entries
}

// Passed are the pages that are not part of this run.
func (w *Wizard) Passed() []PassedOver {
	var passed []PassedOver
	for _, p := range w.pages {
		if on, why := w.Applies(p); !on {
			passed = append(passed, PassedOver{p, why})
		}
	}
	return passed
}

// Entry is the answer to one key as the review has it, whether its field applies
// or not.
func (w *Wizard) Entry(key string) (Entry, bool) {
	for _, p := range w.pages {
		for _, f := range p.Fields {
			if f.Key == key {
				return w.entry(p, f, w.Answers()), true
			}
		}
	}
	return Entry{}, false
}

func (w *Wizard) entry(p Page, f Field, a answers.Answers) Entry {
	text, origin := w.text(f.Key, a)
	e := Entry{Page: p, Field: f, Value: text, Origin: origin, Problem: w.problem(f, a)}
	switch origin {
	case Nowhere:
		e.Where = "not answered"
	case Default:
		e.Where = "default"
	case Derived:
		e.Where = w.derivedFrom(f.Key)
	case InFile:
		e.Where = fmt.Sprintf("%s, line %d", w.file.Name(), w.file.Line(f.Key))
	case ByFlag:
		e.Where = w.opt.Given[f.Key].By + ", this run only"
	case Typed:
		e.Where = "typed now"
	}
	if w.accepted[f.Key] && origin < InFile && origin > Nowhere {
		e.Where += ", confirmed"
	}
	if e.Problem == nil {
		e.Unusual = w.unusual(f.Key, a)
	}
	return e
}

// derivedFrom says what a derived value was made from.
func (w *Wizard) derivedFrom(key string) string {
	switch key {
	case "app.short_description", "app.full_description":
		return "proposed"
	case "bot.display_name":
		return "made from the short name"
	}
	return "made from the site's address"
}
