package signin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"teamwright/steps/secret"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

// Prover proves client secrets by using them: one token request each, without
// discovery, whose token is thrown away.
type Prover struct {
	Cloud     tenant.Cloud
	Transport http.RoundTripper
	Clock     wire.Clock
	// Patience is how long a refusal may mean that Entra has not copied the
	// secret or its application yet. 0 for anything that is not minutes old.
	Patience time.Duration
}

// Prove asks for a token as the application, with its secret. A scope of "" is
// Microsoft Graph's. It fails with a [*Refused] when Entra refuses, and with a
// [*tenant.Error] of kind Unreachable when nothing was learned.
func (p Prover) Prove(ctx context.Context, tenantID, appID string, s secret.Text, scope string) error {
	if scope == "" {
		scope = p.Cloud.Graph + "/.default"
	}
	p.Clock = p.Clock.OrSystem()
	if !tenantName(tenantID) || tenantID == "" {
		return &Incomplete{"the tenant " + tenant.Plain(tenantID, 60) + " is neither a domain nor a GUID", "name it as contoso.onmicrosoft.com or by its id"}
	}
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {appID}, "client_secret": {s.Reveal()}, "scope": {scope}}.Encode()
	start := p.Clock.Now()
	for try := 1; ; try++ {
		err := p.once(ctx, tenantID, appID, form)
		var no *Refused
		if !errors.As(err, &no) || !young(no.Code) {
			return err
		}
		pause, elapsed := p.Clock.Pause(try), p.Clock.Now().Sub(start)
		if elapsed+pause > p.Patience {
			return err
		}
		wire.Report(ctx, wire.Wait{What: "Entra is copying the new secret", Try: try, Elapsed: elapsed, Next: pause})
		if err := p.Clock.Sleep(ctx, pause); err != nil {
			return err
		}
	}
}

// young tells whether a refusal is what a secret of a moment ago gets: wrong
// secret, unknown application, no service principal; or a passing fault.
func young(code string) bool {
	switch code {
	case "AADSTS7000215", "AADSTS700016", "AADSTS7000229", "AADSTS90033", "AADSTS50033", "AADSTS90024", "AADSTS90006":
		return true
	}
	return false
}

func (p Prover) once(ctx context.Context, tenantID, appID, form string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.Cloud.Authority+"/"+tenantID+"/oauth2/v2.0/token", strings.NewReader(form))
	if err != nil {
		return fmt.Errorf("prove the client secret: %w", err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	unreached := &tenant.Error{Kind: tenant.Unreachable, Op: "prove the client secret"}
	resp, err := p.Transport.RoundTrip(req)
	if err != nil {
		var broken *wire.Broken
		if errors.As(err, &broken) {
			unreached.Cure = broken.Cure()
		}
		unreached.Err = err
		return unreached
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxHeard))
	var r reply
	if err != nil || json.Unmarshal(body, &r) != nil || (r.Error == "" && r.AccessToken == "") {
		unreached.Status, unreached.Message = resp.StatusCode, "the answer cannot be read"
		unreached.Cure = "check HTTPS_PROXY and the network, then run the same command again"
		return unreached
	}
	if r.Error != "" {
		return explainReply(r, p.Cloud.Authority, tenantID, appID)
	}
	return nil
}
