package catalog

import (
	"context"
	"time"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/tenant"
)

// Switch is one of the three switches of a tenant that let people use an app of
// the organisation's own. Microsoft shows none of them to programs, except to
// its PowerShell module for Teams; a person looks and ticks. Source: Microsoft
// Teams: "Manage custom apps in Teams admin center".
type Switch struct {
	id     steps.ID
	title  string
	detail string
	place  string // in words, below the admin center or in the client
	page   string // path in the admin center; empty where it has none

	answers answers.Answers
	cloud   tenant.Cloud
	now     func() time.Time
}

// Preparation lists the switches, in the order in which they matter: the first
// one off beats all.
func Preparation(a answers.Answers, cloud tenant.Cloud, now func() time.Time) []steps.Step {
	one := func(id steps.ID, title, detail, place, page string) steps.Step {
		return &Switch{id, title, detail, place, page, a, cloud, now}
	}
	return []steps.Step{
		one("teams.custom_apps", "Custom apps in the organisation",
			"people may use custom apps at all: without this nobody sees the app, whatever else is set",
			"Teams apps, Manage apps, Actions, Org-wide app settings: under Custom apps switch on \"Let users install and use available apps by default\" and \"Let users interact with custom apps in preview\"",
			"/policies/manage-apps"),
		one("teams.setup_policy", "Custom apps in the setup policy",
			"the people who try the app out may upload it for themselves; once it is in the organisation's catalogue nobody needs this",
			"Teams apps, Setup policies, Global or the policy of these people: switch on \"Upload custom apps\"",
			"/policies/app-setup"),
		one("teams.team", "Custom apps in the team",
			"members of a team that the app is tried out in may add it there; once it is in the organisation's catalogue nobody needs this",
			"in Teams, the team's own menu, Manage team, Settings, Member permissions: allow members to upload custom apps",
			""),
	}
}

// About says that the switch waits for nothing.
func (s *Switch) About() steps.About { return steps.About{ID: s.id, Title: s.title} }

// Read looks at nothing: nobody here can see the switch.
func (s *Switch) Read(context.Context) error { return nil }

// Plan names what a person does, unless they have.
func (s *Switch) Plan() steps.Change {
	if !s.cloud.Has(tenant.LacksTeams) {
		return steps.Change{Action: steps.Skip, Summary: "this cloud has no Microsoft Teams"}
	}
	if tick, ok := s.answers.Confirmed[string(s.id)]; ok && !tick.Stale(s.now()) {
		return steps.Change{Action: steps.None, Summary: "confirmed by " + tick.By}
	}
	return steps.Change{Action: steps.Manual, Summary: s.detail, Cure: s.how()}
}

// how is where the switch stands.
func (s *Switch) how() string {
	center := adminCenter(s.cloud)
	switch {
	case s.page == "":
		return s.place
	case center == "":
		return "Teams admin center, " + s.place
	}
	return center + s.page + ": " + s.place
}

// Apply is never called: nothing is planned.
func (s *Switch) Apply(context.Context, steps.Change) error { return nil }

// Check waits for a person.
func (s *Switch) Check(context.Context) []steps.Result {
	return []steps.Result{{
		ID: string(s.id), Group: s.id.Group(), Title: s.title, Source: steps.FromPerson,
		Status: steps.ToDo, Detail: s.detail,
		Fix: s.how() + "; a change takes hours to reach everybody. Tick this row when it is on, or when you do without",
	}}
}
