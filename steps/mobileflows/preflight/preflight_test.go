package preflight

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"teamwright/steps"
	rehearsal "teamwright/steps/sandbox/access"
	"teamwright/steps/secret"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

const (
	robin = "robin@contoso.onmicrosoft.com"
	appID = "2c6f9a10-7b1e-4e55-9f7a-5a4b3c2d1e0f"
)

func guide() []string {
	return []string{"User.Read", "User.Read.All", "MailboxSettings.Read", "Group.ReadWrite.All"}
}

func least() []string {
	return []string{"User.Read", "MailboxSettings.Read", "Team.ReadBasic.All", "Channel.ReadBasic.All", "ChannelMessage.Read.All", "ChannelMessage.Send"}
}

// replay makes the calls with a token that holds scopes, against h or, where
// that is nil, the rehearsed Graph.
func replay(t *testing.T, scopes []string, h http.Handler) map[string]steps.Result {
	t.Helper()
	if h == nil {
		s, err := rehearsal.New(rehearsal.Options{Bearer: func(string) (string, []string, bool) { return robin, scopes, true }})
		if err != nil {
			t.Fatal(err)
		}
		h = s
	}
	server := httptest.NewTLSServer(h)
	t.Cleanup(server.Close)
	r := Replay{Base: server.URL + "/beta", Transport: server.Client().Transport, Now: time.Now, Person: Person{secret.New("token"), scopes}, UPN: robin}
	got := map[string]steps.Result{}
	for _, row := range r.Rows(t.Context()) {
		got[strings.TrimPrefix(row.ID, "mobileflows.preflight_")] = row
	}
	return got
}

func TestReplay(t *testing.T) {
	t.Parallel()
	without := func(list []string, out string) []string {
		var left []string
		for _, s := range list {
			if s != out {
				left = append(left, s)
			}
		}
		return left
	}
	tests := map[string]struct {
		scopes []string
		fail   []string
		unseen []string
	}{
		"the guide's":                 {guide(), nil, nil},
		"the least":                   {least(), nil, nil},
		"guide without User.Read.All": {without(guide(), "User.Read.All"), []string{"scopes", "teams"}, []string{"channels", "mentions", "replies"}},
		"no mailbox right":            {without(least(), "MailboxSettings.Read"), []string{"scopes", "timezone"}, nil},
		"no channels":                 {without(least(), "Channel.ReadBasic.All"), []string{"scopes", "channels"}, []string{"mentions", "replies"}},
		"no messages":                 {without(least(), "ChannelMessage.Read.All"), []string{"scopes", "mentions"}, []string{"replies"}},
		"no replies":                  {without(least(), "ChannelMessage.Send"), []string{"scopes", "reply"}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := replay(t, tt.scopes, nil)
			for id, r := range got {
				want := steps.Pass
				for _, f := range tt.fail {
					if f == id {
						want = steps.Fail
					}
				}
				for _, f := range tt.unseen {
					if f == id {
						want = steps.Unseen
					}
				}
				if r.Status != want {
					t.Errorf("%s is %s (%s), want %s", id, r.Status, r.Detail, want)
				}
			}
			if len(got) != 8 {
				t.Errorf("%d rows", len(got))
			}
		})
	}
}

func TestReplayHostile(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status int
		body   string
		want   steps.Status
	}{
		"ended token":  {401, `{"error":{"code":"InvalidAuthenticationToken\u001b[2J","message":"x"}}`, steps.Fail},
		"busy":         {503, `{}`, steps.Unseen},
		"no JSON":      {200, `<html>`, steps.Unseen},
		"empty":        {200, `{}`, steps.Unseen},
		"strange list": {200, `{"responses":[{"id":"-1","status":200},{"id":"9999999","status":200}],"value":[{"id":5}]}`, steps.Unseen},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := replay(t, guide(), http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(tt.status)
				fmt.Fprint(w, tt.body)
			}))
			if r := got["timezone"]; r.Status != tt.want || strings.Contains(r.Detail, "\x1b") {
				t.Errorf("%+v", r)
			}
			for id, r := range got {
				if r.Status == steps.Pass && id != "scopes" && id != "reply" && id != "teams" {
					t.Errorf("%s passes: %s", id, r.Detail)
				}
			}
		})
	}
}

func TestAnotherPersonSignedIn(t *testing.T) {
	t.Parallel()
	s, err := rehearsal.New(rehearsal.Options{Bearer: func(string) (string, []string, bool) { return "sam@contoso.onmicrosoft.com", guide(), true }})
	if err != nil {
		t.Fatal(err)
	}
	if r := replay(t, guide(), s)["me"]; r.Status != steps.Fail || !strings.Contains(r.Fix, robin) {
		t.Errorf("%+v", r)
	}
}

// entra answers device code requests with what a test prepares.
type entra struct {
	t     *testing.T
	polls []string // answers of the token endpoint, the last one for ever
	n     int
	asked []map[string]string
}

func (e *entra) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		e.t.Error(err)
	}
	form := map[string]string{"path": r.URL.Path}
	for k := range r.PostForm {
		form[k] = r.PostForm.Get(k)
	}
	e.asked = append(e.asked, form)
	w.Header().Set("Content-Type", "application/json")
	if strings.HasSuffix(r.URL.Path, "/devicecode") {
		fmt.Fprint(w, `{"device_code":"dev","user_code":"ABC","verification_uri":"https://login.example/device","interval":5,"expires_in":900}`)
		return
	}
	answer := e.polls[min(e.n, len(e.polls)-1)]
	e.n++
	if !strings.Contains(answer, "access_token") {
		w.WriteHeader(http.StatusBadRequest)
	}
	fmt.Fprint(w, answer)
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	const pending = `{"error":"authorization_pending","error_description":"AADSTS70016: x"}`
	refusal := func(oauth, text string) string {
		data, _ := json.Marshal(map[string]string{"error": oauth, "error_description": text})
		return string(data)
	}
	tests := map[string]struct {
		polls []string
		says  string
		cure  string
		waits time.Duration
	}{
		"at once":       {[]string{`{"access_token":"t","scope":"https://graph.example/User.Read openid"}`}, "", "", time.Second},
		"after a while": {[]string{pending, refusal("slow_down", ""), pending, `{"access_token":"t","scope":"User.Read openid"}`}, "", "", 26 * time.Second},
		"never":         {[]string{pending}, "in time", "new code", 15 * time.Minute},
		"no consent":    {[]string{refusal("invalid_grant", "AADSTS65001: The user or administrator has not consented\r\nTrace ID: 1")}, "nobody has consented", "mobileflows apply", time.Second},
		"wrong secret":  {[]string{refusal("invalid_client", "AADSTS7000215: Invalid client secret")}, "secret is wrong", "not its id", time.Second},
		"declined":      {[]string{refusal("authorization_declined", "")}, "declined", "accept", time.Second},
		"unknown":       {[]string{refusal("invalid_grant", "AADSTS999999: Something\u001b[2J new\nTrace ID: 2")}, "Something[2J new", "login.microsoftonline.com/error", time.Second},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := &entra{t: t, polls: tt.polls}
			server := httptest.NewTLSServer(e)
			t.Cleanup(server.Close)
			start := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
			now := start
			clock := wire.Clock{Now: func() time.Time { return now }, Sleep: func(_ context.Context, d time.Duration) error { now = now.Add(d); return nil }}
			var shown Prompt
			d := Door{Authority: server.URL, Tenant: "contoso.onmicrosoft.com", Graph: "https://graph.example", AppID: appID, Secret: secret.New("s3cret"),
				Scopes: append(guide(), "offline_access"), Transport: server.Client().Transport, Clock: clock, Prompt: func(p Prompt) { shown = p }}
			p, err := d.SignIn(t.Context())
			if shown.Code != "ABC" || shown.URL != "https://login.example/device" || !shown.Expires.Equal(start.Add(15*time.Minute)) {
				t.Errorf("prompt %+v", shown)
			}
			for _, f := range e.asked {
				if f["client_id"] != appID || f["client_secret"] != "s3cret" || !strings.HasPrefix(f["path"], "/contoso.onmicrosoft.com/oauth2/v2.0/") {
					t.Errorf("asked %v", f)
				}
			}
			if scope := e.asked[0]["scope"]; !strings.Contains(scope, "https://graph.example/Group.ReadWrite.All") || strings.Contains(scope, "offline_access") {
				t.Errorf("scope %q", scope)
			}
			if waited := now.Sub(start); waited < tt.waits || waited > tt.waits+time.Minute {
				t.Errorf("waited %v, want %v", waited, tt.waits)
			}
			if tt.says == "" {
				if err != nil || p.Token.Reveal() != "t" || fmt.Sprint(p.Scopes) != "[User.Read openid]" {
					t.Errorf("%+v, %v", p, err)
				}
				return
			}
			var e2 *tenant.Error
			if !asError(err, &e2) || !strings.Contains(err.Error(), tt.says) || !strings.Contains(e2.Cure, tt.cure) || strings.ContainsAny(err.Error(), "\x1b\r\n") {
				t.Errorf("%v; %+v", err, e2)
			}
		})
	}
}

func asError(err error, to **tenant.Error) bool {
	e, ok := err.(*tenant.Error)
	*to = e
	return ok
}
