package screen

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"teamwright/steps/answers"
	"teamwright/tui/pages"
)

// BenchmarkKey is what one letter in a form costs, its frame with it.
func BenchmarkKey(b *testing.B) {
	m := &model{width: 80, height: 24}
	w := pages.New(answers.New(b.TempDir()+"/x.yaml"), pages.Options{})
	v, _ := newFill(m, w, func(error) {})
	m.at = v
	for b.Loop() {
		m.Update(tea.KeyPressMsg{Code: 'a', Text: "a"})
		m.Update(tea.KeyPressMsg{Code: tea.KeyBackspace})
		m.frame()
	}
}
