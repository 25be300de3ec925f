package entra

import (
	"context"
	"fmt"
	"strings"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/tenant"
)

// domain asks whether the site's host is the tenant's own. Entra takes the
// identifier URI of an application with version 2 tokens either way, but people
// of other tenants are shown an app of an unknown host.
func (p Preflight) domain() steps.Step {
	var list []tenant.Domain
	var unread error
	read := func(ctx context.Context) error {
		if p.Answers.SSO.Enabled {
			list, unread = p.Ground.Domains(ctx)
		}
		return nil
	}
	return &question{id: "entra.domain", title: "The site's host and the tenant's domains", read: read, judge: func() finding {
		host, single := p.Answers.Addresses().Host, p.Answers.SSO.Audience == answers.AudienceSingle
		if !p.Answers.SSO.Enabled {
			return skipped("single sign-on is off")
		}
		if unread != nil {
			return unseen(unread, "compare the host with Entra, Custom domain names; where it is none of them, sso.audience single is the safe choice")
		}
		if d := owner(host, list); d != "" {
			return passes(fmt.Sprintf("%s belongs to %s, a verified domain of the tenant", host, d))
		}
		if single {
			return passes(host + " is under no verified domain of the tenant, which does no harm with sso.audience single")
		}
		return finding{
			steps.ToDo, fmt.Sprintf("%s is under no verified domain of the tenant (%s), and sso.audience lets other tenants in", host, verified(list)),
			"set sso.audience to single, which is recommended here; or verify the domain in Entra under Custom domain names; or tick this row to go on as it is",
			steps.FromAnswers,
		}
	}}
}

// owner is the verified domain that a host is, or is under; empty when none.
func owner(host string, list []tenant.Domain) string {
	for _, d := range list {
		name := strings.ToLower(d.Name)
		if d.Verified && name != "" && (host == name || strings.HasSuffix(host, "."+name)) {
			return name
		}
	}
	return ""
}

func verified(list []tenant.Domain) string {
	var out []string
	for _, d := range list {
		if d.Verified {
			out = append(out, tenant.Plain(d.Name, 100))
		}
	}
	if len(out) == 0 {
		return "it shows none"
	}
	return strings.Join(out, ", ")
}
