package steps

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func saved(changes ...Change) Saved {
	return Saved{
		Plan: Plan{Format: 1, Changes: changes}, Site: "https://learn.example.org",
		Tenant: "5f2b7d34-9c1e-4a86-b0d7-3e9f1c6a8b42", By: "robin@example.org", Made: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC),
	}
}

func TestSavedSurvivesAFile(t *testing.T) {
	t.Parallel()
	was := saved(Change{Step: "a.b", Action: Update, Fields: []Field{
		{Path: "list", From: []string{"x"}, To: []string{"x", "<y>"}},
		{Path: "later", Unknown: "a.a"},
		{Path: "hidden", Secret: true},
	}})
	var file bytes.Buffer
	if err := was.Write(&file); err != nil {
		t.Fatal(err)
	}
	got, err := ReadSaved(&file)
	if err != nil {
		t.Fatal(err)
	}
	if got.Site != was.Site || !got.Made.Equal(was.Made) || got.By != was.By || got.Tenant != was.Tenant {
		t.Errorf("read %+v, wrote %+v", got, was)
	}
	if more := got.Beyond(was.Plan); len(more) > 0 {
		t.Errorf("the plan that was saved goes beyond itself: %+v", more)
	}
}

func TestBeyond(t *testing.T) {
	t.Parallel()
	plan := saved(Change{Step: "a.b", Action: Update, Fields: []Field{{Path: "name", From: "old", To: "new"}, {Path: "id", Unknown: "a.a"}}})
	tests := map[string]struct {
		now    Change
		beyond bool
	}{
		"the same":                  {Change{Step: "a.b", Action: Update, Fields: []Field{{Path: "name", From: "old", To: "new"}, {Path: "id", Unknown: "a.a"}}}, false},
		"less":                      {Change{Step: "a.b", Action: Update, Fields: []Field{{Path: "name", From: "old", To: "new"}}}, false},
		"nothing left to do":        {Change{Step: "a.b", Action: None}, false},
		"its unknown is known now":  {Change{Step: "a.b", Action: Update, Fields: []Field{{Path: "id", To: "42"}}}, false},
		"waits for a person now":    {Change{Step: "a.b", Action: Manual}, false},
		"another field":             {Change{Step: "a.b", Action: Update, Fields: []Field{{Path: "more", To: 1}}}, true},
		"from another state":        {Change{Step: "a.b", Action: Update, Fields: []Field{{Path: "name", From: "edited", To: "new"}}}, true},
		"to another state":          {Change{Step: "a.b", Action: Update, Fields: []Field{{Path: "name", From: "old", To: "newer"}}}, true},
		"made instead of changed":   {Change{Step: "a.b", Action: Create}, true},
		"known then, unknown now":   {Change{Step: "a.b", Action: Update, Fields: []Field{{Path: "name", Unknown: "a.a"}}}, true},
		"unknown by another step":   {Change{Step: "a.b", Action: Update, Fields: []Field{{Path: "id", Unknown: "a.c"}}}, false},
		"a step that was not there": {Change{Step: "a.z", Action: Create}, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := plan.Beyond(Plan{Format: 1, Changes: []Change{tt.now}})
			if (len(got) > 0) != tt.beyond {
				t.Errorf("beyond: %+v, want %v", got, tt.beyond)
			}
		})
	}
}

func TestReadSavedRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ file, says string }{
		"nothing":         {"", "no saved plan"},
		"another thing":   {`{"results":[]}`, "no plan that plan --save"},
		"a plan for eyes": {`{"format":1,"rehearsal":false,"changes":[]}`, "no plan that plan --save"},
		"a later format":  {`{"format":2,"site":"https://a.example","changes":[]}`, "no plan that plan --save"},
		"without end":     {strings.Repeat(" ", maxSaved+1), "larger than 4 MiB"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := ReadSaved(strings.NewReader(tt.file)); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%v, want %q", err, tt.says)
			}
		})
	}
}
