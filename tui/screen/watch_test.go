package screen

import (
	"strings"
	"testing"

	"teamwright/steps"
	"teamwright/tui"
)

// TestWatchedRowsStay gives a watched checklist new rows: the bar, the filter
// and the open row stay where they were.
func TestWatchedRowsStay(t *testing.T) {
	t.Parallel()
	rows := func(y steps.Status) []steps.Result {
		return []steps.Result{
			{ID: "a.x", Group: "a", Title: "First", Status: steps.Pass},
			{ID: "a.y", Group: "a", Title: "Second", Status: y, Detail: "as it is"},
			{ID: "a.z", Group: "a", Title: "Third", Status: steps.Fail},
		}
	}
	s := newStand(t)
	c := newChecklist(s.m, steps.Plan{})
	c.watched = true
	s.m.at = c
	var wished []wish
	wants := func(w wish) { wished = append(wished, w) }
	c.finish(tui.Ending{Rows: rows(steps.ToDo)}, wants)
	s.keys("f", "down")
	if it, _ := c.at(); it.row.ID != "a.y" {
		t.Fatalf("the bar is on %s", it.row.ID)
	}
	c.refresh(tui.Ending{Rows: rows(steps.Fail)}, wants)
	if it, _ := c.at(); it.row.ID != "a.y" || !c.filter {
		t.Errorf("after new rows the bar is on %s, filter %v", it.row.ID, c.filter)
	}
	s.keys("enter")
	c.refresh(tui.Ending{Rows: append([]steps.Result{{ID: "a.new", Group: "a", Title: "New", Status: steps.Fail}}, rows(steps.ToDo)...)}, wants)
	if it, _ := c.at(); it.row.ID != "a.y" || !c.detail {
		t.Errorf("after a new row above the bar is on %s, details %v", it.row.ID, c.detail)
	}
	c.refresh(tui.Ending{Rows: rows(steps.Pass)}, wants)
	if c.detail {
		t.Error("the details of a row that passes now stand for another one")
	}
	s.keys("r")
	if len(wished) != 1 || !wished[0].again || s.m.at != view(c) || !strings.Contains(s.text(), "Looking again") {
		t.Errorf("r gives %+v and\n%s", wished, s.text())
	}
	s.keys("q")
	if len(wished) != 2 || wished[1].again {
		t.Errorf("q gives %+v", wished)
	}
}
