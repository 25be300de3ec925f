package screen

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"teamwright/steps"
	"teamwright/steps/fleet"
	"teamwright/tui"
)

// patrol is a look at many sites: how far it is, and the table of those that
// were looked at. It is fleet.Report's table with keys.
type patrol struct {
	mute
	m     *model
	inbox *inbox
	total int
	began time.Time

	now    fleet.Progress // as far as it is shown
	report fleet.Report   // until the end: the sites in the order they came in
	reply  func()         // set once all have been looked at

	order fleet.Order
	text  string // only sites in whose line it stands
	only  kind
	rows  []fleet.Row // under order, text and only
	list  list
	page  int  // rows that fitted when it was drawn last
	moved bool // a key was pressed: until then the bar stays at the top
}

// kind is which states are shown.
type kind int

const (
	anyState kind = iota
	failing       // something is broken, the file too, or nobody could sign in
	pending       // somebody has to do or to look at something
)

// inbox keeps what is heard until the second hand moves: a fleet ends several
// sites in a blink, and each would be drawn.
type inbox struct {
	mu    sync.Mutex
	heard []fleet.Progress
}

func (b *inbox) put(p fleet.Progress) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.heard = append(b.heard, p)
}

func (b *inbox) take() []fleet.Progress {
	b.mu.Lock()
	defer b.mu.Unlock()
	heard := b.heard
	b.heard = nil
	return heard
}

func newPatrol(m *model, p tui.Patrol, in *inbox) *patrol {
	return &patrol{m: m, inbox: in, total: p.Sites, began: m.clock.Now(), order: p.Order, text: clean(p.Filter), list: list{leaps: true}}
}

// settle brings the table to what was heard.
func (p *patrol) settle() {
	heard := p.inbox.take()
	if p.reply != nil || len(heard) == 0 {
		return
	}
	for _, h := range heard {
		p.now = h
		p.report.Sites = append(p.report.Sites, h.Last)
	}
	p.arrange()
}

// finish takes the whole report; the order is that of the files now.
func (p *patrol) finish(r fleet.Report, reply func()) {
	p.report, p.reply = r, reply
	p.now = fleet.Progress{Done: len(r.Sites), Total: len(r.Sites)}
	p.arrange()
}

// stays tells that the view is no passing one: a sign-in gives way to it again.
func (p *patrol) stays() {}

// arrange sorts and filters anew. The bar stays on its site, as long as that is
// shown.
func (p *patrol) arrange() {
	on := ""
	if o, ok := p.at(); ok && p.moved {
		on = o.File
	}
	p.rows = slices.DeleteFunc(p.report.Table(p.order, p.text), func(r fleet.Row) bool { return !p.only.has(r.Outcome) })
	p.list.sel = max(0, slices.IndexFunc(p.rows, func(r fleet.Row) bool { return r.Outcome.File == on }))
}

// has tells whether a site is of the kind.
func (k kind) has(o fleet.Outcome) bool {
	switch k {
	case failing:
		return stateSign(o.Standing()) == "!"
	case pending:
		return stateSign(o.Standing()) == "?"
	}
	return true
}

func (k kind) String() string { return [...]string{"all", "in trouble", "waiting"}[k] }

// at is the site under the bar.
func (p *patrol) at() (fleet.Outcome, bool) {
	if p.list.sel >= len(p.rows) {
		return fleet.Outcome{}, false
	}
	return p.rows[p.list.sel].Outcome, true
}

func (p *patrol) title() string {
	if p.reply == nil {
		return fmt.Sprintf("Fleet: %d of %d sites", p.now.Done, p.total) + p.tally()
	}
	return "Fleet: " + steps.Count(len(p.report.Sites), "site", "sites") + p.tally()
}

// tally is how many sites are of which kind.
func (p *patrol) tally() string {
	text, well := "", len(p.report.Sites)
	for _, k := range []kind{failing, pending} {
		n := 0
		for _, o := range p.report.Sites {
			if k.has(o) {
				n++
			}
		}
		if well -= n; n > 0 {
			text += fmt.Sprintf(", %d %s", n, k)
		}
	}
	return text + fmt.Sprintf(", %d well", well)
}

func (p *patrol) ticks() bool { return p.reply == nil }

func (p *patrol) key(k tea.KeyPressMsg) tea.Cmd {
	name := k.String()
	p.moved = true
	if p.list.arrow(name, len(p.rows), p.page-1) {
		return nil
	}
	switch name {
	case "enter", "space":
		p.open()
	case "/":
		p.m.at = &sieve{patrol: p, was: p.text}
	case "f":
		p.only = (p.only + 1) % (pending + 1)
		p.arrange()
	case "s":
		p.sort(fleet.Order{By: p.next()})
	case "r":
		p.sort(fleet.Order{By: p.order.By, Reversed: !p.order.Reversed})
	case "esc":
		p.text, p.only = "", anyState
		p.arrange()
	case "q":
		return p.leave()
	default:
		if n, err := strconv.Atoi(name); err == nil && n >= 1 && n <= len(columns()) {
			by := columns()[n-1]
			p.sort(fleet.Order{By: by, Reversed: by == p.order.By && !p.order.Reversed})
		}
	}
	return nil
}

// sort shows the table in another order, from its beginning.
func (p *patrol) sort(o fleet.Order) {
	p.order = o
	p.arrange()
	p.list.sel = 0
}

// columns are those that are drawn where there is room; their numbers are keys.
func columns() []fleet.Column {
	return []fleet.Column{fleet.Standing, fleet.Address, fleet.TenantName, fleet.Failed, fleet.Waits, fleet.Ends, fleet.Took, fleet.Trouble}
}

// next is the column after the one that the table is sorted by.
func (p *patrol) next() fleet.Column {
	i := slices.Index(columns(), p.order.By)
	return columns()[(i+1)%len(columns())]
}

// leave ends the command; while sites are looked at it asks.
func (p *patrol) leave() tea.Cmd {
	if p.reply != nil {
		p.m.at = newWaiting(p.m, "Fleet", "Leaving …")
		p.reply()
		return nil
	}
	p.m.ask = &question{
		m: p.m, head: "Stop looking?", text: "Nothing was changed anywhere. The sites that were not looked at say so in the report.",
		yes: "stop", no: "go on",
		answer: func(yes bool) tea.Cmd {
			if yes {
				return p.m.end()
			}
			return nil
		},
	}
	return nil
}

func (p *patrol) hints() []hint {
	list := []hint{
		{"Enter", "open", "the checklist of the site under the bar"},
		{"/", "filter", "only sites in whose line a text stands, as you type"},
		{"f", "state", "only what is in trouble, only what waits, all"},
		{"s", "sort", "sort by the next column"},
		{"q", "quit", "leave; what is not well stands on the terminal then"},
		{"r", "reverse", "turn the order round"},
		{"1-8", "sort by", "sort by a column; the same key again turns it round"},
		{"Esc", "all", "all sites again"},
		{"↑↓", "move", "move; PgUp, PgDn, Home and End too"},
	}
	if p.reply == nil {
		list[4] = hint{"^C", "stop", "stop looking; nothing was changed anywhere"}
	}
	return list
}

// explain says which key sorts by which column.
func (p *patrol) explain() []string {
	var keys []string
	for i, c := range columns() {
		keys = append(keys, fmt.Sprintf("%d %s", i+1, strings.ToLower(fleet.Columns()[c])))
	}
	return []string{"Columns: " + strings.Join(keys, ", ") + ". A narrow window leaves some of them out; one can sort by them all the same."}
}

// sieve is the table while somebody types what to look for.
type sieve struct {
	*patrol
	was string
}

func (s *sieve) typing() bool { return true }

// maxFilter is the longest text to look for, in runes.
const maxFilter = 100

func (s *sieve) key(k tea.KeyPressMsg) tea.Cmd {
	switch k.String() {
	case "enter":
		s.m.at = s.patrol
		return nil
	case "esc":
		s.m.at = s.patrol
		s.look(s.was)
	case "backspace":
		if r := []rune(s.text); len(r) > 0 {
			s.look(string(r[:len(r)-1]))
		}
	case "ctrl+u":
		s.look("")
	case "up", "down", "pgup", "pgdown":
		s.list.arrow(k.String(), len(s.rows), s.page-1)
	default:
		s.look(s.text + k.Text)
	}
	return nil
}

func (s *sieve) paste(text string) tea.Cmd {
	s.look(s.text + clean(text))
	return nil
}

// look shows the sites in whose line the text stands.
func (s *sieve) look(text string) {
	if r := []rune(text); text == s.text || len(r) > maxFilter {
		return
	}
	s.text = text
	s.arrange()
}

func (s *sieve) hints() []hint {
	return []hint{{"Enter", "keep", "keep the filter, go back to the table"}, {"Esc", "as it was", ""}, {"↑↓", "move", ""}, {"^U", "empty", ""}}
}
