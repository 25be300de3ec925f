package jsondoc_test

import (
	"testing"

	"teamwright/manifest/jsondoc"
)

func TestEdit(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		src  string
		edit func(*jsondoc.Node)
		want string
	}{
		"order and numbers stay": {`{"b":1.50,"a":[1e3,{}],"c":[]}`, func(*jsondoc.Node) {}, "{\n    \"b\": 1.50,\n    \"a\": [\n        1e3,\n        {}\n    ],\n    \"c\": []\n}\n"},
		"letters stay":           {`{"a":"é<&>\u2028\"\n"}`, func(*jsondoc.Node) {}, "{\n    \"a\": \"é<&>\\u2028\\\"\\n\"\n}\n"},
		"last duplicate stays":   {`{"a":1,"b":2,"a":3}`, func(*jsondoc.Node) {}, "{\n    \"b\": 2,\n    \"a\": 3\n}\n"},
		"set":                    {`{"a":1}`, func(n *jsondoc.Node) { n.Set("a", jsondoc.NewString("x")); n.Set("b", jsondoc.NewString("y")) }, "{\n    \"a\": \"x\",\n    \"b\": \"y\"\n}\n"},
		"set first": {`{"a":1}`, func(n *jsondoc.Node) {
			n.SetFirst("b", jsondoc.NewString("y"))
			n.SetFirst("a", jsondoc.NewString("x"))
		}, "{\n    \"b\": \"y\",\n    \"a\": \"x\"\n}\n"},
		"remove":                {`{"a":1,"b":true,"a":2}`, func(n *jsondoc.Node) { n.Remove("a"); n.Remove("z") }, "{\n    \"b\": true\n}\n"},
		"nothing but an object": {`[null]`, func(n *jsondoc.Node) { n.Set("a", jsondoc.NewString("x")) }, "[\n    null\n]\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root, _ := jsondoc.Parse([]byte(c.src))
			c.edit(root)
			if got := string(root.Bytes()); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestCanonical(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		a, b  string
		alike bool
	}{
		"members in another order": {`{"a":1,"b":[true,null]}`, `{"b":[true,null],"a":1}`, true},
		"numbers by value":         {`1.0`, `1`, true},
		"number and text":          {`1`, `"1"`, false},
		"items in another order":   {`[1,2]`, `[2,1]`, false},
		"last duplicate":           {`{"a":1,"a":2}`, `{"a":2}`, true},
		"nested or not":            {`["a,"]`, `["a",""]`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, _ := jsondoc.Parse([]byte(c.a))
			b, _ := jsondoc.Parse([]byte(c.b))
			if (a.Canonical() == b.Canonical()) != c.alike {
				t.Errorf("%s and %s", a.Canonical(), b.Canonical())
			}
		})
	}
}
