package steps

import (
	"encoding/json"
	"reflect"
	"slices"
)

// Action is what a step would do.
type Action string

// The actions of a plan.
const (
	Create  Action = "create"
	Update  Action = "update"
	Replace Action = "replace"
	Restore Action = "restore"
	Delete  Action = "delete"
	None    Action = "none"
	Skip    Action = "skip"    // does not apply; Summary is the reason
	Manual  Action = "manual"  // a person does it; Cure tells how
	Blocked Action = "blocked" // cannot be planned; Summary is the reason
)

// Writes tells whether the action changes something.
func (a Action) Writes() bool {
	switch a {
	case Create, Update, Replace, Restore, Delete:
		return true
	}
	return false
}

// Change is what one step would do, field by field.
type Change struct {
	Step    ID      `json:"step"`
	Action  Action  `json:"action"`
	Summary string  `json:"summary"`
	Fields  []Field `json:"fields"`
	// Kept are things that the step saw and leaves alone, in words.
	Kept []string `json:"kept,omitempty"`
	// Cure tells what to do about a blocked or manual change.
	Cure string `json:"cure,omitempty"`
	// Key is the natural key of what is written, for the journal.
	Key string `json:"-"`
	// Unseen says of a Skip that what it depends on could not be looked at: its
	// row is the step's own to say, for unknown is not skipped.
	Unseen bool `json:"-"`
}

// Field is one property that would change. Exactly one of To, Unknown and
// Secret says to what.
type Field struct {
	Path    string
	From    any // nil: not there now
	To      any
	Unknown ID   // comes to be when this step has run
	Secret  bool // never shown, not even its length
}

type knownField struct {
	Path string `json:"path"`
	From any    `json:"from"`
	To   any    `json:"to"`
}

type unknownField struct {
	Path    string `json:"path"`
	Unknown ID     `json:"unknown"`
}

type secretField struct {
	Path   string `json:"path"`
	Secret bool   `json:"secret"`
}

// MarshalJSON writes the field as the contract has it: from and to, or the
// step that makes it, or the word that it is secret.
func (f Field) MarshalJSON() ([]byte, error) {
	switch {
	case f.Secret:
		return json.Marshal(secretField{f.Path, true})
	case f.Unknown != "":
		return json.Marshal(unknownField{f.Path, f.Unknown})
	}
	return json.Marshal(knownField{f.Path, f.From, f.To})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (f *Field) UnmarshalJSON(data []byte) error {
	var all struct {
		Path    string `json:"path"`
		From    any    `json:"from"`
		To      any    `json:"to"`
		Unknown ID     `json:"unknown"`
		Secret  bool   `json:"secret"`
	}
	if err := json.Unmarshal(data, &all); err != nil {
		return err
	}
	*f = Field(all)
	return nil
}

// Within tells whether c is the confirmed change with its unknowns filled in,
// or less. A field that is new, that starts from another state, or that ends
// in another one is more than was confirmed.
func (c Change) Within(confirmed Change) bool {
	if !c.Action.Writes() {
		return c.Action == None
	}
	if c.Step != confirmed.Step || c.Action != confirmed.Action {
		return false
	}
	return c.each(confirmed, Field.fills)
}

// each tells whether every field of c is one of the confirmed ones and fits it.
func (c Change) each(confirmed Change, fits func(f, was Field) bool) bool {
	seen := map[string]Field{}
	for _, f := range confirmed.Fields {
		seen[f.Path] = f
	}
	for _, f := range c.Fields {
		if was, ok := seen[f.Path]; !ok || !fits(f, was) {
			return false
		}
	}
	return true
}

// guesses tells whether a value that the change writes is still unknown.
func (c Change) guesses() bool {
	return slices.ContainsFunc(c.Fields, func(f Field) bool { return f.Unknown != "" })
}

// fills tells whether f is what was confirmed, or its unknown filled in.
func (f Field) fills(was Field) bool {
	switch {
	case was.Secret || f.Secret:
		return was.Secret == f.Secret
	case was.Unknown != "":
		return true
	case f.Unknown != "":
		return false
	}
	return same(f.From, was.From) && same(f.To, was.To)
}

// same compares two plan values as JSON would show them, so that a plan read
// from a file compares with one made now.
func same(a, b any) bool {
	return reflect.DeepEqual(plain(a), plain(b))
}

func plain(v any) any {
	data, err := json.Marshal(v)
	if err != nil {
		return v
	}
	var out any
	if err := json.Unmarshal(data, &out); err != nil {
		return v
	}
	return out
}
