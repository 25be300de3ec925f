package signin

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"teamwright/steps/tenant"
)

// codeLife is how long Entra keeps a device code. Source: "OAuth 2.0 device
// authorization grant flow", expires_in.
const codeLife = 15 * time.Minute

// DevicePrompt is what a person needs to finish a sign-in in any browser.
type DevicePrompt struct {
	URL        string
	Code       string
	ClientName string // the name that the browser shows for us; "" for an own application
	Why        string // why that name
	For        string // what the sign-in is for; "" for the first one of a run
	Expires    time.Time
	Attempt    int // from 1; a fresh code is a new attempt

	// Again gives this code up for a fresh one, which comes as another prompt.
	// It may be called from anywhere, and does nothing once the code is used up.
	Again func()
}

// Expired is a sign-in that nobody finished in time.
type Expired struct {
	Attempts int
}

func (e *Expired) Error() string {
	return fmt.Sprintf("the sign-in was not finished in time (attempt %d)", e.Attempts)
}

// byCode signs a person in with a code.
func (v *visit) byCode(ctx context.Context, ask policy.TokenRequestOptions) (*azidentity.DeviceCodeCredential, azidentity.AuthenticationRecord, error) {
	var none azidentity.AuthenticationRecord
	attempt := 0
	timer := &countdown{v: v}
	cred, err := v.credential(func(_ context.Context, m azidentity.DeviceCodeMessage) error {
		expires := timer.start(v.ear.last().life)
		if v.o.Prompt != nil {
			v.o.Prompt(DevicePrompt{URL: tenant.Plain(m.VerificationURL, 200), Code: tenant.Plain(m.UserCode, 40),
				ClientName: v.client.Name, Why: v.client.Why, For: v.o.For, Expires: expires, Attempt: attempt, Again: timer.again()})
		}
		return nil
	})
	if err != nil {
		return nil, none, err
	}
	for {
		attempt++
		record, err := timer.run(ctx, func(ctx context.Context) (azidentity.AuthenticationRecord, error) {
			return cred.Authenticate(ctx, &ask)
		})
		switch {
		case err == nil:
			return cred, record, nil
		case ctx.Err() != nil:
			return nil, none, ctx.Err()
		case timer.asked.Load():
		case !timer.expired(v.ear.last()):
			return nil, none, v.explain(err)
		case v.o.Renew == nil || !v.o.Renew(ctx):
			if ctx.Err() != nil {
				return nil, none, ctx.Err()
			}
			return nil, none, &Expired{Attempts: attempt}
		}
	}
}

// countdown ends an attempt when its code has expired by our own clock: the
// library reports an expired code as it reports any other failure. It looks at
// the clock whenever an answer is heard, which while a code is polled is every
// few seconds, and needs no timer of its own.
type countdown struct {
	v      *visit
	cancel context.CancelFunc
	end    time.Time // zero before there is a code
	over   bool
	asked  *atomic.Bool // a person wants a fresh code; of this attempt
}

// run does one attempt.
func (c *countdown) run(ctx context.Context, f func(context.Context) (azidentity.AuthenticationRecord, error)) (azidentity.AuthenticationRecord, error) {
	ctx, c.cancel = context.WithCancel(ctx)
	defer c.cancel()
	c.end, c.over, c.asked = time.Time{}, false, new(atomic.Bool)
	c.v.ear.after(c.look)
	defer c.v.ear.after(nil)
	return f(ctx)
}

// start begins the countdown and tells when it ends.
func (c *countdown) start(life time.Duration) time.Time {
	if life <= 0 || life > codeLife {
		life = codeLife
	}
	c.end = c.v.o.Clock.Now().Add(life)
	return c.end
}

// again ends the attempt of this moment for a fresh one.
func (c *countdown) again() func() {
	asked, cancel := c.asked, c.cancel
	return func() {
		asked.Store(true)
		cancel()
	}
}

func (c *countdown) look() {
	if !c.end.IsZero() && !c.v.o.Clock.Now().Before(c.end) {
		c.over = true
		c.cancel()
	}
}

// expired tells whether the attempt failed because its code is used up. The
// last word of an expired code is "pending" where the library gave up by
// itself, and Entra's refusal where it asked once more.
func (c *countdown) expired(h heard) bool {
	if c.over {
		return true
	}
	if h.refusal == nil {
		return false
	}
	switch h.refusal.Error {
	case "authorization_pending", "expired_token":
		return true
	}
	switch h.refusal.code() {
	case 70019, 90120: // expired; already used or declined
		return true
	}
	return false
}
