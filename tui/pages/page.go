package pages

import (
	"teamwright/manifest"
	"teamwright/steps/answers"
)

// Page is one page of questions that belong together.
type Page struct {
	ID     string // site, branding, sso, bot, totara, connect, mobileflows, publish
	Title  string
	About  string // what the page is for, in a sentence or two
	Fields []Field

	parts []answers.Part // whose work needs it; none: every work
	warn  string         // what a person should know before switching it on
}

// Warning is what a person should know before they fill in the page; mostly empty.
func (p Page) Warning() string { return p.warn }

// Field is one question.
type Field struct {
	Key      string       // in the answers file, such as app.short_name
	Label    string       // a few words
	Kind     answers.Kind // what sort of value it takes
	Help     string       // one sentence: what it is and where the value ends up
	Required bool         // it may not be empty when it applies
	More     bool         // a default fits: not asked, but shown on the review
	Long     bool         // a text of several lines
	Options  []Option     // for a choice
	Limit    int          // most UTF-16 units; 0: no limit
	Min, Max int          // for a number
	Empty    string       // what an empty value means: "the site"; mostly empty

	applies func(answers.Answers) (bool, string)
}

// Option is one value of a choice.
type Option struct {
	Value string // as it stands in the file
	Label string // a few words
	Asks  string // what it asks for; may be empty
	Risks string // what may go wrong with it; may be empty
}

// Applies reports whether the question makes sense with these answers, and if not
// why not.
func (f Field) Applies(a answers.Answers) (bool, string) {
	if f.applies == nil {
		return true, ""
	}
	return f.applies(a)
}

// Room is how many UTF-16 units text leaves of the field's limit; negative when it
// is too long. limited is false for a field without a limit.
func (f Field) Room(text string) (left int, limited bool) {
	return f.Limit - manifest.UTF16Len(text), f.Limit > 0
}

// All are the pages in their order. The slices are the caller's own.
func All() []Page {
	pages := []Page{sitePage(), brandingPage(), ssoPage(), botPage(), totaraPage(), connectPage(), mobileFlowsPage(), publishPage()}
	for i := range pages {
		for j := range pages[i].Fields {
			pages[i].Fields[j].complete()
		}
	}
	return pages
}

// complete takes from the table of keys what it knows about the field.
func (f *Field) complete() {
	k, ok := answers.Find(f.Key)
	if !ok {
		panic("pages: no key " + f.Key) // unreachable: a test walks all fields
	}
	f.Kind, f.Help, f.Limit, f.Min, f.Max = k.Kind, k.Help, k.MaxUnits, k.Min, k.Max
	if f.Kind == answers.Choice && f.Options == nil {
		for _, c := range k.Choices {
			f.Options = append(f.Options, Option{Value: c, Label: c})
		}
	}
}

// when makes a field apply only under a condition.
func when(holds func(answers.Answers) bool, why string) func(answers.Answers) (bool, string) {
	return func(a answers.Answers) (bool, string) {
		if holds(a) {
			return true, ""
		}
		return false, why
	}
}
