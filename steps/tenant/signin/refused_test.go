package signin_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"teamwright/steps/tenant/signin"
)

// codes is every code that an admin is known to meet.
func codes() []int {
	return []int{70018, 50199, 53003, 530036, 53000, 53001, 53002, 530035, 530032, 50005, 50097, 50129, 50155,
		50076, 50079, 50072, 50074, 50158, 50131, 65001, 90094, 90095, 65004, 65002, 650057, 65005, 650056, 700016, 7000218,
		7000112, 70001, 1000031, 7000215, 7000222, 7000229, 50020, 50034, 51004, 16000, 90072, 50105, 50126, 50053, 50055, 50057,
		500011, 500021, 500022, 50002, 500212, 500213, 90002, 90038, 50011, 50194, 70043, 700082, 50173, 90033, 50033, 90024, 90006}
}

// TestEveryCode refuses a sign-in with each code, at the token endpoint and at
// the one for codes: the libraries lose the first and wrap the second.
func TestEveryCode(t *testing.T) {
	t.Parallel()
	for _, code := range codes() {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			for name, e := range map[string]*entra{
				"token":      {tokens: []any{no("invalid_grant", code)}},
				"devicecode": {codes: []any{no("invalid_grant", code)}},
			} {
				_, err := signin.Open(t.Context(), options(e))
				var r *signin.Refused
				if !errors.As(err, &r) {
					t.Fatalf("%s: error %v (%T)", name, err, err)
				}
				if r.Code != fmt.Sprintf("AADSTS%d", code) || r.OAuth != "invalid_grant" || r.Correlation != "corr-1" || r.Text != fmt.Sprintf("AADSTS%d: Something was wrong.[31m", code) {
					t.Errorf("%s: %+v", name, r)
				}
				if r.Meaning == "" || r.Cure == "" || strings.ContainsAny(r.Cure, "{}") || strings.Contains(r.Cure, "look the code up") {
					t.Errorf("%s: meaning %q, cure %q", name, r.Meaning, r.Cure)
				}
				if !strings.Contains(r.Error(), r.Code) || !strings.Contains(r.Error(), "corr-1") || !strings.Contains(r.Error(), r.Meaning) {
					t.Errorf("%s: %v", name, r)
				}
			}
		})
	}
}

func TestConsentAddress(t *testing.T) {
	t.Parallel()
	_, err := signin.Open(t.Context(), options(&entra{tokens: []any{no("invalid_grant", 65001)}}))
	var r *signin.Refused
	if !errors.As(err, &r) || !strings.Contains(r.Cure, "https://login.example.org/contoso.onmicrosoft.com/adminconsent?client_id=04b07795-8ddb-461a-bbee-02f9e1bf7b46") {
		t.Errorf("%+v", r)
	}
}

// TestUnknownCodes falls back on OAuth's own error.
func TestUnknownCodes(t *testing.T) {
	t.Parallel()
	for oauth, want := range map[string]string{
		"authorization_declined": "declined", "access_denied": "declined", "invalid_client": "does not accept", "unauthorized_client": "does not accept",
		"invalid_tenant": "no such tenant", "interaction_required": "sign in again", "consent_required": "sign in again",
		"temporarily_unavailable": "passing fault", "server_error": "passing fault", "something_new": "",
	} {
		_, err := signin.Open(t.Context(), options(&entra{tokens: []any{no(oauth, 99999)}}))
		var r *signin.Refused
		if !errors.As(err, &r) || !strings.Contains(r.Meaning, want) || r.Code != "AADSTS99999" || r.Cure == "" {
			t.Errorf("%s: %+v (%v)", oauth, r, err)
		}
	}
	bare := map[string]any{"error": "invalid_grant"}
	_, err := signin.Open(t.Context(), options(&entra{tokens: []any{bare}}))
	var r *signin.Refused
	if !errors.As(err, &r) || r.Code != "" || strings.Contains(r.Error(), "()") {
		t.Errorf("without a code: %v", err)
	}
}
