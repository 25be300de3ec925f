package schema_test

import (
	"fmt"
	"strings"
	"testing"

	"teamwright/manifest/jsondoc"
	"teamwright/manifest/schema"
)

// TestViolations holds the words and places that an admin sees.
func TestViolations(t *testing.T) {
	t.Parallel()
	facts := schema.Load()
	const head = `{"manifestVersion":"1.17","version":"1.0.0","id":"12345678-90ab-cdef-1234-567890abcdef",` +
		`"developer":{"name":"a","websiteUrl":"https://a","privacyUrl":"https://a","termsOfUseUrl":"https://a"},` +
		`"name":{"short":"a","full":"b"},"description":{"short":"a","full":"b"},"icons":{"color":"c","outline":"o"},"accentColor":"#123456"`
	for name, c := range map[string]struct{ more, want string }{
		"nothing":           {``, ``},
		"unknown, once":     {`,"packageName":"a.b"`, `AdditionalProperties packageName: this manifest version does not know packageName; known in 1.0 to 1.16; remove it, or declare a manifest version that knows it`},
		"unknown, later":    {`,"supportsChannelFeatures":"tier1"`, `AdditionalProperties supportsChannelFeatures: this manifest version does not know supportsChannelFeatures; known in 1.25 on; remove it, or declare a manifest version that knows it`},
		"misspelt":          {`,"validDomain":[]`, `AdditionalProperties validDomain: no manifest version knows validDomain; write validDomains, or remove it`},
		"enum":              {`,"permissions":["x"]`, `Enum permissions[0]: permissions[0] is "x", which is none of identity or messageTeamMembers; write one of identity or messageTeamMembers`},
		"type":              {`,"isFullScreen":"yes"`, `Type isFullScreen: isFullScreen is "yes", not boolean; write boolean`},
		"too many":          {`,"devicePermissions":["geolocation","media","notifications","midi","openExternal","media"]`, `MaximumItems devicePermissions: devicePermissions has 6 entries, at most 5 are allowed; remove entries until 5 are left`},
		"twice":             {`,"staticTabs":[{"entityId":"a","scopes":["team"]},{"scopes":["team"],"entityId":"a"}]`, `UniqueItems staticTabs[1]: staticTabs[1] says the same as an entry before it; remove this entry`},
		"required, nested":  {`,"webApplicationInfo":{}`, `Required webApplicationInfo.id: webApplicationInfo.id is missing; add it`},
		"pattern":           {`,"bots":[{"botId":"x","scopes":["team"]}]`, `Pattern bots[0].botId: bots[0].botId is "x", not a GUID such as 12345678-90ab-cdef-1234-567890abcdef; write a GUID such as 12345678-90ab-cdef-1234-567890abcdef`},
		"control character": {`,"a\u001b[2J":1`, `AdditionalProperties a\u001b[2J: no manifest version knows a\u001b[2J; remove it`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root, problems := jsondoc.Parse([]byte(head + c.more + "}"))
			if root == nil {
				t.Fatal(problems)
			}
			var got []string
			for _, v := range facts.Judge(schema.Manifest, 17, root) {
				got = append(got, fmt.Sprintf("%s %s: %s; %s", v.Keyword, v.Target, v.Message(), v.Fix()))
				if v.Line != 1 || v.Column < len(head)-1 {
					t.Errorf("place %d:%d", v.Line, v.Column)
				}
			}
			if strings.Join(got, "\n") != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

// TestUnjudgedIsSaid: a construct that the tables cannot hold is no silence.
func TestUnjudgedIsSaid(t *testing.T) {
	t.Parallel()
	v := schema.Violation{Keyword: schema.Unjudged, Target: "a", Limit: "contains"}
	if !strings.Contains(v.Message(), "was not judged") || v.Fix() == "" {
		t.Errorf("message %q, fix %q", v.Message(), v.Fix())
	}
}

func TestNoVersionIsUnjudged(t *testing.T) {
	t.Parallel()
	facts := schema.Load()
	var walk func(*schema.Node) []string
	walk = func(n *schema.Node) []string {
		if n == nil {
			return nil
		}
		out := n.Unjudged
		for _, part := range n.Properties {
			out = append(out, walk(part)...)
		}
		return append(out, walk(n.Items)...)
	}
	for _, v := range schema.Versions() {
		for _, kind := range []schema.Kind{schema.Manifest, schema.Localization} {
			if found := walk(facts.Tree(kind, v)); len(found) > 0 {
				t.Errorf("%s %s: %v", kind, v, found)
			}
		}
	}
}

func TestParseVersion(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"1.0": 0, "1.5": 5, "1.12": 12, "1.30": 30, "1.18": -1, "1.31": -1, "1.05": -1, "1.-5": -1, "1. 5": -1, "2.0": -1, "": -1, "1.": -1, "devPreview": -1} {
		v, err := schema.ParseVersion(text)
		if (err != nil) != (want < 0) || err == nil && int(v) != want {
			t.Errorf("%q: %v, %v", text, v, err)
		}
	}
}

func TestLiterals(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"team": "team", "1.12": `"1.12"`, "null": `"null"`, "": `""`, "true": `"true"`, "-": `"-"`} {
		if got, ok := schema.Literal(text); !ok || got != want {
			t.Errorf("%q: %s", text, got)
		}
	}
	if _, ok := schema.Literal("a|b"); ok {
		t.Error("a|b cannot be held")
	}
}
