package wire

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

func TestWritesKeepsWhatChangedSomething(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("request-id", "id-of-"+strings.Trim(r.URL.Path, "/"))
		if r.URL.Path == "/refused" {
			w.WriteHeader(http.StatusBadRequest)
		}
		_, _ = io.WriteString(w, `{"secretText":"hidden"}`)
	}))
	defer s.Close()
	writes := &Writes{}
	client := &http.Client{Transport: New(Options{Writes: writes})}
	for _, r := range []struct{ method, path string }{
		{"GET", "/read"}, {"POST", "/made?$select=x"}, {"PATCH", "/refused"}, {"POST", "/t/oauth2/v2.0/token"}, {"DELETE", "/gone"},
	} {
		req, err := http.NewRequestWithContext(t.Context(), r.method, s.URL+r.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
	}
	var got []string
	for _, a := range writes.List() {
		got = append(got, a.Method+" "+strings.TrimPrefix(a.URL, s.URL)+" "+a.RequestID)
		if a.Body != nil {
			t.Errorf("%s keeps a body", a.URL)
		}
	}
	if want := []string{"POST /made id-of-made", "DELETE /gone id-of-gone"}; !slices.Equal(got, want) {
		t.Errorf("kept %q, want %q", got, want)
	}
}
