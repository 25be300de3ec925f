package wire

import (
	"context"
	"time"
)

// Wait is one pause before something is tried again, for a person to read.
type Wait struct {
	What    string        // such as "Microsoft Graph asks for patience (429)"
	Try     int           // the try that has just failed, from 1
	Elapsed time.Duration // since the first try began
	Next    time.Duration // until the next try
}

type waitKey struct{}

// WithWait makes tell hear of every pause that is made under ctx. It is called
// from the goroutine that is about to wait, so it must return at once.
func WithWait(ctx context.Context, tell func(Wait)) context.Context {
	return context.WithValue(ctx, waitKey{}, tell)
}

// Report tells whoever listens under ctx of a pause. Clients that have retries
// of their own above the wire use it.
func Report(ctx context.Context, w Wait) {
	if tell, ok := ctx.Value(waitKey{}).(func(Wait)); ok && tell != nil {
		tell(w)
	}
}
