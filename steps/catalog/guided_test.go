package catalog

import (
	"strings"
	"testing"
	"time"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/tenant"
)

func clouds(t *testing.T, name string) tenant.Cloud {
	t.Helper()
	if name == "file" {
		return tenant.Cloud{Name: "loopback"}
	}
	c, err := tenant.FindCloud(name)
	must(t, err)
	return c
}

func TestPreparation(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		cloud  string
		ticked int // days ago; -1 never
		action steps.Action
		place  string
	}{
		"not confirmed":            {"public", -1, steps.Manual, "https://admin.teams.microsoft.com/policies/manage-apps: Teams apps, Manage apps, Actions, Org-wide app settings"},
		"in another cloud":         {"usgov", -1, steps.Manual, "https://admin.gov.teams.microsoft.us/policies/manage-apps: "},
		"in the DoD":               {"usdod", -1, steps.Manual, "https://admin.dod.teams.microsoft.us/"},
		"in one that a file names": {"file", -1, steps.Manual, "Teams admin center, Teams apps"},
		"confirmed":                {"public", 3, steps.None, ""},
		"confirmed long ago":       {"public", 500, steps.Manual, "Org-wide app settings"},
		"no Teams":                 {"china", -1, steps.Skip, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := sound()
			if c.ticked >= 0 {
				a.Confirmed = map[string]answers.Tick{"teams.custom_apps": answers.NewTick("a@example.org", now.AddDate(0, 0, -c.ticked))}
			}
			list := Preparation(a, clouds(t, c.cloud), func() time.Time { return now })
			if len(list) != 3 {
				t.Fatal(len(list))
			}
			for i, id := range []steps.ID{"teams.custom_apps", "teams.setup_policy", "teams.team"} {
				if got := list[i].About(); got.ID != id || got.Title == "" {
					t.Errorf("switch %d is %+v", i, got)
				}
				r := list[i].Check(t.Context())[0]
				if !r.Tickable() || r.ID != string(id) || r.Group != "teams" || r.Fix == "" || r.Detail == "" {
					t.Errorf("row %+v", r)
				}
			}
			if got := list[0].Plan(); got.Action != c.action || !strings.Contains(got.Cure, c.place) {
				t.Errorf("change %+v", got)
			}
		})
	}
}

func TestUpload(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		cloud, account, path string
		action               steps.Action
		says                 []string
	}{
		"at the machine":      {"public", "", "/tmp/a.zip", steps.Manual, []string{"https://admin.teams.microsoft.com/policies/manage-apps", "https://dev.teams.microsoft.com/validation", "Update on the app's own page"}},
		"over SSH":            {"public", "robin@bastion", "/srv/a.zip", steps.Manual, []string{"scp robin@bastion:/srv/a.zip . "}},
		"with odd names":      {"public", "robin@bastion", "/srv/it's here/a b.zip", steps.Manual, []string{`scp 'robin@bastion:/srv/it'\''s here/a b.zip' . `}},
		"in another cloud":    {"usgov", "", "a.zip", steps.Manual, []string{"https://admin.gov.teams.microsoft.us/"}},
		"in a file's cloud":   {"file", "", "a.zip", steps.Manual, []string{"in the Teams admin center under Teams apps, Manage apps:"}},
		"where Teams is none": {"china", "", "a.zip", steps.Skip, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := NewEdition(sound(), Assets{}, knownID, nil).Upload(func() string { return c.path })
			u.Cloud, u.Account = clouds(t, c.cloud), c.account
			got := u.Plan()
			if got.Action != c.action {
				t.Errorf("change %+v", got)
			}
			r := u.Check(t.Context())[0]
			for _, s := range c.says {
				if !strings.Contains(got.Cure, s) || !strings.Contains(r.Fix, s) {
					t.Errorf("%q lacks %q", got.Cure, s)
				}
			}
			if !r.Tickable() || !strings.Contains(r.Detail, "version 1.2.3 of "+c.path) {
				t.Errorf("row %+v", r)
			}
			if strings.Contains(got.Cure, "scp") != (c.account != "") {
				t.Errorf("change %+v", got)
			}
		})
	}
}

func TestReached(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ connection, user, want string }{
		"over SSH":       {"10.0.0.5 51000 10.0.0.9 22", "robin", "robin@10.0.0.9"},
		"over IPv6":      {"fd00::5 51000 fd00::9 22", "robin", "robin@[fd00::9]"},
		"a mapped one":   {"::ffff:10.0.0.5 51000 ::ffff:10.0.0.9 22", "robin", "robin@10.0.0.9"},
		"at the machine": {"", "robin", ""},
		"nobody":         {"10.0.0.5 51000 10.0.0.9 22", "", ""},
		"nonsense":       {"a b $(rm) d", "robin", ""},
	} {
		env := map[string]string{"SSH_CONNECTION": c.connection, "USER": c.user}
		if got := Reached(func(k string) string { return env[k] }); got != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestHandOver(t *testing.T) {
	t.Parallel()
	a := sound()
	a.IDs.Catalog = catalogID(1)
	note := NewEdition(a, Assets{}, knownID, nil).HandOver(clouds(t, "public"), "/home/robin/our answers.yaml", "/srv/a.zip")
	for _, s := range []string{"contoso.onmicrosoft.com", site, "teamwright setup --only catalog --profile \"our answers.yaml\"", "/srv/a.zip", appID, "1.2.3", catalogID(1), "https://admin.teams.microsoft.com", "Teams Administrator"} {
		if !strings.Contains(note, s) {
			t.Errorf("the note lacks %q:\n%s", s, note)
		}
	}
}
