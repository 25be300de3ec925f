package assemble

import (
	"slices"
	"strings"
	"testing"
	"time"

	"teamwright/steps"
	"teamwright/steps/answers"
)

func TestTick(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 23, 30, 0, 0, time.UTC)
	on := func(days int) answers.Tick { return answers.NewTick("a@example.org", now.AddDate(0, 0, days)) }
	tests := map[string]struct {
		status steps.Status
		ticks  map[string]answers.Tick
		want   steps.Status
		says   string
	}{
		"waits":                     {steps.ToDo, nil, steps.ToDo, ""},
		"ticked today":              {steps.ToDo, map[string]answers.Tick{"a.row": on(0)}, steps.Pass, "(ticked by a@example.org on 2026-11-20)"},
		"ticked tomorrow elsewhere": {steps.ToDo, map[string]answers.Tick{"a.row": on(1)}, steps.Pass, "on 2026-11-21"},
		"ticked 400 days ago":       {steps.ToDo, map[string]answers.Tick{"a.row": on(-400)}, steps.Pass, "on 2025-10-16"},
		"ticked 401 days ago":       {steps.ToDo, map[string]answers.Tick{"a.row": on(-401)}, steps.ToDo, "too long ago to count"},
		"ticked in the future":      {steps.ToDo, map[string]answers.Tick{"a.row": on(30)}, steps.ToDo, "a day that is still to come"},
		"another row is ticked":     {steps.ToDo, map[string]answers.Tick{"a.ro": on(0), "a.row.x": on(0)}, steps.ToDo, ""},
		"fails all the same":        {steps.Fail, map[string]answers.Tick{"a.row": on(0)}, steps.Fail, ""},
		"could not be looked at":    {steps.Unseen, map[string]answers.Tick{"a.row": on(0)}, steps.Unseen, ""},
		"is skipped":                {steps.Skipped, map[string]answers.Tick{"a.row": on(0)}, steps.Skipped, ""},
		"passes by itself":          {steps.Pass, map[string]answers.Tick{"a.row": on(0)}, steps.Pass, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows := []steps.Result{
				{ID: "other", Status: steps.Fail},
				{ID: "a.row", Status: tt.status, Detail: "value", Fix: "do it", Source: steps.FromAnswers},
			}
			before := slices.Clone(rows)
			got := Tick(rows, tt.ticks, now)
			if !slices.Equal(rows, before) || got[0] != before[0] {
				t.Errorf("other rows changed: %+v, %+v", rows, got)
			}
			r := got[1]
			if r.Status != tt.want || !strings.Contains(r.Detail, tt.says) || !strings.HasPrefix(r.Detail, "value") {
				t.Errorf("row %+v, want %s with %q", r, tt.want, tt.says)
			}
			ticked := tt.status == steps.ToDo && tt.want == steps.Pass
			if (r.Source == steps.FromPerson) != ticked || (r.Fix == "") != ticked {
				t.Errorf("row %+v", r)
			}
			if tt.says == "" && r != before[1] {
				t.Errorf("row %+v, was %+v", r, before[1])
			}
		})
	}
}

func TestOnlyAPersonsRowsAreTickable(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		row  steps.Result
		want bool
	}{
		"Totara by hand":    {steps.Result{Status: steps.ToDo, Source: steps.FromAnswers}, true},
		"a person's proof":  {steps.Result{Status: steps.ToDo, Source: steps.FromPerson}, true},
		"a secret runs out": {steps.Result{Status: steps.ToDo, Source: steps.FromGraph}, false},
		"it failed":         {steps.Result{Status: steps.Fail, Source: steps.FromAnswers}, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := tt.row.Tickable(); got != tt.want {
				t.Errorf("tickable %v, want %v", got, tt.want)
			}
		})
	}
}
