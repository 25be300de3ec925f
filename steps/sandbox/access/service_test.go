package access_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"teamwright/steps/sandbox/access"
)

const (
	api       = "/SAAS/jersey/manager/api/"
	templates = api + "oauth2apptemplates"
	vendor    = "application/vnd.vmware.horizon.manager.oauth2apptemplate"
	mine      = `{"appProductId":"Mine","scope":"user","redirectUri":"https://a.example/cb","tokenType":"Bearer","authGrantTypes":"authorization_code","accessTokenTTL":180,"refreshTokenTTL":1000,"refreshTokenIdleTTL":100}`
)

// rig is a service with a client signed in to it.
type rig struct {
	t     *testing.T
	s     *access.Service
	token string
	now   time.Time
}

func newRig(t *testing.T, opt access.Options) *rig {
	t.Helper()
	r := &rig{t: t, now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)}
	opt.Now = func() time.Time { return r.now }
	var err error
	if r.s, err = access.New(opt); err != nil {
		t.Fatal(err)
	}
	if !opt.Page {
		r.signIn()
	}
	return r
}

func (r *rig) signIn() {
	w := r.do("POST", "/SAAS/auth/oauthtoken", "grant_type=client_credentials", "application/x-www-form-urlencoded", "")
	var reply struct {
		Token   string `json:"access_token"`
		Expires int    `json:"expires_in"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &reply); err != nil || reply.Token == "" || reply.Expires != 10799 {
		r.t.Fatalf("token: %d %s", w.Code, w.Body)
	}
	r.token = reply.Token
}

func (r *rig) do(method, path, body, contentType, accept string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	if accept != "" {
		req.Header.Set("Accept", accept)
	}
	if r.token != "" {
		req.Header.Set("Authorization", "Bearer "+r.token)
	} else {
		req.SetBasicAuth("client", "secret")
	}
	w := httptest.NewRecorder()
	r.s.ServeHTTP(w, req)
	return w
}

func (r *rig) want(status int, method, path, body string) *httptest.ResponseRecorder {
	r.t.Helper()
	w := r.do(method, path, body, "application/json", "application/json")
	if w.Code != status {
		r.t.Errorf("%s %s: %d %s, want %d", method, path, w.Code, w.Body, status)
	}
	return w
}

func TestTemplates(t *testing.T) {
	t.Parallel()
	r := newRig(t, access.Options{})
	r.want(404, "GET", templates+"/Mine", "")
	r.want(201, "POST", templates, mine)
	r.want(500, "POST", templates, mine)
	r.want(200, "PUT", templates+"/Mine", strings.Replace(mine, "180", "60", 1))
	r.want(400, "PUT", templates+"/Mine", strings.Replace(mine, `"Mine"`, `"Yours"`, 1))
	r.want(404, "PUT", templates+"/Yours", mine)
	if w := r.want(200, "GET", templates+"/Mine", ""); !strings.Contains(w.Body.String(), `"accessTokenTTL":60`) {
		t.Errorf("read %s", w.Body)
	}
	if w := r.want(200, "GET", templates, ""); !strings.Contains(w.Body.String(), "GreenBox-TemplateId") || !strings.Contains(w.Body.String(), `"totalCount":2`) {
		t.Errorf("list %s", w.Body)
	}
	r.want(405, "PATCH", templates+"/Mine", mine)
	if made, _ := r.s.Count(); made != 1 {
		t.Errorf("%d templates, want the one beside the built-in one", made)
	}
	r.want(204, "DELETE", templates+"/Mine", "")
	r.want(404, "DELETE", templates+"/Mine", "")
	for name, body := range map[string]string{
		"no JSON":         `{`,
		"no scope":        strings.Replace(mine, `"scope":"user",`, "", 1),
		"a space":         strings.Replace(mine, `"Mine"`, `"My own"`, 1),
		"a life of words": strings.Replace(mine, "180", `"3h"`, 1),
		"idle too long":   strings.Replace(mine, `IdleTTL":100`, `IdleTTL":1000`, 1),
	} {
		if w := r.do("POST", templates, body, "application/json", ""); w.Code != 400 {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
}

func TestMediaTypes(t *testing.T) {
	t.Parallel()
	today, older := newRig(t, access.Options{}), newRig(t, access.Options{Legacy: true})
	for name, tt := range map[string]struct {
		r                *rig
		contentType, acc string
		want             int
	}{
		"today, JSON":               {today, "application/json", "application/json", 201},
		"today, own type":           {today, vendor + "+json", vendor + "+json", 500},
		"today, XML":                {today, "application/xml", "application/json", 415},
		"today, wants XML":          {today, "application/json", "application/xml", 406},
		"older, wants JSON":         {older, vendor + "+json", "application/json", 406},
		"older, JSON":               {older, "application/json", vendor + "+json", 415},
		"older, the list's type":    {older, vendor + ".list+json", vendor + "+json", 415},
		"older, own type, any back": {older, vendor + "+json", "*/*", 201},
	} {
		if name == "today, own type" {
			continue // after the first, below
		}
		if w := tt.r.do("POST", templates, mine, tt.contentType, tt.acc); w.Code != tt.want {
			t.Errorf("%s: %d, want %d", name, w.Code, tt.want)
		}
	}
	if w := today.do("POST", templates, mine, vendor+"+json", vendor+"+json"); w.Code != 500 {
		t.Errorf("today, own type, of what exists: %d", w.Code)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	r := newRig(t, access.Options{})
	r.now = r.now.Add(3 * time.Hour)
	r.want(401, "GET", templates, "")
	newRig(t, access.Options{Denied: true}).want(403, "GET", templates, "")
	newRig(t, access.Options{Old: true}).want(404, "GET", templates, "")
	if w := newRig(t, access.Options{Page: true}).want(200, "GET", templates, ""); !strings.Contains(w.Body.String(), "<html>") {
		t.Errorf("page: %s", w.Body)
	}
	nobody := &rig{t: t, s: r.s}
	req := httptest.NewRequest("POST", "/SAAS/auth/oauthtoken", strings.NewReader("grant_type=client_credentials"))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth("any", "wrong")
	w := httptest.NewRecorder()
	r.s.ServeHTTP(w, req)
	if w.Code != 401 {
		t.Errorf("a wrong secret: %d", w.Code)
	}
	for body, want := range map[string]int{"": 400, "grant_type=password": 500} {
		if w := nobody.do("POST", "/SAAS/auth/oauthtoken", body, "application/x-www-form-urlencoded", ""); w.Code != want {
			t.Errorf("%q: %d, want %d", body, w.Code, want)
		}
	}
	nobody.want(405, "GET", "/SAAS/auth/oauthtoken", "")
	nobody.want(404, "GET", "/SAAS/unheard/of", "")
}

func TestMemory(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "state", "access.json")
	first := newRig(t, access.Options{Memory: file})
	first.want(201, "POST", templates, mine)
	first.want(201, "POST", api+"oauth2clients", `{"clientId":"Mine@1","appProductId":"Mine","scope":"user","authGrantTypes":"refresh_token","secret":"client-secret-text"}`)
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	text, err := os.ReadFile(file)
	if err != nil || strings.Contains(string(text), first.token) || strings.Contains(string(text), "client-secret-text") {
		t.Errorf("%v: it remembers a secret:\n%s", err, text)
	}
	second := newRig(t, access.Options{Memory: file})
	second.want(200, "GET", templates+"/Mine", "")
	if w := second.want(200, "GET", api+"oauth2clients?appProductId=Mine", ""); !strings.Contains(w.Body.String(), `"totalCount":1`) {
		t.Errorf("clients %s", w.Body)
	}
	if w := second.want(200, "GET", api+"oauth2clients?appProductId=Other", ""); !strings.Contains(w.Body.String(), `"totalCount":0`) {
		t.Errorf("clients of another template %s", w.Body)
	}
	for name, bad := range map[string]string{"no JSON": "x", "newer": `{"schema":9}`} {
		if err := os.WriteFile(file, []byte(bad), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := access.New(access.Options{Memory: file}); err == nil || !strings.Contains(err.Error(), "start the rehearsal afresh") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestServes(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"GET /SAAS/auth/device/register": "probe", "POST /SAAS/auth/oauthtoken": "token", "GET " + templates: "read", "POST " + templates: "write",
		"GET /security/public-key": "probe", "GET /acs/.well-known/openid-configuration": "read", "POST /connector/cards/requests": "probe",
		"GET /beta/me": "read", "POST /beta/$batch": "read",
		"GET /": "", "GET /v1.0/me": "", "GET /beta/applications": "", "POST /contoso/oauth2/v2.0/token": "",
	} {
		method, path, _ := strings.Cut(path, " ")
		if access.Serves(path) != (want != "") {
			t.Errorf("%s: serves %v", path, access.Serves(path))
		}
		if got := access.Kind(httptest.NewRequest(method, path, nil)); want != "" && got != want {
			t.Errorf("%s %s is a %s, want %s", method, path, got, want)
		}
	}
}

func TestHosts(t *testing.T) {
	t.Parallel()
	r := newRig(t, access.Options{})
	at := func(method, host, path string) *httptest.ResponseRecorder {
		req := httptest.NewRequest(method, path, nil)
		req.Host = host
		w := httptest.NewRecorder()
		r.s.ServeHTTP(w, req)
		return w
	}
	if w := at("GET", "prod.hero.vmwservices.com", "/security/public-key"); w.Code != 200 || !strings.Contains(w.Body.String(), "BEGIN PUBLIC KEY") {
		t.Errorf("key: %d %s", w.Code, w.Body)
	}
	if w := at("GET", "prod.hero.vmwservices.com", "/token-exchange/oauth2/callback"); w.Code != http.StatusBadRequest {
		t.Errorf("callback: %d", w.Code)
	}
	if w := at("GET", "gone.hero.vmwservices.com", "/security/public-key"); w.Code != 404 {
		t.Errorf("gone: %d", w.Code)
	}
	if w := at("GET", "127.0.0.1", "/beta/me"); w.Code != 401 {
		t.Errorf("Graph without token: %d", w.Code)
	}
	if w := at("PUT", "127.0.0.1", "/rehearsal/connector"); w.Code != 400 {
		t.Errorf("start without key: %d", w.Code)
	}
}
