package entra

import (
	"strings"

	"teamwright/steps"
	"teamwright/steps/answers"
)

// signup warns of a site that lets anybody in: Totara makes an account for
// whoever signs in, and the audience decides who can.
func (p Preflight) signup() steps.Step {
	return &question{id: "totara.open_signup", title: "Who gets an account by signing in", read: nil, judge: func() finding {
		sso := p.Answers.SSO
		switch {
		case !sso.Enabled:
			return skipped("single sign-on is off")
		case sso.Audience == answers.AudienceSingle:
			return skipped("only people of this tenant can sign in")
		case len(sso.AllowedDomains) > 0:
			return finding{steps.Pass, "people with addresses of " + strings.Join(sso.AllowedDomains, ", "), "", steps.FromAnswers}
		}
		who := "of any tenant"
		switch sso.Audience {
		case answers.AudienceMultitenantPersonal:
			who = "of any tenant, or with a personal Microsoft account,"
		case answers.AudiencePersonal:
			who = "with a personal Microsoft account"
		}
		return finding{
			steps.ToDo, "anybody " + who + " can sign in, and Totara makes them an account: sso.allowed_domains names no domains",
			"name your domains under sso.allowed_domains, or set sso.audience to single, or tick this row if that is meant",
			steps.FromAnswers,
		}
	}}
}
