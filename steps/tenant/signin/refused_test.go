package signin_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"teamwright/steps/tenant/signin"
)

// row is a code that an admin is known to meet, with words that its meaning and
// its cure must have.
type row struct {
	code        int
	means, cure string
}

// rows are the codes that end a sign-in. Three more do not: 70016 is "pending",
// 70019 and 90120 ask for a new code.
func rows() []row {
	return []row{
		{70018, "code", "again"},
		{50199, "confirmation", "Continue"},
		{53003, "Conditional Access", "correlation id"},
		{530036, "device code", "Block device code flow"},
		{53000, "compliant", "organisation manages"},
		{53001, "joined", "organisation manages"},
		{53002, "approved", "organisation manages"},
		{530035, "security defaults", "--auth browser"},
		{530032, "security policy", "--auth browser"},
		{50005, "kind of device", "organisation manages"},
		{50097, "device", "organisation manages"},
		{50129, "workplace", "organisation manages"},
		{50155, "recognised", "organisation manages"},
		{50076, "multi-factor", "browser"},
		{50078, "multi-factor", "sign in"},
		{50079, "registered", "aka.ms/mfasetup"},
		{50072, "registered", "aka.ms/mfasetup"},
		{50074, "did not succeed", "browser"},
		{50158, "external", "browser"},
		{50131, "suspicious", "exclude"},
		{65001, "consented", "adminconsent"},
		{90094, "consent", "adminconsent"},
		{90095, "approval", "approved"},
		{65004, "declined", "accept"},
		{65002, "Microsoft does not let", "--client-id graph"},
		{650057, "declare", "add the permission"},
		{65005, "declare", "add the permission"},
		{650056, "wrongly", "API permissions"},
		{700016, "unknown in this tenant", "--cloud"},
		{7000218, "public client", "Allow public client flows"},
		{7000112, "disabled", "Enterprise applications"},
		{70001, "disabled", "Enterprise applications"},
		{1000031, "cannot be used", "Enterprise applications"},
		{7000215, "wrong", "rotate"},
		{7000222, "expired", "rotate"},
		{7000229, "service principal", "setup"},
		{50020, "belong", "account of the tenant"},
		{50034, "exist", "account of the tenant"},
		{51004, "exist", "account of the tenant"},
		{16000, "none of this tenant's", "account of the tenant"},
		{90072, "guest", "account of the tenant"},
		{50105, "assigned", "assigned"},
		{50126, "password", "administrator"},
		{50053, "locked", "wait"},
		{50055, "expired", "change it"},
		{50057, "disabled", "administrator"},
		{500011, "not present", "service principal"},
		{500021, "network", "another network"},
		{500022, "restriction", "another network"},
		{50002, "proxy", "another network"},
		{500212, "own tenant", "cross-tenant"},
		{500213, "this tenant", "cross-tenant"},
		{90002, "no such tenant", "correct the tenant"},
		{90038, "another cloud", "--cloud"},
		{50011, "redirect URI", "compare"},
		{50194, "one tenant only", "name the tenant"},
		{700024, "proof", "clock"},
		{500133, "proof", "clock"},
		{50027, "token", "clock"},
		{70043, "ended", "sign in"},
		{700082, "long time", "sign in"},
		{50173, "revoked", "sign in"},
		{90033, "passing fault", "some minutes"},
		{50033, "passing fault", "some minutes"},
		{90024, "passing fault", "some minutes"},
		{90006, "passing fault", "some minutes"},
	}
}

func refusal(t *testing.T, err error) *signin.Refused {
	t.Helper()
	var r *signin.Refused
	if !errors.As(err, &r) {
		t.Fatalf("error %v (%T)", err, err)
	}
	return r
}

// TestEveryCode refuses a sign-in with each code, at the token endpoint and at
// the one for codes: the libraries lose the first and wrap the second.
func TestEveryCode(t *testing.T) {
	t.Parallel()
	for _, c := range rows() {
		t.Run(fmt.Sprint(c.code), func(t *testing.T) {
			t.Parallel()
			for name, e := range map[string]*entra{
				"token":      {tokens: []any{no("invalid_grant", c.code)}},
				"devicecode": {codes: []any{no("invalid_grant", c.code)}},
			} {
				_, err := signin.Open(t.Context(), options(e))
				r := refusal(t, err)
				if r.Code != fmt.Sprintf("AADSTS%d", c.code) || r.OAuth != "invalid_grant" || r.Correlation != "corr-1" || r.Text != fmt.Sprintf("AADSTS%d: Something was wrong.[31m", c.code) {
					t.Errorf("%s: %+v", name, r)
				}
				if !strings.Contains(r.Meaning, c.means) || !strings.Contains(r.Cure, c.cure) || strings.ContainsAny(r.Cure, "{}") {
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
