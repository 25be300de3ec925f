package plain_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"teamwright/steps"
	"teamwright/steps/wire"
	"teamwright/tui"
	"teamwright/tui/plain"
)

func TestWatchWritesOnlyWhatChanges(t *testing.T) {
	t.Parallel()
	rounds := [][]steps.Result{
		{{ID: "a.x", Title: "X", Status: steps.Pass}, {ID: "a.y", Title: "Y", Status: steps.Pass}},
		{{ID: "a.x", Title: "X", Status: steps.Pass}, {ID: "a.y", Title: "Y", Status: steps.Pass}},
		{{ID: "a.x", Title: "X", Status: steps.Pass}, {ID: "a.y", Title: "Y", Status: steps.Fail, Detail: "expired\x1b[2J"}},
	}
	ended := errors.New("ended")
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	looks := 0
	var out, said bytes.Buffer
	f := &plain.Front{Out: &out, Err: &said, Clock: wire.Clock{
		Now: func() time.Time { return now },
		Sleep: func(_ context.Context, d time.Duration) error {
			now = now.Add(d)
			if looks == len(rounds) {
				return ended
			}
			return nil
		},
	}}
	var first string
	rows, err := f.Watch(t.Context(), tui.Watch{Every: 15 * time.Minute, Look: func(context.Context) ([]steps.Result, error) {
		if looks == 1 {
			first = out.String()
		}
		looks++
		return rounds[looks-1], nil
	}})
	if !errors.Is(err, ended) || len(rows) != 2 || rows[1].Status != steps.Fail {
		t.Fatalf("ended with %v, rows %+v", err, rows)
	}
	if !strings.Contains(first, "Summary: 2 pass") {
		t.Errorf("the first look shows %q", first)
	}
	if got, want := strings.TrimPrefix(out.String(), first), "09:30:00  ! fail     a.y  Y: expired[2J\n"; got != want {
		t.Errorf("afterwards it writes %q, want %q", got, want)
	}
}

func TestWatchEndsWithTheLook(t *testing.T) {
	t.Parallel()
	broken := errors.New("signed out")
	f := &plain.Front{Out: &bytes.Buffer{}, Err: &bytes.Buffer{}, Clock: wire.System()}
	if _, err := f.Watch(t.Context(), tui.Watch{Every: time.Hour, Look: func(context.Context) ([]steps.Result, error) { return nil, broken }}); !errors.Is(err, broken) {
		t.Errorf("ended with %v", err)
	}
}
