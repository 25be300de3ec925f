package totara

import (
	"strings"
	"testing"

	"teamwright/steps/secret"
)

func TestWhichSecretIsInUse(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, r *rig) {
		side := r.totara()
		for _, name := range []string{"sso", "bot"} {
			if hint, ok, err := side.InUse(name)(t.Context()); hint != "" || ok || err != nil {
				t.Errorf("%s: hint %q, %v, error %v", name, hint, ok, err)
			}
		}
		r.apply()
		for name, want := range map[string]string{"sso": "sso", "bot": "bot"} {
			if hint, ok, err := side.InUse(name)(t.Context()); hint != want || !ok || err != nil {
				t.Errorf("%s: hint %q, %v, error %v", name, hint, ok, err)
			}
		}
		if err := side.Sink().Deliver(t.Context(), secret.Item{Name: "sso", AppID: appID, Secret: secret.New("new~one")}); err != nil {
			t.Fatal(err)
		}
		if hint, _, err := side.InUse("sso")(t.Context()); hint != "new" || err != nil {
			t.Errorf("hint %q, error %v", hint, err)
		}
	})
}

func TestOtherPlacesOfASecret(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, r *rig) {
		r.apply()
		side := r.totara()
		for id, want := range map[string]string{strings.ToUpper(appID): `OAuth 2 service "Microsoft"`, strings.ToLower(botID): keyBotSecret} {
			if uses, err := side.Others(t.Context(), id); err != nil || len(uses) != 1 || uses[0].Name != want {
				t.Errorf("uses %+v, error %v", uses, err)
			}
		}
		if uses, err := side.Others(t.Context(), "another"); err != nil || len(uses) > 0 {
			t.Errorf("uses %+v, error %v", uses, err)
		}
		side.view.want = "https://other.example.org"
		if _, err := side.Others(t.Context(), appID); err == nil {
			t.Error("another site answered")
		}
		if _, _, err := side.InUse("bot")(t.Context()); err == nil {
			t.Error("another site answered")
		}
	})
}
