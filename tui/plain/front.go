package plain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"teamwright/steps"
	"teamwright/steps/secret"
	"teamwright/steps/tenant/signin"
	"teamwright/steps/wire"
	"teamwright/tui"
	"teamwright/tui/pages"
)

// Front is the plain front end.
type Front struct {
	Lines *Lines
	Out   io.Writer // results
	Err   io.Writer // conversation
	// Terminal says that a person can answer.
	Terminal bool
	// Width and Colour are those of the terminal that results go to; see
	// [Paper].
	Width  int
	Colour bool
	Clock  wire.Clock
	// Device opens the terminal itself, for a secret that must reach no pipe;
	// nil when there is none.
	Device func() (io.ReadWriteCloser, error)
	// Hidden reads a line without showing it; nil when there is no terminal.
	Hidden func() ([]byte, error)

	turn  sync.Mutex // of whoever asks something or shows a secret
	mu    sync.Mutex
	held  bool     // a question or a secret stands on the terminal
	later []string // what is said meanwhile
	waits map[steps.ID]pause
}

// Asks tells whether somebody is there to answer.
func (f *Front) Asks() bool { return f.Terminal }

// Say tells one sentence; a terminal breaks it between its words.
func (f *Front) Say(text string) { f.exact(f.folded(text)) }

// exact says a text as it is: a command, say, that somebody copies.
func (f *Front) exact(text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.held {
		f.later = append(f.later, text)
		return
	}
	fmt.Fprintln(f.Err, Clean(text))
}

// folded is a sentence in lines of the terminal. What begins with a space or has
// lines of its own stays as it is.
func (f *Front) folded(text string) string {
	if f.Width == 0 || strings.HasPrefix(text, " ") || strings.Contains(text, "\n") {
		return text
	}
	return strings.Join(wrap(text, f.Width), "\n")
}

// alone takes the terminal for a question or a secret. What is said until it
// is given back stands behind it: it would run into what is typed, or leave
// the lines of a secret where they are.
func (f *Front) alone() (back func()) {
	f.turn.Lock()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.held = true
	return func() {
		defer f.turn.Unlock()
		f.mu.Lock()
		defer f.mu.Unlock()
		for _, text := range f.later {
			fmt.Fprintln(f.Err, Clean(text))
		}
		f.held, f.later = false, nil
	}
}

// Banner says that nothing of what follows is real.
func (f *Front) Banner() {
	f.Say("REHEARSAL: this is the rehearsal cloud inside the program; nothing reaches Microsoft.")
}

// ask prints a question and reads the answer.
func (f *Front) ask(ctx context.Context, question string) (string, error) {
	defer f.alone()()
	fmt.Fprint(f.Err, f.folded(line(question)), " ")
	return f.Lines.Next(ctx)
}

// Confirm asks a question whose default is no.
func (f *Front) Confirm(ctx context.Context, question string) (bool, error) {
	for {
		answer, err := f.ask(ctx, question+" Type yes or no, Enter means no:")
		if err != nil {
			return false, err
		}
		switch strings.ToLower(answer) {
		case "y", "yes":
			return true, nil
		case "", "n", "no":
			return false, nil
		}
		f.Say("Please type yes or no.")
	}
}

// Choose asks for one of several by number.
func (f *Front) Choose(ctx context.Context, question string, options []string) (int, error) {
	f.Say(question)
	for i, o := range options {
		f.Say(line(fmt.Sprintf("  %d: %s", i+1, o)))
	}
	for {
		answer, err := f.ask(ctx, fmt.Sprintf("Number from 1 to %d:", len(options)))
		if err != nil {
			return 0, err
		}
		if n, err := strconv.Atoi(answer); err == nil && n >= 1 && n <= len(options) {
			return n - 1, nil
		}
		f.Say("That is no number of the list.")
	}
}

// Code shows where to sign in: address and code each alone at the beginning
// of a line, so that a double click takes the whole of it.
func (f *Front) Code(p signin.DevicePrompt) {
	if p.Attempt > 1 {
		f.Say("That code has expired. Here is a new one.")
	}
	if p.For != "" {
		f.Say(p.For)
	}
	f.Say("Sign in: open this address in a browser on any machine,")
	f.Say("")
	f.Say(line(p.URL))
	f.Say("")
	f.Say("and enter this code:")
	f.Say("")
	f.Say(line(p.Code))
	f.Say("")
	f.Say(fmt.Sprintf("The browser will name %q: that is this program, which uses the identity of that tool because every tenant knows it.", p.ClientName))
	f.Say(fmt.Sprintf("The code is good for %s.", p.Expires.Sub(f.Clock.Now()).Round(time.Second)))
	f.Say("If the browser says that access is blocked, press Ctrl-C; then run again with --auth azcli in Azure Cloud Shell (https://shell.azure.com), or here with --auth browser.")
}

// Browse shows how to sign in with a browser: command and address each alone
// at the beginning of a line.
func (f *Front) Browse(p signin.BrowserPrompt) {
	if p.Attempt > 1 {
		f.Say("That sign-in has expired. Here is a new one.")
	}
	if p.For != "" {
		f.Say(p.For)
	}
	switch {
	case p.Opened:
		f.Say("A browser has been opened here. If none shows, open this address:")
	case p.Tunnel != "":
		f.Say("Sign in with the browser of your own machine. First run this there, in a second window, and leave it open:")
		f.Say("")
		f.exact(line(p.Tunnel))
		f.Say("")
		f.Say("Then open this address in its browser:")
	default:
		f.Say("Open this address in a browser on this machine:")
	}
	f.Say("")
	f.Say(line(p.URL))
	f.Say("")
	f.Say(fmt.Sprintf("The browser will name %q: that is this program. This goes on by itself once you have signed in, within %s.",
		p.ClientName, p.Expires.Sub(f.Clock.Now()).Round(time.Second)))
}

// Account shows who signed in, and asks where a person can answer.
func (f *Front) Account(ctx context.Context, a tui.Account) (bool, error) {
	f.Say(line("Signed in as " + a.User))
	name := a.TenantID
	if a.Tenant != "" {
		name = a.Tenant + " (" + a.TenantID + ")"
	}
	f.Say(line("Tenant: " + name))
	if len(a.Roles) > 0 {
		f.Say(line("Active roles: " + strings.Join(a.Roles, ", ")))
	}
	if !f.Terminal {
		return true, nil
	}
	return f.Confirm(ctx, "Is this the account and the tenant you mean?")
}

// SignIn needs nothing of its own: Ctrl-C ends a sign-in.
func (f *Front) SignIn(ctx context.Context, open func(context.Context) error) error {
	return open(ctx)
}

// Password asks for a secret without showing what is typed.
func (f *Front) Password(_ context.Context, name string) (secret.Text, error) {
	if f.Hidden == nil {
		return secret.Text{}, errors.New("there is no terminal to type a secret on")
	}
	f.Say("Type or paste the secret " + name + "; it is not shown:")
	text, err := f.Hidden()
	if err != nil {
		return secret.Text{}, err
	}
	return secret.New(strings.TrimSpace(string(text))), nil
}

// Attend asks about each row that only a person can see.
func (f *Front) Attend(ctx context.Context, e tui.Ending) (bool, []steps.Result, error) {
	waiting := steps.Summarize(e.Rows).Manual
	if waiting == 0 {
		return false, e.Rows, nil
	}
	ok, err := f.Confirm(ctx, steps.Count(waiting, "row waits", "rows wait")+" for you. Go through them now?")
	if err != nil || !ok {
		return false, e.Rows, err
	}
	rows := e.Rows
	for _, r := range e.Rows {
		if !r.Tickable() {
			continue
		}
		done, err := f.tick(ctx, r)
		if err == nil && done {
			rows, err = e.Tick(r)
		}
		if err != nil {
			return false, rows, err
		}
	}
	return false, rows, nil
}

// tick asks whether a row holds that only a person can see.
func (f *Front) tick(ctx context.Context, row steps.Result) (bool, error) {
	f.Say("")
	f.Say(line(row.Title))
	f.Say(line("  " + row.Detail))
	if row.Fix != "" {
		f.Say(line("  " + row.Fix))
	}
	return f.Confirm(ctx, "Is this done?")
}

// Close has nothing to give back.
func (f *Front) Close() error { return nil }

// Fill walks the pages, one question a line. Where nobody can answer it names
// everything that is missing at once.
func (f *Front) Fill(ctx context.Context, w *pages.Wizard) error {
	if !f.Terminal {
		return w.Check()
	}
	return Ask(ctx, f.Lines, f.Err, w)
}
