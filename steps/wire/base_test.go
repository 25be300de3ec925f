package wire_test

import (
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"teamwright/steps/wire"
)

func env(pairs map[string]string) func(string) string {
	return func(name string) string { return pairs[name] }
}

func TestBaseTrusts(t *testing.T) {
	t.Parallel()
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }))
	defer srv.Close()
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: srv.Certificate().Raw})
	dir := t.TempDir()
	good, empty := filepath.Join(dir, "ca.pem"), filepath.Join(dir, "empty.pem")
	for name, body := range map[string][]byte{good: ca, empty: []byte("nothing")} {
		if err := os.WriteFile(name, body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name string
		o    wire.BaseOptions
		want string // of the error
	}{
		{"SSL_CERT_FILE", wire.BaseOptions{Env: env(map[string]string{"SSL_CERT_FILE": good})}, ""},
		{"the cloud's own", wire.BaseOptions{CAPEM: ca}, ""},
		{"a missing file", wire.BaseOptions{Env: env(map[string]string{"SSL_CERT_FILE": good + "x"})}, "SSL_CERT_FILE"},
		{"a file without a certificate", wire.BaseOptions{Env: env(map[string]string{"SSL_CERT_FILE": empty})}, "holds no certificate"},
		{"a cloud without a certificate", wire.BaseOptions{CAPEM: []byte("x")}, "no certificate"},
		{"a proxy that is none", wire.BaseOptions{Env: env(map[string]string{"HTTPS_PROXY": "http://a b"})}, "HTTPS_PROXY"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, err := wire.Base(c.o)
			if c.want != "" {
				if err == nil || !strings.Contains(err.Error(), c.want) {
					t.Fatalf("error %v, want %q", err, c.want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			resp, err := (&http.Client{Transport: b}).Get(srv.URL)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
		})
	}
}

func TestBaseProxies(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		env  map[string]string
		to   string
		want string
	}{
		{"none", nil, "https://graph.microsoft.com/", ""},
		{"HTTPS_PROXY", map[string]string{"HTTPS_PROXY": "http://proxy.example.org:3128"}, "https://graph.microsoft.com/", "http://proxy.example.org:3128"},
		{"lower case", map[string]string{"https_proxy": "proxy.example.org:3128"}, "https://graph.microsoft.com/", "http://proxy.example.org:3128"},
		{"NO_PROXY", map[string]string{"HTTPS_PROXY": "http://proxy.example.org:3128", "NO_PROXY": ".microsoft.com"}, "https://graph.microsoft.com/", ""},
		{"loopback", map[string]string{"HTTPS_PROXY": "http://proxy.example.org:3128"}, "https://127.0.0.1:8443/", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b, err := wire.Base(wire.BaseOptions{Env: env(c.env)})
			if err != nil {
				t.Fatal(err)
			}
			to, _ := url.Parse(c.to)
			got, err := b.(*http.Transport).Proxy(&http.Request{URL: to})
			if err != nil {
				t.Fatal(err)
			}
			if (got == nil && c.want != "") || (got != nil && got.String() != c.want) {
				t.Errorf("proxy %v, want %q", got, c.want)
			}
		})
	}
}
