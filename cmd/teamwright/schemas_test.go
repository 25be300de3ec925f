package main

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"teamwright/manifest/schema"
	"teamwright/manifest/schema/official"
)

// answering answers every request with the same status and body.
type answering struct {
	status int
	body   string
	asked  *[]string
}

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) {
	*a.asked = append(*a.asked, r.URL.String())
	return &http.Response{StatusCode: a.status, Status: http.StatusText(a.status), Body: io.NopCloser(strings.NewReader(a.body)), Header: http.Header{}, Request: r}, nil
}

func TestFetchKeepsOnlySchemas(t *testing.T) {
	t.Parallel()
	v, err := schema.ParseVersion("1.12")
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		status     int
		body       string
		kept, fine bool
	}{
		"a schema":      {http.StatusOK, `{"type":"object"}`, true, true},
		"two documents": {http.StatusOK, `{"type":"object"}{"type":"object"}`, false, false},
		"an error page": {http.StatusOK, `<html>sorry</html>`, false, false},
		"not there":     {http.StatusNotFound, "", false, true},
		"a refusal":     {http.StatusForbidden, "", false, false},
		"far too large": {http.StatusOK, strings.Repeat(" ", maxSchema+2), false, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var asked []string
			client := &http.Client{Transport: answering{tt.status, tt.body, &asked}}
			target := official.File(t.TempDir(), schema.Manifest, v)
			err := fetch(t.Context(), client, schema.Manifest, v, target)
			if (err == nil) != tt.fine {
				t.Errorf("error %v", err)
			}
			if _, err := os.Stat(target); (err == nil) != tt.kept {
				t.Errorf("kept: %v", err == nil)
			}
			if len(asked) != 1 || asked[0] != "https://developer.microsoft.com/json-schemas/teams/v1.12/MicrosoftTeams.schema.json" {
				t.Errorf("asked %q", asked)
			}
			left, err := filepath.Glob(filepath.Join(filepath.Dir(target), ".teamwright-*"))
			if err != nil || len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}
