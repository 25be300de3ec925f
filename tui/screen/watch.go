package screen

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"teamwright/steps"
	"teamwright/tui"
)

// errDue says that it is time to look again.
var errDue = errors.New("it is time to look again")

// Watch keeps the checklist on the screen. The bar, the filter and the open
// row stay where they are, so that only what changes is drawn anew.
func (f *Front) Watch(ctx context.Context, w tui.Watch) ([]steps.Result, error) {
	var mu sync.Mutex
	var rows []steps.Result
	end := tui.Ending{Tick: func(r steps.Result) ([]steps.Result, error) {
		mu.Lock()
		defer mu.Unlock()
		got, err := w.Tick(rows)(r)
		if err == nil {
			rows = got
		}
		return got, err
	}}
	for {
		got, err := w.Look(ctx)
		if err != nil {
			return rows, err
		}
		mu.Lock()
		rows = got
		mu.Unlock()
		now := f.conf.Clock.Now()
		end.Rows = got
		end.Next = []string{fmt.Sprintf("Looked at %s, again at %s.", now.Format(time.TimeOnly), now.Add(w.Every).Format(time.TimeOnly))}
		wish, err := f.rest(ctx, w.Every, end)
		mu.Lock()
		last := rows
		mu.Unlock()
		if err != nil && !errors.Is(err, errDue) || err == nil && !wish.again {
			return last, err
		}
	}
}

// rest shows the rows until it is time to look again or the person wants
// something.
func (f *Front) rest(ctx context.Context, every time.Duration, e tui.Ending) (wish, error) {
	timed, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() {
		if f.conf.Clock.Sleep(timed, every) == nil {
			cancel(errDue)
		}
	}()
	return ask(timed, f, func(m *model, reply func(wish, error)) tea.Cmd {
		done := func(w wish) { reply(w, nil) }
		if c, ok := m.at.(*checklist); ok && c.watched {
			c.refresh(e, done)
			return nil
		}
		c := newChecklist(m, steps.Plan{})
		c.watched = true
		m.at = c
		c.finish(e, done)
		return nil
	})
}

// refresh takes new rows; the bar stays on its row.
func (c *checklist) refresh(e tui.Ending, reply func(wish)) {
	on := ""
	if it, ok := c.at(); ok && it.row != nil {
		on = it.row.ID
	}
	c.reply = reply
	c.put(e)
	for i, it := range c.items() {
		if it.row != nil && it.row.ID == on {
			c.list.sel = i
			return
		}
	}
	c.detail = false
}
