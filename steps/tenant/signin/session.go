package signin

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"teamwright/steps/tenant"
)

// maxNames bounds the list of permissions in a token, in runes.
const maxNames = 20_000

// session reads who signed in from the token itself.
func (v *visit) session(ctx context.Context, cred azcore.TokenCredential, r azidentity.AuthenticationRecord) (*Session, error) {
	kept := &keeper{inner: cred, v: v}
	token, err := kept.GetToken(ctx, v.request())
	if err != nil {
		return nil, err
	}
	c := readClaims(token.Token)
	s := &Session{Credential: kept, keeper: kept, Client: v.client, Scopes: strings.Fields(tenant.Plain(c.Scopes, maxNames))}
	for _, r := range c.Roles {
		s.Roles = append(s.Roles, tenant.Plain(r, 200))
	}
	s.Account = Account{
		Username: tenant.Plain(cmp.Or(r.Username, c.UPN, c.Preferred, c.Unique, c.AppID), 200),
		TenantID: strings.ToLower(cmp.Or(c.Tenant, r.TenantID)),
		ObjectID: strings.ToLower(c.Object),
		AppOnly:  v.o.Door.AppOnly() || c.Kind == "app",
	}
	if err := v.checkTenant(ctx, s.Account); err != nil {
		return nil, err
	}
	if clock := v.ear.last().wrongClock(); clock != "" {
		s.Notes = append(s.Notes, clock)
	}
	return s, nil
}

// checkTenant refuses a sign-in that ended in another tenant than the one
// asked for.
func (v *visit) checkTenant(ctx context.Context, a Account) error {
	want := strings.ToLower(v.o.Tenant)
	if want != "" && !guid.MatchString(want) {
		// The libraries ask which tenant a domain belongs to; az does so out of
		// our hearing, and a remembered sign-in needs no asking.
		if v.ear.last().issuer == "" {
			if err := v.discover(ctx); err != nil {
				return err
			}
		}
		want = v.ear.last().tenantID()
	}
	if want == "" || a.TenantID == "" || want == a.TenantID {
		return nil
	}
	return &Refused{
		Meaning: fmt.Sprintf("%s signed in to the tenant %s instead of %s", a.Username, a.TenantID, v.o.Tenant),
		Cure:    "sign in with an account of that tenant, or correct the tenant in the answers file",
	}
}

// keeper gives the tokens of a session, with errors in words.
type keeper struct {
	v *visit

	mu      sync.Mutex
	inner   azcore.TokenCredential
	kept    map[string]azcore.AccessToken // of the Azure CLI's door, by scope
	refused policy.TokenRequestOptions    // what only a new sign-in gives; no scopes: nothing
}

// GetToken implements [azcore.TokenCredential].
func (k *keeper) GetToken(ctx context.Context, o policy.TokenRequestOptions) (azcore.AccessToken, error) {
	// Clients of Graph always ask for everything that was granted.
	if len(o.Scopes) == 1 && o.Scopes[0] == k.v.o.Cloud.Graph+"/.default" {
		o.Scopes = k.v.request().Scopes
	}
	t, err := k.token(ctx, o)
	var no *Refused
	if errors.As(err, &no) {
		k.mu.Lock()
		k.refused = o
		k.mu.Unlock()
	}
	return t, err
}

func (k *keeper) token(ctx context.Context, o policy.TokenRequestOptions) (azcore.AccessToken, error) {
	if k.v.o.Door == AzureCLI {
		return k.fromCLI(ctx, o)
	}
	k.mu.Lock()
	inner := k.inner
	k.mu.Unlock()
	before := k.v.ear.last().n
	t, err := inner.GetToken(ctx, o)
	var required *azidentity.AuthenticationRequiredError
	switch {
	case err == nil:
		return t, nil
	case ctx.Err() != nil:
		return azcore.AccessToken{}, ctx.Err()
	case k.v.ear.last().n != before:
		return azcore.AccessToken{}, k.v.explain(err)
	case errors.As(err, &required): // refused without a request
		err = &Refused{Meaning: "the sign-in has ended", Cure: "run the same command again and sign in"}
	}
	return azcore.AccessToken{}, err
}

// fromCLI keeps what az gives until shortly before it expires: the library
// runs az for each request.
func (k *keeper) fromCLI(ctx context.Context, o policy.TokenRequestOptions) (azcore.AccessToken, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	scope := strings.Join(o.Scopes, " ")
	if t, ok := k.kept[scope]; ok && o.Claims == "" && k.v.o.Clock.Now().Before(t.ExpiresOn.Add(-5*time.Minute)) {
		return t, nil
	}
	t, err := k.inner.GetToken(ctx, o)
	if err != nil {
		if ctx.Err() != nil {
			return azcore.AccessToken{}, ctx.Err()
		}
		return azcore.AccessToken{}, k.v.azRefusal(err)
	}
	if k.kept == nil {
		k.kept = map[string]azcore.AccessToken{}
	}
	k.kept[scope] = t
	return t, nil
}

// claims are what we read of an access token. Its format is Microsoft's own
// business, so nothing here may fail when it changes.
type claims struct {
	Tenant    string   `json:"tid"`
	Object    string   `json:"oid"`
	Kind      string   `json:"idtyp"` // "app" or "user"
	Scopes    string   `json:"scp"`
	Roles     []string `json:"roles"`
	UPN       string   `json:"upn"`
	Preferred string   `json:"preferred_username"`
	Unique    string   `json:"unique_name"`
	AppID     string   `json:"appid"`
}

func readClaims(token string) (c claims) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return claims{}
	}
	body, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil || json.Unmarshal(body, &c) != nil {
		return claims{}
	}
	if !guid.MatchString(strings.ToLower(c.Tenant)) {
		c.Tenant = ""
	}
	if !guid.MatchString(strings.ToLower(c.Object)) {
		c.Object = ""
	}
	return c
}
