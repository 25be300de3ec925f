package screen

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"teamwright/steps"
	"teamwright/steps/wire"
)

// waiting is something under way that needs no answer.
type waiting struct {
	mute
	head, text string
	m          *model
}

func newWaiting(m *model, head, text string) *waiting {
	return &waiting{m: m, head: head, text: text}
}

func (w *waiting) title() string               { return w.head }
func (w *waiting) key(tea.KeyPressMsg) tea.Cmd { return nil }
func (w *waiting) draw(width, _ int) []string  { return append([]string{""}, wrap(w.text, width)...) }
func (w *waiting) hints() []hint               { return []hint{{"^C", "stop", ""}} }
func (w *waiting) leave() tea.Cmd              { return w.m.end() }

// reading is the look at what is there: a row for each step.
type reading struct {
	mute
	m     *model
	rows  []readRow
	began time.Time
	clock wire.Clock
}

type readRow struct {
	step  steps.ID
	title string
	text  string
	done  bool
}

func newReading(m *model) *reading {
	return &reading{m: m, began: m.clock.Now(), clock: m.clock}
}

// event takes one moment of the reading.
func (r *reading) event(e steps.Event) {
	for i := range r.rows {
		if r.rows[i].step == e.Step {
			r.rows[i].done = r.rows[i].done || e.Kind == steps.ReadDone
			if e.Text != "" {
				r.rows[i].text = clean(e.Text)
			}
			return
		}
	}
	r.rows = append(r.rows, readRow{step: e.Step, title: clean(e.Title), text: clean(e.Text), done: e.Kind == steps.ReadDone})
}

func (r *reading) title() string               { return "Looking at what is there" }
func (r *reading) key(tea.KeyPressMsg) tea.Cmd { return nil }
func (r *reading) ticks() bool                 { return true }
func (r *reading) hints() []hint               { return []hint{{"^C", "stop", "stop; nothing was changed"}} }
func (r *reading) leave() tea.Cmd              { return r.m.end() }

func (r *reading) draw(width, height int) []string {
	lines := []string{fmt.Sprintf("Only reading; nothing is changed.  %s", elapsed(r.clock.Now().Sub(r.began))), ""}
	for _, row := range r.rows {
		sign := accent().Render("~")
		if row.done {
			sign = good().Render("+")
		}
		text := row.text
		if row.done {
			text = ""
		}
		lines = append(lines, sign+" "+fit(pad(row.title, 40)+" "+text, width-2))
	}
	return most(lines, height)
}

// elapsed is a time in the fewest words; nothing below two seconds.
func elapsed(d time.Duration) string {
	switch {
	case d < 2*time.Second:
		return ""
	case d < time.Minute:
		return fmt.Sprintf("%d s", d/time.Second)
	}
	return fmt.Sprintf("%d:%02d min", d/time.Minute, d%time.Minute/time.Second)
}
