package screen

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"teamwright/tui"
)

// account shows who signed in and where; only y goes on.
type account struct {
	mute
	m     *model
	a     tui.Account
	reply func(bool)
}

func (s *account) title() string { return "Is this the account and the tenant you mean?" }

func (s *account) key(k tea.KeyPressMsg) tea.Cmd {
	switch k.String() {
	case "y", "Y":
		s.m.at = newReading(s.m)
		s.m.notice = ""
		s.reply(true)
	case "n", "N", "esc":
		s.m.at = newWaiting(s.m, s.title(), "Leaving; nothing was done.")
		s.reply(false)
	case "enter":
		s.m.note("Press y or n.")
	}
	return nil
}

func (s *account) draw(width, height int) []string {
	row := func(name, value string) []string {
		lines := wrap(value, width-14)
		for i := range lines {
			if i == 0 {
				lines[i] = pad(name, 12) + "  " + bold().Render(lines[i])
			} else {
				lines[i] = strings.Repeat(" ", 14) + lines[i]
			}
		}
		return lines
	}
	lines := []string{""}
	lines = append(lines, row("Account", clean(s.a.User))...)
	name := clean(s.a.Tenant)
	if name == "" {
		name = "its name could not be read"
	}
	lines = append(lines, row("Tenant", name)...)
	lines = append(lines, row("Tenant id", clean(s.a.TenantID))...)
	if s.a.Expected != "" {
		lines = append(lines, row("You named", clean(s.a.Expected))...)
	}
	roles := "none that is active, or not readable"
	if len(s.a.Roles) > 0 {
		var all []string
		for _, r := range s.a.Roles {
			all = append(all, clean(r))
		}
		roles = strings.Join(all, ", ")
	}
	lines = append(lines, row("Active roles", roles)...)
	lines = append(lines, "")
	if len(s.a.Roles) == 0 {
		lines = append(lines, styled(wrap("Without a role such as Application Administrator, most changes will be refused. If yours is activated on demand (PIM), activate it, leave with n and sign in again.", width), warn().Render)...)
		lines = append(lines, "")
	}
	lines = append(lines, bold().Render("y")+"  yes, look at what is there; nothing is changed yet", bold().Render("n")+"  no, leave")
	return most(lines, height)
}

func (s *account) hints() []hint {
	return []hint{{"y", "yes", "this is right: look at what is there"}, {"n", "no", "leave; nothing was done"}}
}

func (s *account) leave() tea.Cmd { return s.m.end() }

// choice is one of several; it is not left without one but by leaving.
type choice struct {
	mute
	m        *model
	before   []string // what was said about it
	question string
	options  []string
	list     list
	reply    func(int)
	then     view // the run that it is asked in the middle of; nil: none
}

func newChoice(m *model, question string, options []string, reply func(int)) *choice {
	c := &choice{m: m, before: m.heard(), question: question, options: options, reply: reply}
	if run, ok := m.at.(*checklist); ok {
		c.then = run
	}
	return c
}

func (c *choice) beneath() view { return c.then }

// title is the question itself where it is short.
func (c *choice) title() string {
	if len(c.question) <= 45 {
		return clean(c.question)
	}
	return "Which one?"
}

func (c *choice) key(k tea.KeyPressMsg) tea.Cmd {
	if c.list.arrow(k.String(), len(c.options), 5) {
		return nil
	}
	if k.String() == "enter" {
		if c.m.at = c.then; c.then == nil {
			c.m.at = newReading(c.m)
		}
		c.reply(c.list.sel)
	}
	return nil
}

func (c *choice) draw(width, height int) []string {
	head := told(c.before, width)
	if c.title() != clean(c.question) {
		head = append(append(head, wrap(clean(c.question), width)...), "")
	}
	var blocks []block
	for i, o := range c.options {
		lines := indent(wrap(clean(o), width-4), "    ")
		lines[0] = selected(i == c.list.sel, strings.TrimSpace(lines[0]), width)
		blocks = append(blocks, block{i, lines})
	}
	return append(head, c.list.show(blocks, height-len(head))...)
}

func (c *choice) hints() []hint {
	return []hint{{"↑↓", "move", ""}, {"Enter", "this one", ""}, {"^C", "leave", ""}}
}

func (c *choice) leave() tea.Cmd { return c.m.end() }
