package secret

import (
	"context"
	"fmt"
	"os"
)

// Descriptor hands secrets to a descriptor that the caller opened for writing,
// one JSON line a secret.
type Descriptor struct {
	number int
	f      *os.File
}

// NewDescriptor is a sink for an open descriptor, 3 or above: 0 to 2 belong to
// the conversation and to the data.
func NewDescriptor(number int) (*Descriptor, error) {
	if number < 3 {
		return nil, fmt.Errorf("fd:%d is the conversation's or the data's: open another descriptor, such as fd:3 with 3>secrets.json", number)
	}
	return &Descriptor{number, os.NewFile(uintptr(number), fmt.Sprintf("fd %d", number))}, nil
}

// Where is "fd" and the number.
func (d *Descriptor) Where() string { return fmt.Sprintf("fd %d", d.number) }

// Ready tells whether the descriptor is open for writing: the system judges a
// write of no bytes like any other.
func (d *Descriptor) Ready(string) error {
	if d.f == nil {
		return fmt.Errorf("fd:%d is not open", d.number)
	}
	if _, err := d.f.Write(nil); err != nil {
		return fmt.Errorf("fd:%d is not open for writing: start the program with, for example, %d>secrets.json", d.number, d.number)
	}
	return nil
}

// Deliver writes one JSON line.
func (d *Descriptor) Deliver(_ context.Context, it Item) error {
	l, err := encode(it)
	if err != nil {
		return err
	}
	_, err = d.f.Write(l)
	return err
}
