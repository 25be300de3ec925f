package signin_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity/cache"

	"teamwright/steps/tenant/signin"
)

// TestRemember signs in twice, the second time from the system's own store of
// tokens. It changes the environment, which is how the library finds its place;
// elsewhere than under Linux it would leave tokens with whoever runs the tests.
func TestRemember(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	if _, err := cache.New(&cache.Options{Name: "teamwright-test"}); err != nil {
		t.Skip("this machine keeps no tokens: ", err)
	}
	for _, door := range []signin.Door{signin.Device, signin.Browser} {
		t.Run(string(door), func(t *testing.T) {
			t.Setenv("XDG_CACHE_HOME", t.TempDir())
			name := "teamwright-test-" + string(door)
			record := filepath.Join(t.TempDir(), "state", "signin.json")
			with := func(e *entra) (signin.Options, *int) {
				prompts := 0
				o := browsing(e, person{t: t})
				o.Door, o.Remember = door, record
				o.Store = func() (azidentity.Cache, error) { return cache.New(&cache.Options{Name: name}) }
				o.Prompt = func(signin.DevicePrompt) { prompts++ }
				o.Browser = func(signin.BrowserPrompt) { prompts++ }
				return o, &prompts
			}
			first, prompts := with(&entra{})
			opened(t, first)
			if *prompts != 1 {
				t.Fatalf("%d prompts", *prompts)
			}
			data, err := os.ReadFile(record)
			if err != nil || !strings.Contains(string(data), "robin@contoso.onmicrosoft.com") || strings.Contains(string(data), "token") {
				t.Errorf("the record is %s, %v", data, err)
			}
			if info, err := os.Stat(record); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("the record is %v, %v", info, err)
			}
			e := &entra{}
			again, prompts := with(e)
			s := opened(t, again)
			if *prompts != 0 || s.Account.ObjectID != personID || len(e.forms) != 0 || len(s.Notes) != 0 {
				t.Errorf("the second time: %d prompts, %d token requests, %+v", *prompts, len(e.forms), s)
			}
			silent, prompts := with(&entra{})
			silent.Silent = true
			if s := opened(t, silent); *prompts != 0 || s.Account.ObjectID != personID {
				t.Errorf("silently: %d prompts, %+v", *prompts, s)
			}
			other, prompts := with(&entra{})
			other.ClientID = ownApp
			opened(t, other)
			if *prompts != 1 {
				t.Error("another client took over the sign-in")
			}
			// The store is lost with the kernel's keyring at a restart.
			name += "-lost"
			lost, prompts := with(&entra{})
			opened(t, lost)
			if *prompts != 1 {
				t.Errorf("without the store: %d prompts", *prompts)
			}
		})
	}
}
