package tenant

import "time"

// Timepiece tells how far a service's clock is from ours. A clock that is off
// by minutes makes Entra refuse certificates and fresh tokens, and secrets run
// out at another time than shown.
type Timepiece interface {
	// Skew is how far the service is ahead of us (negative: behind), by the
	// date of its last answer; known is false before there was one.
	Skew() (ahead time.Duration, known bool)
}
