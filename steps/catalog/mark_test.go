package catalog

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestMark(t *testing.T) {
	t.Parallel()
	for _, m := range []mark{
		{Version: "1.0.0"},
		{Version: "1.12.3", Hash: "0123456789abcdef", Parts: []string{"sso", "+bot:1f9ccf0b", "extension"}, ID: appID, On: "2026-11-20", Made: true, State: "published"},
		{Version: "1.0.0", Hash: "0123456789abcdef", ID: appID},
		{Version: "1.0.0", Made: true}, {Version: "1.0.0", State: "submitted"},
	} {
		got, ok := parseMark(m.tag())
		if !ok || !reflect.DeepEqual(got, m) {
			t.Errorf("%s: %+v, %v", m.tag(), got, ok)
		}
		if len(m.tag()) > 200 {
			t.Errorf("%d characters", len(m.tag()))
		}
	}
	for _, tag := range []string{
		"", "teamwright:package=", "teamwright:package=1.0.0", "teamwright:site=1.0.0/-/-/-/-/-", "teamwright:package=1.0/-/-/-/-/-",
		"teamwright:package=1.0.0/xyz/-/-/-/-", "teamwright:package=1.0.0/-/rm -rf/-/-/-", "teamwright:package=1.0.0/-/-/../me/-",
		"teamwright:package=1.0.0/-/-/x/-/-", "teamwright:package=1.0.0/-/-/-/today/-", "teamwright:package=1.0.0/-/-/-/-", "teamwright:package=1.0.0/-/-/-/-/-/-",
		"teamwright:package=1.0.0/-/-/-/-/gone", "teamwright:package=1.0.0/-/-/-/-/published,made", "teamwright:package=1.0.0/-/-/-/-/made,", "teamwright:package=\x1b[2J/-/-/-/-/-",
	} {
		if m, ok := parseMark(tag); ok {
			t.Errorf("%q is taken for %+v", tag, m)
		}
	}
	if m, ok := readMark([]string{"x", mark{Version: "1.2.0"}.tag(), mark{Version: "1.10.0"}.tag(), mark{Version: "1.9.0"}.tag()}); !ok || m.Version != "1.10.0" {
		t.Errorf("of several: %+v", m)
	}
}

func TestRecent(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 23, 0, 0, 0, time.UTC)
	for on, want := range map[string]bool{"2026-11-20": true, "2026-11-19": true, "2026-11-18": false, "": false, "2026-13-99": false} {
		if got := (mark{On: on}).recent(now); got != want {
			t.Errorf("%q: %v", on, got)
		}
	}
}

func FuzzMark(f *testing.F) {
	f.Add("teamwright:package=1.12.3/0123456789abcdef/sso,+bot:1f9ccf0b/0f9ccf0b-4e19-4c44-9a53-1d0b1a2e6f77/2026-11-20/made,published")
	f.Fuzz(func(t *testing.T, tag string) {
		m, ok := parseMark(tag)
		if ok && m.tag() != tag {
			t.Errorf("%q is read as %q", tag, m.tag())
		}
		if ok && strings.ContainsAny(tag, "\x1b\n\r ") {
			t.Errorf("%q is taken", tag)
		}
	})
}

func TestVersions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b  string
		rises bool
	}{
		{"1.0.0", "1.0.1", true}, {"1.0.1", "1.0.0", false}, {"1.0.0", "1.0.0", false}, {"1.9.0", "1.10.0", true}, {"1.0.9", "2.0.0", true},
		{"x", "1.0.0", true}, {"1.0.0", "x", false}, {"1.0", "1.0.1", true},
	} {
		if got := rises(c.a, c.b); got != c.rises {
			t.Errorf("%s to %s: %v", c.a, c.b, got)
		}
	}
	for from, want := range map[string]string{"1.0.0": "1.0.1", "1.2.9": "1.2.10", "1.2": "1.2", "1.2.x": "1.2.x"} {
		if got := next(from); got != want {
			t.Errorf("after %s comes %s", from, got)
		}
	}
}
