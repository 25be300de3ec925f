package signin_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"teamwright/steps/secret"
	"teamwright/steps/tenant"
	"teamwright/steps/tenant/signin"
	"teamwright/steps/wire"
)

// prover proves on a clock that does not wait.
func prover(e *entra, patience time.Duration) (signin.Prover, *time.Duration) {
	slept := new(time.Duration)
	at := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	clock := wire.Clock{
		Now:    func() time.Time { return at.Add(*slept) },
		Sleep:  func(ctx context.Context, d time.Duration) error { *slept += d; return ctx.Err() },
		Jitter: func() float64 { return 1 },
	}
	return signin.Prover{Cloud: where(), Transport: wire.New(wire.Options{Base: e, Clock: clock}), Clock: clock, Patience: patience}, slept
}

func TestProve(t *testing.T) {
	t.Parallel()
	wrong, unknown, expired := no("invalid_client", 7000215), no("unauthorized_client", 700016), no("invalid_client", 7000222)
	for _, c := range []struct {
		name     string
		tokens   []any
		patience time.Duration
		requests int
		code     string      // of the refusal; "" when it must succeed
		kind     tenant.Kind // of a tenant error, when code is "-"
	}{
		{"right", nil, 0, 1, "", 0},
		{"wrong", []any{wrong}, 0, 1, "AADSTS7000215", 0},
		{"expired", []any{expired}, time.Minute, 1, "AADSTS7000222", 0},
		{"young", []any{unknown, wrong, wrong, nil}, time.Minute, 4, "", 0},
		{"young and never copied", []any{wrong}, time.Minute, 11, "AADSTS7000215", 0},
		{"fault", []any{503, nil}, 0, 2, "", 0},
		{"page to the end", []any{502}, 0, 8, "-", tenant.Unreachable},
		{"broken to the end", []any{errors.New("connection reset by peer")}, 0, 8, "-", tenant.Unreachable},
		{"no token in the answer", []any{map[string]any{}}, 0, 1, "-", tenant.Unreachable},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			e := &entra{tokens: c.tokens}
			p, slept := prover(e, c.patience)
			var waits []wire.Wait
			ctx := wire.WithWait(t.Context(), func(w wire.Wait) { waits = append(waits, w) })
			err := p.Prove(ctx, tenantID, ownApp, secret.New("s3cret-text"), "")
			if len(e.forms) != c.requests || len(e.asked) != c.requests {
				t.Errorf("asked %v", e.asked)
			}
			f := e.forms[0]
			if f.Get("client_secret") != "s3cret-text" || f.Get("client_id") != ownApp || f.Get("scope") != "https://graph.example.org/.default" {
				t.Errorf("form %v", f)
			}
			var r *signin.Refused
			switch {
			case c.code == "" && err != nil:
				t.Error(err)
			case c.code == "-" && !tenant.Is(err, c.kind):
				t.Errorf("error %v", err)
			case c.code != "" && c.code != "-" && (!errors.As(err, &r) || r.Code != c.code):
				t.Errorf("error %v", err)
			}
			if err != nil && strings.Contains(err.Error(), "s3cret") {
				t.Errorf("the error holds the secret: %v", err)
			}
			if *slept > 0 && (len(waits) == 0 || waits[0].What == "") {
				t.Error("the waiting was not told")
			}
		})
	}
}

func TestProveElsewhere(t *testing.T) {
	t.Parallel()
	e := &entra{}
	p, _ := prover(e, 0)
	if err := p.Prove(t.Context(), domain, ownApp, secret.New("s"), "https://api.botframework.com/.default"); err != nil {
		t.Fatal(err)
	}
	if e.forms[0].Get("scope") != "https://api.botframework.com/.default" || e.asked[0] != "POST /"+domain+"/oauth2/v2.0/token" {
		t.Errorf("asked %v with %v", e.asked, e.forms)
	}
	for _, bad := range []string{"", "a/b", "a?b"} {
		var missing *signin.Incomplete
		if err := p.Prove(t.Context(), bad, ownApp, secret.New("s"), ""); !errors.As(err, &missing) {
			t.Errorf("tenant %q: %v", bad, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := p.Prove(ctx, domain, ownApp, secret.New("s"), ""); !errors.Is(err, context.Canceled) && !tenant.Is(err, tenant.Unreachable) {
		t.Errorf("cancelled: %v", err)
	}
}
