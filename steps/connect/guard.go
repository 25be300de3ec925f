package connect

import (
	"fmt"
	"strings"

	"teamwright/steps"
	"teamwright/steps/answers"
)

// guarded are the rows about what keeps accounts from being taken over and
// people from being shut out.
func (s *state) guarded() []steps.Result {
	rows := []steps.Result{s.field(), s.registration(), s.guests()}
	c := s.client.Answers.Connect
	if c.Migrate || c.AutoSSO {
		rows = append(rows, s.admins())
	}
	return append(rows, s.agreed(), s.passing(), s.plugins())
}

// passing warns of the audiences that a client makes of courses. In Totara 17.3
// every run of the task takes them out and makes them anew, under new ids.
func (s *state) passing() steps.Result {
	r := s.row("course_audiences", "Audiences made of courses")
	r.Source = steps.FromAnswers
	g := s.given.Given
	if len(g.Courses) == 0 && !g.AddNewCourses {
		r.Status, r.Detail = steps.Skipped, "the answers name no courses"
		return r
	}
	r.Status = steps.ToDo
	r.Detail = "Totara 17.3 takes out the client's audiences that stand for courses and makes them anew every hour, under new ids"
	r.Fix = "use none of them in rules, enrolments or visibility on the client, and tick this row"
	return r
}

// agreed judges whether what one side asks for is given by the other: Totara
// copies only what both allow.
func (s *state) agreed() steps.Result {
	r := s.row("agreed", "Both sides say what is copied")
	r.Source = steps.FromAnswers
	if s.server.url() == "" {
		r.Status, r.Detail = steps.Skipped, "the server's answers are not known here"
		return r
	}
	g, c := s.given.Given, s.client.Answers.Connect
	var only, both []string
	for _, one := range []struct {
		what         string
		gives, takes bool
	}{
		{"profile fields", g.SyncProfileFields, c.SyncProfileFields},
		{"job assignments", g.SyncJobs, c.SyncJobs},
		{"positions", len(g.PositionFrameworks) > 0, c.SyncPositions},
		{"organisations", len(g.OrganisationFrameworks) > 0, c.SyncOrganisations},
	} {
		switch {
		case one.gives && !one.takes:
			only = append(only, one.what+" are given and not taken")
		case one.takes && !one.gives:
			only = append(only, one.what+" are asked for and not given")
		case one.takes:
			both = append(both, one.what)
		}
	}
	if len(only) > 0 {
		r.Status, r.Detail = steps.ToDo, strings.Join(only, ", ")+": they do not come over"
		r.Fix = "say it in both answers files, or tick this row when that is meant"
		return r
	}
	if len(both) == 0 {
		r.Status, r.Detail = steps.Skipped, "nothing beside the accounts is asked for"
		return r
	}
	r.Status, r.Detail = steps.Pass, strings.Join(both, ", ")
	return r
}

// field judges whether people can change the field that accounts are matched
// by. Nobody edits the own user name; it is chosen at self-registration only.
func (s *state) field() steps.Result {
	r := s.row("field_locked", "The matched field is locked")
	field := s.matched()
	switch field {
	case "":
		r.Status, r.Detail = steps.Skipped, "no local accounts are migrated by a field that people could change"
		return r
	case answers.MapUsername:
		r.Status, r.Detail = steps.Pass, "user names are changed by administrators alone; see self-registration too"
		return r
	}
	open, byHand := s.sites(func(e *end, l *look) string {
		if ways := weak(l, field); len(ways) > 0 {
			return fmt.Sprintf("on %s by %s", e.words, strings.Join(ways, ", "))
		}
		return ""
	})
	fix := fmt.Sprintf("set Lock value of %s to Locked in the settings of every way of signing in, on both sites", field)
	switch {
	case len(open) > 0:
		r.Status, r.Detail, r.Fix = steps.Fail, fmt.Sprintf("%s can be changed %s: who does so can take over an account", field, strings.Join(open, "; ")), fix
	case byHand:
		return notLookedAt(r, fix)
	default:
		r.Status, r.Detail = steps.Pass, field+" is locked for every way of signing in on both sites"
	}
	return r
}

// sites are the words about each site that is not as it should be; byHand tells
// whether one of them was not looked at.
func (s *state) sites(wrong func(*end, *look) string) (found []string, byHand bool) {
	for _, e := range []*end{s.server, s.client} {
		l := e.last()
		if l == nil {
			byHand = true
		} else if words := wrong(e, l); words != "" {
			found = append(found, words)
		}
	}
	return found, byHand
}

// notLookedAt leaves a row to a person: a site is set by hand.
func notLookedAt(r steps.Result, fix string) steps.Result {
	r.Status, r.Source, r.Detail = steps.ToDo, steps.FromAnswers, "a site that is set by hand was not looked at"
	r.Fix = fix + " and tick this row"
	return r
}

// registration judges whether anybody can make an account, and choose its
// fields, on either site.
func (s *state) registration() steps.Result {
	r := s.row("self_registration", "Self-registration is off")
	if s.matched() == "" {
		r.Status, r.Detail = steps.Skipped, "no local accounts are migrated by a field that people could choose"
		return r
	}
	on, byHand := s.sites(func(e *end, l *look) string {
		if l.Guards.Registration == "" {
			return ""
		}
		return fmt.Sprintf("%s (%s)", e.words, plain(l.Guards.Registration))
	})
	fix := "set Self registration to Disable under Manage authentication"
	switch {
	case len(on) > 0:
		r.Status, r.Detail, r.Fix = steps.Fail, "anybody can make an account on "+strings.Join(on, " and ")+" and choose the field that accounts are matched by", fix
	case byHand:
		return notLookedAt(r, fix+" on both sites")
	default:
		r.Status, r.Detail = steps.Pass, "off on both sites"
	}
	return r
}

// guests judges guest access, which does not go together with Connect.
func (s *state) guests() steps.Result {
	r := s.row("guest_access", "Guest access is off")
	on, byHand := s.sites(func(e *end, l *look) string {
		if !l.Guards.Guest {
			return ""
		}
		return e.words
	})
	fix := "hide the guest login button and switch Auto-login guests off"
	switch {
	case len(on) > 0:
		r.Status, r.Detail, r.Fix = steps.Fail, "guests are let in on "+strings.Join(on, " and ")+"; guest access does not go together with Connect", fix
	case byHand:
		return notLookedAt(r, fix+" on both sites")
	default:
		r.Status, r.Detail = steps.Pass, "off on both sites"
	}
	return r
}

// admins judges whether somebody can get in without the server.
func (s *state) admins() steps.Result {
	r := s.row("local_admin", "An administrator with a local password")
	l := s.client.last()
	switch {
	case l == nil:
		r.Status, r.Source, r.Detail = steps.ToDo, steps.FromAnswers, "migrated accounts, and all with automatic single sign-on, need the server to sign in"
		r.Fix = "keep one site administrator on the client whose way of signing in is Manual accounts, and tick this row"
	case l.Guards.Admins == 0:
		r.Status, r.Detail = steps.Fail, "no administrator of the client has one: when the server is down nobody gets in"
		r.Fix = "keep one site administrator on the client whose way of signing in is Manual accounts"
	default:
		r.Status, r.Detail = steps.Pass, fmt.Sprintf("%d; they sign in at %s", l.Guards.Admins, s.localLogin())
	}
	return r
}

// plugins judges the switch by which the other site may call any plugin.
func (s *state) plugins() steps.Result {
	r := s.row("plugin_services", "Requests to plugin services")
	r.Source = steps.FromTotara
	var on []string
	if l := s.client.last(); l != nil && l.value("auth_connect/allowpluginsepservices") == "1" {
		on = append(on, "the client")
	}
	if st := s.stands(); st.client != nil && st.client.Flags["allowpluginsepservices"] == 1 {
		on = append(on, "the server")
	}
	switch {
	case len(on) == 0 && (s.client.byHand() || s.server.byHand()):
		r.Status, r.Detail = steps.Skipped, "a site that is set by hand was not looked at; the value stands in a row of its own"
		return r
	case len(on) == 0:
		r.Status, r.Detail = steps.Pass, "off on both sites"
		return r
	}
	r.Status, r.Source = steps.ToDo, steps.FromPerson
	r.Detail = "on for " + strings.Join(on, " and ") + ": code of the other site may call services of any plugin there; single sign-on does not need it"
	r.Fix = "switch it off, or tick this row when a plugin of yours needs it"
	return r
}
