package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/term"

	"teamwright/steps/wholefile"
	"teamwright/tui"
	"teamwright/tui/plain"
	"teamwright/tui/screen"
)

// interactive tells whether a person can answer.
func (p *program) interactive() bool {
	return term.IsTerminal(int(p.In.Fd())) && term.IsTerminal(int(p.Err.Fd()))
}

// front is the front end of a command that only looks: one line at a time.
func (p *program) front() tui.Front {
	return &plain.Front{
		Lines: plain.NewLines(p.In), Out: p.words(), Err: p.Err, Width: p.paper().Width, Colour: p.paper().Colour,
		Terminal: p.interactive(), Clock: p.Clock, Device: terminal,
		Hidden: func() ([]byte, error) { return term.ReadPassword(int(p.In.Fd())) },
	}
}

// paper is standard output as a place for results: a terminal has columns and
// colours, unless plain lines are wanted. CLICOLOR_FORCE wants them anywhere.
func (p *program) paper() plain.Paper {
	paper := plain.Paper{Out: p.words()}
	colourless := p.Env("NO_COLOR") != ""
	forced := !colourless && !p.bare() && p.Env("CLICOLOR_FORCE") != "" && p.Env("CLICOLOR_FORCE") != "0"
	terminal := !p.spare() && term.IsTerminal(int(p.Out.Fd()))
	if !terminal && !forced {
		return paper
	}
	width, _, err := term.GetSize(int(p.Out.Fd()))
	if n, wrong := strconv.Atoi(p.Env("COLUMNS")); wrong == nil {
		width, err = n, nil
	}
	if forced && err != nil {
		width, err = helpWidth, nil
	}
	if err == nil && width >= screen.MinWidth {
		paper.Width = width
		paper.Colour = forced || !colourless && p.Env("CLICOLOR") != "0"
	}
	return paper
}

// beside is standard error as a place for words: a terminal breaks them between
// words.
func (p *program) beside() plain.Paper {
	paper := plain.Paper{Out: p.Err}
	if width, _, err := term.GetSize(int(p.Err.Fd())); err == nil && !p.spare() && width >= screen.MinWidth {
		paper.Width = width
	}
	return paper
}

// spare tells whether lines are wanted that hold nothing but words.
func (p *program) spare() bool {
	return p.bare() || p.Env("CI") != "" || p.Env("TERM") == "" || p.Env("TERM") == "dumb"
}

// bare tells whether somebody asked for them.
func (p *program) bare() bool { return p.flags.plain || p.flags.json || p.Env("ACCESSIBLE") != "" }

// screen is the front end of a command that asks and changes: the whole screen
// where there is one to draw on.
func (p *program) screen() tui.Front {
	if !p.drawn() {
		return p.front()
	}
	if state, err := term.GetState(int(p.In.Fd())); err == nil {
		p.before.Store(state)
	}
	return screen.New(screen.Config{
		In: p.In, Out: p.Out, Clock: p.Clock, Rehearsal: p.flags.sandbox, Environ: os.Environ(),
		Interrupt: p.interrupt, Save: save,
	})
}

// drawn decides between the two front ends, before either of them has done
// anything to the terminal.
func (p *program) drawn() bool {
	return !p.spare() && term.IsTerminal(int(p.In.Fd())) && term.IsTerminal(int(p.Out.Fd()))
}

// rescue puts the terminal back in order for a program that ends on the spot.
func (p *program) rescue() {
	if state := p.before.Load(); state != nil {
		_, _ = p.Out.WriteString("\033[?1049l\033[?25h\033[?2004l")
		_ = term.Restore(int(p.In.Fd()), state)
	}
}

// save writes a new file of this name into the current folder. A file that is
// there already stays: the new one gets a number.
func save(name string, data []byte) (string, error) {
	ext := filepath.Ext(name)
	for n := 1; n < 1000; n++ {
		path := name
		if n > 1 {
			path = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, ext), n, ext)
		}
		err := wholefile.Create(path, data, 0o600)
		if errors.Is(err, os.ErrExist) {
			continue
		}
		return path, err
	}
	return "", fmt.Errorf("there are too many files like %s", name)
}
