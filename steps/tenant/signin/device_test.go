package signin_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"teamwright/steps/tenant/signin"
	"teamwright/steps/wire"
)

func pending() map[string]any { return no("authorization_pending", 70016) }

func TestDevice(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, tenant string }{{"by domain", domain}, {"by id", tenantID}, {"by id in capitals", strings.ToUpper(tenantID)}, {"home tenant", ""}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			e := &entra{tokens: []any{pending(), pending(), nil}}
			o := options(e)
			o.Tenant = c.tenant
			var prompts []signin.DevicePrompt
			o.Prompt = func(p signin.DevicePrompt) { prompts = append(prompts, p) }
			s := opened(t, o)
			if len(prompts) != 1 {
				t.Fatalf("prompts %+v", prompts)
			}
			p := prompts[0]
			if p.Code != "ABCD1234E" || p.URL != "https://microsoft.com/devicelogin" || p.ClientName != "Microsoft Azure CLI" || p.Why == "" || p.Attempt != 1 || !p.Expires.Equal(o.Clock.Now().Add(15*time.Minute)) {
				t.Errorf("prompt %+v", p)
			}
			want := signin.Account{Username: "robin@contoso.onmicrosoft.com", TenantID: tenantID, ObjectID: personID}
			if s.Account != want || !slices.Equal(s.Scopes, []string{"Application.ReadWrite.All", "User.Read"}) {
				t.Errorf("account %+v, scopes %v", s.Account, s.Scopes)
			}
			before := len(e.asked)
			tok, err := s.Credential.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{"https://graph.example.org/.default"}, EnableCAE: true})
			if err != nil || tok.Token == "" || len(e.asked) != before {
				t.Errorf("the next token: %v after %v", err, e.asked[before:])
			}
			if _, err := s.Credential.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{"https://management.example.org/.default"}, EnableCAE: true}); err != nil {
				t.Errorf("a token for Azure: %v", err)
			}
			if last := e.forms[len(e.forms)-1]; last.Get("grant_type") != "refresh_token" {
				t.Errorf("asked for Azure with %v", last)
			}
			for _, path := range e.asked {
				if strings.Contains(path, "/common/discovery/instance") {
					t.Error("instance discovery was asked")
				}
			}
		})
	}
}

func TestCodeExpires(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		tokens []any
		life   int
		clock  bool // the code's time is over at once
	}{
		{"by Entra's word", []any{pending(), no("expired_token", 70019)}, 0, false},
		{"already used", []any{pending(), no("invalid_grant", 90120)}, 0, false},
		{"by the library's patience", []any{pending()}, 1, false},
		{"by our clock", []any{pending()}, 0, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := options(&entra{tokens: c.tokens, life: c.life})
			asked := 0
			var attempts []int
			o.Renew = func(context.Context) bool { asked++; return asked < 2 }
			now := o.Clock.Now()
			o.Clock.Now = func() time.Time { return now }
			o.Prompt = func(p signin.DevicePrompt) {
				attempts = append(attempts, p.Attempt)
				if c.clock {
					now = now.Add(15 * time.Minute)
				}
			}
			_, err := signin.Open(t.Context(), o)
			var expired *signin.Expired
			if !errors.As(err, &expired) || expired.Attempts != 2 || !slices.Equal(attempts, []int{1, 2}) {
				t.Errorf("error %v, attempts %v", err, attempts)
			}
			o.Renew = nil
			if _, err := signin.Open(t.Context(), o); !errors.As(err, &expired) || expired.Attempts != 1 {
				t.Errorf("without renewal: %v", err)
			}
		})
	}
}

// TestFreshCode finishes with the second code.
func TestFreshCode(t *testing.T) {
	t.Parallel()
	o := options(&entra{tokens: []any{no("expired_token", 70019), nil}})
	o.Renew = func(context.Context) bool { return true }
	if s := opened(t, o); s.Account.TenantID != tenantID {
		t.Errorf("account %+v", s.Account)
	}
}

// TestAnotherCode gives the first code up for a second one, which nobody has to
// allow: a person asked for it.
func TestAnotherCode(t *testing.T) {
	t.Parallel()
	o := options(&entra{tokens: []any{pending(), nil}})
	var attempts []int
	o.Prompt = func(p signin.DevicePrompt) {
		attempts = append(attempts, p.Attempt)
		if p.Attempt == 1 {
			p.Again()
		}
	}
	if s := opened(t, o); s.Account.TenantID != tenantID || !slices.Equal(attempts, []int{1, 2}) {
		t.Errorf("account %+v, attempts %v", s.Account, attempts)
	}
}

func TestCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	o := options(&entra{tokens: []any{pending()}})
	o.Prompt = func(signin.DevicePrompt) { cancel() }
	if _, err := signin.Open(ctx, o); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// TestPassingFaults has the network stumble while a code is polled.
func TestPassingFaults(t *testing.T) {
	t.Parallel()
	o := options(&entra{tokens: []any{pending(), 502, errors.New("connection reset by peer"), 503, nil}})
	opened(t, o)
}

func TestNetworkFails(t *testing.T) {
	t.Parallel()
	broken := errors.New("connection reset by peer")
	o := options(&entra{tokens: []any{broken}})
	_, err := signin.Open(t.Context(), o)
	var no *signin.Refused
	var b *wire.Broken
	if errors.As(err, &no) || !errors.As(err, &b) || !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
	o = options(&entra{tokens: []any{502}})
	if _, err := signin.Open(t.Context(), o); err == nil || !strings.Contains(err.Error(), "502") || !strings.Contains(err.Error(), "HTTPS_PROXY") {
		t.Errorf("error %v", err)
	}
}

func TestOtherTenant(t *testing.T) {
	t.Parallel()
	const other = "99999999-9c1e-4a86-b0d7-3e9f1c6a8b42"
	for _, asked := range []string{domain, tenantID} {
		o := options(&entra{tid: other})
		o.Tenant = asked
		_, err := signin.Open(t.Context(), o)
		var no *signin.Refused
		if !errors.As(err, &no) || !strings.Contains(no.Meaning, other) || no.Cure == "" {
			t.Errorf("asked for %s: %v", asked, err)
		}
	}
	o := options(&entra{tid: other})
	o.Tenant = ""
	if s := opened(t, o); s.Account.TenantID != other {
		t.Errorf("home tenant: %+v", s.Account)
	}
}

// TestSilentRenewalFails ends a session behind our back.
func TestSilentRenewalFails(t *testing.T) {
	t.Parallel()
	e := &entra{}
	s := opened(t, options(e))
	arm := policy.TokenRequestOptions{Scopes: []string{"https://management.example.org/.default"}, EnableCAE: true}
	e.tokens = []any{no("invalid_grant", 700082)}
	_, err := s.Credential.GetToken(t.Context(), arm)
	var no *signin.Refused
	if !errors.As(err, &no) || no.Code != "AADSTS700082" || no.OAuth != "invalid_grant" {
		t.Errorf("error %v", err)
	}
	if code, cure := no.Advice(); code != no.Code || cure != no.Cure {
		t.Errorf("advice %s, %s", code, cure)
	}
	e.tokens = []any{errors.New("network is down")}
	if _, err := s.Credential.GetToken(t.Context(), arm); errors.As(err, &no) || err == nil || !strings.Contains(err.Error(), "network is down") {
		t.Errorf("error %v", err)
	}
	e.tokens = []any{nil}
	if _, err := s.Credential.GetToken(t.Context(), arm); err != nil {
		t.Errorf("the network is back: %v", err)
	}
}
