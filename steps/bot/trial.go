package bot

import (
	"context"
	"errors"
	"sync"
	"time"

	"teamwright/steps/secret"
)

// trial is what became of trying a new secret.
type trial struct {
	mu    sync.Mutex
	tried bool
	keyID string // of the secret that is tried
	there error  // at Totara's authority
	home  error  // at this tenant's
}

// The facts that the ledger keeps of a trial, under the application's id.
const (
	factOutcome = "outcome"
	factOn      = "on"
	factKey     = "key_id"

	given   = "given"
	refused = "refused"
)

// begin is told which secret is tried next.
func (t *trial) begin(keyID string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.keyID = keyID
}

// run asks for both tokens side by side. The one at home says whether the
// secret works at all, which is the caller's business; what became of the
// other is kept for the row.
func (t *trial) run(ctx context.Context, b *Bot, appID string, text secret.Text) error {
	var there, home error
	var wg sync.WaitGroup
	wg.Go(func() { home = b.parts.Token(ctx, b.parts.TenantID, appID, text) })
	if b.reachable() {
		wg.Go(func() { there = b.parts.Token(ctx, TotaraAuthority, appID, text) })
	}
	wg.Wait()
	t.mu.Lock()
	t.tried, t.there, t.home = true, there, home
	facts := map[string]string{factOutcome: verdict(there), factOn: b.env.Clock.Now().UTC().Format(time.DateOnly), factKey: t.keyID}
	t.mu.Unlock()
	if facts[factOutcome] != "" && b.reachable() {
		if err := b.env.Ledger.Note(string(idToken), appID, facts); err != nil {
			return errors.Join(home, err)
		}
	}
	return home
}

// result is what became of it.
func (t *trial) result() (tried bool, there, home error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.tried, t.there, t.home
}

// verdict is what an answer says; "" when nothing was learned.
func verdict(err error) string {
	var says interface{ Advice() (code, cure string) }
	switch {
	case err == nil:
		return given
	case errors.As(err, &says):
		return refused
	}
	return ""
}
