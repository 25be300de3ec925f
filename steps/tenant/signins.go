package tenant

import (
	"context"
	"time"
)

// SignIns are what Entra remembers of people signing in. Reading them takes
// AuditLog.Read.All and a role such as Reports Reader; the log lags by minutes
// and is kept for 7 to 30 days.
type SignIns interface {
	// SignIns lists the latest sign-ins of one person to one application, the
	// newest first, at most top of them.
	SignIns(ctx context.Context, appID, userPrincipalName string, top int) ([]SignInEvent, error)
}

// SignInEvent is one attempt to sign in.
type SignInEvent struct {
	Time          time.Time
	User          string // user principal name
	Resource      string
	Client        string // such as "Browser"
	Code          int    // AADSTS number; 0: it succeeded
	Reason        string // Entra's own words
	CorrelationID string
}
