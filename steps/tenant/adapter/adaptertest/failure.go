package adaptertest

import (
	"errors"
	"strings"
	"testing"

	"teamwright/steps/tenant"
)

// Failure is the tenant error that err must be.
func Failure(t *testing.T, err error) *tenant.Error {
	t.Helper()
	var e *tenant.Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v (%T), want a tenant error", err, err)
	}
	return e
}

// Refused judges how a refusal is told: its kind and code, the words and the
// request's id of the service, and a cure that holds these words; none where
// cure is empty.
func Refused(t *testing.T, err error, no Answer, kind tenant.Kind, code, cure string) {
	t.Helper()
	e := Failure(t, err)
	if e.Kind != kind || e.Code != code || e.Status != no.Status || e.Op == "" {
		t.Errorf("%+v", e)
	}
	if !strings.Contains(e.Cure, cure) || (cure == "" && e.Cure != "") {
		t.Errorf("cure %q, want %q in it", e.Cure, cure)
	}
	if e.Message == "" || e.RequestID == "" {
		t.Errorf("words %q, request id %q", e.Message, e.RequestID)
	}
}
