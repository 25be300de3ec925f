package signin_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity/cache"

	"teamwright/steps/tenant/signin"
)

// TestRemember signs in twice, the second time from the system's own store of
// tokens. It changes the environment, which is how the library finds its place.
func TestRemember(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("would leave tokens in the store of whoever runs the tests")
	}
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

func TestNothingToRememberWith(t *testing.T) {
	t.Parallel()
	record := filepath.Join(t.TempDir(), "signin.json")
	o := options(&entra{})
	o.Remember = record
	o.Store = func() (azidentity.Cache, error) { return azidentity.Cache{}, errors.New("no keyring\x1b[31m") }
	s := opened(t, o)
	if len(s.Notes) != 1 || !strings.Contains(s.Notes[0], "no keyring") || strings.Contains(s.Notes[0], "\x1b") {
		t.Errorf("notes %q", s.Notes)
	}
	if _, err := os.Stat(record); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a record was written: %v", err)
	}
}

// TestSpoiltRecords asks as if nothing were remembered.
func TestSpoiltRecords(t *testing.T) {
	t.Parallel()
	good := `{"authority":"https://login.example.org","clientId":"04b07795-8ddb-461a-bbee-02f9e1bf7b46","homeAccountId":"a.b","tenantId":"` + tenantID + `","username":"robin","version":"1.0"}`
	for name, text := range map[string]string{
		"empty": "", "no JSON": "x", "of another version": strings.Replace(good, "1.0", "9.9", 1), "of another client": strings.Replace(good, "04b0", "14b0", 1),
		"of another tenant": strings.Replace(good, tenantID, personID, 1), "without tokens": good, "too large": good + strings.Repeat(" ", 1<<17),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := options(&entra{})
			o.Tenant, o.Remember = tenantID, write(t, "signin.json", text, 0o600)
			o.Store = func() (azidentity.Cache, error) { return azidentity.Cache{}, nil }
			prompts := 0
			o.Prompt = func(signin.DevicePrompt) { prompts++ }
			if opened(t, o); prompts != 1 {
				t.Errorf("%d prompts", prompts)
			}
			if data, err := os.ReadFile(o.Remember); err != nil || !strings.Contains(string(data), "robin@contoso.onmicrosoft.com") {
				t.Errorf("the record is %q, %v", data, err)
			}
		})
	}
}

// TestRecordCannotBeWritten signs in all the same.
func TestRecordCannotBeWritten(t *testing.T) {
	t.Parallel()
	file := write(t, "file", "", 0o600)
	o := options(&entra{})
	o.Remember = filepath.Join(file, "signin.json")
	o.Store = func() (azidentity.Cache, error) { return azidentity.Cache{}, nil }
	if s := opened(t, o); len(s.Notes) != 1 || !strings.Contains(s.Notes[0], "not remembered") {
		t.Errorf("notes %q", s.Notes)
	}
}
