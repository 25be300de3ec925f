package signin_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"teamwright/steps/tenant/signin"
)

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

// TestSilent asks nobody where nothing is remembered, or nothing that is good.
func TestSilent(t *testing.T) {
	t.Parallel()
	for name, record := range map[string]string{"nothing": "", "a spoilt record": write(t, "signin.json", "x", 0o600)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := &entra{}
			o := options(e)
			o.Silent, o.Remember = true, record
			o.Store = func() (azidentity.Cache, error) { return azidentity.Cache{}, nil }
			o.Prompt = func(signin.DevicePrompt) { t.Error("somebody is asked") }
			var incomplete *signin.Incomplete
			if _, err := signin.Open(t.Context(), o); !errors.As(err, &incomplete) || len(e.forms) != 0 {
				t.Errorf("%v, %d token requests", err, len(e.forms))
			}
		})
	}
}
