package secret

import (
	"fmt"
	"io"
	"log/slog"
	"sync"
)

const mask = "••••••••"

// Text is a secret. The zero value is no secret. Two of them never compare
// equal, whatever they hold, unless one is a copy of the other.
type Text struct {
	// v is a pointer to a pointer because the methods below do not help where a
	// Text is an unexported field of something that is printed: fmt then walks
	// the memory by itself. It follows a pointer to a struct, but of one to a
	// pointer it shows the address and goes no further.
	v **memory
}

// memory holds the text so that it can be overwritten, as a string cannot.
type memory struct {
	mu sync.Mutex
	b  []byte
}

// New wraps a secret. From the first one on, the process leaves no core dump:
// whatever a library has copied on the way stays in memory for a while.
func New(v string) Text {
	undumpable()
	m := &memory{b: []byte(v)}
	return Text{&m}
}

// Empty tells whether there is no secret, or no more.
func (t Text) Empty() bool {
	if t.v == nil {
		return true
	}
	m := *t.v
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.b) == 0
}

// Reveal is the text itself. It goes to the wire or to a [Sink], never into a
// message, a log, a journal or an argument.
func (t Text) Reveal() string {
	if t.v == nil {
		return ""
	}
	m := *t.v
	m.mu.Lock()
	defer m.mu.Unlock()
	return string(m.b)
}

// Wipe overwrites the text; it and every copy of it are empty then. What
// [Text.Reveal] has given out is beyond its reach.
func (t Text) Wipe() {
	if t.v == nil {
		return
	}
	m := *t.v
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.b)
	m.b = nil
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
