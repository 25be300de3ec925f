package screen

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"rsc.io/qr"

	"teamwright/steps/tenant/signin"
)

// entrance is the sign-in: address and code alone at the first column, so that
// a double click takes the whole of it.
type entrance struct {
	mute
	m       *model
	prompt  signin.DevicePrompt   // Code is empty until there is one
	browser *signin.BrowserPrompt // set when a browser is the door
	cancel  func() tea.Cmd
	again   func() // begins the whole sign-in anew; nil in the middle of a run
	behind  view   // what is shown again once the sign-in is through; may be nil
	showQR  bool
	blocked bool
}

func (e *entrance) title() string {
	if e.behind != nil {
		return "Sign in to Microsoft once more"
	}
	return "Sign in to Microsoft"
}

// ticks only while a code runs out.
func (e *entrance) ticks() bool {
	return (e.prompt.Code != "" || e.browser != nil) && e.left() > -2*time.Second
}

func (e *entrance) left() time.Duration {
	if e.browser != nil {
		return e.browser.Expires.Sub(e.m.clock.Now())
	}
	return e.prompt.Expires.Sub(e.m.clock.Now())
}

func (e *entrance) key(k tea.KeyPressMsg) tea.Cmd {
	if e.browser != nil {
		return e.browsing(k.String())
	}
	switch k.String() {
	case "esc":
		if e.showQR || e.blocked {
			e.showQR, e.blocked = false, false
			return nil
		}
		return e.leave()
	case "c":
		return e.copy(e.prompt.Code, "The code")
	case "a":
		return e.copy(e.prompt.URL, "The address")
	case "n":
		if again := e.prompt.Again; again != nil {
			e.prompt.Code, e.prompt.Again = "", nil
			e.showQR, e.blocked = false, false
			return func() tea.Msg {
				again()
				return nil
			}
		}
	case "o":
		e.showQR, e.blocked = !e.showQR, false
	case "b":
		e.blocked, e.showQR = !e.blocked, false
	}
	return nil
}

func (e *entrance) copy(text, what string) tea.Cmd {
	if text == "" {
		return nil
	}
	e.m.note(what + " went to your terminal; if nothing arrives, it forbids copying.")
	return tea.SetClipboard(text)
}

// leave cancels at once; in the middle of a run it asks.
func (e *entrance) leave() tea.Cmd {
	if e.behind != nil {
		return e.m.askToStop()
	}
	e.m.at = newWaiting(e.m, e.title(), "Cancelled.")
	return e.cancel()
}

func (e *entrance) draw(width, height int) []string {
	switch {
	case e.browser != nil:
		return most(e.tunnel(width), height)
	case e.prompt.Code == "":
		return []string{"", "Asking Microsoft for a " + map[bool]string{true: "new ", false: ""}[e.prompt.Attempt > 0] + "code …"}
	case e.showQR:
		return e.qr(width, height)
	case e.blocked:
		return most(e.refused(width), height)
	}
	lines := e.purpose(e.prompt.For, width)
	if e.behind != nil {
		lines = append(lines, "The run waits for this sign-in.", "")
	}
	lines = append(lines, "Open this address in a browser, on any machine:", "", bold().Render(e.prompt.URL), "",
		"and enter this code:", "", bold().Render(e.prompt.Code), "", e.clock(), "")
	if e.prompt.ClientName != "" {
		lines = append(lines, wrap(fmt.Sprintf("The browser will name %q: that is this program, which uses the identity of that tool because every tenant knows it.", e.prompt.ClientName), width)...)
	}
	lines = append(lines, "", faint().Render(fit("Access is blocked? Press b. This goes on by itself once you have signed in.", width)))
	if code := square(e.prompt.URL); len(code) > 0 && len(lines)+len(code)+2 <= height {
		lines = append(lines, "")
		lines = append(lines, indent(code, "  ")...)
	}
	return lines
}

// purpose is what a second sign-in is for.
func (e *entrance) purpose(text string, width int) []string {
	if text == "" {
		return nil
	}
	return append(wrap(text, width), "")
}

// clock is the time left for the code.
func (e *entrance) clock() string {
	left := e.left()
	if left <= 0 {
		return warn().Render("The time is over; a new one is on its way.")
	}
	what, attempt := "The code", e.prompt.Attempt
	if e.browser != nil {
		what, attempt = "The address", e.browser.Attempt
	}
	text := fmt.Sprintf("%s is good for %d min %02d s.", what, left/time.Minute, left%time.Minute/time.Second)
	if attempt > 1 {
		text = "This is a new one. " + text
	}
	if left < 2*time.Minute {
		return warn().Render(text)
	}
	return text
}

// refused is what to do when the browser says no.
func (e *entrance) refused(width int) []string {
	lines := []string{bold().Render("When the browser says that access is blocked"), ""}
	lines = append(lines, wrap("Some tenants forbid signing in with a code (Conditional Access). Trying again does not help. Cancel with Esc; then one of these works:", width)...)
	for i, way := range signin.BlockedWays("teamwright setup") {
		lines = append(lines, "", fmt.Sprintf("%d. ", i+1)+bold().Render(way.Title))
		for _, t := range way.Do {
			lines = append(lines, indent(wrap(t, width-3), "   ")...)
		}
		if way.Command != "" {
			lines = append(lines, "   "+fit(way.Command, width-3))
		}
	}
	return append(lines, "", faint().Render("b or Esc: back to the code"))
}

// qr is the address as a picture for a phone.
func (e *entrance) qr(width, height int) []string {
	code := square(e.prompt.URL)
	if len(code) == 0 || len(code)+2 > height {
		return append(wrap("The picture needs more rows than this window has. The address is:", width), "", e.prompt.URL, "", e.prompt.Code)
	}
	return append([]string{"Point a phone at it, and enter " + bold().Render(e.prompt.Code), ""}, indent(code, "  ")...)
}

// square draws a QR code in half blocks, dark on light whatever the palette:
// each cell is two modules. A border of two modules is enough for phones.
func square(text string) []string {
	code, err := qr.Encode(text, qr.L)
	if err != nil {
		return nil
	}
	const border = 2
	var lines []string
	for y := -border; y < code.Size+border; y += 2 {
		var b strings.Builder
		for x := -border; x < code.Size+border; x++ {
			switch up, down := code.Black(x, y), code.Black(x, y+1); {
			case up && down:
				b.WriteString(" ")
			case up:
				b.WriteString("▄")
			case down:
				b.WriteString("▀")
			default:
				b.WriteString("█")
			}
		}
		lines = append(lines, light().Render(b.String()))
	}
	return lines
}

func (e *entrance) hints() []hint {
	if e.browser != nil {
		return e.browserHints()
	}
	return []hint{
		{"c", "copy code", "copy the code to your own machine (OSC 52)"},
		{"a", "copy address", "copy the address"},
		{"o", "QR", "the address as a picture for a phone"},
		{"b", "blocked?", "what to do when the browser says that access is blocked"},
		{"Esc", "cancel", "cancel the sign-in"},
		{"n", "new code", "ask for a new code"},
	}
}
