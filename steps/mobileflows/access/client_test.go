package access_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"teamwright/steps/mobileflows/access"
	rehearsal "teamwright/steps/sandbox/access"
	"teamwright/steps/secret"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

// stage is a rehearsed Access and a client of it.
type stage struct {
	client *access.Client
	log    *log
	now    time.Time
}

// log counts what was asked.
type log struct {
	mu    sync.Mutex
	lines []string
}

func (l *log) wrap(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.mu.Lock()
		l.lines = append(l.lines, r.Method+" "+r.URL.Path)
		l.mu.Unlock()
		h.ServeHTTP(w, r)
	})
}

func (l *log) count(line string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	for _, have := range l.lines {
		if have == line {
			n++
		}
	}
	return n
}

const managerAPI = "/SAAS/jersey/manager/api/"

func play(t *testing.T, opt rehearsal.Options, password string) *stage {
	t.Helper()
	s := &stage{log: &log{}, now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)}
	now := func() time.Time { return s.now }
	opt.Now = now
	service, err := rehearsal.New(opt)
	if err != nil {
		t.Fatal(err)
	}
	s.client = s.against(t, s.log.wrap(service), password)
	return s
}

func (s *stage) against(t *testing.T, h http.Handler, password string) *access.Client {
	t.Helper()
	server := httptest.NewTLSServer(h)
	t.Cleanup(server.Close)
	clock := wire.Clock{Now: func() time.Time { return s.now }, Sleep: func(context.Context, time.Duration) error { return nil }, Jitter: func() float64 { return 0 }}
	return access.New(access.Options{
		Origin: server.URL, Transport: wire.New(wire.Options{Base: server.Client().Transport, Clock: clock}), Now: clock.Now,
		ID: secret.New("teamwright"), Secret: secret.New(password),
	})
}

func wanted() access.Template {
	return access.Template{
		ID: "MobileFlows_Server_Template", Resource: "00000000-0000-0000-0000-000000000000", Scope: "email profile user openid",
		RedirectURI: "https://prod.hero.vmwservices.com/token-exchange/oauth2/callback", TokenType: "Bearer", Length: 64,
		GrantTypes: "authorization_code refresh_token", AccessTTL: 43200, RefreshTTL: 525600, IdleTTL: 14400,
	}
}

func TestTemplate(t *testing.T) {
	t.Parallel()
	for name, opt := range map[string]rehearsal.Options{"today": {}, "before 2025": {Legacy: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := play(t, opt, "right")
			ctx := t.Context()
			if _, ok, err := s.client.Template(ctx, wanted().ID); ok || err != nil {
				t.Fatalf("there %v, %v", ok, err)
			}
			if err := s.client.CreateTemplate(ctx, wanted()); err != nil {
				t.Fatal(err)
			}
			got, ok, err := s.client.Template(ctx, wanted().ID)
			if err != nil || !ok || got.RefreshTTL != 525600 || got.RedirectURI != wanted().RedirectURI {
				t.Fatalf("%+v, %v, %v", got, ok, err)
			}
			got.AccessTTL = 180
			if err := s.client.ReplaceTemplate(ctx, got); err != nil {
				t.Fatal(err)
			}
			if again, _, _ := s.client.Template(ctx, wanted().ID); again.AccessTTL != 180 || again.IdleTTL != 14400 {
				t.Errorf("changed into %+v", again)
			}
			if fits, err := s.client.Accepts(ctx, wanted().ID, wanted().RedirectURI); !fits || err != nil {
				t.Errorf("accepted %v, %v", fits, err)
			}
			if fits, err := s.client.Accepts(ctx, wanted().ID, "https://elsewhere.example/"); fits || err != nil {
				t.Errorf("a wrong redirect URI: %v, %v", fits, err)
			}
			for range 2 {
				if err := s.client.DeleteTemplate(ctx, wanted().ID); err != nil {
					t.Fatal(err)
				}
			}
			if n := s.log.count("POST /SAAS/auth/oauthtoken"); n != 1 {
				t.Errorf("%d sign-ins, want 1", n)
			}
			if opt.Legacy {
				if n := s.log.count("GET " + managerAPI + "oauth2apptemplates/" + wanted().ID); n != 4 {
					t.Errorf("%d reads, want three and one in the media type that was not understood", n)
				}
			}
		})
	}
}

// A creation of what exists is answered with 500: never repeated, to be looked
// up.
func TestDuplicate(t *testing.T) {
	t.Parallel()
	s := play(t, rehearsal.Options{}, "right")
	if err := s.client.CreateTemplate(t.Context(), wanted()); err != nil {
		t.Fatal(err)
	}
	err := s.client.CreateTemplate(t.Context(), wanted())
	if !tenant.Is(err, tenant.Lost) {
		t.Errorf("%v, want kind lost", err)
	}
	if n := s.log.count("POST " + managerAPI + "oauth2apptemplates"); n != 2 {
		t.Errorf("%d creations, want 2", n)
	}
}

func TestUnit(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		opt  rehearsal.Options
		want access.Unit
	}{"minutes": {rehearsal.Options{}, access.Minutes}, "seconds": {rehearsal.Options{Seconds: true}, access.Seconds}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list, err := play(t, tt.opt, "right").client.Templates(t.Context())
			if err != nil || access.UnitOf(list) != tt.want {
				t.Errorf("%v, %v of %+v", access.UnitOf(list), err, list)
			}
		})
	}
	for name, list := range map[string][]access.Template{
		"none":         nil,
		"another":      {{ID: "Mine", AccessTTL: 180, RefreshTTL: 129600, IdleTTL: 14400}},
		"customised":   {{ID: "GreenBox-TemplateId", AccessTTL: 60, RefreshTTL: 129600, IdleTTL: 14400}},
		"other refres": {{ID: "GreenBox-TemplateId", AccessTTL: 10800, RefreshTTL: 129600, IdleTTL: 14400}},
	} {
		if u := access.UnitOf(list); u != access.UnknownUnit {
			t.Errorf("%s: %v", name, u)
		}
	}
	if u := access.UnitOf([]access.Template{{ID: "GREENBOX-TemplatedId", AccessTTL: 10800, RefreshTTL: 7776000}}); u != access.Seconds {
		t.Errorf("without idle time, spelled differently: %v", u)
	}
}

func TestClients(t *testing.T) {
	t.Parallel()
	s := play(t, rehearsal.Options{}, "right")
	for i := range 120 {
		body, _ := json.Marshal(map[string]any{
			"clientId": wanted().ID + "@" + string(rune('a'+i%26)) + strings.Repeat("x", i/26), "appProductId": wanted().ID,
			"scope": "user", "authGrantTypes": "refresh_token",
		})
		s.post(t, "oauth2clients", body)
	}
	s.post(t, "oauth2clients", []byte(`{"clientId":"other","scope":"admin","authGrantTypes":"client_credentials"}`))
	got, err := s.client.Clients(t.Context(), wanted().ID)
	if err != nil || len(got) != 120 {
		t.Fatalf("%d clients, %v", len(got), err)
	}
	for range 2 {
		if err := s.client.DeleteClient(t.Context(), got[0].ID); err != nil {
			t.Fatal(err)
		}
	}
	if left, err := s.client.Clients(t.Context(), wanted().ID); err != nil || len(left) != 119 {
		t.Errorf("%d clients left, %v", len(left), err)
	}
}

// post makes an object as a device or a person would.
func (s *stage) post(t *testing.T, collection string, body []byte) {
	t.Helper()
	server := s.client.Origin()
	transport := &http.Transport{TLSClientConfig: insecure()}
	form, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, server+"/SAAS/auth/oauthtoken", strings.NewReader("grant_type=client_credentials"))
	form.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	form.SetBasicAuth("x", "y")
	resp, err := transport.RoundTrip(form)
	if err != nil {
		t.Fatal(err)
	}
	var token struct {
		Text string `json:"access_token"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&token); err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, server+managerAPI+collection, strings.NewReader(string(body)))
	req.Header.Set("Authorization", "Bearer "+token.Text)
	req.Header.Set("Content-Type", "application/json")
	if resp, err = transport.RoundTrip(req); err != nil || resp.StatusCode != http.StatusCreated {
		t.Fatalf("%v, %v", resp, err)
	}
	resp.Body.Close()
}

// A token that ends, or that Access has forgotten, is replaced once.
func TestTokenEnds(t *testing.T) {
	t.Parallel()
	s := play(t, rehearsal.Options{}, "right")
	if _, err := s.client.Templates(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.now = s.now.Add(4 * time.Hour)
	if _, err := s.client.Templates(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := s.log.count("POST /SAAS/auth/oauthtoken"); n != 2 {
		t.Errorf("%d sign-ins, want 2", n)
	}
}

// What comes back in place of data has a clear word.
func TestRefusals(t *testing.T) {
	t.Parallel()
	answers := func(status int, media, body string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/oauthtoken") {
				w.Write([]byte(`{"access_token":"token-of-a-test","expires_in":100}`))
				return
			}
			w.Header().Set("Content-Type", media)
			w.Header().Set("Location", "https://login.example.org/?state=SECRET")
			w.WriteHeader(status)
			w.Write([]byte(body))
		})
	}
	tests := map[string]struct {
		handler http.Handler
		kind    tenant.Kind
		says    string
		cure    string
		older   bool
	}{
		"401":                {answers(401, "application/json", `{"errors":[{"code":"x","message":"Not authenticated"}]}`), tenant.Denied, "Not authenticated", "still exists", false},
		"403":                {answers(403, "application/json", `{}`), tenant.Denied, "may not do that", "scope Admin", false},
		"404 on an older":    {answers(404, "text/html", "<html>"), tenant.NotFound, "does not have that interface", "by hand", true},
		"405":                {answers(405, "application/json", ``), tenant.NotFound, "does not have that interface", "by hand", true},
		"406 in either form": {answers(406, "application/json", ``), tenant.Refused, "neither plain JSON", "by hand", true},
		"sign-in page":       {answers(200, "text/html; charset=utf-8", "<html>"), tenant.Refused, "a page for people", "directly", false},
		"page without type":  {answers(200, "application/json", "\n <!DOCTYPE html>"), tenant.Refused, "a page for people", "directly", false},
		"redirect":           {answers(302, "text/plain", ""), tenant.Refused, "https://login.example.org/ instead", "directly", false},
		"no JSON":            {answers(200, "application/json", "[}"), tenant.Refused, "cannot be read", "address of your Access", false},
		"500 on a read":      {answers(500, "application/json", `{"message":"boom\u001b[2J"}`), tenant.Unreachable, "boom[2J", "in some minutes", false},
		"400":                {answers(400, "application/json", `{"error":"e","error_description":"bad scope"}`), tenant.Refused, "bad scope", "by hand", false},
		"409":                {answers(409, "application/json", ``), tenant.Conflict, "409", "again", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &stage{now: time.Now()}
			_, err := s.against(t, tt.handler, "right").Templates(t.Context())
			var e *tenant.Error
			if !errors.As(err, &e) {
				t.Fatalf("%v", err)
			}
			if e.Kind != tt.kind || !strings.Contains(e.Error(), tt.says) || !strings.Contains(e.Cure, tt.cure) || errors.Is(err, access.ErrNoInterface) != tt.older {
				t.Errorf("kind %v: %v; %s", e.Kind, e, e.Cure)
			}
			if strings.Contains(e.Error(), "SECRET") || strings.Contains(e.Error(), "\x1b") {
				t.Errorf("it says too much: %v", e)
			}
		})
	}
}

func TestServiceClientRefused(t *testing.T) {
	t.Parallel()
	err := play(t, rehearsal.Options{}, "wrong").client.SignIn(t.Context())
	var e *tenant.Error
	if !errors.As(err, &e) || e.Kind != tenant.Denied || !strings.Contains(e.Cure, "access_client_secret") || !strings.Contains(e.Cure, "Service Client Token") {
		t.Errorf("%v; %+v", err, e)
	}
	none := access.New(access.Options{Origin: "https://access.example.org", Now: time.Now})
	if _, err := none.Templates(t.Context()); !tenant.Is(err, tenant.Denied) {
		t.Errorf("without a service client: %v", err)
	}
}

func TestUntrustedCertificate(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	base, err := wire.Base(wire.BaseOptions{})
	if err != nil {
		t.Fatal(err)
	}
	c := access.New(access.Options{Origin: server.URL, Transport: wire.New(wire.Options{Base: base}), Now: time.Now})
	_, err = c.Discover(t.Context())
	var e *tenant.Error
	if !errors.As(err, &e) || e.Kind != tenant.Unreachable || !strings.Contains(e.Cure, "SSL_CERT_FILE") {
		t.Errorf("%v; %+v", err, e)
	}
}

func TestDiscover(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		opt   rehearsal.Options
		older bool
	}{"today": {rehearsal.Options{}, false}, "older": {rehearsal.Options{Legacy: true}, true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := play(t, tt.opt, "right")
			d, err := s.client.Discover(t.Context())
			if err != nil || d.Older != tt.older || !strings.HasPrefix(d.Issuer, s.client.Origin()) {
				t.Errorf("%+v, %v", d, err)
			}
		})
	}
	if _, err := play(t, rehearsal.Options{Page: true}, "right").client.Discover(t.Context()); err == nil || !strings.Contains(err.Error(), "page for people") {
		t.Errorf("behind a gateway: %v", err)
	}
}
