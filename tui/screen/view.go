package screen

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// view is one screen: what stands between the title and the footer.
type view interface {
	// title names the screen in its first line.
	title() string
	// key takes one key press, in order, and is through with it when it
	// returns.
	key(k tea.KeyPressMsg) tea.Cmd
	// paste takes a text that arrived in one piece.
	paste(text string) tea.Cmd
	// draw is the screen's lines, at most height of them.
	draw(width, height int) []string
	// hints are its keys, the most important first.
	hints() []hint
	// ticks tells whether something on it changes with the time.
	ticks() bool
	// leave is Ctrl-C.
	leave() tea.Cmd
}

// hint is a key and what it does.
type hint struct {
	key  string
	does string
	more string // said in the list of all keys; empty: does
}

// mute has what most screens do without.
type mute struct{}

func (mute) paste(string) tea.Cmd { return nil }
func (mute) ticks() bool          { return false }

// list is a selection in rows that may be more than fit.
type list struct {
	sel   int  // index of the selected row
	top   int  // first line shown
	leaps bool // scrolls by as much as it can, not by as little

	above, below int // rows that are not shown, or not in full
}

// move goes by steps of rows and stays inside n.
func (l *list) move(by, n int) { l.sel = min(max(l.sel+by, 0), max(n-1, 0)) }

// arrow moves by a key, and tells whether it was one of its own.
func (l *list) arrow(k string, n, page int) bool {
	switch k {
	case "up", "k":
		l.move(-1, n)
	case "down", "j":
		l.move(+1, n)
	case "pgup":
		l.move(-max(page, 1), n)
	case "pgdown":
		l.move(+max(page, 1), n)
	case "home":
		l.move(-n, n)
	case "end":
		l.move(+n, n)
	default:
		return false
	}
	return true
}

// block is the lines of one row.
type block struct {
	row   int // index of the row that they belong to; -1: a heading
	lines []string
}

// show is the part of the blocks that fits, such that the selected one is in
// it. Each line that moves has to be sent: a list of lines scrolls no further
// than it has to, one of tall blocks as far as it can, and so more rarely.
func (l *list) show(blocks []block, height int) []string {
	var lines []string
	from, to := 0, 0
	for i, b := range blocks {
		if b.row == l.sel {
			from, to = len(lines), len(lines)+len(b.lines)
			if i > 0 && blocks[i-1].row < 0 {
				from -= len(blocks[i-1].lines) // the heading comes along
			}
		}
		lines = append(lines, b.lines...)
	}
	l.top = min(l.top, max(0, len(lines)-height))
	switch {
	case l.leaps && to > l.top+height:
		l.top = min(from, len(lines)-height)
	case l.leaps && from < l.top:
		l.top = to - height
	}
	if to > l.top+height {
		l.top = to - height
	}
	if from < l.top {
		l.top = from
	}
	l.top = max(l.top, 0)
	l.count(blocks, height)
	return lines[l.top:min(l.top+height, len(lines))]
}

// count tells the rows above and below from those that are shown.
func (l *list) count(blocks []block, height int) {
	l.above, l.below = 0, 0
	at := 0
	for _, b := range blocks {
		end := at + len(b.lines)
		if b.row >= 0 {
			if at < l.top {
				l.above++
			}
			if end > l.top+height {
				l.below++
			}
		}
		at = end
	}
}

// edge is the line below the rows, which says how many more there are.
func (l *list) edge(width int) string {
	var more []string
	if l.above > 0 {
		more = append(more, fmt.Sprintf("%d above", l.above))
	}
	if l.below > 0 {
		more = append(more, fmt.Sprintf("%d below", l.below))
	}
	if len(more) == 0 {
		return faint().Render(rule(width))
	}
	text := "─── " + strings.Join(more, ", ") + " "
	return faint().Render(text + rule(width-ansi.StringWidth(text)))
}
