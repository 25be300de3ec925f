package totara

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"teamwright/steps"
	"teamwright/steps/site"
	"teamwright/steps/tenant"
)

// proved is how Entra answered Totara's server.
type proved struct {
	Status int    `json:"status"`
	Token  bool   `json:"token"`
	Code   string `json:"code"`
	Text   string `json:"text"`
}

// proofs are the rows about the secrets that Totara holds: each is used once,
// by Totara's own server, and matched with Entra's list by its first three
// characters, the hint that Microsoft Graph gives.
func (s *verifiedStep) proofs(ctx context.Context, st state) []steps.Result {
	var out []steps.Result
	if s.Answers.SSO.Enabled {
		chosen, _ := st.chosen()
		out = append(out, s.proof(ctx, "sso", "Secret of single sign-on in Totara", chosen.Secret, s.Passwords,
			fmt.Sprintf("%s/%s/oauth2/v2.0/token", cmp.Or(s.Authority, publicAuthority), s.home()), cmp.Or(s.Graph, publicGraph)+"/.default"))
	}
	if s.Answers.Bot.Needed() {
		// Totara asks for the bot's tokens at this authority and no other.
		out = append(out, s.proof(ctx, "bot", "Secret of the bot in Totara", st.Secrets[keyBotSecret], s.BotPasswords,
			publicAuthority+"/botframework.com/oauth2/v2.0/token", "https://api.botframework.com/.default"))
	}
	return out
}

// home is the tenant in which the application lives.
func (t *Totara) home() string { return cmp.Or(t.TenantID, t.Answers.Tenant) }

func (s *verifiedStep) proof(ctx context.Context, name, title string, have sealed, listed func() []tenant.Password, tokenURL, scope string) steps.Result {
	r := steps.Result{ID: "totara." + name + "_secret_proof", Group: "totara", Title: title, Source: steps.FromTotara}
	const cure = "have teamwright rotate --only %s make a new one and give it to Totara, or hand over the one you have: teamwright totara apply --secrets-from file:PATH"
	if !have.Set {
		r.Status, r.Detail, r.Fix = steps.Fail, "Totara holds none", fmt.Sprintf(cure, name)
		return r
	}
	which, ok := match(have, listed)
	switch {
	case !ok:
		r.Status, r.Detail, r.Fix = steps.Fail, which, fmt.Sprintf(cure, name)
		return r
	case s.Rehearsal && which != "":
		r.Status, r.Detail = steps.Pass, which+", by how it begins; a rehearsal asks nobody for a token"
		return r
	case s.Rehearsal:
		r.Status, r.Detail = steps.Skipped, "this is a rehearsal: its secrets mean nothing to Microsoft"
		return r
	case which != "":
		r.Detail = which + "; "
	}
	answer, err := s.Site.Ask(ctx, site.Request{Op: "totara.prove", Args: map[string]string{"secret": name, "token_url": tokenURL, "scope": scope}})
	var p proved
	if err == nil {
		err = answer.Into(&p)
	}
	if err != nil {
		return unseen(r, err)
	}
	switch {
	case p.Token:
		r.Status, r.Detail = steps.Pass, r.Detail+"Entra gave Totara's server a token for it"
	case p.Status == 0:
		r.Status, r.Detail = steps.Unseen, r.Detail+"Totara's server did not reach Entra: "+cmp.Or(tenant.Plain(p.Text, 200), "no answer")
		r.Fix = "let the server call login.microsoftonline.com on port 443, through the proxy that Totara knows"
	default:
		r.Status, r.Detail = steps.Fail, fmt.Sprintf("%sEntra refused it (%s)", r.Detail, cmp.Or(tenant.Plain(p.Code, 60), fmt.Sprint(p.Status)))
		r.Fix = refusedCure(p.Code, name)
	}
	return r
}

// refusedCure is what to do about a refusal by Entra.
func refusedCure(code, name string) string {
	switch {
	case code == "AADSTS700016" && name == "bot":
		return "the bot's application is for one tenant only, and Totara asks for its tokens elsewhere: teamwright help totara, under THE BOT, says what is possible"
	case code == "AADSTS7000222":
		return "the secret has expired: teamwright rotate --only " + name
	case code == "AADSTS7000215":
		return "Totara holds another secret than Entra knows: teamwright rotate --only " + name
	}
	return "look the code up at https://login.microsoftonline.com/error, then run the same command again"
}

// match finds the secret in Entra's list by its hint. ok is false when the
// list has none that begins so.
func match(have sealed, listed func() []tenant.Password) (which string, ok bool) {
	if listed == nil {
		return "", true
	}
	list := listed()
	if len(list) == 0 {
		return "", true
	}
	var found []tenant.Password
	for _, p := range list {
		if p.Hint == "" || strings.HasPrefix(have.Hint, p.Hint) {
			found = append(found, p)
		}
	}
	switch len(found) {
	case 0:
		return "Totara holds a secret that Entra no longer lists", false
	case 1:
		return fmt.Sprintf("it is %q, valid until %s", tenant.Plain(found[0].Name, 80), found[0].End.Format(time.DateOnly)), true
	}
	return "", true
}
