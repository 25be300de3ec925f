package totara

import (
	"slices"
	"strings"
	"testing"

	"teamwright/steps"
	"teamwright/steps/answers"
	rehearsed "teamwright/steps/sandbox/totara"
	"teamwright/steps/tenant"
)

const common = "https://login.microsoftonline.com/common/oauth2/v2.0/"

// row is a service that is as the answers of the rig ask.
func rightRow() service {
	base := "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/"
	return service{
		ID: 3, Name: "Microsoft", Type: "microsoft", ClientID: appID, Enabled: true, Domains: "example.org",
		Endpoints: map[string]string{"authorization_endpoint": base + "authorize", "token_endpoint": base + "token"},
	}
}

func three() *string { s := "3"; return &s }

// siteWith is a site with these services, whose Teams settings name number 3.
func siteWith(rows ...service) state {
	return state{
		Auth: auth{Plugin: true, Enabled: []string{"manual", "oauth2"}}, Facts: siteFacts{Services: true, Feature: true},
		Services: rows, Settings: map[string]setting{keyIssuer: {Value: three(), Known: true}},
	}
}

func TestPlanOfTheService(t *testing.T) {
	t.Parallel()
	other := rightRow()
	other.ID, other.ClientID, other.Name = 2, "other-client", "Microsoft"
	tests := map[string]struct {
		state  func() state
		change func(*Totara)
		client steps.Value[string]
		fields string // paths
		says   string // an obstacle
	}{
		"as it should be":         {func() state { return siteWith(rightRow()) }, nil, steps.Known(appID), "", ""},
		"client id in capitals":   {func() state { r := rightRow(); r.ClientID = strings.ToUpper(appID); return siteWith(r) }, nil, steps.Known(appID), "", ""},
		"tenant by its GUID":      {func() state { return siteWith(withTenant("guid-1")) }, func(t *Totara) { t.TenantID = "guid-1" }, steps.Known(appID), "", ""},
		"another tenant":          {func() state { return siteWith(withTenant("guid-2")) }, func(t *Totara) { t.TenantID = "guid-1" }, steps.Known(appID), "service.authorization_endpoint service.token_endpoint", ""},
		"stock endpoints, single": {func() state { return siteWith(withTenant("common")) }, nil, steps.Known(appID), "service.authorization_endpoint service.token_endpoint", ""},
		"stock endpoints, multitenant": {func() state { return siteWith(withTenant("common")) }, func(t *Totara) { t.Answers.SSO.Audience = answers.AudienceMultitenant },
			steps.Known(appID), "", ""},
		"organizations, multitenant": {func() state { return siteWith(withTenant("organizations")) }, func(t *Totara) { t.Answers.SSO.Audience = answers.AudienceMultitenant },
			steps.Known(appID), "", ""},
		"left from single": {func() state { return siteWith(rightRow()) }, func(t *Totara) { t.Answers.SSO.Audience = answers.AudienceMultitenant },
			steps.Known(appID), "service.authorization_endpoint service.token_endpoint", ""},
		"personal": {func() state { return siteWith(withTenant("consumers")) }, func(t *Totara) { t.Answers.SSO.Audience = answers.AudiencePersonal }, steps.Known(appID), "", ""},
		"another cloud": {func() state { return siteWith(rightRow()) }, func(t *Totara) {
			t.Authority, t.Graph = "https://login.microsoftonline.us", "https://graph.microsoft.us"
		}, steps.Known(appID), "service.authorization_endpoint service.token_endpoint service.userinfo_endpoint service.userpicture_endpoint", ""},
		"switched off":               {func() state { r := rightRow(); r.Enabled = false; return siteWith(r) }, nil, steps.Known(appID), "service.enabled", ""},
		"asks for confirmation":      {func() state { r := rightRow(); r.Confirm = true; return siteWith(r) }, nil, steps.Known(appID), "service.requireconfirmation", ""},
		"domains in another order":   {func() state { r := rightRow(); r.Domains = " Example.org ,"; return siteWith(r) }, nil, steps.Known(appID), "", ""},
		"more domains":               {func() state { r := rightRow(); r.Domains = "example.org,example.com"; return siteWith(r) }, nil, steps.Known(appID), "service.alloweddomains", ""},
		"the way in is off":          {func() state { s := siteWith(rightRow()); s.Auth.Enabled = []string{"manual"}; return s }, nil, steps.Known(appID), "auth", ""},
		"the way in is held":         {func() state { s := siteWith(rightRow()); s.Auth = auth{Plugin: true, Lock: "config.php"}; return s }, nil, steps.Known(appID), "", "config.php"},
		"no plugin":                  {func() state { s := siteWith(); s.Auth.Plugin = false; return s }, nil, steps.Known(appID), "", "auth_oauth2"},
		"two with one id":            {func() state { return siteWith(rightRow(), rightRow()) }, nil, steps.Known(appID), "", "several"},
		"another service is named":   {func() state { r := rightRow(); r.ID = 4; return siteWith(r) }, nil, steps.Known(appID), keyIssuer, ""},
		"none yet":                   {func() state { return siteWith() }, nil, steps.Known(appID), "service.name service.clientid service.enabled service.requireconfirmation service.alloweddomains service.authorization_endpoint service.token_endpoint " + keyIssuer, ""},
		"a row without client id":    {func() state { r := rightRow(); r.ClientID = ""; return siteWith(r) }, nil, steps.Known(appID), "service.clientid", ""},
		"the id is not known yet":    {func() state { r := rightRow(); r.ClientID = ""; return siteWith(r) }, nil, steps.Unknown[string]("entra.application"), "service.clientid", ""},
		"there is no id":             {func() state { return siteWith() }, nil, steps.Value[string]{}, "", "client id"},
		"another Microsoft service":  {func() state { return siteWith(other, rightRow()) }, nil, steps.Known(appID), "", ""},
		"only another, named so too": {func() state { return siteWith(other) }, nil, steps.Known(appID), "service.name service.clientid service.enabled service.requireconfirmation service.alloweddomains service.authorization_endpoint service.token_endpoint " + keyIssuer, ""},
		"its choice is held": {func() state {
			s := siteWith()
			s.Settings[keyIssuer] = setting{Value: three(), Lock: "config.php"}
			return s
		}, nil, steps.Known(appID), "", "held by config.php"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			side := standIn(t, rehearsed.Options{}).totara()
			if tt.change != nil {
				tt.change(side)
			}
			p, err := side.planService(tt.state(), tt.client)
			if tt.says != "" {
				if err == nil || !strings.Contains(err.Error(), tt.says) {
					t.Errorf("error %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			got := strings.Fields(strings.ReplaceAll(paths(p.fields), ",", ""))
			slices.Sort(got)
			want := strings.Fields(tt.fields)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("fields %v, want %v", got, want)
			}
			if strings.HasPrefix(name, "only another") && len(p.kept) != 1 {
				t.Errorf("kept %q", p.kept)
			}
			if strings.HasPrefix(name, "only another") && p.write.Service.Name != "Microsoft (Example Learn)" {
				t.Errorf("name %q", p.write.Service.Name)
			}
		})
	}
}

// withTenant is the right row with another tenant in its endpoints.
func withTenant(tenant string) service {
	r := rightRow()
	for name, address := range r.Endpoints {
		r.Endpoints[name] = strings.Replace(address, "contoso.onmicrosoft.com", tenant, 1)
	}
	return r
}

// A service that a person began, with Totara's stock endpoints and no client
// id, is completed; none is made beside it.
func TestAServiceThatWasBegun(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, r *rig) {
		began := r.write(writeArgs{Service: &serviceWrite{Name: "Microsoft", ClientID: "old-client", Endpoints: map[string]string{"token_endpoint": common + "token"}}}, nil)
		if len(began.Services) != 1 {
			t.Fatalf("services %+v", began.Services)
		}
		r.apply()
		after := r.write(writeArgs{}, nil)
		if len(after.Services) != 2 || after.Services[0].ClientID != "old-client" || after.Services[0].Endpoints["token_endpoint"] != common+"token" {
			t.Errorf("services %+v", after.Services)
		}
	})
}

func TestRowsOfOurOwn(t *testing.T) {
	t.Parallel()
	text := func(s string) setting { return setting{Value: &s, Known: true} }
	good := func() state {
		st := siteWith(rightRow())
		st.Site.WWWRoot = wwwroot
		st.Facts = siteFacts{HTTPS: true, Now: 10_000, Cron: 9_900}
		st.Icons = map[string]icon{"color": {SHA256: "a"}, "outline": {SHA256: "b"}}
		for k, v := range map[string]string{
			keyScope: "api://learn.example.org/" + appID, keyAppID: appID, keySSOAppID: strings.ToUpper(appID),
			keyVersion: "1.2.3", keyCookies: "1", keyAllowedPorts: "443\n80", keyBlockedHosts: "10.0.0.0/8",
		} {
			st.Settings[k] = text(v)
		}
		return st
	}
	tests := map[string]struct {
		change func(*state, *Totara)
		row    string
		status steps.Status
	}{
		"host":                    {nil, "host", steps.Pass},
		"host of another site":    {func(s *state, _ *Totara) { s.Settings[keyScope] = text("api://other.example.org/" + appID) }, "host", steps.Fail},
		"no scope":                {func(s *state, _ *Totara) { s.Settings[keyScope] = text("") }, "host", steps.Fail},
		"ids":                     {nil, "ids", steps.Pass},
		"ids differ":              {func(s *state, _ *Totara) { s.Settings[keyAppID] = text(botID) }, "ids", steps.Fail},
		"version":                 {nil, "version", steps.Pass},
		"version of two parts":    {func(s *state, _ *Totara) { s.Settings[keyVersion] = text("1.0") }, "version", steps.Fail},
		"version below one":       {func(s *state, _ *Totara) { s.Settings[keyVersion] = text("0.9.0") }, "version", steps.Fail},
		"version with zeros":      {func(s *state, _ *Totara) { s.Settings[keyVersion] = text("1.01.0") }, "version", steps.Fail},
		"icons":                   {nil, "icons", steps.Pass},
		"stock icons":             {func(s *state, _ *Totara) { s.Icons = nil }, "icons", steps.Skipped},
		"cookies":                 {nil, "cookies", steps.Pass},
		"cookies without https":   {func(s *state, _ *Totara) { s.Facts.HTTPS = false }, "cookies", steps.Fail},
		"cron":                    {nil, "cron", steps.Pass},
		"cron never":              {func(s *state, _ *Totara) { s.Facts.Cron = 0 }, "cron", steps.Fail},
		"cron long ago":           {func(s *state, _ *Totara) { s.Facts.Cron = 10_000 - 3601 }, "cron", steps.Fail},
		"cron without a bot":      {func(s *state, t *Totara) { s.Facts.Cron = 0; t.Answers.Bot = answers.Bot{} }, "cron", steps.Skipped},
		"outgoing":                {nil, "outgoing", steps.Pass},
		"outgoing without 443":    {func(s *state, _ *Totara) { s.Settings[keyAllowedPorts] = text("80") }, "outgoing", steps.Fail},
		"outgoing to all ports":   {func(s *state, _ *Totara) { s.Settings[keyAllowedPorts] = text("") }, "outgoing", steps.Pass},
		"outgoing blocks a host":  {func(s *state, _ *Totara) { s.Settings[keyBlockedHosts] = text("x\nGraph.Microsoft.com") }, "outgoing", steps.Fail},
		"outgoing blocks a group": {func(s *state, _ *Totara) { s.Settings[keyBlockedHosts] = text("*.microsoftonline.com") }, "outgoing", steps.Fail},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			side := standIn(t, rehearsed.Options{}).totara()
			st := good()
			if tt.change != nil {
				tt.change(&st, side)
			}
			r := byID((&verifiedStep{Totara: side}).ours(st))["totara."+tt.row]
			if r.Status != tt.status || (r.Fix == "") == (r.Status == steps.Fail) {
				t.Errorf("row %+v, want %s", r, tt.status)
			}
		})
	}
}

func TestProofs(t *testing.T) {
	t.Parallel()
	listed := func(hints ...string) func() []tenant.Password {
		return func() []tenant.Password {
			var out []tenant.Password
			for _, h := range hints {
				out = append(out, tenant.Password{Name: "key " + h, Hint: h})
			}
			return out
		}
	}
	tests := map[string]struct {
		answer    string // of totara.prove
		have      sealed
		passwords func() []tenant.Password
		status    steps.Status
		says      string
	}{
		"a token":              {`{"asked":true,"status":200,"token":true}`, sealed{Set: true, Hint: "abc"}, nil, steps.Pass, "gave Totara's server a token"},
		"and it is listed":     {`{"asked":true,"status":200,"token":true}`, sealed{Set: true, Hint: "abc"}, listed("xyz", "abc"), steps.Pass, `it is "key abc"`},
		"none":                 {`{}`, sealed{}, nil, steps.Fail, "holds none"},
		"no longer listed":     {`{}`, sealed{Set: true, Hint: "abc"}, listed("xyz"), steps.Fail, "no longer lists"},
		"expired":              {`{"asked":true,"status":401,"code":"AADSTS7000222"}`, sealed{Set: true}, nil, steps.Fail, "AADSTS7000222"},
		"refused, code unsaid": {`{"asked":true,"status":403}`, sealed{Set: true}, nil, steps.Fail, "403"},
		"no way out":           {`{"asked":true,"status":0,"text":"Could not resolve host\u001b[0m"}`, sealed{Set: true}, nil, steps.Unseen, "Could not resolve host[0m"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := standIn(t, rehearsed.Options{})
			stand, ok := r.way.(*rehearsed.Site)
			if !ok {
				t.Fatal("no stand-in")
			}
			stand.Handle("totara.prove", proving(tt.answer))
			r.parts.Rehearsal = false
			side := r.totara()
			row := (&verifiedStep{Totara: side}).proof(t.Context(), "sso", "Secret", tt.have, tt.passwords, "https://login/token", "scope")
			if row.Status != tt.status || !strings.Contains(row.Detail, tt.says) || (row.Status == steps.Fail) != (row.Fix != "") && row.Status != steps.Unseen {
				t.Errorf("row %+v", row)
			}
		})
	}
}
