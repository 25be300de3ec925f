package signin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"html"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/public"

	"teamwright/steps/tenant"
)

// LoopbackPort is where the browser comes back to in a session over SSH: a
// fixed port, so that the tunnel can be open before the sign-in begins. Entra
// takes any port with the redirect URI http://localhost. Source: "Redirect URI
// (reply URL) restrictions and limitations", localhost exceptions.
const LoopbackPort = 8400

// ports is how many ports are tried from the fixed one on.
const ports = 5

// visits is how often something that is nobody's no may spoil a sign-in, such as
// a stray request to the loopback port, before it counts as failed.
const visits = 3

// BrowserPrompt is what a person needs to sign in with a browser.
type BrowserPrompt struct {
	URL string // for the browser; long
	// Tunnel is the command that leads the browser's answer here from the
	// machine on which the browser runs; "" where the browser runs on this one.
	Tunnel     string
	Port       int  // loopback port that waits for the browser
	Opened     bool // a browser was opened here
	ClientName string
	Why        string
	For        string // what the sign-in is for; "" for the first one of a run
	Expires    time.Time
	Attempt    int // from 1
}

// byBrowser signs a person in with a browser, on this machine or, over SSH, on
// theirs.
func (v *visit) byBrowser(ctx context.Context, ask policy.TokenRequestOptions) (*azidentity.DeviceCodeCredential, azidentity.AuthenticationRecord, error) {
	var none azidentity.AuthenticationRecord
	answer, err := v.browse(ctx, ask)
	if err != nil {
		return nil, none, err
	}
	cred, err := v.credential(nil)
	if err != nil {
		return nil, none, err
	}
	record, err := cred.Authenticate(handing(ctx, answer), &ask)
	switch {
	case ctx.Err() != nil:
		return nil, none, ctx.Err()
	case err != nil:
		return nil, none, v.explain(err)
	}
	return cred, record, nil
}

// browse is the conversation with the browser. Its result is the answer with
// the tokens.
func (v *visit) browse(ctx context.Context, ask policy.TokenRequestOptions) (*caught, error) {
	client, err := public.New(v.client.ID,
		public.WithAuthority(v.o.Cloud.Authority+"/"+cmp.Or(v.o.Tenant, "organizations")),
		public.WithClientCapabilities([]string{"CP1"}), // continuous access evaluation
		public.WithInstanceDiscovery(v.o.Cloud.InstanceDiscovery),
		public.WithHTTPClient(&http.Client{Transport: relay{v.ear}, CheckRedirect: noRedirect}))
	if err != nil {
		return nil, fmt.Errorf("sign-in: %w", err)
	}
	short, cancel := context.WithTimeout(ctx, codeLife) // the library waits without end
	defer cancel()
	short, answer := catching(short)
	place := v.place()
	if place.remote && v.o.Browser == nil {
		return nil, &Incomplete{"no browser can be opened on this machine", "sign in with --auth device"}
	}
	for attempt, taken := 1, 0; ; {
		before := v.ear.last().n
		options := []public.AcquireInteractiveOption{
			public.WithClaims(ask.Claims),
			public.WithOpenURL(func(address string) error { return v.show(address, place, attempt) }),
		}
		if place.remote {
			options = append(options, public.WithRedirectURI("http://localhost:"+strconv.Itoa(place.port+taken)))
		}
		_, err := client.AcquireTokenInteractive(short, ask.Scopes, options...)
		var op *net.OpError
		switch {
		case err == nil && len(answer.body) > 0:
			return answer, nil
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case short.Err() != nil:
			return nil, &Expired{Attempts: attempt}
		case err == nil:
			return nil, errors.New("sign-in: the answer with the tokens is empty")
		case errors.As(err, &op) && op.Op == "listen" && taken+1 < ports:
			taken++
		case strings.Contains(err.Error(), "GET operation") && attempt < visits:
			attempt++ // somebody tried the tunnel with a browser; Entra answers with POST
		case v.ear.last().n > before && v.ear.last().spent() && attempt < visits:
			attempt++ // the answer with the tokens was lost, and the code is good only once
		default:
			return nil, v.fromBrowser(err)
		}
	}
}

// spent tells whether an authorization code was used up without an answer that
// arrived: one that was lost, or a code that is too old or was redeemed before.
func (h heard) spent() bool {
	if h.refusal == nil {
		return h.err != nil
	}
	switch h.refusal.code() {
	case 54005, 70008:
		return true
	}
	return false
}

// show opens the address in a browser of this machine, or leaves that to the
// person.
func (v *visit) show(address string, place place, attempt int) error {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" {
		return fmt.Errorf("%s names no address to sign in at", v.o.Cloud.Authority)
	}
	p := BrowserPrompt{
		URL: tenant.Plain(address, 8000), ClientName: v.client.Name, Why: v.client.Why, For: v.o.For,
		Expires: v.o.Clock.Now().Add(codeLife), Attempt: attempt,
	}
	if back, err := url.Parse(u.Query().Get("redirect_uri")); err == nil {
		p.Port, _ = strconv.Atoi(back.Port())
	}
	if place.remote {
		p.Tunnel = place.tunnel(p.Port)
	} else {
		p.Opened = v.o.OpenURL(address) == nil
	}
	if v.o.Browser != nil {
		v.o.Browser(p)
	}
	return nil
}

// fromBrowser explains a refusal that came through the browser: the library
// passes on Entra's words with their marks turned into HTML.
func (v *visit) fromBrowser(err error) error {
	text := html.UnescapeString(err.Error())
	if aadsts.MatchString(text) {
		return v.refused(reply{Description: text})
	}
	var op *net.OpError
	if errors.As(err, &op) && op.Op == "listen" {
		return &Incomplete{fmt.Sprintf("the loopback ports %d to %d are in use", v.place().port, v.place().port+ports-1), "end what uses them, or sign in with --auth device"}
	}
	return v.explain(err)
}
