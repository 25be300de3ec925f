package answers

import (
	"slices"
	"strings"
	"sync"
)

// Kind is what sort of value a key takes.
type Kind int

// The kinds of values.
const (
	Text    Kind = iota // one string
	Path                // a string that names a file, relative to the answers file
	Choice              // one of Key.Choices
	Toggle              // true or false
	Number              // a whole number from Key.Min to Key.Max
	List                // a list of strings
	Map                 // a map from strings to strings
	Clients             // the list of Totara Connect clients
	Ticks               // the map of ticks by a person
)

// String is the kind in the words of an error message.
func (k Kind) String() string {
	switch k {
	case Text, Choice:
		return "text"
	case Path:
		return "a path"
	case Toggle:
		return "true or false"
	case Number:
		return "a whole number"
	case List:
		return "a list"
	case Map, Ticks:
		return "a map"
	case Clients:
		return "a list of clients"
	}
	return "a value"
}

// Key is one row of the table of keys: everything that is known about a key of
// the answers file without having a file.
type Key struct {
	Name     string   // such as app.short_name
	Kind     Kind     // what sort of value it takes
	Default  string   // the fixed default as text; empty: none
	Choices  []string // for Choice: what it may be
	MaxUnits int      // most UTF-16 units of a text; 0: no limit of its own
	Min, Max int      // for Number
	Flag     string   // the flag that wins over the file, such as --cloud; mostly empty
	Note     string   // a few words, written beside a new key as a comment
	Help     string   // one sentence: what it is and where the value ends up

	check func(text string) (wrong, right string) // of a text, or of one item
	field func(*Answers) any                      // pointer to the typed field
}

// Variable is the environment variable that sets the key, such as
// TEAMWRIGHT_CLIENT_ID. It is empty for a key without a flag.
func (k Key) Variable() string {
	if k.Flag == "" {
		return ""
	}
	name := strings.TrimPrefix(k.Flag, "--")
	return "TEAMWRIGHT_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// table is built once and never changed.
var table = sync.OnceValue(func() []Key {
	return slices.Concat(envelopeKeys(), brandingKeys(), microsoftKeys(), totaraKeys(), mobileFlowsKeys(),
		[]Key{{
			Name: "confirmed", Kind: Ticks,
			Note:  "ticks by a person; stale after 400 days",
			Help:  "What a person has confirmed: who and when, by the id of the checklist row.",
			field: func(a *Answers) any { return &a.Confirmed },
		}})
})

// Keys is the table of all keys in the order of the file. The slice is the
// caller's own.
func Keys() []Key { return slices.Clone(table()) }

// Find gives the row of the table for name. An entry of a map belongs to the row
// of its map: app.languages.fr to app.languages, and
// confirmed.teams.custom_apps to confirmed.
func Find(name string) (Key, bool) {
	for _, k := range table() {
		if k.Name == name || (k.Kind == Map || k.Kind == Ticks) && len(name) > len(k.Name)+1 && strings.HasPrefix(name, k.Name+".") {
			return k, true
		}
	}
	return Key{}, false
}

// split gives the steps from the root of the file to the value of key. What
// follows the name of a map is one step, dots and all.
func split(key string) []string {
	k, ok := Find(key)
	if !ok {
		return strings.Split(key, ".")
	}
	path := strings.Split(k.Name, ".")
	if key != k.Name {
		path = append(path, key[len(k.Name)+1:])
	}
	return path
}
