package screen

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"teamwright/steps"
	"teamwright/tui"
)

// checklist is the run: first a row a step, then, as each step is checked, the
// rows that the check gave. Once everything has ended the person works through
// what is left.
type checklist struct {
	mute
	m      *model
	jobs   []*job
	heard  []steps.Event // since the second hand last moved
	list   list
	moved  bool // the person has moved the bar: it follows the run no more
	filter bool // only what is not pass and does not just not apply
	detail bool // the row under the bar on the whole screen
	began  time.Time
	took   time.Duration

	watched bool // looked at again and again

	end   *tui.Ending // set once the run has ended
	reply func(wish)
}

// wish is what the person wants when they leave the checklist.
type wish struct{ again bool }

// job is one step of the run.
type job struct {
	id    steps.ID
	title string
	kind  steps.EventKind // empty: not begun
	text  string
	since time.Time
	rows  []steps.Result
}

// item is one row as it is shown: of a step under way, or a result.
type item struct {
	part string // the heading that it stands under
	job  *job
	row  *steps.Result
}

func newChecklist(m *model, p steps.Plan) *checklist {
	c := &checklist{m: m, began: m.clock.Now()}
	for _, ch := range p.Changes {
		title := m.titles[ch.Step]
		if title == "" {
			title = string(ch.Step)
		}
		c.jobs = append(c.jobs, &job{id: ch.Step, title: title})
	}
	return c
}

// event keeps one moment of the run until the second hand moves: a step goes
// through several states in a blink, and each would be sent.
func (c *checklist) event(e steps.Event) { c.heard = append(c.heard, e) }

// settle brings the rows to what was heard.
func (c *checklist) settle() {
	for _, e := range c.heard {
		c.take(e)
	}
	c.heard = nil
	if c.moved || c.end != nil {
		return
	}
	for i, it := range c.items() {
		if it.job.underWay() {
			c.list.sel = i
			return
		}
	}
}

// underWay tells whether something happens to the step in this moment.
func (j *job) underWay() bool {
	return len(j.rows) == 0 && (j.kind == steps.Applying || j.kind == steps.Waiting || j.kind == steps.Checking)
}

func (c *checklist) take(e steps.Event) {
	for _, j := range c.jobs {
		if j.id != e.Step {
			continue
		}
		j.title = clean(e.Title)
		if j.kind != e.Kind || j.since.IsZero() {
			j.since = e.Time
		}
		j.kind, j.text = e.Kind, clean(e.Text)
		if e.Kind == steps.Checked {
			j.rows = e.Results
		}
		return
	}
}

// finish takes the final rows.
func (c *checklist) finish(e tui.Ending, reply func(wish)) {
	c.heard = nil
	c.took = c.m.clock.Now().Sub(c.began)
	c.reply = reply
	c.put(e)
	c.list = list{}
}

// put shows these rows in the place of all that was.
func (c *checklist) put(e tui.Ending) {
	c.end = &e
	c.jobs = nil
	for _, r := range e.Rows {
		c.jobs = append(c.jobs, &job{id: steps.ID(r.ID), title: clean(r.Title), kind: steps.Checked, rows: []steps.Result{r}})
	}
}

// items are the rows of this moment under the filter. While the run is under
// way there is one for each step, so that nothing moves and little is sent;
// then what waits for the person comes first.
func (c *checklist) items() []item {
	var out []item
	if c.end == nil {
		for _, j := range c.jobs {
			if n := steps.Summarize(j.rows); !c.filter || len(j.rows) == 0 || n.Pass+n.Skip < len(j.rows) {
				out = append(out, item{part: tui.GroupTitle(j.id.Group()), job: j})
			}
		}
		return out
	}
	for _, part := range tui.RowSections(c.results()) {
		for _, at := range part.Rows {
			row := &c.jobs[at].rows[0]
			if !c.filter || row.Status != steps.Pass && row.Status != steps.Skipped {
				out = append(out, item{part.Title, c.jobs[at], row})
			}
		}
	}
	return out
}

// at is the row under the bar.
func (c *checklist) at() (item, bool) {
	all := c.items()
	if c.list.sel >= len(all) {
		return item{}, false
	}
	return all[c.list.sel], true
}

func (c *checklist) title() string {
	if c.end != nil {
		return "Checklist: " + c.counts()
	}
	return "Working: " + c.counts()
}

// counts is how many rows stand how, or how far the run is.
func (c *checklist) counts() string {
	s := steps.Summarize(c.results())
	words := []string{fmt.Sprintf("%d pass", s.Pass)}
	if c.end == nil {
		through := 0
		for _, j := range c.jobs {
			if len(j.rows) > 0 {
				through++
			}
		}
		words = []string{fmt.Sprintf("%d of %s through", through, steps.Count(len(c.jobs), "step", "steps"))}
		s.Skip = 0
	}
	for _, w := range []struct {
		n    int
		word string
	}{{s.Fail, "fail"}, {s.Manual, "manual"}, {s.Unknown, "unknown"}, {s.Skip, "skip"}} {
		if w.n > 0 {
			words = append(words, fmt.Sprintf("%d %s", w.n, w.word))
		}
	}
	return strings.Join(words, ", ")
}

func (c *checklist) results() []steps.Result {
	var rows []steps.Result
	for _, j := range c.jobs {
		rows = append(rows, j.rows...)
	}
	return rows
}

func (c *checklist) ticks() bool { return c.end == nil }

func (c *checklist) key(k tea.KeyPressMsg) tea.Cmd {
	if c.list.arrow(k.String(), len(c.items()), 8) {
		c.moved = true
		return nil
	}
	it, ok := c.at()
	switch k.String() {
	case "enter", "space":
		c.detail = ok && !c.detail
	case "esc":
		if c.detail {
			c.detail = false
			return nil
		}
		return c.leave()
	case "f":
		c.filter, c.list = !c.filter, list{}
	case "c":
		if ok && it.row != nil {
			text, _ := value(*it.row)
			c.m.note("Sent to your terminal: " + fit(text, 50))
			return tea.SetClipboard(text)
		}
	case "n":
		return c.note()
	}
	if c.end == nil {
		return nil
	}
	switch k.String() {
	case "t":
		return c.tick(it)
	case "r":
		if c.watched {
			c.m.note("Looking again …")
		} else {
			c.m.at = newReading(c.m)
		}
		c.reply(wish{again: true})
	case "q":
		return c.leave()
	}
	return nil
}

// value is what somebody would copy from a row: the value to enter where the
// row names one, else its cure, else its detail. named tells that it is the
// first.
func value(r steps.Result) (text string, named bool) {
	if _, v, found := strings.Cut(r.Detail, ": "); found && r.Status == steps.ToDo && r.Source == steps.FromAnswers {
		return clean(v), true
	}
	if r.Fix != "" && r.Status != steps.Pass && r.Status != steps.Skipped {
		return clean(r.Fix), false
	}
	return clean(r.Detail), false
}

// tick keeps that a person has seen the row hold.
func (c *checklist) tick(it item) tea.Cmd {
	if it.row == nil || !it.row.Tickable() {
		c.m.note("Only rows that wait for you can be ticked; the program sees to this one.")
		return nil
	}
	row, end := *it.row, *c.end
	return func() tea.Msg {
		rows, err := end.Tick(row)
		if err != nil {
			return noted{"Not kept: " + err.Error()}
		}
		return change(func(m *model) tea.Cmd {
			end.Rows = rows
			c.put(end)
			m.note("Ticked: " + row.Title + ".")
			c.list.move(0, len(c.items()))
			return nil
		})
	}
}

// note saves what is left as a page for somebody else.
func (c *checklist) note() tea.Cmd {
	text := tui.HandOver(c.results(), c.m.rehearsal)
	return func() tea.Msg {
		name, err := c.m.save("to-do.md", []byte(text))
		if err != nil {
			return noted{"Not saved: " + err.Error()}
		}
		return noted{"What is left is saved as " + name + ", for whoever does it."}
	}
}

// leave ends the command; while work is under way it asks.
func (c *checklist) leave() tea.Cmd {
	if c.end != nil {
		c.m.at = newWaiting(c.m, "Checklist", "Leaving …")
		c.reply(wish{})
		return nil
	}
	return c.m.askToStop()
}

func (c *checklist) hints() []hint {
	it, _ := c.at()
	list := []hint{{"↑↓", "move", ""}, {"Enter", "details", "the row under the bar on the whole screen"}}
	if c.end != nil && it.row != nil && it.row.Tickable() {
		list = []hint{{"t", "tick", "this is done: keep that, with your name and the day"}}
		if _, named := value(*it.row); named {
			list = append(list, hint{"c", "copy value", "copy the value that has to be entered"})
		} else {
			list = append(list, hint{"Enter", "details", "the row under the bar on the whole screen"})
		}
	}
	if c.end != nil {
		list = append(list, hint{"q", "quit", "leave; the same command goes on from here"}, hint{"r", "again", "look again at everything and do what is missing"})
	}
	list = append(list, hint{"f", "filter", "only rows that do not pass, or all"}, hint{"n", "note", "save what is left as a page for somebody else"})
	if c.end == nil {
		list = append(list, hint{"^C", "stop", "stop the run"})
	}
	for _, h := range []hint{{"↑↓", "move", ""}, {"Enter", "details", "the row under the bar on the whole screen"}, {"c", "copy", "copy what the row says or what to do"}, {"t", "tick", "this is done: keep that"}} {
		if !had(list, h.key) {
			list = append(list, h)
		}
	}
	return list
}

func had(list []hint, key string) bool {
	for _, h := range list {
		if h.key == key {
			return true
		}
	}
	return false
}
