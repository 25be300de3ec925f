package screen

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"teamwright/steps"
	"teamwright/steps/secret"
)

// showFor is how long a secret stands in clear on the screen.
const showFor = 30 * time.Second

// shown is a secret on its way to a person: masked, in clear for a while by a
// key, gone with the screen. The alternate screen keeps it out of the
// scrollback.
type shown struct {
	m     *model
	item  secret.Item
	until time.Time // in clear until then; zero: masked
	taken bool      // it was seen or copied
	reply func(error)
}

func (s *shown) title() string { return "A new secret: " + clean(s.item.Title()) }

func (s *shown) clear() bool { return !s.until.IsZero() }

func (s *shown) ticks() bool { return s.clear() }

func (s *shown) tick() {
	if s.clear() && !s.m.clock.Now().Before(s.until) {
		s.until = time.Time{}
	}
}

func (s *shown) key(k tea.KeyPressMsg) tea.Cmd {
	switch k.String() {
	case "v", "space":
		if s.clear() {
			s.until = time.Time{}
		} else {
			s.until, s.taken = s.m.clock.Now().Add(showFor), true
		}
	case "c":
		s.taken = true
		s.m.note("Sent to your terminal. Paste it before you go on: it may not allow copying.")
		return tea.SetClipboard(s.item.Secret.Reveal())
	case "enter":
		if !s.taken {
			s.m.note("Show it with v or copy it with c first: it is never shown again.")
			return nil
		}
		s.gone(nil)
	}
	return nil
}

// gone takes the secret off the screen.
func (s *shown) gone(err error) {
	for i, x := range s.m.secrets {
		if x == s {
			s.m.secrets = append(s.m.secrets[:i:i], s.m.secrets[i+1:]...)
			break
		}
	}
	s.item.Secret, s.until = secret.Text{}, time.Time{}
	s.reply(err)
}

func (s *shown) paste(string) tea.Cmd { return nil }

func (s *shown) leave() tea.Cmd {
	s.m.ask = &question{
		m: s.m, head: "Stop before the secret is handed over?",
		text: "The run stops. The secret counts as never handed over; the next run replaces it.",
		yes:  "stop", no: "back to the secret",
		answer: func(yes bool) tea.Cmd {
			if yes {
				s.gone(errUntaken)
				return s.m.end()
			}
			return nil
		},
	}
	return nil
}

var errUntaken = errors.New("the secret was not taken")

func (s *shown) draw(width, height int) []string {
	lines := []string{""}
	lines = append(lines, wrap(clean(s.item.Made())+" Enter it in "+s.item.Receiver()+", or keep it in a vault: it is shown here and nowhere else, and only now.", width)...)
	lines = append(lines, "")
	if s.clear() {
		// Alone at the first column, so that a double click takes all of it.
		lines = append(lines, hard(s.item.Secret.Reveal(), width)...)
		lines = append(lines, "", warn().Render(fmt.Sprintf("In clear for %d s more; v masks it now.", (s.until.Sub(s.m.clock.Now())+time.Second-1)/time.Second)))
	} else {
		lines = append(lines, s.item.Secret.String(), "")
		lines = append(lines, wrap("v shows it for 30 seconds. Is nobody looking over your shoulder?", width)...)
	}
	lines = append(lines, "")
	next := "Enter goes on, once you have it."
	if s.taken {
		next = "Do you have it? Enter goes on, and takes it off the screen for good."
	}
	lines = append(lines, wrap(next, width)...)
	if len(s.m.secrets) > 1 {
		lines = append(lines, "", faint().Render(fmt.Sprintf("%s after this one.", steps.Count(len(s.m.secrets)-1, "more secret", "more secrets"))))
	}
	return most(lines, height)
}

// hard breaks a text that has no words at the window's edge.
func hard(s string, width int) []string {
	var lines []string
	for len(s) > width {
		lines, s = append(lines, s[:width]), s[width:]
	}
	return append(lines, s)
}

func (s *shown) hints() []hint {
	return []hint{
		{"v", "show", "show it for 30 seconds, or mask it again"},
		{"c", "copy", "copy it to your own machine (OSC 52)"},
		{"Enter", "I have it", "go on; the secret is not shown again"},
		{"^C", "stop", "stop the run; the next one replaces the secret"},
	}
}

// sink is the screen as a place where a secret may go.
type sink struct{ f *Front }

func (s sink) Where() string { return "the screen" }

// Ready refuses once the screen is gone.
func (s sink) Ready(string) error {
	if s.f.over() {
		return errors.New("the screen is gone: say where the new secret goes with --secrets-to file:PATH or fd:N (TEAMWRIGHT_SECRETS_TO)")
	}
	return nil
}

// Deliver shows the secret until the person says that they have it.
func (s sink) Deliver(ctx context.Context, it secret.Item) error {
	var shownNow *shown
	defer func() {
		// Whatever ended the wait, the secret does not stay on the screen.
		s.f.send(func(m *model) tea.Cmd {
			if shownNow != nil && !shownNow.item.Secret.Empty() {
				shownNow.gone(errUntaken)
			}
			return nil
		})
	}()
	_, err := ask(ctx, s.f, func(m *model, reply func(error, error)) tea.Cmd {
		shownNow = &shown{m: m, item: it, reply: func(err error) { reply(err, err) }}
		m.secrets = append(m.secrets, shownNow)
		return nil
	})
	return err
}

// password is a secret that comes in: what is typed is not shown.
type password struct {
	m     *model
	name  string
	text  []rune
	reply func(secret.Text, error)
	then  view
}

func (p *password) title() string { return "A secret is needed" }
func (p *password) beneath() view { return p.then }
func (p *password) typing() bool  { return true }
func (p *password) ticks() bool   { return false }

func (p *password) key(k tea.KeyPressMsg) tea.Cmd {
	switch k.String() {
	case "enter":
		if len(p.text) == 0 {
			p.m.note("Type or paste it first.")
			return nil
		}
		t := secret.New(strings.TrimSpace(string(p.text)))
		p.text = nil
		p.m.at = p.then
		p.reply(t, nil)
	case "backspace":
		p.text = p.text[:max(0, len(p.text)-1)]
	case "ctrl+u":
		p.text = nil
	default:
		if k.Text != "" {
			p.add(k.Text)
		}
	}
	return nil
}

func (p *password) paste(text string) tea.Cmd {
	p.add(strings.TrimSpace(text))
	return nil
}

// add takes text up to a bound that no secret reaches.
func (p *password) add(text string) {
	if len(p.text)+len(text) <= 8192 {
		p.text = append(p.text, []rune(text)...)
	}
}

func (p *password) draw(width, _ int) []string {
	state := "nothing yet"
	if len(p.text) > 0 {
		state = "taken; it is not shown"
	}
	lines := append([]string{""}, wrap("Type or paste the secret "+clean(p.name)+". It is kept in memory for this run only.", width)...)
	return append(lines, "", lipgloss.NewStyle().Reverse(true).Render(" ")+" "+state)
}

func (p *password) hints() []hint {
	return []hint{{"Enter", "go on", ""}, {"^U", "clear", "begin anew"}, {"^C", "leave", ""}}
}
func (p *password) leave() tea.Cmd { return p.m.end() }
