package judge_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"teamwright/steps/sandbox/judge"
)

const description = "../../../../shared/openapi/graph-v1.0-subset.yaml"

func TestJudge(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat(description); err != nil {
		t.Skip("Microsoft's description of Graph is not at hand")
	}
	shared, err := judge.New(description)
	if err != nil {
		t.Fatal(err)
	}
	const whole = `{"id":"1","displayName":"x","api":{"requestedAccessTokenVersion":2}}`
	for name, c := range map[string]struct {
		method, path, body string
		status             int
		answer             string
		want               string // part of the violation; "" for none
	}{
		"a good create":             {"POST", "/v1.0/applications", `{"displayName":"x"}`, 201, whole, ""},
		"misspelt in the request":   {"POST", "/v1.0/applications", `{"displayname":"x"}`, 201, whole, "request:"},
		"misspelt in the answer":    {"POST", "/v1.0/applications", `{"displayName":"x"}`, 201, `{"displayname":"x"}`, "answer 201"},
		"mistyped":                  {"PATCH", "/v1.0/applications/1", `{"tags":"a"}`, 204, "", "request:"},
		"mistyped and refused":      {"PATCH", "/v1.0/applications/1", `{"tags":"a"}`, 400, `{"error":{"code":"c","message":"m"}}`, ""},
		"mistyped and retried":      {"PATCH", "/v1.0/applications/1", `{"tags":"a"}`, 404, `{"error":{"code":"c","message":"m"}}`, "request:"},
		"a refusal without form":    {"GET", "/v1.0/applications/1", "", 404, `{"message":"m"}`, "answer 404"},
		"another status":            {"POST", "/v1.0/applications", `{"displayName":"x"}`, 200, whole, "answer 200"},
		"by alternate key":          {"PATCH", "/v1.0/applications(uniqueName='a')", `{"displayName":"x"}`, 204, "", ""},
		"no such path":              {"POST", "/v1.0/applications(appId='a')/addPassword", `{}`, 200, `{}`, "no such path"},
		"named as undescribed":      {"GET", "/v1.0/me/transitiveMemberOf/microsoft.graph.directoryRole", "", 200, `{}`, ""},
		"the beta version":          {"GET", "/beta/me", "", 200, `{}`, "not v1.0"},
		"a policy with URIs":        {"GET", "/v1.0/policies/defaultAppManagementPolicy", "", 200, `{"applicationRestrictions":{"identifierUris":{}}}`, ""},
		"an option of a wrong type": {"GET", "/v1.0/applications?$top=many", "", 200, `{"value":[]}`, "request:"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			j := shared.Fresh()
			h := j.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if got, err := io.ReadAll(r.Body); err != nil || string(got) != c.body {
					t.Errorf("the handler reads %q, %v", got, err)
				}
				if c.answer != "" {
					w.Header().Set("Content-Type", "application/json")
				}
				w.WriteHeader(c.status)
				io.WriteString(w, c.answer)
			}))
			r := httptest.NewRequest(c.method, c.path, strings.NewReader(c.body))
			if c.body != "" {
				r.Header.Set("Content-Type", "application/json")
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != c.status || w.Body.String() != c.answer {
				t.Errorf("the client hears %d %q", w.Code, w.Body)
			}
			got := strings.Join(j.Violations(), "\n")
			if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
				t.Errorf("violations %q, want %q", got, c.want)
			}
			if c.want == "" && !strings.Contains(c.path, "transitive") && j.Judged() != 1 {
				t.Errorf("%d judged", j.Judged())
			}
		})
	}
	if _, err := judge.New("missing.yaml"); err == nil {
		t.Error("a missing description")
	}
}
