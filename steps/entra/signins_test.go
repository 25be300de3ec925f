package entra

import (
	"context"
	"strings"
	"testing"
	"time"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

type loggedSignIns struct {
	events []tenant.SignInEvent
	err    error
}

func (l loggedSignIns) SignIns(context.Context, string, string, int) ([]tenant.SignInEvent, error) {
	return l.events, l.err
}

func TestSignIns(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	good := tenant.SignInEvent{Time: at, Client: "Browser"}
	bad := tenant.SignInEvent{Time: at.Add(-time.Hour), Code: 50105, Client: "Mobile", CorrelationID: "c-1"}
	strange := tenant.SignInEvent{Time: at, Code: 999999, Reason: "Entra's own words"}
	known := steps.Known("app")
	tests := map[string]struct {
		appID  steps.Value[string]
		log    loggedSignIns
		status []steps.Status
		says   string
	}{
		"succeeded":          {known, loggedSignIns{events: []tenant.SignInEvent{good}}, []steps.Status{steps.Pass}, "2026-11-20 09:00:00 UTC: succeeded"},
		"refused":            {known, loggedSignIns{events: []tenant.SignInEvent{bad}}, []steps.Status{steps.Fail}, "AADSTS50105, has to be assigned (Mobile, correlation id c-1)"},
		"refused, then fine": {known, loggedSignIns{events: []tenant.SignInEvent{good, bad}}, []steps.Status{steps.Pass, steps.Skipped}, "a later one succeeded"},
		"a code of no table": {known, loggedSignIns{events: []tenant.SignInEvent{strange}}, []steps.Status{steps.Fail}, "AADSTS999999, Entra's own words"},
		"never seen":         {known, loggedSignIns{}, []steps.Status{steps.Unseen}, "no sign-in of kim@example.org"},
		"may not be read":    {known, loggedSignIns{err: &tenant.Error{Kind: tenant.Denied, Op: "read"}}, []steps.Status{steps.Unseen}, "may not be read"},
		"no application":     {steps.Value[string]{}, loggedSignIns{}, []steps.Status{steps.Unseen}, "no application"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := NewSignIns("kim@example.org", func() steps.Value[string] { return tt.appID }, tt.log, func(code int) (string, string) {
				if code == 50105 {
					return "has to be assigned", "assign them"
				}
				return "", ""
			})
			if err := s.Read(t.Context()); err != nil {
				t.Fatal(err)
			}
			var text string
			rows := s.Check(t.Context())
			if len(rows) != len(tt.status) {
				t.Fatalf("rows %+v", rows)
			}
			for i, r := range rows {
				text += r.Detail + "\n"
				if r.Status != tt.status[i] {
					t.Errorf("row %+v, want %s", r, tt.status[i])
				}
			}
			if !strings.Contains(text, tt.says) {
				t.Errorf("%q does not say %q", text, tt.says)
			}
		})
	}
}

func TestSignInsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	s := NewSignIns("kim@example.org", func() steps.Value[string] { return steps.Known("app") },
		loggedSignIns{err: &tenant.Error{Kind: tenant.Unreachable, Op: "read"}}, nil)
	if err := s.Read(t.Context()); err == nil {
		t.Error("an unreachable log passes for an empty one")
	}
}
