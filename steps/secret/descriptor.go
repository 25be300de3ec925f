package secret

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
)

// Descriptor hands secrets to a descriptor that the caller opened for writing,
// one JSON line a secret.
type Descriptor struct {
	number int

	mu sync.Mutex
	f  *os.File // nil until it is found open
}

// NewDescriptor is a sink for an open descriptor, 3 or above: 0 to 2 belong to
// the conversation and to the data.
func NewDescriptor(number int) (*Descriptor, error) {
	if number < 3 {
		return nil, fmt.Errorf("fd:%d is the conversation's or the data's: open another descriptor, such as fd:3 with 3>secrets.json", number)
	}
	return &Descriptor{number: number}, nil
}

// Where is "fd" and the number.
func (d *Descriptor) Where() string { return fmt.Sprintf("fd %d", d.number) }

// Ready tells whether the caller opened the descriptor for writing. One that
// the program opened for itself under that number, such as its journal, is
// refused; for the rest the system judges a write of no bytes like any other.
func (d *Descriptor) Ready(string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.f != nil {
		return nil
	}
	if Inherited(d.number) {
		f := os.NewFile(uintptr(d.number), d.Where())
		if _, err := f.Write(nil); err == nil {
			d.f = f
			return nil
		}
	}
	return fmt.Errorf("fd:%d is not open for writing: start the program with, for example, %d>secrets.json", d.number, d.number)
}

// Deliver writes one JSON line. Where the descriptor leads to a file it
// returns when the line is on disk.
func (d *Descriptor) Deliver(_ context.Context, it Item) error {
	l, err := encode(it)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.f == nil {
		return errors.New("the descriptor was not found open")
	}
	if _, err := d.f.Write(l); err != nil {
		return err
	}
	if info, err := d.f.Stat(); err == nil && info.Mode().IsRegular() {
		return d.f.Sync()
	}
	return nil
}
