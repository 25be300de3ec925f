package probe

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Network is how the probes reach the world. A nil field means the system's
// own.
type Network struct {
	Dial    func(ctx context.Context, network, address string) (net.Conn, error)
	Resolve func(ctx context.Context, host string) ([]netip.Addr, error)
	// Proxy of a request; nil: none.
	Proxy func(*http.Request) (*url.URL, error)
	Roots *x509.CertPool
}

func (n Network) orSystem() Network {
	if n.Dial == nil {
		n.Dial = (&net.Dialer{Timeout: patience}).DialContext
	}
	if n.Resolve == nil {
		n.Resolve = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	return n
}

// Bounds of one request.
const (
	patience = 10 * time.Second
	maxBody  = 1 << 20
	maxHops  = 5
)

// agent is what the probes call themselves. Totara gives its session cookie
// the mark for frames only where it believes to see a browser of the Chrome
// family, version 78 or newer, with a word behind it.
const agent = "Mozilla/5.0 (compatible; teamwright) Chrome/130.0.0.0 Safari/537.36"

// client asks the web, and private addresses only of named hosts.
type client struct {
	net   Network
	named sync.Map // hosts in lower case; a proxy's is added while others dial
	http  *http.Client
}

func newClient(n Network, named []string) *client {
	c := &client{net: n.orSystem()}
	for _, host := range named {
		c.name(host)
	}
	c.http = &http.Client{
		Timeout:       patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			Proxy:                  c.proxy,
			DialContext:            c.dial,
			TLSClientConfig:        &tls.Config{RootCAs: n.Roots, MinVersion: tls.VersionTLS12},
			MaxResponseHeaderBytes: 64 << 10,
			ForceAttemptHTTP2:      true,
		},
	}
	return c
}

// name lets a host have a private address.
func (c *client) name(host string) { c.named.Store(strings.ToLower(host), true) }

// proxy is the proxy of a request. Its host is named by the person's own
// environment, so it may be private.
func (c *client) proxy(r *http.Request) (*url.URL, error) {
	if c.net.Proxy == nil {
		return nil, nil
	}
	u, err := c.net.Proxy(r)
	if u != nil {
		c.name(u.Hostname())
	}
	return u, err
}

// privateError says that a host that the answers do not name leads into a
// private network.
type privateError struct{ host string }

func (e *privateError) Error() string {
	return fmt.Sprintf("%s leads to a private address, and the answers do not name it", e.host)
}

// dial connects to an address that was judged.
func (c *client) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	addresses, err := c.lookup(ctx, host)
	if err != nil {
		return nil, err
	}
	_, named := c.named.Load(strings.ToLower(host))
	err = fmt.Errorf("%s has no address", host)
	for _, a := range addresses {
		if !Public(a) && !named {
			return nil, &privateError{host}
		}
		var conn net.Conn
		if conn, err = c.net.Dial(ctx, network, net.JoinHostPort(a.String(), port)); err == nil {
			return conn, nil
		}
	}
	return nil, err
}

// lookup are the addresses of a host; one that is an address already is its
// own.
func (c *client) lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a.Unmap()}, nil
	}
	list, err := c.net.Resolve(ctx, host)
	for i := range list {
		list[i] = list[i].Unmap()
	}
	return list, err
}

// Public tells whether the internet can reach an address: not loopback, not
// link-local, none of RFC 1918, RFC 4193, RFC 6598 (a provider's own), none
// for documentation or tests.
func Public(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, block := range []string{"100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4", "2001:db8::/32"} {
		if netip.MustParsePrefix(block).Contains(a) {
			return false
		}
	}
	return true
}

// page is an answer, its body read up to the bound.
type page struct {
	*http.Response
	text string
}

// get asks for a page once and follows nothing.
func (c *client) get(ctx context.Context, address string) (*page, error) {
	return c.ask(ctx, http.MethodGet, address)
}

func (c *client) ask(ctx context.Context, method, address string) (*page, error) {
	r, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("User-Agent", agent)
	r.Header.Set("Accept", "text/html,*/*;q=0.5")
	answer, err := c.http.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, maxBody))
	if err != nil {
		return nil, err
	}
	return &page{answer, string(text)}, nil
}

// errLoop says that redirects lead nowhere.
var errLoop = errors.New("it redirects again and again")

// walk asks for a page and follows its redirects; may tells which ones. The
// last page is the one that does not redirect, or whose redirect may not be
// followed; then onward is where it leads.
func (c *client) walk(ctx context.Context, address string, may func(from, to *url.URL) bool) (last *page, onward *url.URL, err error) {
	at, err := url.Parse(address)
	if err != nil {
		return nil, nil, err
	}
	for range maxHops {
		last, err = c.get(ctx, at.String())
		if err != nil {
			return nil, nil, err
		}
		to, err := last.Location()
		if last.StatusCode < 300 || last.StatusCode > 399 || err != nil {
			return last, nil, nil
		}
		if !may(at, to) {
			return last, to, nil
		}
		at = to
	}
	return nil, nil, errLoop
}
