package entra

import (
	"context"
	"errors"
	"fmt"
	"time"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// SignIns is the row about one person's latest sign-ins to the application:
// what Entra itself has written down, explained. It only looks.
type SignIns struct {
	user    string
	appID   func() steps.Value[string]
	log     tenant.SignIns
	explain func(code int) (means, cure string)

	events []tenant.SignInEvent
	denied error
}

// latestSignIns is how many sign-ins are looked at.
const latestSignIns = 5

// NewSignIns looks at the sign-ins of a person, by user principal name. explain
// says what an AADSTS number means and what to do about it.
func NewSignIns(user string, appID func() steps.Value[string], log tenant.SignIns, explain func(int) (string, string)) *SignIns {
	return &SignIns{user: user, appID: appID, log: log, explain: explain}
}

// About names the row; the application has to be read first.
func (s *SignIns) About() steps.About {
	return steps.About{ID: "entra.sign_ins", Title: "Sign-ins of " + s.user, Reads: []steps.ID{"entra.application"}}
}

// Read asks for the log. Who may not read it learns so from the row; it stops
// nothing.
func (s *SignIns) Read(ctx context.Context) error {
	appID, known := s.appID().Get()
	if !known {
		return nil
	}
	events, err := s.log.SignIns(ctx, appID, s.user, latestSignIns)
	if tenant.Is(err, tenant.Denied) {
		s.denied = err
		return nil
	}
	s.events = events
	return err
}

// Plan has nothing to change.
func (s *SignIns) Plan() steps.Change {
	return steps.Change{Action: steps.None, Summary: "only looked at"}
}

// Apply is never called.
func (s *SignIns) Apply(context.Context, steps.Change) error {
	return errors.New("sign-ins are only looked at")
}

// Check is a row a sign-in, the newest first. An empty log is no pass: it lags
// by minutes, and a person who was stopped before Entra is not in it.
func (s *SignIns) Check(context.Context) []steps.Result {
	switch {
	case s.denied != nil:
		return []steps.Result{s.row("", steps.Unseen, "the sign-in log may not be read with this sign-in: "+s.denied.Error(),
			"sign in as somebody with the role Reports Reader or Security Reader, or look in Entra under Monitoring, Sign-in logs")}
	case s.appID().Absent():
		return []steps.Result{s.row("", steps.Unseen, "there is no application whose sign-ins could be looked at", "run setup first")}
	case len(s.events) == 0:
		return []steps.Result{s.row("", steps.Unseen, "Entra's log has no sign-in of "+s.user+" to this application",
			"let them open the app in Teams, wait ten minutes for the log, and look again; check the spelling of the name")}
	}
	var rows []steps.Result
	for i, e := range s.events {
		rows = append(rows, s.judge(i+1, e))
	}
	return rows
}

func (s *SignIns) judge(n int, e tenant.SignInEvent) steps.Result {
	when := e.Time.UTC().Format(time.DateTime) + " UTC"
	number := fmt.Sprintf(".%d", n)
	if e.Code == 0 {
		return s.row(number, steps.Pass, fmt.Sprintf("%s: succeeded (%s)", when, e.Client), "")
	}
	means, cure := s.explain(e.Code)
	if means == "" {
		means = e.Reason
	}
	r := s.row(number, steps.Fail, fmt.Sprintf("%s: AADSTS%d, %s (%s, correlation id %s)", when, e.Code, means, e.Client, e.CorrelationID), cure)
	if n > 1 && s.events[0].Code == 0 {
		r.Status = steps.Skipped // overcome since
		r.Detail += "; a later one succeeded"
	}
	return r
}

func (s *SignIns) row(number string, st steps.Status, detail, fix string) steps.Result {
	return steps.Result{ID: "entra.sign_ins" + number, Group: "entra", Title: "Sign-ins of " + s.user,
		Status: st, Detail: detail, Fix: fix, Source: steps.FromGraph}
}
