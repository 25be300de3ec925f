package steps

import "sync"

// Value is known, unknown until a named step has run, or absent.
// The zero Value is absent.
type Value[T any] struct {
	state valueState
	v     T
	by    ID
}

type valueState int

const (
	absent valueState = iota
	unknown
	known
)

// Known is a value that is there now.
func Known[T any](v T) Value[T] { return Value[T]{state: known, v: v} }

// Unknown is a value that comes to be when the named step has run.
func Unknown[T any](by ID) Value[T] { return Value[T]{state: unknown, by: by} }

// Get is the value and whether it is known.
func (v Value[T]) Get() (T, bool) { return v.v, v.state == known }

// Or is the value, or another one where it is not known.
func (v Value[T]) Or(other T) T {
	if v.state == known {
		return v.v
	}
	return other
}

// By names the step that makes an unknown value; ok is false for others.
func (v Value[T]) By() (by ID, ok bool) { return v.by, v.state == unknown }

// Absent tells whether there is no value and no step that will make one.
func (v Value[T]) Absent() bool { return v.state == absent }

// Cell holds a value that one step makes and others need. It is safe for use
// by several steps at once.
type Cell[T any] struct {
	mu sync.Mutex
	v  Value[T]
}

// Get is the cell's value of this moment.
func (c *Cell[T]) Get() Value[T] {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.v
}

// Set replaces the cell's value.
func (c *Cell[T]) Set(v Value[T]) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.v = v
}
