package pages

import (
	"errors"
	"fmt"

	"teamwright/steps/answers"
)

// Origin is where an answer came from.
type Origin int

// The origins, weakest first.
const (
	Nowhere Origin = iota // there is no answer
	Default               // the fixed default
	Derived               // made from the site's address and other answers
	InFile                // it stands in the answers file
	Typed                 // the person, just now
	ByFlag                // a flag or variable gives it for this run
)

// Answers are all answers so far: the file, what was given and typed, and what can
// be derived for the rest.
func (w *Wizard) Answers() answers.Answers {
	a := w.file.Answers()
	for key, text := range w.typed {
		if v, err := w.parse(key, text); err == nil {
			put(&a, key, v)
		}
	}
	for key, g := range w.opt.Given {
		if v, err := answers.ParseValue(key, g.Text); err == nil {
			put(&a, key, v)
		}
	}
	for _, at := range w.fields {
		f := w.pages[at.page].Fields[at.field]
		if w.source(f.Key) > Derived || !f.Required {
			continue
		}
		if text := a.Derive(f.Key); text != "" {
			if v, err := answers.ParseValue(f.Key, text); err == nil {
				put(&a, f.Key, v)
			}
		}
	}
	return a
}

// put sets a value that has been checked.
func put(a *answers.Answers, key string, v any) {
	if err := a.Put(key, v); err != nil {
		return // what cannot be right is named by Check and left out here
	}
}

// source is the strongest origin that says something about key.
func (w *Wizard) source(key string) Origin {
	if _, ok := w.opt.Given[key]; ok {
		return ByFlag
	}
	if _, ok := w.typed[key]; ok {
		return Typed
	}
	if w.file.IsSet(key) {
		return InFile
	}
	return Default
}

// Text is what stands in the field of key: what was typed, right or wrong, else
// the answer that holds. where says where it came from.
func (w *Wizard) Text(key string) (text string, where Origin) {
	return w.text(key, w.Answers())
}

func (w *Wizard) text(key string, a answers.Answers) (text string, where Origin) {
	where = w.source(key)
	switch where {
	case Typed:
		return w.typed[key], Typed
	case ByFlag:
		return w.opt.Given[key].Text, ByFlag
	}
	text = answers.FormatValue(key, a.Value(key))
	switch {
	case where == InFile:
	case text == "":
		if f, ok := w.Field(key); ok && f.Required {
			where = Nowhere
		}
	case a.Derive(key) == text && w.derives(key):
		where = Derived
	}
	return text, where
}

// derives reports whether the field of key takes a derived value.
func (w *Wizard) derives(key string) bool {
	k, _ := answers.Find(key)
	return k.Default == "" && k.Kind != answers.Toggle
}

// Answer takes what the person typed for key. The text is kept in any case; the
// error says what is wrong with it. Only what a flag gives cannot be changed here.
func (w *Wizard) Answer(key, text string) error {
	f, ok := w.Field(key)
	if !ok {
		return fmt.Errorf("no question about %s", key)
	}
	if g, ok := w.opt.Given[key]; ok {
		return &answers.Problem{Key: key, Wrong: "is given by " + g.By + " for this run", Right: "start without it to change it here"}
	}
	w.typed[key] = text
	if p := w.problem(f, w.Answers()); p != nil {
		return p
	}
	return nil
}

// Accept takes the answer that holds as it is, typed, derived or default. The
// error says why it cannot stay so.
func (w *Wizard) Accept(key string) error {
	f, ok := w.Field(key)
	if !ok {
		return fmt.Errorf("no question about %s", key)
	}
	if p := w.problem(f, w.Answers()); p != nil {
		return p
	}
	w.accepted[key] = true
	return nil
}

// Forget drops what was typed for key, so that what held before holds again.
func (w *Wizard) Forget(key string) {
	delete(w.typed, key)
	delete(w.accepted, key)
}

// Field is the field of a key.
func (w *Wizard) Field(key string) (Field, bool) {
	for _, p := range w.pages {
		for _, f := range p.Fields {
			if f.Key == key {
				return f, true
			}
		}
	}
	return Field{}, false
}

// parse judges a typed text, and the file that it names.
func (w *Wizard) parse(key, text string) (any, error) {
	v, err := answers.ParseValue(key, text)
	if err != nil {
		return nil, err
	}
	if clients, ok := v.([]answers.ConnectClient); ok {
		v = w.keepClients(clients)
	}
	if path, ok := v.(string); ok && path != "" && w.opt.CheckFile != nil {
		if k, _ := answers.Find(key); k.Kind == answers.Path {
			if err := w.opt.CheckFile(key, w.file.Path(path)); err != nil {
				return nil, &answers.Problem{Key: key, Wrong: "cannot be used: " + err.Error(), Right: "name another file"}
			}
		}
	}
	return v, nil
}

// keepClients gives typed clients, which have name and file alone, the rest of
// what the answers file says about the client of that name.
func (w *Wizard) keepClients(typed []answers.ConnectClient) []answers.ConnectClient {
	known := w.file.Answers().Connect.Clients
	for i, c := range typed {
		for _, k := range known {
			if k.Name == c.Name {
				k.Profile = c.Profile
				typed[i] = k
			}
		}
	}
	return typed
}

// problem is what is wrong with the answer to a field, be it typed or not; nil
// when nothing is.
func (w *Wizard) problem(f Field, a answers.Answers) *answers.Problem {
	var p *answers.Problem
	var err error
	if g, ok := w.opt.Given[f.Key]; ok {
		_, err = answers.ParseValue(f.Key, g.Text)
	} else if text, ok := w.typed[f.Key]; ok {
		_, err = w.parse(f.Key, text)
	}
	if errors.As(err, &p) {
		return p
	}
	if f.Required && answers.FormatValue(f.Key, a.Value(f.Key)) == "" {
		return &answers.Problem{Key: f.Key, Wrong: "is missing", Right: "there is no default for it"}
	}
	return nil
}
