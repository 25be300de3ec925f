package totara

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"teamwright/manifest"
	"teamwright/steps"
	"teamwright/steps/answers"
	rehearsed "teamwright/steps/sandbox/totara"
)

func TestTotarasOwnPackage(t *testing.T) {
	t.Parallel()
	lone := func(m map[string]any) *manifest.Package {
		raw, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		return &manifest.Package{Files: []manifest.File{{Name: "manifest.json", Data: raw}}}
	}
	info := map[string]any{"id": appID, "resource": "api://learn.example.org/" + appID}
	tests := map[string]struct {
		ours   func() *manifest.Package
		status steps.Status
		says   string
	}{
		"no comparison": {nil, steps.Skipped, "Teams would refuse it"},
		"none of ours":  {func() *manifest.Package { return nil }, steps.Skipped, "Teams would refuse it"},
		"the same app":  {func() *manifest.Package { return lone(map[string]any{"id": appID, "webApplicationInfo": info}) }, steps.Skipped, ""},
		"another id":    {func() *manifest.Package { return lone(map[string]any{"id": botID, "webApplicationInfo": info}) }, steps.Fail, "id is"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := standIn(t, rehearsed.Options{}).with(func(a *answers.Answers) { a.Bot = answers.Bot{} })
			r.parts.Ours = tt.ours
			_, rows := r.apply()
			// The rig's icons are no pictures, so Teams would refuse the package.
			if row := rows["totara.package"]; row.Status != tt.status || !strings.Contains(row.Detail, tt.says) {
				t.Errorf("row %+v", row)
			}
		})
	}
}

func TestPackageOfASite(t *testing.T) {
	t.Parallel()
	side := standIn(t, rehearsed.Options{}).totara()
	if _, err := side.Package(); err == nil {
		t.Error("a package before anybody looked")
	}
	encode := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	side.view.state.Package = map[string]string{"color.png": encode("x"), "manifest.json": encode(`{"id":"x"}`), "../evil.json": encode("{}")}
	p, err := side.Package()
	if err != nil || p.Files[0].Name != "manifest.json" {
		t.Errorf("package %+v, error %v", p, err)
	}
	side.view.state.Package["color.png"] = "no base64 !"
	if _, err := side.Package(); err == nil {
		t.Error("a broken file was taken")
	}
}

// Rows that a newer Totara adds are shown; what is no class name is not.
func TestUnknownRowsOfTotara(t *testing.T) {
	t.Parallel()
	s := &verifiedStep{Totara: standIn(t, rehearsed.Options{}).totara()}
	rows := byID(s.totaras(state{Verify: []verdictRow{
		{Class: "new_thing", Name: "New\x1b[31m thing", Status: -1, Report: "not\nright"},
		{Class: "evil\x1b", Status: 0}, {Class: "mf_name", Status: 7},
	}}))
	if r := rows["totara.new_thing"]; r.Status != steps.Fail || r.Title != "New[31m thing" || r.Detail != "not right" {
		t.Errorf("row %+v", r)
	}
	if len(rows) != 22 || rows["totara.mf_name"].Status != steps.Fail || rows["totara.wwwroot"].Status != steps.Unseen {
		t.Errorf("%d rows", len(rows))
	}
}
