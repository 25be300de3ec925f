package connect

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"teamwright/steps"
	"teamwright/steps/answers"
)

// state changes nothing: it calls each end from the other and judges what
// keeps a link safe and at work.
type state struct {
	*pair
	seen     [2]int // the turns of both ends that the calls belong to
	toClient *call  // nil: nobody could call
	toServer *call
}

func (s *state) About() steps.About {
	return steps.About{ID: s.id("state"), Title: "State of " + s.client.words, Reads: []steps.ID{s.id("link")}, Needs: []steps.ID{s.id("link")}}
}

// Forget drops what was seen before the person confirmed.
func (s *state) Forget() {
	s.server.forget()
	s.client.forget()
}

func (s *state) Read(ctx context.Context) error {
	if err := s.read(ctx); err != nil {
		return err
	}
	s.seen = [2]int{s.server.turn(), s.client.turn()}
	return s.calls(ctx)
}

// calls has each end call the other. Over a link the question changes nothing
// and is answered; without one it is refused, and the refusal tells that the
// way is open.
func (s *state) calls(ctx context.Context) error {
	st := s.stands()
	s.toClient, s.toServer = nil, nil
	if s.social() {
		return nil
	}
	if !s.server.byHand() {
		args := map[string]any{"to": "client", "url": s.client.url()}
		if st.linked && st.client != nil {
			args["id"] = st.client.ID
		}
		s.toClient = &call{}
		if err := s.server.ask(ctx, "connect.reach", args, s.toClient); err != nil {
			return err
		}
	}
	if !s.client.byHand() && (s.server.url() != "" || st.linked) {
		args := map[string]any{"to": "server", "url": s.server.url()}
		if st.linked && st.server != nil {
			args["id"] = st.server.ID
		}
		s.toServer = &call{}
		return s.client.ask(ctx, "connect.reach", args, s.toServer)
	}
	return nil
}

func (s *state) Plan() steps.Change {
	if s.social() {
		return left()
	}
	return steps.Change{Action: steps.None, Summary: "nothing to change: these rows only look"}
}

// Apply is never called: nothing is planned.
func (s *state) Apply(context.Context, steps.Change) error { return nil }

func (s *state) Check(ctx context.Context) []steps.Result {
	if s.seen != [2]int{s.server.turn(), s.client.turn()} {
		if err := s.Read(ctx); err != nil {
			return []steps.Result{unseen(string(s.id("state")), s.About().Title, err)}
		}
	}
	st := s.stands()
	rows := []steps.Result{
		s.reached("to_client", "The server reaches the client", s.server, s.toClient, st.linked),
		s.reached("to_server", "The client reaches the server", s.client, s.toServer, st.linked),
		s.tasks(st),
	}
	rows = append(rows, s.guarded()...)
	return append(rows, s.firstLogin(st), s.together())
}

func (s *state) row(name, title string) steps.Result {
	return steps.Result{ID: string(s.id(name)), Group: "connect", Title: title, Source: steps.FromTotara}
}

// reached judges one call.
func (s *state) reached(name, title string, from *end, got *call, linked bool) steps.Result {
	r := s.row(name, title)
	if got == nil {
		to := s.client.page("/auth/connect/sep_setup.php")
		if from == s.client {
			to = s.server.page("/totara/connect/sep.php")
		}
		r.Status, r.Source = steps.ToDo, steps.FromAnswers
		r.Detail = "on that server's own command line curl -s " + to + " has to answer with a line of JSON that begins with {\"status\""
		r.Fix = "try it there, look at HTTP security on that site (curlsecurityblockedhosts, curlsecurityallowedport), and tick this row"
		return r
	}
	lists := s.lists(from)
	switch {
	case got.State == "success":
		r.Status, r.Detail = steps.Pass, "answered over the link, with the link's own credentials"+lists
	case got.State != "" && !linked:
		r.Status, r.Detail = steps.Pass, "the way is open; without a link the call is refused, as it should be"+lists
	default:
		what, cure, known := Explain(got.said())
		if !known {
			what, cure = got.said(), "look for \"JSend result error\" in the PHP log of both sites"
		}
		if got.State == "" && got.Moved != "" {
			what, cure = "the call is sent on to "+plain(got.Moved), "let the site answer at its own address without a redirect"
		}
		r.Status, r.Detail, r.Fix = steps.Fail, what+lists, cure
		if got.Status > 0 {
			r.Detail += fmt.Sprintf("; HTTP status %d", got.Status)
		}
	}
	return r
}

// lists says what the site's own HTTP security settings hold, where they hold
// something: they bind every call.
func (s *state) lists(from *end) string {
	l := from.last()
	if l == nil {
		return ""
	}
	var out []string
	if hosts := strings.Fields(l.Curl.Blocked); len(hosts) > 0 {
		out = append(out, "curlsecurityblockedhosts holds "+plain(strings.Join(hosts, ", ")))
	}
	if ports := strings.Fields(l.Curl.Ports); len(ports) > 0 {
		out = append(out, "curlsecurityallowedport lets only "+plain(strings.Join(ports, ", "))+" through")
	}
	if len(out) == 0 {
		return ""
	}
	return "; " + strings.Join(out, ", ")
}

// late is after how long a task that should run every hour counts as stuck.
const late = 3 * time.Hour

// tasks judges the client's scheduled tasks.
func (s *state) tasks(st standing) steps.Result {
	r := s.row("tasks", "Tasks of "+s.client.words)
	l := s.client.last()
	switch {
	case l == nil:
		r.Status, r.Source = steps.ToDo, steps.FromAnswers
		r.Detail = "user_task, user_collection_task and the others of auth_connect run every hour, handshake_task every night"
		r.Fix = "look at their last runs at " + s.client.admin("/tool/task/scheduledtasks.php") + " and tick this row"
		return r
	case !st.linked:
		r.Status, r.Detail = steps.Skipped, "there is nothing to synchronise without a link"
		return r
	}
	var told, never, stuck []string
	for _, t := range l.Tasks {
		ago := l.since(t.Last)
		limit := late
		if t.Name == "handshake_task" {
			limit = 26 * time.Hour
		}
		switch {
		case t.Disabled:
			stuck = append(stuck, t.Name+" is switched off")
		case t.Failing:
			stuck = append(stuck, t.Name+" failed at its last run")
		case t.Last == 0:
			never = append(never, t.Name)
		case ago > limit:
			stuck = append(stuck, fmt.Sprintf("%s ran last %s ago", t.Name, span(ago)))
		default:
			told = append(told, fmt.Sprintf("%s %s ago", t.Name, span(ago)))
		}
	}
	switch {
	case len(stuck) > 0:
		r.Status, r.Detail = steps.Fail, strings.Join(stuck, ", ")
		r.Fix = "see that cron runs on the client, and look at the task at " + s.client.admin("/tool/task/scheduledtasks.php")
	case len(never) > 0 && !(len(never) == 1 && never[0] == "handshake_task"):
		r.Status, r.Source, r.Detail = steps.ToDo, steps.FromTotara, "not run yet: "+strings.Join(never, ", ")
		r.Fix = "wait for the next full hour and check again; for the first run at once press Synchronise at " + s.client.page("/auth/connect/index.php")
	default:
		r.Status, r.Detail = steps.Pass, "last runs: "+strings.Join(told, ", ")
		if st.server != nil {
			r.Detail += "; " + accounts(st.server.Accounts, "came from the server")
		}
	}
	return r
}

// span is a time as people say it.
func span(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return fmt.Sprintf("%.0f s", d.Seconds())
	case d < 2*time.Hour:
		return fmt.Sprintf("%.0f min", d.Minutes())
	case d < 48*time.Hour:
		return fmt.Sprintf("%.0f h", d.Hours())
	}
	return fmt.Sprintf("%.0f days", d.Hours()/24)
}

// copied says what a first sign-in brings along.
const copied = "names, address, e-mail, picture and, where both sides say so, profile fields and job assignments are copied; roles, administrator rights, enrolments, completions, preferences after the first time, managers and policy consent are not"

// firstLogin guides through the first sign-in.
func (s *state) firstLogin(st standing) steps.Result {
	r := s.row("first_login", "The first sign-in through the server")
	if st.linked && st.server != nil && st.server.Arrivals > 0 {
		r.Status, r.Detail = steps.Pass, accounts(st.server.Arrivals, "signed in through the server")
		return r
	}
	r.Status, r.Source = steps.ToDo, steps.FromPerson
	start := s.client.page("/login/index.php") + ", the button named after the server"
	if st.server != nil {
		start = s.client.page(fmt.Sprintf("/auth/connect/sso_start.php?serverid=%d", st.server.ID))
	}
	r.Detail = "nobody has signed in through the server yet, as far as can be seen; " + copied
	r.Fix = "in a private window open " + start + ", sign in as an ordinary user of the server, compare the profile on the client, and tick this row"
	return r
}

// together warns of Teams and Connect on one client.
func (s *state) together() steps.Result {
	r := s.row("teams", "Teams and Connect together")
	r.Source = steps.FromAnswers
	if a := s.client.Answers; !a.SSO.Enabled || a.Tenant == "" {
		r.Status, r.Detail = steps.Skipped, "the client's answers ask for no app in Teams with single sign-on"
		return r
	}
	r.Status = steps.ToDo
	r.Detail = "the client's answers ask for single sign-on with Teams too: there accounts are linked by e-mail address, and those that came through Connect can collide with them"
	r.Fix = "let the Teams app lead to the server; or see with two accounts of the same address that both ways end in one account, and tick this row"
	return r
}

// weak are the ways of signing in whose users can change a field.
func weak(l *look, field string) []string {
	var out []string
	for auth, lock := range l.Guards.Locks[field] {
		if lock != "locked" {
			out = append(out, auth+" ("+plain(lock)+")")
		}
	}
	slices.Sort(out)
	return out
}

// matched is the field that accounts are matched by; empty where none are.
func (s *state) matched() string {
	c := s.client.Answers.Connect
	if !c.Migrate || mapping(c.Map) == answers.MapUniqueID {
		return ""
	}
	return mapping(c.Map)
}

// accounts counts accounts that did something.
func accounts(n int, did string) string {
	if n == 1 {
		return "1 account " + did
	}
	return fmt.Sprintf("%d accounts %s", n, did)
}
