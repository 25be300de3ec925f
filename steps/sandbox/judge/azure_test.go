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

const botDescription = "../../../../shared/openapi/botservice.json"

func TestJudgeAzure(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat(botDescription); err != nil {
		t.Skip("Microsoft's description of the Azure Bot Service is not at hand")
	}
	shared, err := judge.NewAzure(botDescription)
	if err != nil {
		t.Fatal(err)
	}
	const (
		group = "/subscriptions/1/resourceGroups/rg"
		bot   = group + "/providers/Microsoft.BotService/botServices/learn"
		good  = `{"location":"global","sku":{"name":"F0"},"kind":"azurebot","properties":{"displayName":"x","endpoint":"https://a.example","msaAppId":"1","msaAppType":"SingleTenant"}}`
		teams = `{"location":"global","properties":{"channelName":"MsTeamsChannel","properties":{"isEnabled":true,"acceptedTerms":true}}}`
		at    = "?api-version=2022-09-15"
	)
	for name, c := range map[string]struct {
		method, path, body string
		status             int
		answer             string
		want               string // part of the violation; "" for none
		unseen             bool   // not judged at all
	}{
		"a good bot":               {"PUT", bot + at, good, 201, good, "", false},
		"in another case":          {"PUT", strings.ToLower(bot) + at, good, 201, good, "", false},
		"no api-version":           {"PUT", bot, good, 201, good, "request:", false},
		"another sku":              {"PUT", bot + at, strings.Replace(good, "F0", "F9", 1), 201, good, "request:", false},
		"misspelt":                 {"PUT", bot + at, strings.Replace(good, "displayName", "displayname", 1), 201, good, "request:", false},
		"misspelt in the answer":   {"PUT", bot + at, good, 201, strings.Replace(good, "kind", "Kind", 1), "answer 201", false},
		"misspelt deep down":       {"PUT", bot + "/channels/MsTeamsChannel" + at, strings.Replace(teams, "acceptedTerms", "accepted", 1), 201, teams, "request:", false},
		"a good channel":           {"PUT", bot + "/channels/MsTeamsChannel" + at, teams, 201, teams, "", false},
		"an unknown channel":       {"PUT", bot + "/channels/PagerChannel" + at, teams, 201, teams, "request:", false},
		"a refusal without form":   {"GET", bot + at, "", 404, `{"error":{"code":"x"}}`, "answer 404", false},
		"a refusal":                {"GET", bot + at, "", 404, `{"error":{"code":"x","message":"y"}}`, "", false},
		"a path that it lacks":     {"GET", group + "/providers/Microsoft.BotService/botFarms" + at, "", 200, `{}`, "no such path", false},
		"a resource group":         {"PUT", group + at, `{}`, 201, `{}`, "", true},
		"a registration":           {"POST", "/subscriptions/1/providers/Microsoft.BotService/register" + at, "", 200, `{}`, "", true},
		"a name that may be taken": {"POST", "/providers/Microsoft.BotService/checkNameAvailability" + at, `{"name":"x"}`, 200, `{"valid":1}`, "answer 200", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			j := shared.Fresh()
			h := j.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(c.status)
				io.WriteString(w, c.answer)
			}))
			r := httptest.NewRequest(c.method, c.path, strings.NewReader(c.body))
			if c.body != "" {
				r.Header.Set("Content-Type", "application/json")
			}
			h.ServeHTTP(httptest.NewRecorder(), r)
			got := strings.Join(j.Violations(), "\n")
			if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
				t.Errorf("violations %q, want %q", got, c.want)
			}
			if unseen := j.Judged() == 0; unseen != c.unseen {
				t.Errorf("%d judged", j.Judged())
			}
		})
	}
	if _, err := judge.NewAzure("missing.json"); err == nil {
		t.Error("a missing description")
	}
}
