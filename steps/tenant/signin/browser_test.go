package signin_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"teamwright/steps/tenant/signin"
)

// person finishes sign-ins as a browser would, with form_post.
type person struct {
	t      *testing.T
	answer func(url.Values) // changes what is posted
}

// visit follows an address and posts Entra's answer back to the loopback port.
func (p person) visit(address string) {
	u, err := url.Parse(address)
	if err != nil {
		p.t.Error(err)
		return
	}
	q := u.Query()
	form := url.Values{"code": {"c0de"}, "state": {q.Get("state")}}
	if p.answer != nil {
		p.answer(form)
	}
	resp, err := http.PostForm(q.Get("redirect_uri"), form)
	if err != nil {
		p.t.Error(err)
		return
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
}

// browsing are options of the browser's door on a machine with a display.
func browsing(e *entra, p person) signin.Options {
	o := options(e)
	o.Door = signin.Browser
	o.OpenURL = func(address string) error { go p.visit(address); return nil }
	return o
}

// remotely are options of the browser's door over SSH.
func remotely(t *testing.T, e *entra, p person) (signin.Options, *[]signin.BrowserPrompt) {
	o := browsing(e, p)
	o.Env = env(map[string]string{"SSH_CONNECTION": "198.51.100.4 50022 192.0.2.7 22", "USER": "robin", "DISPLAY": ":10"})
	o.OpenURL = func(string) error { t.Error("a browser was opened in front of nobody"); return nil }
	o.LoopbackPort = freePort(t)
	var prompts []signin.BrowserPrompt
	o.Browser = func(b signin.BrowserPrompt) { prompts = append(prompts, b); go p.visit(b.URL) }
	return o, &prompts
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func TestBrowser(t *testing.T) {
	t.Parallel()
	for _, tenant := range []string{domain, tenantID, ""} {
		t.Run("tenant "+tenant, func(t *testing.T) {
			t.Parallel()
			e := &entra{}
			o := browsing(e, person{t: t})
			o.Tenant = tenant
			var prompt signin.BrowserPrompt
			o.Browser = func(p signin.BrowserPrompt) { prompt = p }
			s := opened(t, o)
			first := e.forms[0]
			if s.Account.Username != "robin@contoso.onmicrosoft.com" || first.Get("code") != "c0de" || first.Get("grant_type") != "authorization_code" || first.Get("code_verifier") == "" {
				t.Errorf("account %+v, form %v", s.Account, first)
			}
			if !prompt.Opened || prompt.Tunnel != "" || prompt.Port == 0 || prompt.Attempt != 1 || prompt.ClientName != "Microsoft Azure CLI" || !prompt.Expires.Equal(o.Clock.Now().Add(15*time.Minute)) {
				t.Errorf("prompt %+v", prompt)
			}
			q := mustParse(t, prompt.URL).Query()
			if q.Get("code_challenge_method") != "S256" || !strings.Contains(q.Get("claims"), "CP1") || q.Get("response_mode") != "form_post" {
				t.Errorf("asked %v", q)
			}
			silent(t, e, s)
		})
	}
}

// silent has further tokens come without a person: the first from memory, one
// for Azure by renewal.
func silent(t *testing.T, e *entra, s *signin.Session) {
	t.Helper()
	forms := len(e.forms)
	for scope, more := range map[string]int{"https://graph.example.org/.default": 0, "https://management.example.org/.default": 1} {
		if _, err := s.Credential.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{scope}, EnableCAE: true}); err != nil {
			t.Error(err)
		}
		if got := len(e.forms) - forms; got != more {
			t.Errorf("%s: %d token requests, want %d", scope, got, more)
		}
		forms = len(e.forms)
	}
	if last := e.forms[len(e.forms)-1]; last.Get("grant_type") != "refresh_token" {
		t.Errorf("renewed with %v", last)
	}
	for _, path := range e.asked {
		if strings.HasSuffix(path, "/devicecode") {
			t.Error("Entra was asked for a device code")
		}
	}
}

func mustParse(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestBrowserOverSSH(t *testing.T) {
	t.Parallel()
	e := &entra{}
	o, prompts := remotely(t, e, person{t: t})
	s := opened(t, o)
	p := (*prompts)[0]
	port := strconv.Itoa(o.LoopbackPort)
	if p.Opened || p.Tunnel != "ssh -L "+port+":localhost:"+port+" robin@192.0.2.7" || p.Port != o.LoopbackPort {
		t.Errorf("prompt %+v", p)
	}
	if back := mustParse(t, p.URL).Query().Get("redirect_uri"); back != "http://localhost:"+port {
		t.Errorf("the browser comes back to %s", back)
	}
	if s.Account.ObjectID != personID {
		t.Errorf("account %+v", s.Account)
	}
	silent(t, e, s)
}

func TestTunnel(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		env  map[string]string
		want string // behind the ports
	}{
		{"another port", map[string]string{"SSH_CONNECTION": "198.51.100.4 50022 192.0.2.7 2222", "USER": "robin"}, "-p 2222 robin@192.0.2.7"},
		{"IPv6", map[string]string{"SSH_CONNECTION": "2001:db8::1 50022 2001:db8::7 22", "LOGNAME": "robin"}, "robin@2001:db8::7"},
		{"without a user", map[string]string{"SSH_CONNECTION": "198.51.100.4 50022 192.0.2.7 22"}, "192.0.2.7"},
		{"a hostile user", map[string]string{"SSH_CONNECTION": "198.51.100.4 50022 192.0.2.7 22", "USER": "-oProxyCommand=x"}, "192.0.2.7"},
		{"a hostile connection", map[string]string{"SSH_CONNECTION": "a b ;rm -rf"}, "THIS-MACHINE"},
		{"only a terminal", map[string]string{"SSH_TTY": "/dev/pts/1"}, "THIS-MACHINE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o, prompts := remotely(t, &entra{}, person{t: t})
			o.Env = env(c.env)
			opened(t, o)
			want := fmt.Sprintf("ssh -L %d:localhost:%d %s", o.LoopbackPort, o.LoopbackPort, c.want)
			if got := (*prompts)[0].Tunnel; got != want {
				t.Errorf("tunnel %q, want %q", got, want)
			}
		})
	}
}

// TestBusyPort finds the next port where the fixed one is taken.
func TestBusyPort(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	o, prompts := remotely(t, &entra{}, person{t: t})
	o.LoopbackPort = l.Addr().(*net.TCPAddr).Port
	opened(t, o)
	if got := (*prompts)[0].Port; got <= o.LoopbackPort || got > o.LoopbackPort+4 {
		t.Errorf("port %d beside %d", got, o.LoopbackPort)
	}
}

// TestStrayVisit has somebody try the tunnel with a browser before signing in.
func TestStrayVisit(t *testing.T) {
	t.Parallel()
	for name, strays := range map[string]int{"once": 1, "for ever": 9} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, _ := remotely(t, &entra{}, person{t: t})
			var attempts []int
			o.Browser = func(b signin.BrowserPrompt) {
				attempts = append(attempts, b.Attempt)
				if b.Attempt > strays {
					go person{t: t}.visit(b.URL)
					return
				}
				go func() {
					if resp, err := http.Get("http://localhost:" + strconv.Itoa(b.Port)); err == nil {
						resp.Body.Close()
					}
				}()
			}
			_, err := signin.Open(t.Context(), o)
			if strays == 1 && (err != nil || len(attempts) != 2) || strays == 9 && (err == nil || len(attempts) != 3) {
				t.Errorf("error %v after attempts %v", err, attempts)
			}
		})
	}
}

func TestBrowserRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		answer func(url.Values)
		tokens []any
		code   string
	}{
		{"in the browser", func(f url.Values) {
			f.Set("error", "access_denied")
			f.Set("error_description", "AADSTS65004: User declined to consent.\r\nTrace ID: x")
		}, nil, "AADSTS65004"},
		{"at the token endpoint", nil, []any{no("invalid_grant", 53003)}, "AADSTS53003"},
		{"another state", func(f url.Values) { f.Set("state", "x") }, nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := signin.Open(t.Context(), browsing(&entra{tokens: c.tokens}, person{t: t, answer: c.answer}))
			var r *signin.Refused
			switch is := errors.As(err, &r); {
			case err == nil, c.code != "" && !is:
				t.Errorf("error %v", err)
			case c.code != "" && (r.Code != c.code || r.Cure == ""):
				t.Errorf("refused %+v", r)
			}
		})
	}
}

// TestLostTokens loses the answer with the tokens: the code is spent, and the
// browser is asked once more.
func TestLostTokens(t *testing.T) {
	t.Parallel()
	broken := errors.New("connection reset by peer")
	for name, c := range map[string]struct {
		tokens   []any
		attempts int
		fails    bool
	}{
		"lost":             {[]any{broken, nil}, 2, false},
		"redeemed before":  {[]any{no("invalid_grant", 54005), nil}, 2, false},
		"too old":          {[]any{no("invalid_grant", 70008), nil}, 2, false},
		"lost for ever":    {[]any{broken}, 3, true},
		"refused for good": {[]any{no("invalid_grant", 53003)}, 1, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := &entra{tokens: c.tokens}
			o := browsing(e, person{t: t})
			o.Transport = e // nothing below repeats what could be done twice
			attempts := 0
			o.Browser = func(b signin.BrowserPrompt) { attempts = b.Attempt }
			_, err := signin.Open(t.Context(), o)
			if (err != nil) != c.fails || attempts != c.attempts {
				t.Errorf("error %v after %d attempts", err, attempts)
			}
		})
	}
}

func TestNoBrowser(t *testing.T) {
	t.Parallel()
	o := options(&entra{})
	o.Door, o.Env = signin.Browser, env(map[string]string{"SSH_TTY": "/dev/pts/1"})
	_, err := signin.Open(t.Context(), o)
	var missing *signin.Incomplete
	if !errors.As(err, &missing) || !strings.Contains(missing.Cure, "--auth device") {
		t.Errorf("nobody to show the address to: %v", err)
	}
	if signin.Opener(func(string) string { return "" }) != nil && goos() == "linux" {
		t.Error("without a display a browser would be opened")
	}
}
