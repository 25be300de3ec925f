package entra

import (
	"context"
	"fmt"
	"sync"
	"time"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// policies asks what the tenant's app management policy forbids. Reading it
// takes the permission Policy.Read.All, which the identity of the Azure CLI
// does not have: then Entra's own refusal tells, when it comes.
func (p Preflight) policies() []steps.Step {
	var once sync.Once
	var policy tenant.AppPolicy
	var unread error
	read := func(ctx context.Context) error {
		if p.Answers.SSO.Enabled {
			once.Do(func() { policy, unread = p.Ground.AppPolicy(ctx) })
		}
		return nil
	}
	barred := func() bool { return tenant.Is(unread, tenant.Denied) }
	// unknown says what was not seen, without the words of a refusal that was to
	// be expected.
	unknown := func(should string) finding {
		if barred() {
			return finding{
				steps.Unseen, "this sign-in may not read the tenant's policy; should Entra refuse, the row of that step says why",
				should + "; nothing has to be done before (a sign-in that has the permission Policy.Read.All shows the policy here)", steps.FromGraph,
			}
		}
		return unseen(unread, should+"; nothing has to be done before")
	}
	uri := func() finding {
		switch {
		case !p.Answers.SSO.Enabled:
			return skipped("single sign-on is off")
		case p.made():
			return skipped("the policy counts when an identifier URI is added; the application is there")
		case unread != nil:
			return unknown("should Entra refuse the identifier URI, have the application exempted as the row entra.sso says then")
		case policy.URINonDefaultOnly && policy.URIStrictForV2:
			return finding{
				steps.ToDo, "a policy of the tenant allows only identifier URIs of the form api://CLIENT-ID; single sign-on in Teams needs the site's host in it",
				"have a Cloud Application Administrator exempt this application from nonDefaultUriAddition, or exempt applications that take version 2 tokens; aka.ms/identifier-uri-addition-error",
				steps.FromGraph,
			}
		}
		return passes("api://HOST/CLIENT-ID is allowed for an application that takes version 2 tokens")
	}
	secrets := func() finding {
		wanted := time.Duration(p.Answers.SSO.SecretDays) * 24 * time.Hour
		switch {
		case !p.Answers.SSO.Enabled:
			return skipped("single sign-on is off")
		case p.secret():
			return skipped("a client secret is there; the policy counts when the next one is made")
		case unread != nil:
			return unknown("should Entra refuse the secret, lower sso.secret_days (90, 30) or have the application exempted")
		case policy.SecretsForbidden:
			return finding{
				steps.ToDo, "a policy of the tenant forbids client secrets, and Totara's settings take nothing else",
				"have a Cloud Application Administrator or an Application Administrator exempt this application from the app management policy, then run again",
				steps.FromGraph,
			}
		case policy.SecretMaxLife > 0 && policy.SecretMaxLife < wanted:
			return passes(fmt.Sprintf("secrets may live %.0f days in this tenant: the %d days of the answers are cut to that", policy.SecretMaxLife.Hours()/24, p.Answers.SSO.SecretDays))
		}
		return passes(fmt.Sprintf("a secret of %d days is allowed", p.Answers.SSO.SecretDays))
	}
	return []steps.Step{
		&question{id: "entra.uri_policy", title: "Policy on identifier URIs", read: read, judge: uri, barred: barred, after: []steps.ID{"entra.sso"}},
		&question{id: "entra.secret_policy", title: "Policy on client secrets", read: read, judge: secrets, barred: barred, after: []steps.ID{"entra.secret"}},
	}
}
