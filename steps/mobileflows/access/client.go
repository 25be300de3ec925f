package access

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"teamwright/steps/secret"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

// maxBody bounds what is read of one answer, in bytes.
const maxBody = 4 << 20

// Options are what a [Client] needs.
type Options struct {
	Origin    string // such as https://access.example.org, no slash at the end
	Transport http.RoundTripper
	Now       func() time.Time
	// ID and Secret are the service client's. Without them only [Client.Discover]
	// and [Client.Accepts] can be asked.
	ID, Secret secret.Text
}

// Client talks to one tenant of Access. It is safe for concurrent use.
type Client struct {
	o Options

	mu      sync.Mutex // guards what follows, and lets one caller at a time sign in
	token   secret.Text
	ends    time.Time
	product bool // the tenant wants the product's own media types
}

// New is a Client; nothing is asked yet.
func New(o Options) *Client { return &Client{o: o} }

// HasClient tells whether there is a service client to sign in with.
func (c *Client) HasClient() bool { return !c.o.ID.Empty() && !c.o.Secret.Empty() }

// Origin is the address of the tenant.
func (c *Client) Origin() string { return c.o.Origin }

const (
	resources = "/SAAS/jersey/manager/api/"
	vendor    = "application/vnd.vmware.horizon.manager."
)

// ask is one request for a resource.
type ask struct {
	op     string // in words, for errors
	method string
	path   string // behind resources, already escaped
	query  url.Values
	send   any    // body; nil: none
	sends  string // media type of the body, without the vendor's prefix
	takes  string // media type of the answer, likewise
}

func (a ask) writes() bool { return a.method != http.MethodGet }

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// do asks for a resource, signed in. A token that is refused is renewed once; a
// media type that is not understood is replaced once, for good.
func (c *Client) do(ctx context.Context, a ask, into any) error {
	if !c.HasClient() {
		return &tenant.Error{Kind: tenant.Denied, Op: a.op, Message: "no service client of Access was given", Cure: MakeClient}
	}
	for renewed := false; ; {
		token, err := c.signedIn(ctx)
		if err != nil {
			return err
		}
		product := c.speaksProduct()
		got, err := c.resource(ctx, a, token, product)
		if err != nil {
			return err
		}
		switch {
		case got.status == http.StatusUnauthorized && !renewed:
			renewed = true
			c.forget()
			continue
		case (got.status == http.StatusNotAcceptable || got.status == http.StatusUnsupportedMediaType) && !product:
			c.speakProduct()
			continue
		}
		return c.read(a, got, into)
	}
}

// resource sends one request in one of the two ways of naming media types.
func (c *Client) resource(ctx context.Context, a ask, token secret.Text, product bool) (answer, error) {
	target := c.o.Origin + resources + a.path
	if len(a.query) > 0 {
		target += "?" + a.query.Encode()
	}
	var body io.Reader
	if a.send != nil {
		data, err := json.Marshal(a.send)
		if err != nil {
			return answer{}, err
		}
		body = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, a.method, target, body)
	if err != nil {
		return answer{}, err
	}
	media := func(own string) string {
		if product && own != "" {
			return vendor + own + "+json"
		}
		return "application/json"
	}
	req.Header.Set("Accept", media(a.takes))
	if a.send != nil {
		req.Header.Set("Content-Type", media(a.sends))
	}
	req.Header.Set("Authorization", "Bearer "+token.Reveal())
	return c.send(req, a.op, a.writes())
}

// send sends one request and reads the whole answer. A page is one: Access shows
// devices its sign-in page, and a gateway before it goes on showing its own.
func (c *Client) send(req *http.Request, op string, writes bool) (answer, error) {
	resp, err := c.o.Transport.RoundTrip(req.WithContext(wire.Pages(req.Context())))
	if err != nil {
		return answer{}, unreached(op, writes, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err == nil && len(body) > maxBody {
		err = errors.New("the answer is too large")
	}
	if err != nil {
		return answer{}, unreached(op, writes, err)
	}
	return answer{resp.StatusCode, resp.Header, body}, nil
}

// read takes an answer apart, or says why it is none.
func (c *Client) read(a ask, got answer, into any) error {
	if err := c.judge(a, got); err != nil {
		return err
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(got.body, into); err != nil {
		return &tenant.Error{Kind: tenant.Refused, Op: a.op, Status: got.status, Message: "the answer cannot be read", Err: err,
			Cure: "see whether " + c.o.Origin + " is the address of your Access tenant"}
	}
	return nil
}

func (c *Client) speaksProduct() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.product
}

func (c *Client) speakProduct() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.product = true
}

func (c *Client) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.token = secret.Text{}
}

// isPage tells whether a page for people came where data was due.
func isPage(got answer) bool {
	media, _, err := mime.ParseMediaType(got.header.Get("Content-Type"))
	return err == nil && media == "text/html" || bytes.HasPrefix(bytes.TrimSpace(got.body), []byte("<"))
}

// segment is an id as one segment of a path.
func segment(id string) string { return strings.ReplaceAll(url.PathEscape(id), "+", "%2B") }
