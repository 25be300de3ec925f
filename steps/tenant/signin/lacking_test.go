package signin_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"teamwright/steps/tenant/signin"
)

func TestLacking(t *testing.T) {
	t.Parallel()
	setup := []string{"Application.ReadWrite.All", "DelegatedPermissionGrant.ReadWrite.All", "User.Read", "Domain.Read.All"}
	cli := []string{"Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All", "AuditLog.Read.All", "DelegatedPermissionGrant.ReadWrite.All",
		"Directory.AccessAsUser.All", "Group.ReadWrite.All", "User.Read.All", "User.ReadWrite.All"}
	for name, c := range map[string]struct{ have, need, want []string }{
		"the Azure CLI sets up":        {cli, setup, nil},
		"the Azure CLI publishes":      {cli, []string{"AppCatalog.ReadWrite.All"}, []string{"AppCatalog.ReadWrite.All"}},
		"and reads policies":           {cli, []string{"Policy.Read.All"}, []string{"Policy.Read.All"}},
		"wide for narrow":              {[]string{"Application.ReadWrite.All"}, []string{"Application.Read.All"}, nil},
		"narrow for wide":              {[]string{"Application.Read.All"}, []string{"Application.ReadWrite.All"}, []string{"Application.ReadWrite.All"}},
		"as the user":                  {[]string{"Directory.AccessAsUser.All"}, setup, nil},
		"reading as the user":          {[]string{"Directory.Read.All"}, []string{"Application.Read.All", "User.Read", "Organization.Read.All"}, nil},
		"reading is not writing":       {[]string{"Directory.Read.All"}, setup, setup[:2]},
		"publishing covers submitting": {[]string{"AppCatalog.ReadWrite.All"}, []string{"AppCatalog.Submit", "AppCatalog.Read.All"}, nil},
		"another spelling":             {[]string{"user.read"}, []string{"User.Read"}, nil},
		"twice":                        {nil, []string{"X.Read", "X.Read"}, []string{"X.Read"}},
		"nothing":                      {nil, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := signin.Lacking(c.have, c.need); !slices.Equal(got, c.want) {
				t.Errorf("lacking %v, want %v", got, c.want)
			}
		})
	}
}

// TestNamedScopes signs in a second time for the catalogue.
func TestNamedScopes(t *testing.T) {
	t.Parallel()
	e := &entra{}
	o := options(e)
	o.ClientID, o.Scopes = signin.GraphName, []string{"AppCatalog.ReadWrite.All"}
	var prompt signin.DevicePrompt
	o.Prompt = func(p signin.DevicePrompt) { prompt = p }
	s := opened(t, o)
	if got := e.forms[0].Get("client_id"); got != s.Client.ID || prompt.ClientName != "Microsoft Graph Command Line Tools" {
		t.Errorf("signed in as %s, shown as %q", got, prompt.ClientName)
	}
	scopes := strings.Fields(e.scopes[0])
	if !slices.Contains(scopes, "https://graph.example.org/AppCatalog.ReadWrite.All") || strings.Contains(e.scopes[0], ".default") {
		t.Errorf("asked for %v", scopes)
	}
	requests := len(e.forms)
	if _, err := s.Credential.GetToken(t.Context(), graph("")); err != nil || len(e.forms) != requests {
		t.Errorf("Graph's client needs another sign-in: %v", err)
	}
}

// dated puts a date into every answer.
type dated struct {
	http.RoundTripper
	at time.Time
}

func (d dated) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := d.RoundTripper.RoundTrip(req)
	if err == nil {
		resp.Header.Set("Date", d.at.UTC().Format(http.TimeFormat))
	}
	return resp, err
}

func TestWrongClock(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		ahead time.Duration
		want  string
	}{
		"right":          {0, ""},
		"a little wrong": {-4 * time.Minute, ""},
		"ahead":          {12 * time.Minute, "12 minutes ahead"},
		"behind":         {-7 * time.Hour, "7 hours behind"},
		"years behind":   {-1000 * 24 * time.Hour, "1000 days behind"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := &entra{}
			o := options(e)
			o.Transport = dated{o.Transport, o.Clock.Now().Add(-c.ahead)}
			s := opened(t, o)
			if notes := strings.Join(s.Notes, " "); !strings.Contains(notes, c.want) || (c.want == "") != (notes == "") {
				t.Errorf("notes %q, want %q", notes, c.want)
			}
			e.tokens = []any{no("invalid_client", 700024)}
			_, err := signin.Open(t.Context(), o)
			r := refusal(t, err)
			if says := strings.HasPrefix(r.Cure, "the clock of this machine is "); says != (c.want != "") || !strings.Contains(r.Cure, c.want) || !strings.Contains(r.Cure, "clock") {
				t.Errorf("cure %q", r.Cure)
			}
		})
	}
}

func TestBlockedWays(t *testing.T) {
	t.Parallel()
	ways := signin.BlockedWays("teamwright setup")
	if len(ways) != 3 || !strings.Contains(ways[0].Title, "Cloud Shell") || !strings.HasSuffix(ways[0].Command, "./teamwright setup --auth azcli") || ways[1].Command != "teamwright setup --auth browser" {
		t.Errorf("ways %+v", ways)
	}
	for _, w := range ways {
		if w.Title == "" || len(w.Do) == 0 {
			t.Errorf("way %+v", w)
		}
	}
}
