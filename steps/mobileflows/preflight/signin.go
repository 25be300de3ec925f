package preflight

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"teamwright/steps/secret"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

// Door is the way in to the registered application.
type Door struct {
	Authority string // Entra sign-in host
	Tenant    string // id or domain
	Graph     string // Microsoft Graph without version
	AppID     string
	Secret    secret.Text
	Scopes    []string // delegated permissions of Microsoft Graph
	Transport http.RoundTripper
	Clock     wire.Clock
	Prompt    func(Prompt)
}

// Prompt is where the test user signs in, and with which code.
type Prompt struct {
	URL, Code string
	Expires   time.Time
}

// Person is a signed-in test user.
type Person struct {
	Token  secret.Text // of Microsoft Graph
	Scopes []string    // what the token may do
}

const (
	maxReply = 1 << 20
	codeLife = 15 * time.Minute // Source: device authorization grant, Microsoft identity platform
)

// reply is an answer of Entra, to whatever was asked.
type reply struct {
	DeviceCode string `json:"device_code"`
	UserCode   string `json:"user_code"`
	URL        string `json:"verification_uri"`
	Interval   int    `json:"interval"`
	Expires    int    `json:"expires_in"`

	Token string `json:"access_token"`
	Scope string `json:"scope"`

	Error       string `json:"error"`
	Description string `json:"error_description"`
}

// SignIn shows a code and waits until the person has used it. An application
// with a secret identifies itself in both requests. Source: RFC 8628, section
// 3.1.
func (d Door) SignIn(ctx context.Context) (Person, error) {
	var scopes []string
	for _, s := range d.Scopes {
		if s != "offline_access" { // a token for one run needs no successor
			scopes = append(scopes, d.Graph+"/"+s)
		}
	}
	begun, err := d.ask(ctx, "devicecode", url.Values{"scope": {strings.Join(scopes, " ")}})
	if err != nil {
		return Person{}, err
	}
	if begun.DeviceCode == "" || begun.UserCode == "" {
		return Person{}, d.refused(begun)
	}
	life := codeLife
	if begun.Expires > 0 {
		life = min(life, time.Duration(begun.Expires)*time.Second)
	}
	end := d.Clock.Now().Add(life)
	d.Prompt(Prompt{URL: tenant.Plain(begun.URL, 200), Code: tenant.Plain(begun.UserCode, 40), Expires: end})
	form := url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:device_code"}, "device_code": {begun.DeviceCode}}
	pause, interval := time.Second, time.Duration(min(max(begun.Interval, 1), 60))*time.Second
	for d.Clock.Now().Before(end) {
		if err := d.Clock.Sleep(ctx, pause); err != nil {
			return Person{}, err
		}
		got, err := d.ask(ctx, "token", form)
		switch {
		case err != nil:
			return Person{}, err
		case got.Token != "":
			return Person{Token: secret.New(got.Token), Scopes: names(got.Scope)}, nil
		case got.Error == "slow_down":
			interval += 5 * time.Second
		case got.Error != "authorization_pending":
			return Person{}, d.refused(got)
		}
		pause = interval
	}
	return Person{}, &tenant.Error{Kind: tenant.Refused, Op: op, Message: "nobody finished it in time", Cure: "run the same command again and enter the new code"}
}

const op = "sign the test user in to the application"

// names are the permissions in an answer, which may carry their resource.
func names(scope string) []string {
	var out []string
	for _, s := range strings.Fields(scope) {
		out = append(out, tenant.Plain(s[strings.LastIndexByte(s, '/')+1:], 80))
	}
	return out
}

func (d Door) ask(ctx context.Context, endpoint string, form url.Values) (reply, error) {
	form.Set("client_id", d.AppID)
	form.Set("client_secret", d.Secret.Reveal())
	target := fmt.Sprintf("%s/%s/oauth2/v2.0/%s", d.Authority, url.PathEscape(d.Tenant), endpoint)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target, strings.NewReader(form.Encode()))
	if err != nil {
		return reply{}, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	resp, err := d.Transport.RoundTrip(req)
	if err != nil {
		return reply{}, unreached(op, err)
	}
	defer resp.Body.Close()
	var r reply
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxReply))
	if err == nil {
		err = json.Unmarshal(body, &r)
	}
	if err != nil {
		return reply{}, &tenant.Error{Kind: tenant.Unreachable, Op: op, Status: resp.StatusCode, Message: "the answer cannot be read", Cure: "check HTTPS_PROXY and the network, then run the same command again"}
	}
	return r, nil
}

func unreached(op string, err error) error {
	e := &tenant.Error{Kind: tenant.Unreachable, Op: op, Err: err}
	var broken *wire.Broken
	if errors.As(err, &broken) {
		e.Cure = broken.Cure()
	}
	return e
}

var aadsts = regexp.MustCompile(`AADSTS(\d{4,9})\b`)

// refused explains a refusal as it looks from this application: what people meet
// when they activate the connector in Hub. A code may change, so it only helps
// to explain. Source: "Microsoft Entra authentication and authorization error
// codes", in our own words.
func (d Door) refused(r reply) error {
	e := &tenant.Error{Kind: tenant.Refused, Op: op, Code: tenant.Plain(r.Error, 60), Message: tenant.Plain(first(r.Description), 300)}
	if m := aadsts.FindString(r.Description); m != "" {
		e.Code = m
	}
	for _, known := range []struct{ code, message, cure string }{
		{"AADSTS65001", "nobody has consented to the application", "run mobileflows apply: it consents for everyone"},
		{"AADSTS90094", "an administrator has to consent", "run mobileflows apply: it consents for everyone"},
		{"AADSTS90095", "the consent waits for an administrator's approval", "run mobileflows apply: it consents for everyone"},
		{"AADSTS65004", "the person declined the consent", "run mobileflows apply: it consents for everyone, and nobody is asked"},
		{"AADSTS700016", "this tenant does not know the application", "run mobileflows check without --user: it looks for it"},
		{"AADSTS7000218", "Entra takes no device code for this application, even with its secret", "let one person sign in under Account in Hub: that is the same test, seen from the other end"},
		{"AADSTS7000215", "the secret is wrong", "give the secret's value, not its id, named mobileflows with --secrets-from"},
		{"AADSTS7000222", "the secret has expired", "make a new one, and enter it in UEM too"},
		{"AADSTS7000112", "the application is disabled", "enable it in the Entra admin center under Enterprise applications, Properties"},
		{"AADSTS50105", "the application is open only to people assigned to it", "assign the person to it under Enterprise applications"},
		{"AADSTS53003", "Conditional Access blocks it", "ask an administrator of Conditional Access; the Mobile Flows service signs in from a data centre and meets the same policy"},
		{"AADSTS530032", "a security policy blocks it", "ask an administrator of Conditional Access; the Mobile Flows service signs in from a data centre and meets the same policy"},
		{"AADSTS530036", "a policy blocks device codes", "have the policy exclude the test user, or let the activation in Hub be the test"},
		{"AADSTS50020", "the person does not belong to this tenant", "sign in as a person of the tenant"},
	} {
		if e.Code == known.code {
			e.Message, e.Cure = known.message, known.cure
			return e
		}
	}
	switch r.Error {
	case "expired_token":
		e.Message, e.Cure = "nobody finished it in time", "run the same command again and enter the new code"
	case "authorization_declined", "access_denied":
		e.Message, e.Cure = "it was declined in the browser", "run the same command again and accept"
	default:
		e.Cure = "look the code up at login.microsoftonline.com/error"
	}
	return e
}

// first is the first line: ids follow in lines of their own.
func first(s string) string {
	s, _, _ = strings.Cut(s, "Trace ID:")
	s, _, _ = strings.Cut(s, "\n")
	return strings.TrimSpace(s)
}
