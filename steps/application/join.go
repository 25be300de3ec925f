package application

import (
	"context"
	"sync"

	"teamwright/steps/tenant"
)

// join lets callers share reads. A caller never gets the answer of a read that
// had begun before it asked: that one may be older than the write whose effect
// the caller wants to see.
type join struct {
	mu      sync.Mutex
	running sync.Mutex
	next    *call
}

type call struct {
	once sync.Once
	app  tenant.Application
	ok   bool
	err  error
}

func (j *join) do(ctx context.Context, read func() (tenant.Application, bool, error)) (tenant.Application, bool, error) {
	j.mu.Lock()
	if j.next == nil {
		j.next = &call{}
	}
	c := j.next
	j.mu.Unlock()
	c.once.Do(func() {
		j.running.Lock()
		defer j.running.Unlock()
		j.mu.Lock()
		j.next = nil // whoever comes from here on waits for the one after
		j.mu.Unlock()
		c.app, c.ok, c.err = read()
	})
	if ctx.Err() != nil {
		return tenant.Application{}, false, ctx.Err()
	}
	return c.app, c.ok, c.err
}
