package screen

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"teamwright/steps/answers"
	"teamwright/tui/pages"
)

func TestX(t *testing.T) {
	m := &model{}
	w := pages.New(answers.New(t.TempDir()+"/x.yaml"), pages.Options{})
	v, _ := newFill(m, w, func(error) {})
	m.at = v
	m.width, m.height = 80, 24
	typ := func(s string) {
		for _, r := range s {
			m.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
	}
	typ("https://learn.example.org/totara")
	m.Update(tea.KeyPressMsg{Code: tea.KeyTab})
	typ("contoso.onmicrosoft.com")
	m.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
	m.Update(tea.KeyPressMsg{Code: tea.KeyTab})
	typ("logo.png")
	m.Update(tea.KeyPressMsg{Code: tea.KeyTab})
	m.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
	t.Log(v.form.page.ID, v.form.at)
	for _, x := range v.form.fields {
		e, _ := w.Entry(x.Key)
		t.Log(x.Key, x.value(), e.Problem, w.Accept(x.Key))
	}
}
