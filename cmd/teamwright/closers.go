package main

import "errors"

// closers are what has to be closed behind a job, the last first.
type closers struct{ list []func() error }

// later has something closed at the end.
func (c *closers) later(f func() error) { c.list = append(c.list, f) }

func (c *closers) Close() error {
	var errs []error
	for i := len(c.list) - 1; i >= 0; i-- {
		errs = append(errs, c.list[i]())
	}
	c.list = nil
	return errors.Join(errs...)
}
