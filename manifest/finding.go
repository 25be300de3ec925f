package manifest

import "fmt"

// Severity says what a finding does to the package.
type Severity string

const (
	// Error is refused by Teams, or breaks the app in use.
	Error Severity = "error"
	// Warning is advice.
	Warning Severity = "warning"
)

// Finding is one thing that is wrong with a package.
type Finding struct {
	Severity Severity `json:"severity"`
	// Code is Microsoft's own where the publishing service has one.
	Code string `json:"code"`
	// Target is the dotted path of the property, as the service writes it:
	// developer.privacyUrl, staticTabs[0].name.
	Target string `json:"target"`
	// File is the name inside the package; Line and Column count from 1, 0
	// where the finding is about no single place. Columns count characters.
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
	// Message is one sentence that says what is wrong, with the value found;
	// Fix is one sentence that says what to do.
	Message string `json:"message"`
	Fix     string `json:"fix"`
	// Value is what was found, shortened; Source is where the rule stands.
	Value  string `json:"value,omitempty"`
	Source string `json:"source,omitempty"`
}

// String is the finding as a compiler would print it.
func (f Finding) String() string {
	place := f.File
	if f.Line > 0 {
		place = fmt.Sprintf("%s:%d:%d", f.File, f.Line, f.Column)
	}
	said := fmt.Sprintf("%s: %s (%s)", f.Severity, f.Message, f.Code)
	if place == "" { // about the package as a whole
		return said
	}
	return place + ": " + said
}

// Valid reports whether findings hold no error.
func Valid(findings []Finding) bool {
	for _, f := range findings {
		if f.Severity == Error {
			return false
		}
	}
	return true
}
