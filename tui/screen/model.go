package screen

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"teamwright/steps"
	"teamwright/steps/wire"
)

// The smallest terminal that is drawn on.
const (
	MinWidth  = 60
	MinHeight = 20
)

// model is everything that is on the screen. Only Update changes it.
type model struct {
	clock     wire.Clock
	save      func(name string, data []byte) (string, error)
	interrupt func()
	second    tea.Cmd // the second hand of a test; nil: a real one
	rehearsal bool

	width, height int
	profile       colorprofile.Profile

	at      view       // the screen of this moment
	told    steps.Plan // the plan that was shown last
	secrets []*shown   // secrets to hand over, before all else
	ask     *question  // a question of our own that lies over the screen
	help    *help      // all keys, over everything

	titles map[steps.ID]string // of the steps, as far as they have spoken

	notice   string   // above the keys, until the next key
	lately   []string // said since the person was last asked something
	ticking  bool
	stopping bool // the person has asked to end
}

// change is something that [Front] has to say to the model.
type change func(*model) tea.Cmd

// tick is the second hand.
type tick struct{}

// noted is the outcome of something that was done beside the screen.
type noted struct{ text string }

func (m *model) Init() tea.Cmd { return nil }

// Update takes one message. Keys are gone through to their end before the next
// one is looked at.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
	case tea.ColorProfileMsg:
		m.profile = msg.Profile
	case change:
		cmd = msg(m)
	case tick:
		m.ticking = false
		if v, ok := m.at.(interface{ settle() }); ok {
			v.settle()
		}
		for _, s := range m.secrets {
			s.tick()
		}
	case noted:
		m.note(msg.text)
	case tea.KeyPressMsg:
		cmd = m.press(msg)
	case tea.PasteMsg:
		if v := m.front(); v != nil && !m.small() {
			cmd = v.paste(msg.Content)
		}
	default:
		if h, ok := m.at.(interface{ hear(tea.Msg) tea.Cmd }); ok {
			cmd = h.hear(msg)
		}
	}
	return m, tea.Batch(cmd, m.wind())
}

// wind starts the second hand when something on the screen needs it.
func (m *model) wind() tea.Cmd {
	needs := m.at != nil && m.at.ticks()
	for _, s := range m.secrets {
		needs = needs || s.ticks()
	}
	if m.ticking || !needs {
		return nil
	}
	m.ticking = true
	if m.second == nil {
		return tea.Tick(time.Second, func(time.Time) tea.Msg { return tick{} })
	}
	return m.second
}

// front is what takes the keys.
func (m *model) front() view {
	switch {
	case m.help != nil:
		return m.help
	case m.ask != nil:
		return m.ask
	case len(m.secrets) > 0:
		return m.secrets[0]
	}
	return m.at
}

func (m *model) press(k tea.KeyPressMsg) tea.Cmd {
	v := m.front()
	if v == nil {
		return nil
	}
	name := k.String()
	m.notice = ""
	if m.help != nil {
		m.help = m.help.press(name)
		return nil
	}
	switch {
	case name == "ctrl+c":
		return v.leave()
	case m.small():
		return nil // nothing is changed that cannot be seen
	case name == "ctrl+l":
		return tea.ClearScreen
	case name == "f1", name == "?" && !m.typing():
		m.help = newHelp(v)
		return nil
	}
	if k.Mod.Contains(tea.ModAlt) && k.Text == "" && k.Code < 0x7f && !m.texts() {
		// Over a slow line Esc and the key after it come as one.
		return tea.Batch(v.key(tea.KeyPressMsg{Code: tea.KeyEscape}), m.press(tea.KeyPressMsg{Code: k.Code, Text: string(k.Code)}))
	}
	return v.key(k)
}

// texts tells whether the screen takes text, where Alt has its own meaning.
func (m *model) texts() bool {
	_, ok := m.front().(interface{ typing() bool })
	return ok
}

// typing tells whether a question mark would be text.
func (m *model) typing() bool {
	t, ok := m.front().(interface{ typing() bool })
	return ok && t.typing()
}

// note shows a sentence above the keys until the next one: a clock that takes
// it away would write on an idle line.
func (m *model) note(text string) { m.notice = clean(text) }

// end asks the job to end; what is in flight is awaited by the job itself.
func (m *model) end() tea.Cmd {
	m.stopping = true
	return func() tea.Msg {
		m.interrupt()
		return nil
	}
}

// coloured tells whether the terminal takes colours.
func (m *model) coloured() bool { return m.profile >= colorprofile.ANSI }

func (m *model) small() bool { return m.width < MinWidth || m.height < MinHeight }

// View is the whole screen.
func (m *model) View() tea.View {
	v := tea.NewView(strings.Join(m.frame(), "\n"))
	v.AltScreen = true
	v.WindowTitle = "teamwright"
	return v
}

// frame is title, banner, screen and keys.
func (m *model) frame() []string {
	v := m.front()
	switch {
	case m.width == 0 || v == nil:
		return nil
	case m.small():
		return m.tooSmall()
	}
	lines := []string{accent().Bold(true).Render("teamwright") + "  " + fit(bold().Render(v.title()), m.width-13)}
	if m.rehearsal {
		text := " REHEARSAL: the cloud inside the program; nothing reaches Microsoft "
		lines = append(lines, marked().Render(pad(fit(text, m.width), m.width)))
	}
	if !m.rehearsal || m.height >= 24 {
		lines = append(lines, "")
	}
	said := m.said()
	room := m.height - len(lines) - len(said) - 1
	body := v.draw(m.width, room)
	if len(body) > room {
		body = body[:room]
	}
	lines = append(lines, body...)
	for len(lines) < m.height-len(said)-1 {
		lines = append(lines, "")
	}
	return append(append(lines, said...), footer(v, m.width))
}

// said is the line above the keys, or two.
func (m *model) said() []string {
	text := m.notice
	if m.stopping {
		text = "Stopping: what is under way is awaited for up to 10 s; nothing new begins."
	}
	if text == "" {
		return []string{""}
	}
	return styled(most(wrap(text, m.width), 2), warn().Render)
}

// tooSmall asks for room, in what room there is.
func (m *model) tooSmall() []string {
	text := fmt.Sprintf("This needs %d columns and %d rows; the window has %d and %d. Make it larger: nothing is lost. Ctrl-C ends.",
		MinWidth, MinHeight, m.width, m.height)
	return most(wrap(text, max(m.width, 1)), max(m.height, 1))
}

// footer is at most five keys, and how to see all.
func footer(v view, width int) string {
	all := "? keys"
	if _, ok := v.(interface{ typing() bool }); ok {
		all = "F1 keys"
	}
	if _, ok := v.(*help); ok {
		all = ""
	}
	line, used := "", 0
	for i, h := range v.hints() {
		next := len(h.key) + len(h.does) + 4
		if i == 5 || used+next+len(all) > width {
			break
		}
		line += bold().Render(h.key) + " " + h.does + "   "
		used += next
	}
	if all == "" {
		return line
	}
	key, word, _ := strings.Cut(all, " ")
	return line + bold().Render(key) + " " + faint().Render(word)
}
