package access

import (
	"encoding/json"
	"testing"
)

// FuzzTemplate reads templates as any server may write them; what was read can
// be written and read again.
func FuzzTemplate(f *testing.F) {
	f.Add([]byte(`{"appProductId":"a","accessTokenTTL":180,"length":"64","x":{"y":1},"_links":{}}`))
	f.Add([]byte(`{"accessTokenTTL":null}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var a, b Template
		if json.Unmarshal(data, &a) != nil {
			return
		}
		out, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(out, &b); err != nil {
			t.Fatalf("%s: %v", out, err)
		}
		if a.ID != b.ID || a.AccessTTL != b.AccessTTL || a.Length != b.Length || a.UserGrant != b.UserGrant {
			t.Errorf("%+v became %+v", a, b)
		}
	})
}
