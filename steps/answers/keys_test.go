package answers_test

import (
	"strings"
	"testing"

	"teamwright/steps/answers"
)

func TestKeys(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, k := range answers.Keys() {
		if seen[k.Name] {
			t.Errorf("%s stands in the table twice", k.Name)
		}
		seen[k.Name] = true
		if k.Help == "" || !strings.HasSuffix(k.Help, ".") {
			t.Errorf("%s has no help that is a sentence: %q", k.Name, k.Help)
		}
		if strings.ContainsAny(k.Note+k.Help, "\n\t") {
			t.Errorf("%s has a note or help of more than one line", k.Name)
		}
		if err := answers.CheckValue(k.Name, k.Default); err != nil && k.Kind != answers.Ticks {
			t.Errorf("default of %s is refused: %v", k.Name, err)
		}
		if k.Kind == answers.Choice && len(k.Choices) < 2 {
			t.Errorf("%s offers no choice", k.Name)
		}
	}
}
