package signin_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"teamwright/steps/tenant/signin"
)

const claims = `{"access_token":{"acrs":{"essential":true,"value":"c1"}}}`

func graph(claims string) policy.TokenRequestOptions {
	return policy.TokenRequestOptions{Scopes: []string{"https://graph.example.org/.default"}, EnableCAE: true, Claims: claims}
}

// TestAgain refuses the token of an open session, as a claims challenge does,
// and signs in again through the same door.
func TestAgain(t *testing.T) {
	t.Parallel()
	for _, door := range []signin.Door{signin.Device, signin.Browser} {
		t.Run(string(door), func(t *testing.T) {
			t.Parallel()
			e := &entra{}
			o := browsing(e, person{t: t})
			o.Door = door
			codes := 0
			o.Prompt = func(signin.DevicePrompt) { codes++ }
			s := opened(t, o)
			if s.Challenged() {
				t.Error("challenged from the beginning")
			}
			e.tokens = []any{no("interaction_required", 50076)}
			before := codes
			_, err := s.Credential.GetToken(t.Context(), graph(claims))
			var r *signin.Refused
			if !errors.As(err, &r) || r.Code != "AADSTS50076" || !s.Challenged() || codes != before {
				t.Fatalf("error %v, challenged %v, %d codes: a prompt came inside a step", err, s.Challenged(), codes-before)
			}
			e.tokens = nil
			if err := s.Again(t.Context()); err != nil {
				t.Fatal(err)
			}
			asked := e.forms[len(e.forms)-1]
			if s.Challenged() || asked.Get("grant_type") == "refresh_token" || door == signin.Device && !strings.Contains(asked.Get("claims"), "acrs") {
				t.Errorf("challenged %v, asked with %v", s.Challenged(), asked)
			}
			requests := len(e.forms)
			if _, err := s.Credential.GetToken(t.Context(), graph("")); err != nil || len(e.forms) != requests {
				t.Errorf("the next token: %v with %d requests", err, len(e.forms)-requests)
			}
		})
	}
}

// TestAgainWithoutAChallenge signs in anew after a sign-in that has ended.
func TestAgainWithoutAChallenge(t *testing.T) {
	t.Parallel()
	e := &entra{}
	s := opened(t, options(e))
	if err := s.Again(t.Context()); err != nil || s.Challenged() {
		t.Error(err)
	}
}

func TestAgainAsSomebodyElse(t *testing.T) {
	t.Parallel()
	e := &entra{}
	s := opened(t, options(e))
	e.oid = "99999999-6b38-4d95-8e72-f50d9b1a2c63"
	var r *signin.Refused
	if err := s.Again(t.Context()); !errors.As(err, &r) || !strings.Contains(r.Cure, "robin@contoso.onmicrosoft.com") {
		t.Fatalf("error %v", err)
	}
	e.oid = ""
	requests := len(e.forms)
	if _, err := s.Credential.GetToken(t.Context(), graph("")); err != nil || len(e.forms) != requests {
		t.Errorf("the first account's tokens are gone: %v", err)
	}
}

func TestAgainRefused(t *testing.T) {
	t.Parallel()
	e := &entra{}
	s := opened(t, options(e))
	e.tokens = []any{no("invalid_grant", 53003)}
	var r *signin.Refused
	if err := s.Again(t.Context()); !errors.As(err, &r) || r.Code != "AADSTS53003" {
		t.Errorf("error %v", err)
	}
}

// TestAgainWithoutAPerson tries once more where nobody can be asked.
func TestAgainWithoutAPerson(t *testing.T) {
	t.Parallel()
	e := &entra{}
	o := options(e)
	o.Door, o.ClientID = signin.Secret, ownApp
	s := opened(t, o)
	e.tokens = []any{no("invalid_client", 7000215)}
	if _, err := s.Credential.GetToken(t.Context(), graph(claims)); err == nil || !s.Challenged() {
		t.Fatalf("error %v", err)
	}
	e.tokens = nil
	if err := s.Again(t.Context()); err != nil || s.Challenged() {
		t.Errorf("error %v", err)
	}
}

// TestAzureCLIChallenged names the command that az needs.
func TestAzureCLIChallenged(t *testing.T) {
	good := jwt(map[string]any{"tid": tenantID, "oid": personID, "upn": "robin@contoso.onmicrosoft.com", "scp": "User.Read", "idtyp": "user"})
	az(t, `echo "$@" >>"$0.log"; echo '{"accessToken":"`+good+`","expires_on":4102444800}'`)
	o := options(&entra{})
	o.Door = signin.AzureCLI
	s := opened(t, o)
	_, err := s.Credential.GetToken(t.Context(), graph(claims))
	var r *signin.Refused
	if !errors.As(err, &r) || !strings.HasPrefix(r.Cure, "run az login --tenant contoso.onmicrosoft.com --claims-challenge ey") {
		t.Errorf("error %v: %+v", err, r)
	}
	if _, err := s.Credential.GetToken(t.Context(), graph("")); err != nil {
		t.Errorf("without claims: %v", err)
	}
	log, err := os.ReadFile(filepath.Join(os.Getenv("PATH"), "az.log"))
	if err != nil || strings.Count(string(log), "\n") != 1 {
		t.Errorf("az ran as %q, %v", log, err)
	}
}
