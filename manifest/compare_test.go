package manifest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"teamwright/manifest"
)

func TestCompare(t *testing.T) {
	t.Parallel()
	newer := set("version", "1.0.1")
	tab := map[string]any{"entityId": "more", "name": "More", "contentUrl": "https://learn.example.org/x", "scopes": []any{"personal"}}
	for _, c := range []struct {
		name string
		// before and after change the good package.
		before, after func(*fixture)
		// path is of a change that must be told, consent a word of its reason.
		path, kind, consent string
		changes             int
		acceptable          bool
	}{
		{name: "nothing", acceptable: true},
		{name: "only the version", after: newer, path: "version", kind: "changed", changes: 1, acceptable: true},
		{name: "ten is more than nine", before: set("version", "1.9.0"), after: set("version", "1.10.0"), path: "version", kind: "changed", changes: 1, acceptable: true},
		{name: "version falls", before: newer, path: "version", kind: "changed", changes: 1},
		{name: "text without version", after: set("name.full", "Another"), path: "name.full", kind: "changed", changes: 1},
		{name: "other id", after: both(newer, set("id", "0d9c3a52-31f5-4d1e-8a55-7d1e6b5a9c20")), path: "id", kind: "changed", changes: 2},
		{name: "id in capitals", after: both(newer, set("id", "4F4C0E6A-8C1D-4A57-9D0E-2F2B8F0F6A11")), path: "id", kind: "changed", changes: 2, acceptable: true},
		{name: "bot added", before: set("bots", nil), after: newer, path: "bots[0]", kind: "added", consent: "bot", changes: 2, acceptable: true},
		{name: "bot removed", after: both(newer, set("bots", nil)), path: "bots[0]", kind: "removed", consent: "bot", changes: 2, acceptable: true},
		{name: "another bot", after: both(newer, set("bots.0.botId", "4f4c0e6a-8c1d-4a57-9d0e-2f2b8f0f6a11")), path: "bots[0].botId", kind: "changed", consent: "id", changes: 2, acceptable: true},
		{name: "bot only notifies", after: both(newer, set("bots.0.isNotificationOnly", true)), path: "bots[0].isNotificationOnly", kind: "changed", consent: "bot", changes: 2, acceptable: true},
		{name: "bot takes files", after: both(newer, set("bots.0.supportsFiles", true)), path: "bots[0].supportsFiles", kind: "added", consent: "bot", changes: 2, acceptable: true},
		{name: "files said to be off", after: both(newer, set("bots.0.supportsFiles", false)), path: "bots[0].supportsFiles", kind: "added", changes: 2, acceptable: true},
		{name: "new command", after: both(newer, set("bots.0.commandLists.0.commands.0.title", "assist")), path: "bots[0].commandLists[0].commands[assist]", kind: "added", changes: 3, acceptable: true},
		{name: "message extension added", before: set("composeExtensions", nil), after: newer, path: "composeExtensions[0]", kind: "added", consent: "extension", changes: 2, acceptable: true},
		{name: "connector added", after: both(newer, set("connectors", []any{map[string]any{"connectorId": "x", "scopes": []any{"team"}}})), path: "connectors[0]", kind: "added", consent: "connector", changes: 2, acceptable: true},
		{name: "static tab added", after: func(f *fixture) {
			newer(f)
			f.set("staticTabs", append([]any{tab}, f.manifest["staticTabs"].([]any)...))
		}, path: "staticTabs[more]", kind: "added", consent: "tab", changes: 2, acceptable: true},
		{name: "static tab removed", after: func(f *fixture) { newer(f); f.set("staticTabs", f.manifest["staticTabs"].([]any)[1:]) }, path: "staticTabs[catalog]", kind: "removed", changes: 2, acceptable: true},
		{name: "tab renamed", after: both(newer, set("staticTabs.1.name", "Learning")), path: "staticTabs[mylearning].name", kind: "changed", changes: 2, acceptable: true},
		{name: "configurable tab added", before: set("configurableTabs", nil), after: newer, path: "configurableTabs[0]", kind: "added", consent: "tab", changes: 2, acceptable: true},
		{name: "sign-on changes in an app for teams", after: both(newer, set("webApplicationInfo.resource", "api://learn.example.org/x")), path: "webApplicationInfo.resource", kind: "changed", consent: "sign-on", changes: 2, acceptable: true},
		{name: "sign-on changes in a personal app", before: set("configurableTabs", nil), after: both(newer, set("configurableTabs", nil), set("webApplicationInfo.resource", "api://learn.example.org/x")), path: "webApplicationInfo.resource", kind: "changed", changes: 2, acceptable: true},
		{name: "domain added", after: both(newer, set("validDomains", []any{"token.botframework.com", "learn.example.org", "b.example.org"})), path: "validDomains[b.example.org]", kind: "added", changes: 2, acceptable: true},
		{name: "domains reordered", after: both(newer, set("validDomains", []any{"token.botframework.com", "learn.example.org"})), path: "validDomains", kind: "reordered", changes: 2, acceptable: true},
		{name: "icon", after: func(f *fixture) { newer(f); f.file("color.png", disc(f.t, 192, 60)) }, path: "color.png", kind: "changed", changes: 2, acceptable: true},
		{name: "language removed", after: func(f *fixture) { newer(f); f.drop("fr.json"); f.set("localizationInfo", nil) }, path: "fr.json", kind: "removed", changes: 3, acceptable: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			older, newer := good(t, "1.12"), good(t, "1.12")
			if c.before != nil {
				c.before(older)
			}
			if c.after != nil {
				c.after(newer)
			}
			got := manifest.Compare(read(t, older.zip()), read(t, newer.zip()))
			if got.Acceptable() != c.acceptable {
				t.Errorf("acceptable %v in %+v", got.Acceptable(), got)
			}
			if got.Consent != (c.consent != "") {
				t.Errorf("consent %v in %+v", got.Consent, got)
			}
			if len(got.Changes) != c.changes {
				t.Errorf("%d changes, want %d: %+v", len(got.Changes), c.changes, got.Changes)
			}
			told := c.path == ""
			for _, change := range got.Changes {
				if change.Path == c.path && change.Kind == c.kind && (change.Consent == "") == (c.consent == "") && strings.Contains(change.Consent, c.consent) {
					told = true
				}
			}
			if !told {
				t.Errorf("%s %s is not among %+v", c.path, c.kind, got.Changes)
			}
		})
	}
}

func TestCompareAsJSON(t *testing.T) {
	t.Parallel()
	older, newer := good(t, "1.12"), good(t, "1.12")
	newer.set("version", "1.0.1")
	text, err := json.Marshal(manifest.Compare(read(t, older.zip()), read(t, newer.zip())))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"format":1,"old_version":"1.0.0","new_version":"1.0.1","version_rises":true,"same_id":true,"consent":false,"changes":[{"path":"version","kind":"changed","from":"\"1.0.0\"","to":"\"1.0.1\""}]}`
	if string(text) != want {
		t.Errorf("got  %s\nwant %s", text, want)
	}
}
