package signin_test

import (
	"bytes"
	"errors"
	"net/http"
	"path/filepath"
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
