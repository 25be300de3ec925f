package wire

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/http/httpproxy"

	"teamwright/steps/wholefile"
)

// maxPEM bounds a file of certificates, in bytes; a distribution's whole
// bundle has about 250 KB.
const maxPEM = 4 << 20

// BaseOptions say how the machine reaches the network.
type BaseOptions struct {
	// Env reads the environment: HTTPS_PROXY, NO_PROXY (and HTTP_PROXY, each
	// in lower case too) and SSL_CERT_FILE. Nil reads nothing.
	Env func(string) string
	// CAPEM are further certificate authorities, such as a cloud file's.
	CAPEM []byte
}

// Base is a round-tripper of its own that goes through the proxy that the
// environment names, and trusts the system's authorities, those of
// SSL_CERT_FILE and those given. Go itself honours SSL_CERT_FILE only on Unix
// and without a word about a file that is missing or empty; both are errors
// here.
func Base(o BaseOptions) (http.RoundTripper, error) {
	if o.Env == nil {
		o.Env = func(string) string { return "" }
	}
	roots, err := authorities(o)
	if err != nil {
		return nil, err
	}
	proxy, err := proxies(o.Env)
	if err != nil {
		return nil, err
	}
	return &http.Transport{
		Proxy:                  proxy,
		DialContext:            (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots},
		TLSHandshakeTimeout:    10 * time.Second,
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    8,
		IdleConnTimeout:        90 * time.Second,
		MaxResponseHeaderBytes: 256 << 10,
	}, nil
}

// Misset is a variable of the environment whose value cannot be followed.
type Misset struct {
	Name string
	Err  error
}

func (m *Misset) Error() string { return m.Name + ": " + m.Err.Error() }
func (m *Misset) Unwrap() error { return m.Err }

func authorities(o BaseOptions) (*x509.CertPool, error) {
	file := o.Env("SSL_CERT_FILE")
	if file == "" && len(o.CAPEM) == 0 {
		return nil, nil // the system's own
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	if file != "" {
		pem, err := wholefile.Read(file, maxPEM)
		if err != nil {
			return nil, &Misset{"SSL_CERT_FILE", err}
		}
		if !roots.AppendCertsFromPEM(pem) {
			return nil, &Misset{"SSL_CERT_FILE", fmt.Errorf("%s holds no certificate in PEM form", file)}
		}
	}
	if len(o.CAPEM) > 0 && !roots.AppendCertsFromPEM(o.CAPEM) {
		return nil, errors.New("the cloud's certificate authority is no certificate in PEM form")
	}
	return roots, nil
}

func proxies(env func(string) string) (func(*http.Request) (*url.URL, error), error) {
	either := func(upper, lower string) string {
		if v := env(upper); v != "" {
			return v
		}
		return env(lower)
	}
	c := httpproxy.Config{
		HTTPProxy:  either("HTTP_PROXY", "http_proxy"),
		HTTPSProxy: either("HTTPS_PROXY", "https_proxy"),
		NoProxy:    either("NO_PROXY", "no_proxy"),
	}
	// An unreadable proxy would be ignored, and the request sent past it.
	for _, p := range []struct{ name, value string }{{"HTTPS_PROXY", c.HTTPSProxy}, {"HTTP_PROXY", c.HTTPProxy}} {
		if p.value != "" && !proxyAddress(p.value) {
			return nil, &Misset{p.name, errors.New("no address such as http://proxy.example.org:3128")}
		}
	}
	find := c.ProxyFunc()
	return func(r *http.Request) (*url.URL, error) { return find(r.URL) }, nil
}

func proxyAddress(s string) bool {
	if !strings.Contains(s, "://") {
		s = "http://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" {
		return false
	}
	switch u.Scheme {
	case "http", "https", "socks5", "socks5h":
		return true
	}
	return false
}
