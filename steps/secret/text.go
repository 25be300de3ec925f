package secret

import (
	"fmt"
	"io"
	"log/slog"
)

const mask = "••••••••"

// Text is a secret. The zero value is no secret. Two of them never compare
// equal, whatever they hold, unless one is a copy of the other.
type Text struct {
	// v is a pointer because the methods below do not help where a Text is
	// an unexported field of something that is printed: fmt then walks the
	// memory by itself. It shows an address and goes no further.
	v *string
}

// New wraps a secret.
func New(v string) Text { return Text{&v} }

// Empty tells whether there is no secret.
func (t Text) Empty() bool { return t.Reveal() == "" }

// Reveal is the text itself. It goes to the wire or to a [Sink], never into a
// message, a log, a journal or an argument.
func (t Text) Reveal() string {
	if t.v == nil {
		return ""
	}
	return *t.v
}

// String is a mask of fixed length, which tells nothing about the text.
func (t Text) String() string { return mask }

// GoString is the mask.
func (t Text) GoString() string { return mask }

// Format writes the mask whatever the verb.
func (t Text) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, mask) }

// MarshalJSON is the mask.
func (t Text) MarshalJSON() ([]byte, error) { return []byte(`"` + mask + `"`), nil }

// MarshalText is the mask; it covers YAML, XML and map keys.
func (t Text) MarshalText() ([]byte, error) { return []byte(mask), nil }

// MarshalYAML is the mask.
func (t Text) MarshalYAML() (any, error) { return mask, nil }

// LogValue is the mask.
func (t Text) LogValue() slog.Value { return slog.StringValue(mask) }
