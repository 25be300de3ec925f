package probe

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"teamwright/steps"
	"teamwright/steps/wire"
)

// The certificate of httptest is for example.com and names below it.
const host = "learn.example.com"

// world is a small internet: names, their addresses, and one server behind all
// of them that counts what it is asked.
type world struct {
	server *httptest.Server
	names  map[string]string
	asked  []string
	dialed []string
}

func newWorld(t *testing.T, answer func(w http.ResponseWriter, r *http.Request)) *world {
	t.Helper()
	w := &world{names: map[string]string{host: "20.1.2.3", "www.example.com": "20.1.2.4", "inside.example.com": "10.0.0.7"}}
	w.server = httptest.NewTLSServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.asked = append(w.asked, r.Method+" "+r.Host+r.URL.Path)
		if body, _ := io.ReadAll(r.Body); len(body) > 0 {
			t.Errorf("%s %s has a body", r.Method, r.URL)
		}
		answer(rw, r)
	}))
	w.server.Config.ErrorLog = nil
	t.Cleanup(w.server.Close)
	return w
}

func (w *world) network() Network {
	roots := x509.NewCertPool()
	roots.AddCert(w.server.Certificate())
	return Network{
		Roots: roots,
		Resolve: func(_ context.Context, name string) ([]netip.Addr, error) {
			a, ok := w.names[name]
			if !ok {
				return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
			}
			return []netip.Addr{netip.MustParseAddr(a)}, nil
		},
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			w.dialed = append(w.dialed, address)
			return new(net.Dialer).DialContext(ctx, network, w.server.Listener.Addr().String())
		},
	}
}

func (w *world) options() Options {
	return Options{
		Site: "https://" + host + "/lms", TabConfig: "https://" + host + "/lms/totara/msteams/tabs/config.php",
		BotEndpoint: "https://" + host + "/lms/totara/msteams/botindex.php", Bot: true,
		Ancestors: Ancestors("https://login.microsoftonline.com"), Network: w.network(),
		Clock: wire.Clock{Now: func() time.Time { return time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC) }},
	}
}

// totara answers as a healthy site does.
func totara(rw http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/lms/":
		http.Redirect(rw, r, "/lms/login/index.php", http.StatusSeeOther)
	case strings.HasSuffix(r.URL.Path, "/tabs/config.php"):
		http.SetCookie(rw, &http.Cookie{Name: "TotaraSession", Value: "x", Secure: true, SameSite: http.SameSiteNoneMode})
		_, _ = io.WriteString(rw, `<script src="https://statics.teams.cdn.office.net/sdk/v2.20.0/js/MicrosoftTeams.min.js">`)
	case strings.HasSuffix(r.URL.Path, "/botindex.php"):
		rw.WriteHeader(http.StatusBadRequest)
	}
}

func rowsOf(t *testing.T, o Options) map[string]steps.Result {
	t.Helper()
	out := map[string]steps.Result{}
	for _, r := range New(o).Check(t.Context()) {
		if r.Group != "probe" || r.Title == "" || r.Detail == "" || (r.Fix == "") != (r.Status == steps.Pass || r.Status == steps.Skipped) {
			t.Errorf("row %+v", r)
		}
		out[strings.TrimPrefix(r.ID, "probe.")] = r
	}
	return out
}

func TestASiteInGoodHealth(t *testing.T) {
	t.Parallel()
	w := newWorld(t, totara)
	o := w.options()
	o.Privacy, o.Terms = "https://www.example.com/privacy", o.Site+"/terms"
	rows := rowsOf(t, o)
	want := map[string]steps.Status{
		"reach": steps.Unseen, "tls": steps.Pass, "redirect": steps.Pass, "frames": steps.Pass, "cookie": steps.Pass,
		"teamsjs": steps.Pass, "bot": steps.Pass, "privacy": steps.Pass, "terms": steps.Skipped,
	}
	for id, status := range want {
		if rows[id].Status != status {
			t.Errorf("row %+v, want %s", rows[id], status)
		}
	}
	if len(rows) != len(want) {
		t.Errorf("rows %v", rows)
	}
	asked := []string{
		"GET " + host + "/lms/", "GET " + host + "/lms/login/index.php", "GET " + host + "/lms/totara/msteams/tabs/config.php",
		"POST " + host + "/lms/totara/msteams/botindex.php", "GET www.example.com/privacy",
	}
	if !slices.Equal(w.asked, asked) {
		t.Errorf("asked %q", w.asked)
	}
	for _, a := range w.dialed {
		if !strings.HasPrefix(a, "20.1.2.") {
			t.Errorf("dialled %s, not the address that was judged", a)
		}
	}
}

func TestRows(t *testing.T) {
	t.Parallel()
	header := func(name, value string) func(http.ResponseWriter, *http.Request) {
		return func(rw http.ResponseWriter, r *http.Request) {
			rw.Header().Add(name, value)
			totara(rw, r)
		}
	}
	path := func(suffix string, answer http.HandlerFunc) func(http.ResponseWriter, *http.Request) {
		return func(rw http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, suffix) {
				answer(rw, r)
				return
			}
			totara(rw, r)
		}
	}
	code := func(n int) http.HandlerFunc {
		return func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(n) }
	}
	to := func(address string) http.HandlerFunc {
		return func(rw http.ResponseWriter, r *http.Request) { http.Redirect(rw, r, address, http.StatusFound) }
	}
	set := func(c http.Cookie) http.HandlerFunc {
		return func(rw http.ResponseWriter, _ *http.Request) { http.SetCookie(rw, &c) }
	}
	library := func(v string) http.HandlerFunc {
		return func(rw http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(rw, "…/sdk/v"+v+"/js/MicrosoftTeams.min.js")
		}
	}
	tests := map[string]struct {
		answer func(http.ResponseWriter, *http.Request)
		change func(*Options, *world)
		row    string
		status steps.Status
		says   string
	}{
		"X-Frame-Options":               {header("X-Frame-Options", "SAMEORIGIN"), nil, "frames", steps.Fail, "X-Frame-Options"},
		"ancestors without cloud":       {header("Content-Security-Policy", "default-src 'self'; frame-ancestors 'self' teams.microsoft.com *.teams.microsoft.com"), nil, "frames", steps.Fail, "leaves out *.cloud.microsoft"},
		"ancestors with all":            {header("Content-Security-Policy", "frame-ancestors https://teams.microsoft.com https://*.teams.microsoft.com *.cloud.microsoft"), nil, "frames", steps.Pass, ""},
		"ancestors none":                {header("Content-Security-Policy", "frame-ancestors 'none'"), nil, "frames", steps.Fail, "teams.microsoft.com"},
		"feature off":                   {path("config.php", code(404)), nil, "frames", steps.Unseen, "404"},
		"maintenance":                   {path("config.php", code(503)), nil, "frames", steps.Unseen, "503"},
		"cookie not secure":             {path("config.php", set(http.Cookie{Name: "TotaraSession", Value: "x"})), nil, "cookie", steps.Fail, "Secure"},
		"cookie lax":                    {path("config.php", set(http.Cookie{Name: "TotaraSession", Value: "x", Secure: true, SameSite: http.SameSiteLaxMode})), nil, "cookie", steps.Fail, "SameSite"},
		"no cookie":                     {path("config.php", code(200)), nil, "cookie", steps.Skipped, "none"},
		"old TeamsJS":                   {path("config.php", library("1.8.0")), nil, "teamsjs", steps.ToDo, "1.8.0"},
		"TeamsJS of the border":         {path("config.php", library("2.19.0")), nil, "teamsjs", steps.Pass, "2.19.0"},
		"no TeamsJS":                    {path("config.php", code(200)), nil, "teamsjs", steps.Skipped, "version"},
		"bot answers 200":               {path("botindex.php", code(200)), nil, "bot", steps.Fail, "200"},
		"bot redirects":                 {path("botindex.php", to("/login")), nil, "bot", steps.Fail, "redirects"},
		"bot in maintenance":            {path("botindex.php", code(503)), nil, "bot", steps.Unseen, "503"},
		"bot off":                       {totara, func(o *Options, _ *world) { o.Bot = false }, "bot", steps.Skipped, "off"},
		"redirect to another host":      {path("/lms/", to("https://www.example.com/")), nil, "redirect", steps.Fail, "www.example.com"},
		"redirect to http":              {path("/lms/", to("http://"+host+"/lms/x")), nil, "redirect", steps.Fail, "http"},
		"redirects for ever":            {path("/lms/", to("/lms/")), nil, "redirect", steps.Fail, "again and again"},
		"private address, bot on":       {totara, func(_ *Options, w *world) { w.names[host] = "192.168.1.5" }, "reach", steps.Fail, "192.168.1.5"},
		"private address, bot off":      {totara, func(o *Options, w *world) { o.Bot = false; w.names[host] = "192.168.1.5" }, "reach", steps.Skipped, ""},
		"private, but named":            {totara, func(_ *Options, w *world) { w.names[host] = "192.168.1.5" }, "tls", steps.Pass, ""},
		"no such name":                  {totara, func(_ *Options, w *world) { delete(w.names, host) }, "redirect", steps.Fail, "resolved"},
		"nobody trusts the certificate": {totara, func(o *Options, _ *world) { o.Network.Roots = x509.NewCertPool() }, "tls", steps.Fail, "trusts"},
		"certificate of another name": {totara, func(o *Options, w *world) {
			w.names["other.test"] = "20.1.2.5"
			o.Site = "https://other.test"
		}, "tls", steps.Fail, "another name"},
		"certificate runs out": {totara, func(o *Options, w *world) {
			end := w.server.Certificate().NotAfter
			o.Clock.Now = func() time.Time { return end.Add(-48 * time.Hour) }
		}, "tls", steps.Fail, "2 days"},
		"privacy page is gone":        {path("/privacy", code(404)), func(o *Options, _ *world) { o.Privacy = "https://www.example.com/privacy" }, "privacy", steps.Fail, "404"},
		"privacy page is forbidden":   {path("/privacy", code(403)), func(o *Options, _ *world) { o.Privacy = "https://www.example.com/privacy" }, "privacy", steps.Unseen, "403"},
		"privacy page moves on":       {path("/privacy", to("https://www.example.com/new")), func(o *Options, _ *world) { o.Privacy = "https://www.example.com/privacy" }, "privacy", steps.Pass, ""},
		"privacy page leads inside":   {path("/privacy", to("https://inside.example.com/")), func(o *Options, _ *world) { o.Privacy = "https://www.example.com/privacy" }, "privacy", steps.Fail, "private address"},
		"privacy page by its address": {path("/privacy", to("https://169.254.169.254/latest")), func(o *Options, _ *world) { o.Privacy = "https://www.example.com/privacy" }, "privacy", steps.Fail, "private address"},
		"privacy page leads to http":  {path("/privacy", to("http://www.example.com/new")), func(o *Options, _ *world) { o.Privacy = "https://www.example.com/privacy" }, "privacy", steps.Fail, "https"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, tt.answer)
			o := w.options()
			if tt.change != nil {
				tt.change(&o, w)
			}
			r := rowsOf(t, o)[tt.row]
			if r.Status != tt.status || !strings.Contains(r.Detail, tt.says) {
				t.Errorf("row %+v, want %s with %q", r, tt.status, tt.says)
			}
			for _, a := range w.dialed {
				if strings.HasPrefix(a, "10.") || strings.HasPrefix(a, "169.") {
					t.Errorf("dialled %s", a)
				}
			}
		})
	}
}

func TestAPageWithoutEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(rw http.ResponseWriter, r *http.Request) {
		for {
			if _, err := rw.Write(make([]byte, 1<<16)); err != nil || r.Context().Err() != nil {
				return
			}
		}
	})
	p, err := newClient(w.network(), []string{host}).get(t.Context(), w.options().Site)
	if err != nil || len(p.text) != maxBody {
		t.Errorf("error %v", err)
	}
}

func TestNothingIsLookedAtInARehearsal(t *testing.T) {
	t.Parallel()
	s := New(Options{Site: "https://" + host, Skip: "a rehearsal"})
	r := steps.Runner{Steps: []steps.Step{s}}
	if err := r.Read(t.Context()); err != nil {
		t.Fatal(err)
	}
	rows := r.Check(t.Context())
	if len(rows) != 1 || rows[0].Status != steps.Skipped || !r.Plan().Empty() {
		t.Errorf("rows %+v", rows)
	}
}

func TestPublic(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"20.1.2.3": true, "2a00:1450:4001:80b::200e": true, "10.0.0.1": false, "172.16.0.1": false, "192.168.0.1": false,
		"127.0.0.1": false, "::1": false, "169.254.1.1": false, "fe80::1": false, "fd00::1": false, "100.64.0.1": false,
		"0.0.0.0": false, "255.255.255.255": false, "224.0.0.1": false, "192.0.2.1": false, "2001:db8::1": false, "::ffff:10.0.0.1": false,
	} {
		if got := Public(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s is public: %v", address, got)
		}
	}
}

func TestAllows(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]bool{
		"*": true, "https:": true, "HTTPS://Teams.Microsoft.com/": true, "teams.microsoft.com": true, "teams.microsoft.com:443": true,
		"*.microsoft.com": true, "http://teams.microsoft.com": true, "https://teams.microsoft.com/path": true,
		"'none'": false, "'self'": false, "*.teams.microsoft.com": false, "teams.microsoft.com:8443": false, "data:": false,
		"evilteams.microsoft.com": false, "microsoft.com": false, "ftp://teams.microsoft.com": false, "": false,
	} {
		if got := allows(source, "https://teams.microsoft.com"); got != want {
			t.Errorf("%q allows: %v", source, got)
		}
	}
}

func TestAncestorsOfClouds(t *testing.T) {
	t.Parallel()
	if list := Ancestors("https://login.microsoftonline.us"); !slices.Contains(list, "https://gov.teams.microsoft.us") {
		t.Errorf("ancestors %v", list)
	}
}

func TestTroubleHasAWord(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{
		"timeout": context.DeadlineExceeded, "no TLS": tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"},
		"expired": &tls.CertificateVerificationError{Err: x509.CertificateInvalidError{Reason: x509.Expired}}, "reset": errors.New("read: connection reset"),
	} {
		if what, fix, status := trouble(err); what == "" || fix == "" || status == steps.Pass {
			t.Errorf("%s: %q %q %s", name, what, fix, status)
		}
	}
}

func FuzzShut(f *testing.F) {
	f.Add("frame-ancestors 'self' *.cloud.microsoft; default-src x", "DENY")
	f.Fuzz(func(t *testing.T, policy, frame string) {
		h := http.Header{"Content-Security-Policy": {policy}, "X-Frame-Options": {frame}}
		why := shut(h, Ancestors(""))
		if !strings.Contains(strings.ToLower(policy), "frame-ancestors") && frame != "" && why == "" {
			t.Errorf("policy %q with %q lets frames through", policy, frame)
		}
	})
}
