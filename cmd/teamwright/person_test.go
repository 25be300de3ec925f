package main

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/creack/pty"
)

// person sits at a plain terminal and answers what they are asked. answer is
// given the question, with everything that was said since the last one.
type person struct {
	answer func(question string) string
}

// seat is the person's terminal for one run.
type seat struct {
	t     testing.TB
	line  *os.File // the program's side
	mu    sync.Mutex
	heard bytes.Buffer
	over  chan struct{}
}

// asking is how a question of the plain front end ends.
var asking = regexp.MustCompile(`(?:Enter means no|Number from 1 to \d+): $`)

// end is what the stage itself writes once the program is through.
const end = "\x00the end\x00"

// sit opens a terminal.
func (p *person) sit(t testing.TB) *seat {
	t.Helper()
	master, line, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	s := &seat{t: t, line: line, over: make(chan struct{})}
	go func() {
		defer close(s.over)
		defer master.Close()
		p.answers(master, s)
	}()
	return s
}

// answers reads along until the end.
func (p *person) answers(master *os.File, s *seat) {
	buf, since := make([]byte, 4096), ""
	for {
		n, err := master.Read(buf)
		since += string(buf[:n])
		s.mu.Lock()
		s.heard.Write(buf[:n])
		s.mu.Unlock()
		if err != nil || strings.Contains(since, end) {
			return
		}
		if asking.MatchString(since) {
			if _, err := master.WriteString(p.answer(since) + "\n"); err != nil {
				return
			}
			since = ""
		}
	}
}

// leave closes the terminal and tells what was said on it.
func (s *seat) leave() string {
	s.t.Helper()
	if _, err := s.line.WriteString(end); err != nil {
		s.t.Error(err)
	}
	<-s.over
	_ = s.line.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.ReplaceAll(strings.ReplaceAll(s.heard.String(), end, ""), "\r\n", "\n")
}

// deciding is a person who confirms everything, goes through no rows at the end
// and chooses one answer, by its number, for what becomes of a deleted
// application.
func deciding(number string) *person {
	return &person{answer: func(question string) string {
		switch {
		case strings.Contains(question, "What shall become of it?"):
			return number
		case strings.Contains(question, "Go through them now?"):
			return "no"
		}
		return "yes"
	}}
}
