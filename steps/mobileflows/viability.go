package mobileflows

import (
	"context"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"

	"teamwright/steps"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

const viabilityID = group + ".viability"

// viability is the gate: whether the Mobile Flows service still answers under
// the name that people's sign-ins would be sent to.
type viability struct {
	idle
	Job
	key        string // how the public key begins, when it is served
	noKey      error
	noCallback error
}

func (s *viability) About() steps.About {
	return steps.About{ID: viabilityID, Title: "Mobile Flows service"}
}

func (s *viability) host() string { return s.Answers.MobileFlows.Host }

// Read asks for the key and at the callback. What does not answer is a finding,
// not an error.
func (s *viability) Read(ctx context.Context) error {
	var body []byte
	if body, s.noKey = s.get(ctx, PublicKey(s.host()), true); s.noKey == nil {
		s.key, s.noKey = fingerprint(body)
	}
	if s.noKey != nil && unreachable(s.noKey) {
		s.noCallback = s.noKey // the same name: it need not be asked again
		return ctx.Err()
	}
	_, s.noCallback = s.get(ctx, Callback(s.host()), false)
	return ctx.Err()
}

// get asks for a page. Where it only has to answer, any status will do; who took
// a name over shows a page of their own for good.
func (s *viability) get(ctx context.Context, address string, found bool) ([]byte, error) {
	req, err := http.NewRequestWithContext(wire.Pages(ctx), http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	resp, err := s.Transport.RoundTrip(req)
	if err != nil {
		return nil, gone(s.host(), err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err != nil {
		return nil, gone(s.host(), err)
	}
	if found && resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("HTTP %d", resp.StatusCode)
	}
	return body, nil
}

// gone says how a host does not answer.
func gone(host string, err error) error {
	e := &tenant.Error{Kind: tenant.Unreachable, Op: "ask " + host, Err: err}
	var dns *net.DNSError
	var broken *wire.Broken
	if errors.As(err, &broken) {
		e.Cure = broken.Cure()
	}
	if errors.As(err, &dns) && dns.IsNotFound {
		e.Message = "the name does not exist"
	}
	return e
}

func unreachable(err error) bool { return tenant.Is(err, tenant.Unreachable) }

// fingerprint reads an RSA key in PEM form and gives the beginning of its
// digest, by which a change can be seen.
func fingerprint(text []byte) (string, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return "", errors.New("what it serves is no key in PEM form")
	}
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return "", errors.New("what it serves is no public key")
	}
	if _, ok := key.(*rsa.PublicKey); !ok {
		return "", errors.New("what it serves is no RSA key")
	}
	sum := sha256.Sum256(block.Bytes)
	return hex.EncodeToString(sum[:8]), nil
}

func (s *viability) alive() bool { return s.noKey == nil && s.noCallback == nil }

// Plan blocks everything that writes, unless the host was told by name.
func (s *viability) Plan() steps.Change {
	switch {
	case s.alive():
		return steps.Change{Action: steps.None, Summary: s.host() + " answers and serves its key"}
	case s.TrustHost == s.host():
		return steps.Change{Action: steps.None, Summary: s.host() + " does not answer as it should (" + s.trouble() + "); you named it all the same"}
	}
	return steps.Change{
		Action: steps.Blocked, Summary: s.host() + ": " + s.trouble() + "; nothing is written, because a redirect URI on a name that its owner gave up lets a stranger receive sign-ins",
		Cure: "ask Omnissa whether Mobile Flows still exists for you and under which host (mobileflows.host); if this one is right all the same, say so with --trust-host " + s.host() + "; to leave Mobile Flows run mobileflows audit",
	}
}

// trouble is what is wrong with the host.
func (s *viability) trouble() string {
	switch {
	case s.noKey != nil && unreachable(s.noKey):
		return s.noKey.Error()
	case s.noKey != nil:
		return "its public key is not served: " + s.noKey.Error()
	case s.noCallback != nil:
		return "its callback does not answer: " + s.noCallback.Error()
	}
	return ""
}

func (s *viability) Check(context.Context) []steps.Result { return s.rows() }

// rows judge what Read saw.
func (s *viability) rows() []steps.Result {
	callback, key := row("callback", "Mobile Flows callback", steps.FromProbe), row("public_key", "Mobile Flows public key", steps.FromProbe)
	callback.Status, callback.Detail = steps.Pass, Callback(s.host())
	if s.noCallback != nil {
		callback.Status, callback.Detail = steps.Fail, s.noCallback.Error()
		callback.Fix = callbackCure
	}
	key.Status, key.Detail = steps.Pass, "sha256 begins with "+s.key+"; a connector of your own fetches it once, at its start"
	if s.noKey != nil {
		key.Status, key.Detail = steps.Fail, s.noKey.Error()
		key.Fix = callbackCure
	}
	return []steps.Result{callback, key}
}

const callbackCure = "ask Omnissa under which host Mobile Flows answers for you; to leave it run mobileflows audit"
