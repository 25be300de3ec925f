package signin

import (
	"strings"
	"testing"
)

func TestMeaning(t *testing.T) {
	t.Parallel()
	for _, m := range meanings() {
		for _, code := range m.codes {
			means, cure := Meaning(code)
			if means != m.means || cure == "" || strings.ContainsAny(cure, "{}") {
				t.Errorf("AADSTS%d: %q, %q", code, means, cure)
			}
		}
	}
	if means, cure := Meaning(1); means != "" || cure != "" {
		t.Errorf("an unknown number means %q, %q", means, cure)
	}
}
