package signin

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"unicode"
)

// TestTable guards the table itself: each code once, each row with words.
func TestTable(t *testing.T) {
	t.Parallel()
	seen := map[int]bool{}
	for _, m := range meanings() {
		if len(m.codes) == 0 || m.means == "" || m.cure == "" {
			t.Errorf("row %+v is not whole", m)
		}
		for _, c := range m.codes {
			if seen[c] {
				t.Errorf("%d stands twice", c)
			}
			seen[c] = true
		}
	}
}

func FuzzReply(f *testing.F) {
	f.Add(`{"error":"invalid_grant","error_description":"AADSTS53003: Access \u001b[31m blocked.\r\nTrace ID: x","correlation_id":"c\u0007"}`)
	f.Add(`{"error_codes":[0,-1,53003]}`)
	f.Fuzz(func(t *testing.T, text string) {
		var r reply
		if json.Unmarshal([]byte(text), &r) != nil {
			return
		}
		e := explainReply(r, "https://login.example.org", "contoso.example", "client")
		for _, s := range []string{e.Error(), e.Text, e.OAuth, e.Correlation, e.Cure} {
			if strings.ContainsFunc(s, unicode.IsControl) {
				t.Errorf("control characters in %q", s)
			}
		}
		if e.Cure == "" {
			t.Errorf("no cure for %+v", r)
		}
	})
}

func FuzzClaims(f *testing.F) {
	f.Add("e30." + base64.RawURLEncoding.EncodeToString([]byte(`{"tid":"x","scp":"a b","roles":["r"]}`)) + ".x")
	f.Add("a.b")
	f.Fuzz(func(t *testing.T, token string) {
		c := readClaims(token)
		for _, id := range []string{c.Tenant, c.Object} {
			if id != "" && !guid.MatchString(strings.ToLower(id)) {
				t.Errorf("%q is no GUID", id)
			}
		}
	})
}
