package signin_test

import (
	"bytes"
	"errors"
	"html"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"teamwright/steps/sandbox"
	"teamwright/steps/tenant"
	"teamwright/steps/tenant/signin"
	"teamwright/steps/wire"
)

// rehearse starts a rehearsal cloud and finds it as an admin does, through its
// cloud file.
func rehearse(t *testing.T, o sandbox.Options) (signin.Options, *sandbox.Cloud, *bytes.Buffer) {
	t.Helper()
	c, err := sandbox.New(o)
	if err != nil {
		t.Fatal(err)
	}
	server, err := c.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	file := filepath.Join(t.TempDir(), "cloud.yaml")
	if err := server.WriteCloudFile(file); err != nil {
		t.Fatal(err)
	}
	cloud, err := tenant.FindCloud(file)
	if err != nil {
		t.Fatal(err)
	}
	base, err := wire.Base(wire.BaseOptions{CAPEM: cloud.CAPEM})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(base.(*http.Transport).CloseIdleConnections)
	var trace bytes.Buffer
	return signin.Options{Cloud: cloud, Tenant: domain,
		Transport: wire.New(wire.Options{Base: base, Trace: wire.NewTrace(&trace), Name: cloud.Service})}, c, &trace
}

func TestRehearsal(t *testing.T) {
	t.Parallel()
	for _, client := range []string{signin.AzureCLIName, signin.GraphName} {
		t.Run(client, func(t *testing.T) {
			t.Parallel()
			o, cloud, trace := rehearse(t, sandbox.Options{Approve: 20 * time.Millisecond})
			o.ClientID = client
			var prompt signin.DevicePrompt
			o.Prompt = func(p signin.DevicePrompt) { prompt = p }
			s := opened(t, o)
			if !o.Cloud.Rehearsal || s.Account.TenantID != tenantID || s.Account.ObjectID == "" || !strings.Contains(s.Account.Username, "@") || len(s.Scopes) == 0 {
				t.Errorf("session %+v in %+v", s, o.Cloud)
			}
			if left := time.Until(prompt.Expires); prompt.Code == "" || left < 14*time.Minute || left > 15*time.Minute {
				t.Errorf("prompt %+v", prompt)
			}
			for _, text := range append(cloud.Issued(), prompt.Code) {
				if strings.Contains(trace.String(), text) {
					t.Errorf("the trace holds %.6s…", text)
				}
			}
		})
	}
}

func TestRehearsalRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		tenant string
		o      sandbox.Options
		code   string
	}{
		{"Conditional Access", domain, sandbox.Options{Tenant: sandbox.Tenant{SignIn: sandbox.SignIn{Refuse: 53003}}}, "AADSTS53003"},
		{"device code blocked", domain, sandbox.Options{Tenant: sandbox.Tenant{SignIn: sandbox.SignIn{Refuse: 530036}}}, "AADSTS530036"},
		{"second factor", domain, sandbox.Options{Tenant: sandbox.Tenant{SignIn: sandbox.SignIn{Refuse: 50076}}}, "AADSTS50076"},
		{"declined", domain, sandbox.Options{Tenant: sandbox.Tenant{SignIn: sandbox.SignIn{Declined: true}}}, ""},
		{"no such tenant", "nowhere.onmicrosoft.com", sandbox.Options{}, "AADSTS90002"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o, _, _ := rehearse(t, c.o)
			o.Tenant = c.tenant
			_, err := signin.Open(t.Context(), o)
			var r *signin.Refused
			if !errors.As(err, &r) || !strings.Contains(r.Code, c.code) || r.Meaning == "" || r.Cure == "" || r.Correlation == "" {
				t.Errorf("error %v: %+v", err, r)
			}
		})
	}
}

// hidden are the fields of the page that sends the browser back with POST.
var hidden = regexp.MustCompile(`name="([a-z_]+)" value="([^"]*)"`)

// surf signs in as a browser does at the rehearsal cloud's own page.
func surf(t *testing.T, client *http.Client, address string) {
	resp, err := client.Get(address)
	if err != nil {
		t.Error(err)
		return
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil {
		t.Error(err)
		return
	}
	back := mustParse(t, address).Query().Get("redirect_uri")
	form := url.Values{}
	if to, err := resp.Location(); err == nil {
		form = to.Query()
	}
	for _, field := range hidden.FindAllStringSubmatch(string(body), -1) {
		form.Set(field[1], html.UnescapeString(field[2]))
	}
	answer, err := client.PostForm(back, form)
	if err != nil {
		t.Error(err)
		return
	}
	answer.Body.Close()
}

func TestRehearsalInABrowser(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		o    sandbox.Options
		code string
	}{
		{"accepted", sandbox.Options{}, ""},
		{"declined", sandbox.Options{Tenant: sandbox.Tenant{SignIn: sandbox.SignIn{Declined: true}}}, "AADSTS65004"},
		{"Conditional Access", sandbox.Options{Tenant: sandbox.Tenant{SignIn: sandbox.SignIn{Refuse: 53003}}}, "AADSTS53003"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o, cloud, trace := rehearse(t, c.o)
			base, err := wire.Base(wire.BaseOptions{CAPEM: o.Cloud.CAPEM}) // the browser is another program
			if err != nil {
				t.Fatal(err)
			}
			client := &http.Client{Transport: base, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
			o.Door, o.LoopbackPort, o.Env = signin.Browser, freePort(t), env(map[string]string{"SSH_TTY": "/dev/pts/1"})
			o.Browser = func(p signin.BrowserPrompt) { go surf(t, client, p.URL) }
			s, err := signin.Open(t.Context(), o)
			if c.code != "" {
				if r := refusal(t, err); r.Code != c.code {
					t.Errorf("refused %+v", r)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if s.Account.TenantID != tenantID || len(signin.Lacking(s.Scopes, []string{"Application.ReadWrite.All", "Domain.Read.All"})) != 0 {
				t.Errorf("session %+v", s)
			}
			if lacks := signin.Lacking(s.Scopes, []string{"AppCatalog.ReadWrite.All"}); len(lacks) != 1 {
				t.Errorf("the Azure CLI lacks %v", lacks)
			}
			for _, text := range cloud.Issued() {
				if strings.Contains(trace.String(), text) {
					t.Errorf("the trace holds %.6s…", text)
				}
			}
		})
	}
}

// TestRehearsalForTheCatalogue is the second sign-in that publishing needs.
func TestRehearsalForTheCatalogue(t *testing.T) {
	t.Parallel()
	o, _, _ := rehearse(t, sandbox.Options{})
	o.ClientID, o.Scopes = signin.GraphName, []string{"AppCatalog.ReadWrite.All"}
	if s := opened(t, o); len(signin.Lacking(s.Scopes, o.Scopes)) != 0 {
		t.Errorf("scopes %v", s.Scopes)
	}
}
