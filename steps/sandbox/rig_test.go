package sandbox_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"teamwright/steps/sandbox"
	"teamwright/steps/sandbox/judge"
)

const (
	azureCLI   = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
	graphCLI   = "14d82eec-204b-4c2f-b7e8-296a70dab67e"
	graphAppID = "00000003-0000-0000-c000-000000000000"
	graphAll   = "https://graph.microsoft.com/.default openid profile offline_access"

	description = "../../../shared/openapi/graph-v1.0-subset.yaml"
)

// clock is a clock that a test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Sleep moves the clock instead of waiting.
func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.Move(d)
	return ctx.Err()
}

// rig is a rehearsal cloud with a client of the wire in front of it.
type rig struct {
	t      *testing.T
	clock  *clock
	cloud  *sandbox.Cloud
	server *sandbox.Server
	client *http.Client
	bearer string
}

// described reads Microsoft's description once; without it, it returns nothing.
var described = sync.OnceValues(func() (*judge.Judge, error) {
	if _, err := os.Stat(description); err != nil {
		return nil, nil
	}
	return judge.New(description)
})

// newRig starts a cloud whose clock the test moves. Every exchange with
// Microsoft Graph is judged where the description is at hand.
func newRig(t *testing.T, opt sandbox.Options) *rig {
	t.Helper()
	c := newClock()
	if opt.Now == nil {
		opt.Now, opt.Sleep = c.Now, c.Sleep
	}
	if shared, err := described(); err != nil {
		t.Fatal(err)
	} else if shared != nil && opt.Judge == nil {
		j := shared.Fresh()
		opt.Judge = j.Wrap
		t.Cleanup(func() {
			for _, v := range j.Violations() {
				t.Errorf("not as Microsoft describes it: %s", v)
			}
		})
	}
	cloud, err := sandbox.New(opt)
	if err != nil {
		t.Fatal(err)
	}
	return serve(t, c, cloud)
}

func serve(t *testing.T, c *clock, cloud *sandbox.Cloud) *rig {
	t.Helper()
	server, err := cloud.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := served(t, c, server)
	r.cloud = cloud
	return r
}

// served is a client in front of a server.
func served(t *testing.T, c *clock, server *sandbox.Server) *rig {
	t.Helper()
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(server.CAPEM()) {
		t.Fatal("the authority's certificate is no PEM")
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}
	t.Cleanup(transport.CloseIdleConnections)
	return &rig{t: t, clock: c, server: server, client: &http.Client{Transport: transport, Timeout: 20 * time.Second}}
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	raw    []byte
	json   map[string]any
}

func (r *rig) do(req *http.Request) (answer, error) {
	res, err := r.client.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return answer{}, err
	}
	a := answer{status: res.StatusCode, header: res.Header, raw: raw}
	json.Unmarshal(raw, &a.json) // not every answer is JSON
	return a, nil
}

// form posts a form to the sign-in host.
func (r *rig) form(path string, pairs ...string) answer {
	r.t.Helper()
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	req, err := http.NewRequest(http.MethodPost, r.server.URL()+path, strings.NewReader(values.Encode()))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	a, err := r.do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	return a
}

// signIn signs the person in and keeps the access token.
func (r *rig) signIn(client, scope string) answer {
	r.t.Helper()
	begun := r.form("/organizations/oauth2/v2.0/devicecode", "client_id", client, "scope", scope)
	if begun.status != 200 {
		r.t.Fatalf("device code: %d %s", begun.status, begun.raw)
	}
	a := r.form("/organizations/oauth2/v2.0/token", "grant_type", "device_code", "client_id", client,
		"device_code", begun.text("device_code"), "client_info", "1")
	if a.status != 200 {
		r.t.Fatalf("token: %d %s", a.status, a.raw)
	}
	r.bearer = a.text("access_token")
	return a
}

// call asks Microsoft Graph. Headers are given as "Name: value".
func (r *rig) call(method, path string, body any, headers ...string) answer {
	r.t.Helper()
	a, err := r.try(method, path, body, headers...)
	if err != nil {
		r.t.Fatalf("%s %s: %v", method, path, err)
	}
	return a
}

func (r *rig) try(method, path string, body any, headers ...string) (answer, error) {
	r.t.Helper()
	var reader io.Reader
	kind := ""
	switch body := body.(type) {
	case nil:
	case string:
		reader, kind = strings.NewReader(body), "application/json"
	case []byte:
		reader = bytes.NewReader(body)
	default:
		data, err := json.Marshal(body)
		if err != nil {
			r.t.Fatal(err)
		}
		reader, kind = bytes.NewReader(data), "application/json"
	}
	req, err := http.NewRequest(method, r.server.URL()+"/v1.0"+strings.ReplaceAll(path, " ", "%20"), reader)
	if err != nil {
		r.t.Fatal(err)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	if r.bearer != "" {
		req.Header.Set("Authorization", "Bearer "+r.bearer)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	return r.do(req)
}

// want asks Microsoft Graph and insists on a status.
func (r *rig) want(status int, method, path string, body any, headers ...string) answer {
	r.t.Helper()
	a := r.call(method, path, body, headers...)
	if a.status != status {
		r.t.Fatalf("%s %s: status %d, want %d: %s", method, path, a.status, status, a.raw)
	}
	return a
}

// refused asks Microsoft Graph and insists on a refusal by status and code.
func (r *rig) refused(status int, code, method, path string, body any, headers ...string) answer {
	r.t.Helper()
	a := r.want(status, method, path, body, headers...)
	if a.code() != code {
		r.t.Fatalf("%s %s: code %q, want %q: %s", method, path, a.code(), code, a.raw)
	}
	return a
}

func (a answer) text(path ...string) string {
	s, _ := a.at(path...).(string)
	return s
}

func (a answer) at(path ...string) any {
	var v any = a.json
	for _, name := range path {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[name]
	}
	return v
}

func (a answer) rows() []map[string]any {
	list, _ := a.json["value"].([]any)
	var rows []map[string]any
	for _, e := range list {
		if m, ok := e.(map[string]any); ok {
			rows = append(rows, m)
		}
	}
	return rows
}

func (a answer) code() string    { return a.text("error", "code") }
func (a answer) message() string { return a.text("error", "message") }

// reason is the code of the first detail of a refusal.
func (a answer) reason() string {
	details, _ := a.at("error", "details").([]any)
	if len(details) == 0 {
		return ""
	}
	first, _ := details[0].(map[string]any)
	code, _ := first["code"].(string)
	return code
}

// aadsts returns the first AADSTS number of a refused sign-in.
func (a answer) aadsts() int {
	codes, _ := a.json["error_codes"].([]any)
	if len(codes) == 0 {
		return 0
	}
	n, _ := codes[0].(float64)
	return int(n)
}

type object = map[string]any
type list = []any
