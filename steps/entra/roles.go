package entra

import (
	"context"
	"slices"
	"strings"
	"sync"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// Directory roles by their template ids, the same in every tenant. Source:
// Microsoft Entra built-in roles.
const (
	globalAdministrator           = "62e90394-69f5-4237-9190-012177145e10"
	applicationAdministrator      = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"
	cloudApplicationAdministrator = "158c047a-c907-4556-b7ef-446551a6b5f7"
	applicationDeveloper          = "cf1c38e5-3621-4004-a7cb-879624dced7c"
	teamsAdministrator            = "69091246-20e8-4a56-aa4d-066075b2a7a8"
)

// held are the active roles of the person, read once for two rows.
type held struct {
	once  sync.Once
	roles []tenant.Role
	err   error
}

func (h *held) read(p Preflight) func(context.Context) error {
	return func(ctx context.Context) error {
		if p.AppOnly {
			return nil
		}
		h.once.Do(func() { h.roles, h.err = p.Ground.Roles(ctx) })
		return nil // what cannot be read is a row, no reason to stop
	}
}

// any is the name of the first of these roles that the person has; empty when
// none.
func (h *held) any(ids ...string) string {
	for _, r := range h.roles {
		if slices.ContainsFunc(ids, func(id string) bool { return strings.EqualFold(id, r.TemplateID) }) {
			return r.Name
		}
	}
	return ""
}

func (h *held) names() string {
	var out []string
	for _, r := range h.roles {
		out = append(out, r.Name)
	}
	if len(out) == 0 {
		return "no active role is seen"
	}
	return "the active roles are " + strings.Join(out, ", ")
}

// again is what to do about a role that is not active.
const again = "activate it in Privileged Identity Management or ask for it, sign in again, and run the same command again: only active roles can be seen, and a role of your own making may do as well"

// roles asks who may do what is planned. A missing role never stops anything:
// an owner may do without, and roles that are only eligible do not show.
func (p Preflight) roles(h *held) steps.Step {
	return &question{id: "entra.roles", title: "Roles of the person signed in", read: h.read(p), judge: func() finding {
		if p.AppOnly {
			return skipped("a program is signed in: its permissions count, not a person's roles")
		}
		if h.err != nil {
			return unseen(h.err, "look in Entra under your own account, Assigned roles")
		}
		var missing []string
		if h.any(globalAdministrator, applicationAdministrator, cloudApplicationAdministrator) == "" {
			missing = append(missing, "Cloud Application Administrator, for the application and everybody's consent")
			if h.any(applicationDeveloper) != "" {
				missing[0] = "Cloud Application Administrator, for everybody's consent (Application Developer makes the application only)"
			}
		}
		if p.Answers.Publish.Enabled && !p.Answers.Publish.Review && h.any(globalAdministrator, teamsAdministrator) == "" {
			missing = append(missing, "Teams Administrator, for publishing the app")
		}
		if len(missing) > 0 {
			return finding{steps.ToDo, "not seen: " + strings.Join(missing, "; ") + "; " + h.names(), again, steps.FromGraph}
		}
		return passes(h.names())
	}}
}

// quota asks whether the limit on what a person without a role may own can be
// met. How much of it is used up no program may read.
func (p Preflight) quota(h *held) steps.Step {
	return &question{id: "entra.quota", title: "Quota of directory objects", read: h.read(p), judge: func() finding {
		switch {
		case p.made():
			return skipped("the application is there")
		case p.AppOnly:
			return skipped("a program is signed in: the quota of a person does not count")
		case h.err != nil:
			return unseen(h.err, "if Entra refuses with Directory_QuotaExceeded, delete what you own and do not need, and purge it")
		}
		if role := h.any(globalAdministrator, applicationAdministrator, cloudApplicationAdministrator); role != "" {
			return passes("the role " + role + " lifts the limit of 250 objects that a person may own")
		}
		return finding{steps.Unseen, "a person without an administrator's role may own 250 directory objects; how many there are cannot be read",
			"if Entra refuses with Directory_QuotaExceeded, delete what you own and do not need, and purge it", steps.FromGraph}
	}}
}
