package mobileflows

import (
	"time"

	"teamwright/steps/answers"
	"teamwright/steps/mobileflows/access"
)

// TemplateID is the OAuth template that the Mobile Flows service looks for.
const TemplateID = "MobileFlows_Server_Template"

// Callback is where Entra and Access send people back to.
func Callback(host string) string { return "https://" + host + "/token-exchange/oauth2/callback" }

// PublicKey is where the Mobile Flows service publishes the key of its tokens.
func PublicKey(host string) string { return "https://" + host + "/security/public-key" }

// Logout is the page of Access that ends a session.
func Logout(origin string) string { return origin + "/SAAS/auth/logout" }

// everybody is the resource of a template that anybody may use.
const everybody = "00000000-0000-0000-0000-000000000000"

// lives are the lives of tokens.
type lives struct{ access, refresh, idle time.Duration }

const day = 24 * time.Hour

// livesOf are the guide's lives, or those of the product's own app. Ten days
// without use end a session in both.
func livesOf(chosen string) lives {
	if chosen == answers.TTLStrict {
		return lives{3 * time.Hour, 90 * day, 10 * day}
	}
	return lives{30 * day, 365 * day, 10 * day}
}

// wanted is the template that the answers describe, in a tenant's unit of time.
func wanted(a answers.MobileFlows, unit access.Unit) access.Template {
	l := livesOf(a.TTL)
	count := func(d time.Duration) int { return int(d/time.Minute) * int(unit) }
	return access.Template{
		ID: TemplateID, Resource: everybody, Scope: "email profile user openid", RedirectURI: Callback(a.Host),
		TokenType: "Bearer", Length: 64, GrantTypes: "authorization_code refresh_token",
		AccessTTL: count(l.access), RefreshTTL: count(l.refresh), IdleTTL: count(l.idle),
	}
}
