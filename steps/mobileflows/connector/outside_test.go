package connector

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"teamwright/steps"
	rehearsal "teamwright/steps/sandbox/access"
	"teamwright/steps/secret"
	"teamwright/steps/wire"
)

// proxy is a customer's reverse proxy in front of the rehearsed connector: it
// serves one public name, with a folder, and forwards it.
type proxy struct {
	inner http.Handler
}

func (p proxy) RoundTrip(req *http.Request) (*http.Response, error) {
	in := req.Clone(req.Context())
	in.URL = &url.URL{Path: "/connector" + strings.TrimPrefix(req.URL.Path, "/teams")}
	in.RequestURI = in.URL.Path
	in.Header.Set("X-Forwarded-Host", req.URL.Host)
	in.Header.Set("X-Forwarded-Proto", "https")
	in.Header.Set("X-Forwarded-Prefix", "/teams")
	w := httptest.NewRecorder()
	p.inner.ServeHTTP(w, in)
	return w.Result(), nil
}

const graphToken = "token-of-robin"

func stage(t *testing.T) *rehearsal.Service {
	t.Helper()
	s, err := rehearsal.New(rehearsal.Options{Bearer: func(token string) (string, []string, bool) {
		return "robin@contoso.onmicrosoft.com", nil, token == graphToken
	}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func at(s http.Handler, host string) Outside {
	return Outside{Base: "https://" + host + "/teams", GraphBase: "https://graph.microsoft.com/beta", Transport: proxy{s}, Now: time.Now, Rehearsal: true}
}

func states(rows []steps.Result) map[string]steps.Status {
	got := map[string]steps.Status{}
	for _, r := range rows {
		got[strings.TrimPrefix(r.ID, "mobileflows.connector_")] = r.Status
	}
	return got
}

func TestLook(t *testing.T) {
	t.Parallel()
	good := map[string]steps.Status{
		"certificate": steps.Skipped, "health": steps.Pass, "discovery": steps.Pass, "addresses": steps.Pass, "guarded": steps.Pass, "stranger": steps.Pass,
	}
	tests := map[string]map[string]steps.Status{
		"own":      {},
		"open":     {"guarded": steps.Fail, "stranger": steps.Fail},
		"trusting": {"stranger": steps.Fail},
		"plain":    {"addresses": steps.Fail},
		"inside":   {"addresses": steps.Fail},
		"login":    {"health": steps.Fail, "discovery": steps.Fail, "addresses": steps.Unseen, "guarded": steps.Fail, "stranger": steps.Fail},
		"down":     {"health": steps.Fail, "discovery": steps.Fail, "addresses": steps.Unseen, "guarded": steps.Unseen, "stranger": steps.Unseen},
	}
	s := stage(t)
	for label, other := range tests {
		t.Run(label, func(t *testing.T) {
			t.Parallel()
			rows := at(s, label+".example.org").Look(t.Context())
			got := states(rows)
			for name, want := range good {
				if o, ok := other[name]; ok {
					want = o
				}
				if got[name] != want {
					t.Errorf("%s is %s, want %s", name, got[name], want)
				}
			}
			if len(rows) != len(good) {
				t.Errorf("%d rows", len(rows))
			}
			for _, r := range rows {
				if (r.Status == steps.Fail) != (r.Fix != "") && r.Status != steps.Unseen {
					t.Errorf("%s: %s with the cure %q", r.ID, r.Status, r.Fix)
				}
			}
		})
	}
}

func TestSelfTest(t *testing.T) {
	t.Parallel()
	ours, err := NewKey()
	if err != nil {
		t.Fatal(err)
	}
	public, err := ours.PublicPEM()
	if err != nil {
		t.Fatal(err)
	}
	started := stage(t)
	w := httptest.NewRecorder()
	started.ServeHTTP(w, httptest.NewRequest(http.MethodPut, "/rehearsal/connector", strings.NewReader(public)))
	if w.Code != http.StatusNoContent {
		t.Fatalf("start: %d", w.Code)
	}
	tests := map[string]struct {
		service *rehearsal.Service
		host    string
		graph   secret.Text
		ready   bool
		logic   steps.Status
		aud     steps.Status
	}{
		"with a person":        {started, "own.example.org", secret.New(graphToken), true, steps.Pass, steps.Pass},
		"without":              {started, "own.example.org", secret.Text{}, true, steps.Pass, steps.Pass},
		"person's token ended": {started, "own.example.org", secret.New("old"), true, steps.Fail, steps.Pass},
		"proxy drops headers":  {started, "inside.example.org", secret.Text{}, true, steps.Fail, steps.Pass},
		"another key":          {stage(t), "own.example.org", secret.Text{}, false, steps.Fail, steps.Unseen},
		"down":                 {started, "down.example.org", secret.Text{}, false, steps.Fail, steps.Fail},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := at(tt.service, tt.host)
			if got := o.Ready(t.Context(), ours); got != tt.ready {
				t.Errorf("ready %v", got)
			}
			got := states(o.SelfTest(t.Context(), ours, "robin@contoso.onmicrosoft.com", tt.graph))
			if got["logic"] != tt.logic || got["audience"] != tt.aud {
				t.Errorf("logic %s, audience %s; want %s, %s", got["logic"], got["audience"], tt.logic, tt.aud)
			}
		})
	}
}

func TestCertificate(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	base, err := wire.Base(wire.BaseOptions{})
	if err != nil {
		t.Fatal(err)
	}
	o := Outside{Base: server.URL, Transport: wire.New(wire.Options{Base: base}), Now: time.Now}
	rows := o.Look(t.Context())
	if rows[0].Status != steps.Fail || !strings.Contains(rows[0].Detail, "does not trust") {
		t.Errorf("self-signed: %+v", rows[0])
	}
	for _, r := range rows[2:] {
		if r.Status != steps.Unseen {
			t.Errorf("%s is %s where nothing answered", r.ID, r.Status)
		}
	}
	o.Transport = server.Client().Transport
	end := server.Certificate().NotAfter
	for name, tt := range map[string]struct {
		now  time.Time
		want steps.Status
	}{"long": {end.AddDate(0, 0, -31), steps.Pass}, "soon": {end.AddDate(0, 0, -29), steps.Fail}} {
		o.Now = func() time.Time { return tt.now }
		if r := o.Look(t.Context())[0]; r.Status != tt.want {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// FuzzDiscovery reads descriptions as any server may write them.
func FuzzDiscovery(f *testing.F) {
	f.Add([]byte(`{"image":{"href":"https://c.example.org/i"},"object_types":{"card":{"pollable":true,"endpoint":{"href":"https://c.example.org/cards/requests"}}}}`))
	f.Add([]byte(`{"object_types":{"card":{"endpoint":{"href":"http://10.0.0.1/\u001b[2J"}}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := ReadDiscovery(data, "https://c.example.org")
		if err == nil && d.Cards == "" {
			t.Error("read without a place for cards")
		}
		for _, e := range d.Elsewhere {
			if strings.ContainsAny(e, "\x1b\n\r") {
				t.Errorf("%q could steer a terminal", e)
			}
		}
	})
}
