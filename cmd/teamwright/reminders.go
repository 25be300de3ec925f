package main

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"teamwright/steps/calendar"
	"teamwright/steps/tenant"
	"teamwright/steps/wholefile"
)

// ending is a client secret and the day on which it ends.
type ending struct {
	what string // whose it is, in words
	key  string // keeps the reminder the same from file to file
	on   time.Time
}

// endings are the days on which the site's client secrets end: for each
// application the latest one, because sign-in goes on until then.
func (run *running) endings() []ending {
	var out []ending
	for _, s := range []struct {
		what, key string
		list      []tenant.Password
	}{
		{"single sign-on", "sso", run.work.App.Passwords()},
		{"the bot", "bot", run.work.Bot.App().Passwords()},
	} {
		var last time.Time
		for _, p := range s.list {
			if p.Live(run.Clock.Now()) && p.End.After(last) {
				last = p.End
			}
		}
		if !last.IsZero() {
			out = append(out, ending{s.what, s.key, last})
		}
	}
	slices.SortFunc(out, func(a, b ending) int { return a.on.Compare(b.on) })
	return out
}

// remind writes the reminders to a calendar file.
func (run *running) remind(path string) error {
	c := calendar.Calendar{Name: run.answers.App.ShortName + " in Teams", Now: run.Clock.Now()}
	appID := run.work.App.AppID().Or(run.answers.IDs.App)
	for _, e := range run.endings() {
		c.Events = append(c.Events, calendar.Event{
			UID:         calendar.UID("secret", e.key, appID),
			Summary:     fmt.Sprintf("Client secret of %s ends: %s", e.what, run.answers.Site),
			Description: "Before this day run: teamwright rotate --only " + e.key + "\nWithout that, sign-in or messages stop. The application is " + appID + " in the tenant " + run.answers.Tenant + ".",
			Day:         e.on, Before: run.flags.notice.Rings(),
		})
	}
	var text bytes.Buffer
	if err := calendar.Write(&text, c); err != nil {
		return err
	}
	if err := wholefile.Replace(path, text.Bytes(), 0o644); err != nil {
		return err
	}
	run.front.Say("Reminders: " + path)
	return nil
}

// ends names the days.
func (run *running) ends() []string {
	var out []string
	for _, e := range run.endings() {
		out = append(out, fmt.Sprintf("The client secret of %s ends on %s.", e.what, e.on.Format(time.DateOnly)))
	}
	return out
}

// secretsEnd names the days and how to be reminded of them.
func (run *running) secretsEnd() []string {
	out := run.ends()
	if len(out) > 0 {
		out = append(out, "For a reminder in your calendar: teamwright check --calendar reminders.ics")
	}
	return out
}
