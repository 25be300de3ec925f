package site

import (
	"encoding/json"
	"strings"

	"teamwright/steps/secret"
	"teamwright/steps/tenant"
)

// envelope is an answer as it travels.
type envelope struct {
	Version int               `json:"version"`
	OK      bool              `json:"ok"`
	Result  json.RawMessage   `json:"result"`
	Secrets map[string]string `json:"secrets"`
	Notes   []string          `json:"notes"`
	Error   *refusal          `json:"error"`
}

// refusal is why an operation was not done.
type refusal struct {
	Code string `json:"code"` // "" or of the operation's own
	Text string `json:"text"`
	Cure string `json:"cure"`
	// Written counts what the operation had written before it stopped; -1
	// means that it cannot be told.
	Written int `json:"written"`
}

// The bounds of what is kept of foreign texts, in runes and lines.
const (
	maxNote  = 400
	maxNotes = 20
)

// open reads an envelope.
func open(raw []byte, beside string, hide blind) (Answer, error) {
	var e envelope
	if err := json.Unmarshal(raw, &e); err != nil {
		return Answer{}, hide.error(&Error{Kind: Garbled, What: "the answer from the server is no JSON document: " + err.Error(), Cure: cureGarbled, Detail: beside})
	}
	notes := hide.notes(append(e.Notes, strings.Split(beside, "\n")...))
	if e.Version != 1 || e.OK == (e.Error != nil) || e.OK && len(e.Result) == 0 {
		return Answer{}, &Error{Kind: Garbled, What: "the answer from the server is not the script's", Cure: cureGarbled, Detail: strings.Join(notes, "\n")}
	}
	if e.Error != nil {
		return Answer{}, e.Error.error(notes, hide)
	}
	a := Answer{Result: e.Result, Notes: notes, Secrets: map[string]secret.Text{}}
	for name, text := range e.Secrets {
		a.Secrets[name] = secret.New(text)
	}
	return a, nil
}

// Codes that the script itself uses.
const (
	codeNoConfig = "no_config" // there is no Totara behind the path
	codeEnded    = "ended"     // PHP ended before the operation did
)

// error is the refusal as a Go error.
func (r *refusal) error(notes []string, hide blind) *Error {
	e := &Error{
		Kind: Refused, Code: r.Code, What: hide.line(r.Text), Cure: hide.line(r.Cure),
		Detail: strings.Join(notes, "\n"), Untouched: r.Written == 0, Half: r.Written > 0,
	}
	said := r.Text + "\n" + e.Detail
	var known *Error
	switch r.Code {
	case codeNoConfig:
		e.Kind = NoConfig
	case codeEnded:
		e.Kind, e.Cure = Fatal, "see the detail, and whether the site itself works; then run the same command again"
		known = diagnose(said, full, noDatabase, exhausted)
	case "":
		known = diagnose(said, full, noDatabase)
	}
	if known != nil {
		e.Kind, e.What, e.Cure = known.Kind, known.What, known.Cure
	}
	return e
}

// blind are secrets that must not come back in any text.
type blind []secret.Text

// line is a foreign text for a person, without secrets and control characters.
func (b blind) line(s string) string {
	for _, text := range b {
		if v := text.Reveal(); v != "" {
			s = strings.ReplaceAll(s, v, text.String())
		}
	}
	return tenant.Plain(s, maxNote)
}

// notes are the lines that say something, each once, at most [maxNotes].
func (b blind) notes(lines []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, l := range lines {
		l = b.line(strings.TrimPrefix(l, "\ufeff"))
		if l == "" || seen[l] {
			continue
		}
		if len(out) == maxNotes {
			return append(out, "…")
		}
		seen[l] = true
		out = append(out, l)
	}
	return out
}

// error clears an error's texts.
func (b blind) error(err error) error {
	e, ok := err.(*Error)
	if !ok {
		return &Error{Kind: Unreachable, What: b.line(err.Error()), Cure: cureCommand}
	}
	clean := *e
	clean.What, clean.Cure = b.line(e.What), b.line(e.Cure)
	clean.Detail = strings.Join(b.notes(strings.Split(e.Detail, "\n")), "\n")
	return &clean
}
