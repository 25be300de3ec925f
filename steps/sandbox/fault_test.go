package sandbox_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"teamwright/steps/sandbox"
)

// lines is a log that remembers each write as one line.
type lines struct {
	mu  sync.Mutex
	all []string
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, string(p))
	return len(p), nil
}

// entries reads the log; a write that is not one line is an error.
func (l *lines) entries(t *testing.T) []map[string]any {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	var all []map[string]any
	for _, line := range l.all {
		var e map[string]any
		if err := json.Unmarshal([]byte(line), &e); err != nil || strings.Count(line, "\n") != 1 || !strings.HasSuffix(line, "\n") {
			t.Fatalf("a write of the log is no line: %q", line)
		}
		all = append(all, e)
	}
	return all
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for do, c := range map[string]struct {
		status int // 0: the connection breaks
		code   string
		worked bool
	}{
		"429":     {429, "TooManyRequests", false},
		"500":     {500, "InternalServerError", false},
		"503":     {503, "serviceNotAvailable", false},
		"html502": {502, "", false},
		"reset":   {0, "", false},
		"lost":    {0, "", true},
		"claims":  {401, "InvalidAuthenticationToken", false},
		"504":     {504, "", true},
		"cut":     {0, "", true},
		"page":    {200, "", false},
	} {
		t.Run(do, func(t *testing.T) {
			t.Parallel()
			log := &lines{}
			r := newRig(t, sandbox.Options{Log: log, Faults: []sandbox.Fault{{N: 3, Do: do}, {N: 4, Do: "429"}}})
			r.signIn(azureCLI, graphAll)
			if do == "claims" { // only clients that handle challenges are challenged
				r.challengeable() // two requests
			} else {
				r.want(200, "GET", "/me", nil)
				r.want(200, "GET", "/me", nil)
			}
			a, err := r.try("POST", "/applications", object{"displayName": "Faulty"})
			if (err != nil) != (c.status == 0) || err == nil && (a.status != c.status || a.code() != c.code) {
				t.Errorf("got %d %s, %v", a.status, a.raw, err)
			}
			if do == "html502" && !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
				t.Errorf("a gateway answers with %s", a.header.Get("Content-Type"))
			}
			if _, dated := http.ParseTime(a.header.Get("Retry-After")); do == "429" && dated != nil {
				t.Errorf("the third request is throttled without a date to retry after: %q", a.header.Get("Retry-After"))
			}
			if n := r.cloud.Count().Applications; (n == 1) != c.worked {
				t.Errorf("%d applications", n)
			}
			if four := r.want(429, "GET", "/me", nil); four.header.Get("Retry-After") != "" {
				t.Error("the fourth request is throttled with Retry-After")
			}
			entries := log.entries(t)
			if last := entries[len(entries)-2]; do == "lost" && last["status"] != 201.0 || do == "reset" && last["status"] != 0.0 {
				t.Errorf("logged %v", last)
			}
		})
	}
	t.Run("at the sign-in host", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, sandbox.Options{Faults: []sandbox.Fault{{N: 1, Do: "503"}, {N: 2, Do: "429"}, {N: 3, Do: "500"}}})
		refresh := r.signIn(azureCLI, graphAll).text("refresh_token")
		for _, want := range []string{"temporarily_unavailable", "temporarily_unavailable", "server_error", ""} {
			a := r.form("/organizations/oauth2/v2.0/token", "grant_type", "refresh_token", "client_id", azureCLI, "refresh_token", refresh, "scope", graphAll)
			if a.text("error") != want {
				t.Errorf("got %d %s, want %q", a.status, a.raw, want)
			}
		}
	})
}

// challengeable exchanges the token for one whose client handles challenges.
func (r *rig) challengeable() {
	r.t.Helper()
	begun := r.form("/organizations/oauth2/v2.0/devicecode", "client_id", azureCLI, "scope", graphAll)
	a := r.form("/organizations/oauth2/v2.0/token", "grant_type", "device_code", "client_id", azureCLI, "device_code", begun.text("device_code"),
		"claims", `{"access_token":{"xms_cc":{"values":["CP1"]}}}`)
	if r.bearer = a.text("access_token"); r.bearer == "" {
		r.t.Fatalf("no token: %s", a.raw)
	}
}

func TestHold(t *testing.T) {
	t.Parallel()
	log := &lines{}
	r := newRig(t, sandbox.Options{Log: log, Faults: []sandbox.Fault{{N: 1, Do: "hold"}, {N: 2, Do: "hold"}}})
	r.signIn(azureCLI, graphAll)

	gone := make(chan error, 1)
	go func() {
		_, err := r.try("POST", "/applications", object{"displayName": "Held"})
		gone <- err
	}()
	deadline := time.Now().Add(10 * time.Second)
	for r.cloud.Count().Applications == 0 {
		if time.Now().After(deadline) {
			t.Fatal("the held request does no work")
		}
		time.Sleep(time.Millisecond)
	}
	select {
	case err := <-gone:
		t.Fatalf("the held request was answered: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	for len(log.entries(t)) < 3 {
		if time.Now().After(deadline) {
			t.Fatal("the held request is not logged")
		}
		time.Sleep(time.Millisecond)
	}
	if last := log.entries(t)[2]; last["status"] != 201.0 || last["kind"] != "write" || last["path"] != "/v1.0/applications" {
		t.Errorf("logged %v", last)
	}
	if err := r.server.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-gone; err == nil {
		t.Error("closing the server answers the held request")
	}

	// The cloud outlives its server, and lets go of a client that gives up.
	again := serve(t, r.clock, r.cloud)
	again.bearer = r.bearer
	again.client.Timeout = 50 * time.Millisecond
	if a, err := again.try("POST", "/applications", object{"displayName": "Held too"}); err == nil {
		t.Errorf("the held request was answered: %s", a.raw)
	}
	again.client.Timeout = 20 * time.Second
	if rows := again.want(200, "GET", "/applications", nil).rows(); len(rows) != 2 {
		t.Errorf("%d applications", len(rows))
	}
}

func TestLog(t *testing.T) {
	t.Parallel()
	log := &lines{}
	r := newRig(t, sandbox.Options{Log: log, Latency: 150 * time.Millisecond, Tenant: prepared()})
	r.signIn(azureCLI, graphAll)
	r.want(200, "GET", "/applications?$top=1", nil)
	made := r.want(201, "POST", "/applications", object{"displayName": "Logged"})
	r.form("/example.org/oauth2/v2.0/token", "grant_type", "client_credentials", "client_id", secretClient, "client_secret", "good-secret-of-the-nightly-job", "scope", "https://graph.microsoft.com/.default")
	req, err := http.NewRequest(http.MethodGet, r.server.URL()+"/nowhere", nil)
	if err != nil {
		t.Fatal(err)
	}
	if a, err := r.do(req); err != nil || a.status != 404 {
		t.Errorf("an unknown address: %d %v", a.status, err)
	}
	want := []string{
		"POST /organizations/oauth2/v2.0/devicecode 200 token",
		"POST /organizations/oauth2/v2.0/token 200 token",
		"GET /v1.0/applications 200 read",
		"POST /v1.0/applications 201 write",
		"POST /example.org/oauth2/v2.0/token 200 probe",
		"GET /nowhere 404 probe",
	}
	entries := log.entries(t)
	if len(entries) != len(want) {
		t.Fatalf("%d entries, want %d", len(entries), len(want))
	}
	for i, e := range entries {
		if got := fmt.Sprint(e["method"], " ", e["path"], " ", e["status"], " ", e["kind"]); got != want[i] {
			t.Errorf("entry %d is %q, want %q", i, got, want[i])
		}
		if took := e["t_end_ms"].(float64) - e["t_start_ms"].(float64); took != 150 {
			t.Errorf("entry %d took %v ms", i, took)
		}
	}
	if n := entries[3]["response_bytes"]; n.(float64) < 100 || entries[3]["request_bytes"] != float64(len(`{"displayName":"Logged"}`)) || made.status != 201 {
		t.Errorf("entry %v", entries[3])
	}
}

func TestReadFaults(t *testing.T) {
	t.Parallel()
	good := "{\"n\":17,\"do\":\"429\"}\n\n{\"n\":1,\"do\":\"hold\"}\n"
	faults, err := sandbox.ReadFaults(strings.NewReader(good))
	if err != nil || len(faults) != 2 || faults[0] != (sandbox.Fault{N: 17, Do: "429"}) {
		t.Errorf("got %v, %v", faults, err)
	}
	for name, c := range map[string]struct{ text, want string }{
		"no JSON":      {"429", "line 1"},
		"unknown key":  {`{"n":1,"do":"429","why":"x"}`, "unknown field"},
		"unknown do":   {`{"n":1,"do":"418"}`, "do is"},
		"no number":    {`{"do":"429"}`, "begins with 1"},
		"twice":        {"{\"n\":1,\"do\":\"429\"}\n{\"n\":1,\"do\":\"500\"}", "line 2"},
		"several":      {"{\"n\":0,\"do\":\"429\"}\n{\"n\":2,\"do\":\"x\"}", "line 2"},
		"endless line": {strings.Repeat("x", bufio.MaxScanTokenSize+1), "too long"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := sandbox.ReadFaults(strings.NewReader(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want something with %q", err, c.want)
			}
		})
	}
}

func FuzzReadFaults(f *testing.F) {
	f.Add([]byte("{\"n\":17,\"do\":\"429\"}\n"))
	f.Add([]byte("\n\n{"))
	f.Fuzz(func(t *testing.T, data []byte) {
		faults, err := sandbox.ReadFaults(bytes.NewReader(data))
		if err != nil && faults != nil {
			t.Error("faults beside an error")
		}
		for _, fault := range faults {
			if fault.N < 1 || fault.Do == "" {
				t.Errorf("accepted %+v", fault)
			}
		}
	})
}
