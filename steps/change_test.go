package steps

import (
	"encoding/json"
	"testing"
)

func TestWithin(t *testing.T) {
	t.Parallel()
	confirmed := Change{Step: "g.a", Action: Update, Fields: []Field{
		{Path: "list", From: []string{"a"}, To: []string{"a", "b"}},
		{Path: "id", Unknown: "g.b"},
		{Path: "text", Secret: true},
	}}
	tests := map[string]struct {
		now  Change
		want bool
	}{
		"the same":         {confirmed, true},
		"nothing left":     {Change{Step: "g.a", Action: None}, true},
		"unknown filled":   {Change{Step: "g.a", Action: Update, Fields: []Field{{Path: "id", To: "1234"}}}, true},
		"fewer fields":     {Change{Step: "g.a", Action: Update, Fields: confirmed.Fields[:1]}, true},
		"list moved":       {Change{Step: "g.a", Action: Update, Fields: []Field{{Path: "list", From: []string{"a", "c"}, To: []string{"a", "b", "c"}}}}, false},
		"unknown again":    {Change{Step: "g.a", Action: Update, Fields: []Field{{Path: "list", Unknown: "g.b"}}}, false},
		"secret in clear":  {Change{Step: "g.a", Action: Update, Fields: []Field{{Path: "text", To: "x"}}}, false},
		"clear for secret": {Change{Step: "g.a", Action: Update, Fields: []Field{{Path: "list", Secret: true}}}, false},
		"other step":       {Change{Step: "g.x", Action: Update}, false},
		"skip":             {Change{Step: "g.a", Action: Skip}, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := tt.now.Within(confirmed); got != tt.want {
				t.Errorf("Within = %v, want %v", got, tt.want)
			}
		})
	}
}

func TestPlanSurvivesAFile(t *testing.T) {
	t.Parallel()
	plan := Plan{Format: 1, Changes: []Change{{Step: "g.a", Action: Create, Summary: "make", Fields: []Field{
		{Path: "uris", To: []string{"a", "b"}}, {Path: "id", Unknown: "g.b"}, {Path: "text", Secret: true}, {Path: "n", From: nil, To: 2},
	}}}}
	data, err := json.Marshal(plan)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"format":1,"rehearsal":false,"changes":[{"step":"g.a","action":"create","summary":"make","fields":[` +
		`{"path":"uris","from":null,"to":["a","b"]},{"path":"id","unknown":"g.b"},{"path":"text","secret":true},{"path":"n","from":null,"to":2}]}]}`
	if string(data) != want {
		t.Errorf("JSON %s\nwant %s", data, want)
	}
	var back Plan
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if !plan.Changes[0].Within(back.Changes[0]) {
		t.Error("a plan made now is not within the same plan read from a file")
	}
}

func TestExitCode(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		rows   []Result
		report Report
		want   int
	}{
		"all pass":            {rows: []Result{{Status: Pass}, {Status: Skipped}}, want: 0},
		"one fails":           {rows: []Result{{Status: Fail}, {Status: ToDo}}, want: 1},
		"one waits":           {rows: []Result{{Status: Pass}, {Status: ToDo}}, want: 5},
		"one unseen":          {rows: []Result{{Status: Unseen}}, want: 5},
		"stopped":             {rows: []Result{{Status: Unseen}}, report: Report{Stopped: true}, want: 4},
		"stopped and failing": {rows: []Result{{Status: Fail}}, report: Report{Stopped: true}, want: 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.report.Results = tt.rows
			if got := tt.report.ExitCode(); got != tt.want {
				t.Errorf("exit code %d, want %d", got, tt.want)
			}
		})
	}
}
