package rotate

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"teamwright/steps"
	"teamwright/steps/application"
	"teamwright/steps/secret"
)

// Title is the name of a secret in words.
func Title(name string) string { return secret.Item{Name: name}.Title() }

// advice is where a secret is entered by hand and what proves that it works.
func advice(name, place string) string {
	enter := ""
	if place != "" {
		enter = "Enter it at " + place + ". "
	}
	switch name {
	case SSO:
		return enter + "What proves it is a sign-in through Teams in a private window; a tab that is still open proves nothing. " +
			"Seminar rooms (virtualmeeting_msteams) hold a client id and a secret of their own: where it is the same client id, enter the new secret there too"
	case Bot:
		return enter + "A bot that still answers proves nothing for an hour: Totara keeps its old token that long. Write to it after that hour"
	case MobileFlows:
		return enter + "What proves it is a flow that a person opens anew"
	}
	return strings.TrimSpace(enter)
}

// Overview lists every secret: name, how it begins, age, expiry, and whether
// Totara uses it. The job has to have been read.
func (j *Job) Overview() []string {
	var out []string
	for _, r := range j.renewals {
		held := r.Held()
		if len(held) == 0 {
			out = append(out, Title(r.Name())+": there is no secret")
		}
		slices.SortFunc(held, func(a, b application.Held) int { return a.Start.Compare(b.Start) })
		for _, h := range held {
			out = append(out, fmt.Sprintf("%s: %q begins with %s…, %s old, %s%s", Title(r.Name()), h.Name, h.Hint, steps.Count(j.days(h.Start, j.clock.Now()), "day", "days"), j.expiry(h), standing(h)))
		}
	}
	return out
}

func (j *Job) expiry(h application.Held) string {
	on := h.End.Format(time.DateOnly)
	if !h.Valid {
		return "expired on " + on
	}
	return fmt.Sprintf("valid until %s (in %s)", on, steps.Count(j.days(j.clock.Now(), h.End), "day", "days"))
}

func standing(h application.Held) string {
	switch {
	case h.InUse:
		return "; Totara uses this one now"
	case h.Lost:
		return "; made by an interrupted run and handed to nobody"
	case h.Fresh:
		return "; the new one"
	}
	return ""
}

func (j *Job) days(from, to time.Time) int { return int(to.Sub(from).Hours() / 24) }

// Closing says how every exchange stands, wherever the run ended: which
// secrets are valid, until when, and what comes next.
func (j *Job) Closing() []string {
	var out []string
	for _, r := range j.renewals {
		title := Title(r.Name())
		switch stage, p := r.Stage(); stage {
		case application.Both:
			out = append(out, fmt.Sprintf("The old and the new secret of %s are both valid: nothing stops. Run rotate again to go on from here.", title))
			out = append(out, fmt.Sprintf("The new secret of %s ends on %s.", title, p.End.Format(time.DateOnly)))
		case application.Exchanged:
			out = append(out, fmt.Sprintf("The secret of %s is exchanged; the new one ends on %s.", title, p.End.Format(time.DateOnly)))
		default:
			out = append(out, fmt.Sprintf("The old secret of %s is untouched. Run rotate again: it looks first and goes on from there.", title))
		}
	}
	return out
}

// Offers are the lives that a person can choose from, in days: what the
// answers wish comes first, and nothing is longer than the tenant allows
// (0: no limit that we may see).
func Offers(wish int, limit time.Duration) []int {
	most := math.MaxInt
	if limit > 0 {
		most = max(int(limit.Hours()/24), 1)
	}
	out := []int{min(wish, most)}
	for _, days := range []int{90, 180, 365, 730} {
		if days <= most && !slices.Contains(out, days) {
			out = append(out, days)
		}
	}
	if most < math.MaxInt && !slices.Contains(out, most) {
		out = append(out, most)
	}
	return out
}

// Limit is the shortest life that the tenant allows any of the secrets; 0: no
// limit that we may see.
func (j *Job) Limit() time.Duration {
	var limit time.Duration
	for _, r := range j.renewals {
		if l := r.Limit(); l > 0 && (limit == 0 || l < limit) {
			limit = l
		}
	}
	return limit
}

// TooLong tells whether the tenant refused the life of a secret, so that a
// shorter one can be tried.
func (j *Job) TooLong() bool {
	return slices.ContainsFunc(j.renewals, (*application.Renewal).TooLong)
}

// Live makes all new secrets live that many days.
func (j *Job) Live(days int) {
	for _, r := range j.renewals {
		r.Live(time.Duration(days) * 24 * time.Hour)
	}
}
