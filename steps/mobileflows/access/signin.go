package access

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"teamwright/steps/secret"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

// MakeClient tells how a person makes the service client.
const MakeClient = `make one in Access under Settings, OAuth 2.0 Management, Clients, Add Client: access type "Service Client Token", scope Admin; give its id and its shared secret as access_client_id and access_client_secret with --secrets-from`

// margin is how long before its end a token counts as ended.
const margin = time.Minute

// SignIn proves that the service client works.
func (c *Client) SignIn(ctx context.Context) error {
	_, err := c.signedIn(ctx)
	return err
}

// signedIn is a token that is good for a while.
func (c *Client) signedIn(ctx context.Context) (secret.Text, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.token.Empty() && c.o.Now().Before(c.ends) {
		return c.token, nil
	}
	const op = "sign in to Access as the service client"
	form := url.Values{"grant_type": {"client_credentials"}}.Encode()
	// A token request may be repeated: it spends nothing.
	req, err := http.NewRequestWithContext(wire.Repeatable(ctx), http.MethodPost, c.o.Origin+"/SAAS/auth/oauthtoken", strings.NewReader(form))
	if err != nil {
		return secret.Text{}, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	req.SetBasicAuth(c.o.ID.Reveal(), c.o.Secret.Reveal())
	got, err := c.send(req, op, false)
	if err != nil {
		return secret.Text{}, err
	}
	var reply struct {
		Token   string `json:"access_token"`
		Expires int64  `json:"expires_in"`
	}
	if err := c.judge(ask{op: op, method: http.MethodGet}, got); err != nil {
		return secret.Text{}, c.refusedClient(got, err)
	}
	if err := json.Unmarshal(got.body, &reply); err != nil || reply.Token == "" {
		return secret.Text{}, &tenant.Error{Kind: tenant.Refused, Op: op, Status: got.status, Message: "the answer holds no token",
			Cure: "see whether " + c.o.Origin + " is the address of your Access tenant"}
	}
	c.token = secret.New(reply.Token)
	c.ends = c.o.Now().Add(time.Duration(min(max(reply.Expires, 0), 86400))*time.Second - margin)
	return c.token, nil
}

// refusedClient gives a refused sign-in its own words and cure.
func (c *Client) refusedClient(got answer, err error) error {
	e, ok := err.(*tenant.Error)
	if !ok {
		return err
	}
	_, said := words(got.body)
	switch got.status {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden:
		if isPage(got) {
			return err
		}
		e.Kind, e.Message = tenant.Denied, either(said, "Access refuses this service client")
		e.Cure = "check that access_client_id and access_client_secret are those of a service client of this tenant, and that it was not removed; else " + MakeClient
	case http.StatusNotFound, http.StatusMethodNotAllowed:
		e.Message = either(said, "no service client can sign in there")
		e.Cure = "see whether " + c.o.Origin + " is the address of your Access tenant; if it is, do this part by hand: leave the service client away, and the checklist shows each value"
	}
	return e
}

// Discovery is what a tenant of Access says of itself to everybody.
type Discovery struct {
	Issuer string
	Older  bool // it lies where versions before 2026 had it
}

// Discover reads the tenant's own description. It takes no sign-in.
func (c *Client) Discover(ctx context.Context) (Discovery, error) {
	const op = "read what Access says of itself"
	var last error
	for i, path := range []string{"/acs/.well-known/openid-configuration", "/SAAS/auth/.well-known/openid-configuration"} {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.o.Origin+path, nil)
		if err != nil {
			return Discovery{}, err
		}
		req.Header.Set("Accept", "application/json")
		got, err := c.send(req, op, false)
		if err != nil {
			return Discovery{}, err
		}
		if last = c.judge(ask{op: op, method: http.MethodGet}, got); last != nil {
			if got.status != http.StatusNotFound {
				return Discovery{}, c.noTenant(got, last)
			}
			last = c.noTenant(got, last)
			continue
		}
		var doc struct {
			Issuer string `json:"issuer"`
		}
		if err := json.Unmarshal(got.body, &doc); err != nil || doc.Issuer == "" {
			return Discovery{}, &tenant.Error{Kind: tenant.Refused, Op: op, Status: got.status, Message: "the answer names no issuer",
				Cure: "see whether " + c.o.Origin + " is the address of your Access tenant"}
		}
		return Discovery{Issuer: tenant.Plain(doc.Issuer, 200), Older: i == 1}, nil
	}
	return Discovery{}, last
}

// noTenant gives a refused look at the tenant its own words: nobody has signed in
// for it.
func (c *Client) noTenant(got answer, err error) error {
	e, ok := err.(*tenant.Error)
	if ok && got.status >= 400 && got.status < 500 && !isPage(got) || ok && got.status == http.StatusNotFound {
		_, said := words(got.body)
		e.Kind, e.Err, e.Message = tenant.Refused, nil, either(said, "no tenant of Access answers there")
		e.Cure = "see whether " + c.o.Origin + " is the address of your Access tenant (mobileflows.access), and let this machine reach it directly"
	}
	return err
}
