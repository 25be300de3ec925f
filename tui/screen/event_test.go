package screen

import (
	"strings"
	"testing"

	"teamwright/steps"
)

// TestQuestionInTheMiddleOfARun stays until it is answered, and the run is there
// again behind it, with all that has happened meanwhile.
func TestQuestionInTheMiddleOfARun(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	run := s.begun()
	answered := -1
	s.m.at = newChoice(s.m, "Does Totara work with the new secret?", []string{"Not tried yet", "It works"}, func(i int) { answered = i })
	step := samplePlan().Changes[0].Step
	s.m.event(steps.Event{Step: "bot.in_totara", Title: "Totara works", Kind: steps.Applying})
	s.m.event(steps.Event{Step: step, Kind: steps.Applying})
	s.m.event(steps.Event{Step: step, Kind: steps.Checked, Results: []steps.Result{{ID: string(step), Title: "Seen meanwhile", Status: steps.Pass}}})
	if !strings.Contains(s.text(), "Does Totara work with the new secret?") {
		t.Fatalf("the question is gone:\n%s", s.text())
	}
	s.keys("down", "enter")
	if answered != 1 {
		t.Errorf("answer %d, want 1", answered)
	}
	if s.m.at != view(run) {
		t.Fatalf("the run is not there again:\n%s", s.text())
	}
	if !strings.Contains(s.text(), "pass") {
		t.Errorf("what happened meanwhile is not there:\n%s", s.text())
	}
}

// TestQuestionBeforeARun is followed by the look at what is there.
func TestQuestionBeforeARun(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.m.titles = map[steps.ID]string{}
	s.m.at = newReading(s.m)
	s.m.at = newChoice(s.m, "Which one is it?", []string{"this", "that"}, func(int) {})
	s.m.event(steps.Event{Step: "entra.application", Title: "App registration", Kind: steps.Reading})
	if !strings.Contains(s.text(), "Which one is it?") {
		t.Fatalf("the question is gone:\n%s", s.text())
	}
	s.keys("enter")
	if _, ok := s.m.at.(*reading); !ok {
		t.Errorf("%T after the question", s.m.at)
	}
}
