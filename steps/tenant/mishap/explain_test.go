package mishap_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"teamwright/steps/tenant"
	"teamwright/steps/tenant/mishap"
	"teamwright/steps/wire"
)

// door gives a token, or an error.
type door struct {
	token string
	err   error
}

func (d door) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: d.token}, d.err
}

// advice is a sign-in's refusal with a cure.
type advice struct{}

func (advice) Error() string               { return "refused" }
func (advice) Advice() (code, cure string) { return "AADSTS65002", "another client" }

// noToken is the error of a token that could not be had.
func noToken(t *testing.T, d door) error {
	t.Helper()
	_, err := mishap.Credential(d).GetToken(t.Context(), policy.TokenRequestOptions{})
	if err == nil {
		t.Fatal("a token came")
	}
	return fmt.Errorf("request: %w", err)
}

func TestExplain(t *testing.T) {
	t.Parallel()
	reset := errors.New("connection reset by peer")
	for _, c := range []struct {
		name        string
		err         error
		answer      wire.Answer
		write, read tenant.Kind
		says, cure  string
	}{
		{"never sent", &wire.Broken{Host: "h", Tries: 8, Err: reset}, wire.Answer{}, tenant.Unreachable, tenant.Unreachable, "no answer", "network"},
		{"answer lost", &wire.Broken{Host: "h", Tries: 8, Sent: true, Err: reset}, wire.Answer{Status: 200}, tenant.Lost, tenant.Unreachable, "no answer", "network"},
		{"too large", &wire.TooLarge{Host: "h", Limit: 7}, wire.Answer{Status: 200}, tenant.Lost, tenant.Unreachable, "larger", ""},
		{"cancelled", context.Canceled, wire.Answer{}, tenant.Lost, tenant.Unreachable, "", ""},
		{"out of time", context.DeadlineExceeded, wire.Answer{}, tenant.Lost, tenant.Unreachable, "", ""},
		{"no token", noToken(t, door{err: errors.New("no\x1b")}), wire.Answer{}, tenant.SignIn, tenant.SignIn, "no", "with azcli"},
		{"an empty token", noToken(t, door{}), wire.Answer{}, tenant.SignIn, tenant.SignIn, "no token", "with azcli"},
		{"no token, explained", noToken(t, door{err: advice{}}), wire.Answer{}, tenant.SignIn, tenant.SignIn, "refused", "another client"},
		{"no token, no network", noToken(t, door{err: &wire.Broken{Host: "h", Tries: 1, Sent: true, Err: reset}}), wire.Answer{}, tenant.Unreachable, tenant.Unreachable, "no answer", "network"},
		{"no token, a fault", noToken(t, door{err: errors.New("x")}), wire.Answer{Status: 503}, tenant.Unreachable, tenant.Unreachable, "x", "network"},
		{"no token, cancelled", noToken(t, door{err: context.Canceled}), wire.Answer{}, tenant.Unreachable, tenant.Unreachable, "", "network"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for write, kind := range map[bool]tenant.Kind{true: c.write, false: c.read} {
				r := mishap.Request{Words: "do it", Write: write, Service: "Azure", SignIn: "sign in with azcli"}
				e, ok := r.Explain(c.err, c.answer)
				if !ok || e.Kind != kind || e.Op != "do it" || !errors.Is(e, c.err) || !strings.Contains(e.Message, c.says) || !strings.Contains(e.Cure, c.cure) || strings.Contains(e.Message, "\x1b") {
					t.Errorf("write %v: %+v, %v", write, e, ok)
				}
			}
		})
	}
	if e, ok := (mishap.Request{}).Explain(errors.New("the service says no"), wire.Answer{Status: 400}); ok {
		t.Errorf("a refusal of the service's own: %+v", e)
	}
	if e, _ := (mishap.Request{}).Explain(noToken(t, door{}), wire.Answer{}); e.Cure != "run the same command again and sign in" {
		t.Errorf("cure %q", e.Cure)
	}
}

func TestUnreadable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name       string
		answer     wire.Answer
		kind       tenant.Kind
		says, cure string
	}{
		{"a page", wire.Answer{Status: 200, ContentType: "text/html"}, tenant.Lost, "web page", "HTTPS_PROXY"},
		{"no JSON", wire.Answer{Status: 200}, tenant.Lost, "cannot be read: bad", "HTTPS_PROXY"},
		{"a proxy's no", wire.Answer{Status: 403, ContentType: "text/html", URL: "https://h/x"}, tenant.Refused, "web page", "https://h/x"},
		{"a proxy that wants a sign-in", wire.Answer{Status: 407, URL: "https://h/x"}, tenant.Refused, "cannot be read", "https://h/x"},
		{"not found by something else", wire.Answer{Status: 404, ContentType: "text/html"}, tenant.Refused, "web page", "HTTPS_PROXY"},
		{"no answer at all", wire.Answer{}, tenant.Lost, "bad", ""},
	} {
		e := mishap.Request{Words: "do it", Write: true, Service: "Azure"}.Unreadable(errors.New("bad"), c.answer)
		if e.Kind != c.kind || e.Status != c.answer.Status || !strings.Contains(e.Message, c.says) || !strings.Contains(e.Cure, c.cure) || c.cure == "" && e.Cure != "" {
			t.Errorf("%s: %+v", c.name, e)
		}
	}
}

func TestByStatus(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]struct {
		kind tenant.Kind
		cure string
	}{
		400: {tenant.Refused, ""}, 401: {tenant.SignIn, "sign in"}, 403: {tenant.Denied, "role"}, 404: {tenant.NotFound, ""},
		409: {tenant.Conflict, "same object"}, 412: {tenant.Conflict, "same object"}, 429: {tenant.Unreachable, "wait"}, 500: {tenant.Lost, "Azure has a fault"}, 503: {tenant.Lost, "Azure has a fault"},
	} {
		e := &tenant.Error{Status: status}
		mishap.Request{Write: true, Service: "Azure"}.ByStatus(e)
		if e.Kind != want.kind || !strings.Contains(e.Cure, want.cure) || want.cure == "" && e.Cure != "" {
			t.Errorf("%d: %+v", status, e)
		}
	}
}
