package connector

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"teamwright/steps"
	"teamwright/steps/secret"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

// Outside looks at a connector as the Mobile Flows service would: through its
// public address.
type Outside struct {
	Base      string // public https address, no slash at the end
	GraphBase string // what UEM gives the connector as base address
	Transport http.RoundTripper
	Now       func() time.Time
	// Rehearsal leaves the certificate unjudged: the rehearsal cloud's own says
	// nothing about yours.
	Rehearsal bool
}

const (
	maxBody = 1 << 20 // bytes of one answer
	// soon is how long before its end a certificate wants attention.
	soon = 30 * 24 * time.Hour
)

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
	until  time.Time // end of the certificate
}

// Look makes the checks that take no key of the connector's.
func (o Outside) Look(ctx context.Context) []steps.Result {
	health, err := o.get(ctx, "/health")
	rows := []steps.Result{o.certificate(health, err), o.health(health, err)}
	if err != nil {
		for _, r := range []steps.Result{row("discovery", "Connector describes itself"), row("addresses", "Connector's public address"),
			row("guarded", "Connector wants a token"), row("stranger", "Connector refuses a stranger")} {
			r.Status, r.Detail, r.Fix = steps.Unseen, "it does not answer", "see "+rows[1].ID
			rows = append(rows, r)
		}
		return rows
	}
	described, d := o.discovery(ctx)
	cards := o.Base + "/cards/requests"
	if strings.HasPrefix(d.Cards, o.Base+"/") {
		cards = d.Cards
	}
	return append(rows, described, o.addresses(described, d), o.guarded(ctx, cards), o.stranger(ctx, cards))
}

func (o Outside) certificate(a answer, err error) steps.Result {
	r := row("certificate", "Connector's certificate")
	left := a.until.Sub(o.Now())
	var e *tenant.Error
	switch {
	case errors.As(err, &e) && strings.Contains(e.Cure, "SSL_CERT_FILE"):
		r.Status, r.Detail = steps.Fail, "this machine does not trust it: it is self-signed, for another name, or signed by somebody unknown"
		r.Fix = "give the reverse proxy a certificate of a public authority for this name: the Mobile Flows service takes no other"
	case err != nil:
		r.Status, r.Detail, r.Fix = steps.Unseen, "it does not answer", "see mobileflows.connector_health"
	case o.Rehearsal:
		r.Status, r.Detail = steps.Skipped, "the rehearsal cloud's certificate says nothing about yours"
	case a.until.IsZero():
		r.Status, r.Detail = steps.Unseen, "the connection showed none"
	case left < soon:
		r.Status, r.Detail = steps.Fail, fmt.Sprintf("it ends on %s", a.until.Format(time.DateOnly))
		r.Fix = "renew it: when it ends, cards end too"
	default:
		r.Status, r.Detail = steps.Pass, fmt.Sprintf("valid until %s", a.until.Format(time.DateOnly))
	}
	return r
}

func (o Outside) health(a answer, err error) steps.Result {
	r := row("health", "Connector answers")
	switch {
	case err != nil:
		r.Status, r.Detail, r.Fix = steps.Fail, err.Error(), cureOf(err)
	case a.leadsAway():
		r.Status, r.Detail, r.Fix = steps.Fail, "it leads to another page instead of answering", noSignIn
	case a.status != http.StatusOK:
		r.Status, r.Detail = steps.Fail, fmt.Sprintf("GET /health: HTTP %d", a.status)
		r.Fix = "see the container's log: it ends at its start when it cannot fetch the key; and see where the reverse proxy sends the request"
	default:
		r.Status, r.Detail = steps.Pass, o.Base
	}
	return r
}

const noSignIn = "let the reverse proxy ask nobody to sign in at this address: the connector checks the service's token itself"

func (o Outside) discovery(ctx context.Context) (steps.Result, Discovery) {
	r := row("discovery", "Connector describes itself")
	r.Status = steps.Fail
	a, err := o.get(ctx, "/")
	media, _, _ := mime.ParseMediaType(a.header.Get("Content-Type"))
	switch {
	case err != nil:
		r.Status, r.Detail, r.Fix = steps.Unseen, err.Error(), cureOf(err)
		return r, Discovery{}
	case a.leadsAway(), media == "text/html":
		r.Detail, r.Fix = "a page for people came where its description was due", noSignIn
		return r, Discovery{}
	case a.status != http.StatusOK:
		r.Detail, r.Fix = fmt.Sprintf("GET /: HTTP %d", a.status), "see where the reverse proxy sends the request"
		return r, Discovery{}
	}
	d, err := ReadDiscovery(a.body, o.Base)
	if err != nil {
		r.Detail, r.Fix = err.Error(), "see whether another program answers at this address"
		return r, d
	}
	r.Status, r.Detail = steps.Pass, "cards at "+tenant.Plain(d.Cards, 200)
	if !d.Pollable {
		r.Detail += "; it is not polled"
	}
	return r, d
}

func (o Outside) addresses(described steps.Result, d Discovery) steps.Result {
	r := row("addresses", "Connector's public address")
	switch {
	case described.Status != steps.Pass:
		r.Status, r.Detail, r.Fix = steps.Unseen, "its description could not be read", "see mobileflows.connector_discovery"
	case len(d.Elsewhere) > 0:
		r.Status, r.Detail = steps.Fail, "not on "+o.Base+": "+strings.Join(d.Elsewhere, ", ")
		r.Fix = "let the reverse proxy set X-Forwarded-Host, X-Forwarded-Proto and X-Forwarded-Port (and X-Forwarded-Prefix for a folder): without them every call of the service is refused with 403"
	default:
		r.Status, r.Detail = steps.Pass, "all on "+o.Base
	}
	return r
}

func (o Outside) guarded(ctx context.Context, cards string) steps.Result {
	r := row("guarded", "Connector wants a token")
	a, err := o.ask(ctx, cards, secret.Text{}, secret.Text{})
	return refused(r, a, err, "whoever knows the address can read people's mentions: switch it off now, and see what answers in its place")
}

func (o Outside) stranger(ctx context.Context, cards string) steps.Result {
	r := row("stranger", "Connector refuses a stranger")
	key, err := NewKey()
	if err != nil {
		r.Status, r.Detail = steps.Unseen, err.Error()
		return r
	}
	token, err := key.Token(cards, "stranger@example.org", o.Now())
	if err != nil {
		r.Status, r.Detail = steps.Unseen, err.Error()
		return r
	}
	a, err := o.ask(ctx, cards, token, secret.Text{})
	return refused(r, a, err, "it does not check who signed a token: switch it off now, and see with which key it was started")
}

// refused judges a request that has to be refused with 401 and nothing else: a
// 404 would mean that somebody else answers.
func refused(r steps.Result, a answer, err error, alarm string) steps.Result {
	switch {
	case err != nil:
		r.Status, r.Detail, r.Fix = steps.Unseen, err.Error(), cureOf(err)
	case a.status == http.StatusUnauthorized:
		r.Status, r.Detail = steps.Pass, "HTTP 401"
	case a.status >= 500:
		r.Status, r.Detail = steps.Unseen, fmt.Sprintf("HTTP %d", a.status)
		r.Fix = "see the container's log, then run the same command again"
	case a.status < 300, a.status == http.StatusForbidden, a.status == http.StatusBadRequest:
		r.Status, r.Detail, r.Fix = steps.Fail, fmt.Sprintf("HTTP %d where 401 is due", a.status), alarm
	default:
		r.Status, r.Detail = steps.Fail, fmt.Sprintf("HTTP %d where 401 is due", a.status)
		r.Fix = "see whether another program, or the reverse proxy itself, answers at this address"
	}
	return r
}

func (o Outside) get(ctx context.Context, path string) (answer, error) {
	req, err := http.NewRequestWithContext(wire.Pages(ctx), http.MethodGet, o.Base+path, nil)
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Accept", "application/json, */*;q=0.5")
	return o.send(req)
}

// ask asks for cards, with a token of the Mobile Flows service and one of
// Microsoft Graph where there is one.
func (o Outside) ask(ctx context.Context, cards string, token, graph secret.Text) (answer, error) {
	req, err := http.NewRequestWithContext(wire.Pages(ctx), http.MethodPost, cards, strings.NewReader(`{"tokens":{}}`))
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept-Language", "en")
	req.Header.Set("X-Connector-Base-Url", o.GraphBase)
	req.Header.Set("X-Routing-Prefix", o.Base+"/hero/connectors/self-test/card/")
	if !token.Empty() {
		req.Header.Set("Authorization", "Bearer "+token.Reveal())
	}
	if !graph.Empty() {
		req.Header.Set("X-Connector-Authorization", "Bearer "+graph.Reveal())
	}
	return o.send(req)
}

func (o Outside) send(req *http.Request) (answer, error) {
	resp, err := o.Transport.RoundTrip(req)
	if err != nil {
		e := &tenant.Error{Kind: tenant.Unreachable, Op: "ask the connector at " + req.URL.Host, Err: err}
		var broken *wire.Broken
		if errors.As(err, &broken) {
			e.Cure = broken.Cure()
		}
		return answer{}, e
	}
	defer resp.Body.Close()
	a := answer{status: resp.StatusCode, header: resp.Header}
	if resp.TLS != nil && len(resp.TLS.PeerCertificates) > 0 {
		a.until = resp.TLS.PeerCertificates[0].NotAfter
	}
	if a.body, err = io.ReadAll(io.LimitReader(resp.Body, maxBody)); err != nil {
		return answer{}, &tenant.Error{Kind: tenant.Unreachable, Op: "ask the connector at " + req.URL.Host, Err: err}
	}
	return a, nil
}

func (a answer) leadsAway() bool { return a.status >= 300 && a.status < 400 }

func cureOf(err error) string {
	var c steps.Cured
	if errors.As(err, &c) {
		return c.CureText()
	}
	return ""
}

func row(name, title string) steps.Result {
	return steps.Result{ID: "mobileflows.connector_" + name, Group: "mobileflows", Title: title, Source: steps.FromProbe}
}
