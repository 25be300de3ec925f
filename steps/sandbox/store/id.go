package store

import (
	"fmt"
	"io"

	"github.com/google/uuid"
)

// NewID returns a random UUID from the store's source of randomness.
func (s *Store) NewID() (string, error) {
	id, err := uuid.NewRandomFromReader(&locked{s})
	if err != nil {
		return "", fmt.Errorf("new identifier: %w", err)
	}
	return id.String(), nil
}

// NewID returns a random UUID within a change.
func (tx *Tx) NewID() (string, error) {
	id, err := uuid.NewRandomFromReader(tx.store.opt.Rand)
	if err != nil {
		return "", fmt.Errorf("new identifier: %w", err)
	}
	return id.String(), nil
}

// Random fills b within a change.
func (tx *Tx) Random(b []byte) error {
	_, err := io.ReadFull(tx.store.opt.Rand, b)
	return err
}

// Random fills b.
func (s *Store) Random(b []byte) error {
	_, err := io.ReadFull(&locked{s}, b)
	return err
}

// locked reads randomness under the store's lock: a test's reader need not be
// safe for concurrent use.
type locked struct{ s *Store }

func (l *locked) Read(b []byte) (int, error) {
	l.s.mu.Lock()
	defer l.s.mu.Unlock()
	return l.s.opt.Rand.Read(b)
}
