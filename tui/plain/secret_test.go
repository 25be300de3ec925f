package plain_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"teamwright/steps/secret"
	"teamwright/tui/plain"
)

// terminal draws what is written to it, as far as the secret screen needs:
// lines that wrap, cursor up, erase line.
type terminal struct {
	columns int
	keys    chan string // what is typed; each ends with Enter
	shown   chan struct{}
	once    sync.Once

	mu       sync.Mutex
	rows     [][]rune
	row, col int
	fail     error
	closed   bool
}

func newTerminal(columns int) *terminal {
	return &terminal{columns: columns, keys: make(chan string, 1), shown: make(chan struct{}), rows: [][]rune{nil}}
}

func (s *terminal) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return 0, s.fail
	}
	for text := string(p); text != ""; {
		if rest, ok := strings.CutPrefix(text, "\x1b["); ok {
			i := strings.IndexFunc(rest, func(r rune) bool { return r >= '@' })
			n, _ := strconv.Atoi(rest[:i])
			switch rest[i] {
			case 'A':
				s.row = max(0, s.row-n)
			case 'K':
				s.rows[s.row] = nil
			default:
				return 0, errors.New("an order that the test does not know: " + rest[:i+1])
			}
			text = rest[i+1:]
			continue
		}
		r, size := utf8.DecodeRuneInString(text)
		text = text[size:]
		s.put(r)
	}
	return len(p), nil
}

func (s *terminal) put(r rune) {
	switch r {
	case '\r':
		s.col = 0
		return
	case '\n':
		s.down()
		return
	}
	if s.col == s.columns {
		s.col = 0
		s.down()
	}
	for len(s.rows[s.row]) <= s.col {
		s.rows[s.row] = append(s.rows[s.row], ' ')
	}
	s.rows[s.row][s.col] = r
	s.col++
}

func (s *terminal) down() {
	s.row++
	if s.row == len(s.rows) {
		s.rows = append(s.rows, nil)
	}
}

// Read gives what is typed, which the terminal echoes.
func (s *terminal) Read(p []byte) (int, error) {
	s.once.Do(func() { close(s.shown) })
	typed, ok := <-s.keys
	if !ok {
		return 0, io.EOF
	}
	_, _ = s.Write([]byte(typed + "\r\n"))
	return copy(p, typed+"\n"), nil
}

func (s *terminal) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return nil
}

func (s *terminal) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var b strings.Builder
	for _, r := range s.rows {
		b.WriteString(strings.TrimRight(string(r), " ") + "\n")
	}
	return b.String()
}

const hidden = "Q~8aB.cD3eF_gH4iJ-kL5mN6oP7qR8sT9uV0wX1yZ"

func item(text string) secret.Item {
	return secret.Item{Name: "sso", AppID: "app", KeyID: "key", Expires: time.Date(2027, 11, 20, 12, 0, 0, 0, time.UTC), Secret: secret.New(text)}
}

// stage is a front end whose person types answers and sits before a terminal.
func stage(screen *terminal, answers string) (*plain.Front, *bytes.Buffer) {
	var said bytes.Buffer
	return &plain.Front{
		Lines: plain.NewLines(strings.NewReader(answers)), Out: &said, Err: &said, Terminal: true,
		Device: func() (io.ReadWriteCloser, error) { return screen, nil },
	}, &said
}

// gone fails when any piece of the secret can still be read.
func gone(t *testing.T, where, text string) {
	t.Helper()
	for i := 0; i+4 <= len(hidden); i++ {
		if strings.Contains(text, hidden[i:i+4]) {
			t.Errorf("%s still shows %q:\n%s", where, hidden[i:i+4], text)
			return
		}
	}
}

func TestSecretIsShownAndErased(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		columns int
		typed   string
	}{
		"wide":                       {200, ""},
		"eighty columns":             {80, ""},
		"something typed":            {80, "oops"},
		"the secret typed":           {80, hidden},
		"much typed":                 {80, strings.Repeat("x", 150)},
		"up to the very last column": {80, strings.Repeat("x", 80-len("Copy it into Totara, then press Enter to erase it here: "))},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			screen := newTerminal(tt.columns)
			_, _ = io.WriteString(screen, "$ teamwright\r\nearlier words\r\n")
			f, said := stage(screen, "no\n\nyes\n")
			done := make(chan error)
			go func() { done <- f.Screen().Deliver(t.Context(), item(hidden)) }()
			<-screen.shown
			if text := screen.text(); !strings.Contains(text, "\n"+hidden+"\n") || !strings.Contains(text, "expires on 2027-11-20") {
				t.Errorf("the person sees\n%s", text)
			}
			screen.keys <- tt.typed
			if err := <-done; err != nil {
				t.Fatal(err)
			}
			text := screen.text()
			gone(t, "the terminal", text)
			gone(t, "the conversation", said.String())
			if !strings.HasPrefix(text, "$ teamwright\nearlier words\n") || !strings.Contains(text, "The secret was shown and erased.") {
				t.Errorf("the terminal shows\n%s", text)
			}
			if !screen.closed {
				t.Error("the terminal is not closed")
			}
			if got := strings.Count(said.String(), "looking over your shoulder"); got != 3 {
				t.Errorf("asked %d times: %s", got, said)
			}
		})
	}
}

// Whatever ends the waiting, the secret does not stay; and it has not arrived.
func TestSecretIsErasedOnCancel(t *testing.T) {
	t.Parallel()
	stop := errors.New("interrupted")
	tests := map[string]func(screen *terminal, cancel func(error)){
		"cancelled":          func(_ *terminal, cancel func(error)) { cancel(stop) },
		"the terminal ended": func(screen *terminal, _ func(error)) { close(screen.keys) },
	}
	for name, end := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			screen := newTerminal(80)
			_, _ = io.WriteString(screen, "$ teamwright\r\nearlier words")
			f, _ := stage(screen, "yes\n")
			ctx, cancel := context.WithCancelCause(t.Context())
			done := make(chan error)
			go func() { done <- f.Screen().Deliver(ctx, item(hidden)) }()
			<-screen.shown
			end(screen, cancel)
			if err := <-done; err == nil {
				t.Error("counts as handed over")
			}
			gone(t, "the terminal", screen.text())
			if text := screen.text(); strings.Contains(text, "was shown and erased") || !strings.HasPrefix(text, "$ teamwright\nearlier words\n") {
				t.Errorf("the terminal shows\n%s", screen.text())
			}
		})
	}
}

func TestSecretIsNotShown(t *testing.T) {
	t.Parallel()
	broken := errors.New("no such device")
	tests := map[string]struct {
		answers string
		text    string
		device  func() (io.ReadWriteCloser, error)
		says    string
	}{
		"nobody answers":        {"", hidden, nil, "input ended"},
		"never ready":           {"no\nno\n", hidden, nil, "input ended"},
		"no device":             {"yes\n", hidden, func() (io.ReadWriteCloser, error) { return nil, broken }, "no such device"},
		"a device that refuses": {"yes\n", hidden, func() (io.ReadWriteCloser, error) { return &terminal{fail: broken}, nil }, "no such device"},
		"orders for a terminal": {"yes\n", "abc\x1b[2Jdef", nil, "takes for orders"},
		"more than a line":      {"yes\n", "abc\ndef", nil, "takes for orders"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			screen := newTerminal(80)
			f, _ := stage(screen, tt.answers)
			if tt.device != nil {
				f.Device = tt.device
			}
			err := f.Screen().Deliver(t.Context(), item(tt.text))
			if err == nil || !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), hidden) || strings.Contains(err.Error(), "abc") {
				t.Errorf("error %v", err)
			}
			if text := strings.TrimSpace(screen.text()); text != "" {
				t.Errorf("the terminal shows %q", text)
			}
		})
	}
}

func TestScreenIsNotReady(t *testing.T) {
	t.Parallel()
	screen := newTerminal(80)
	f, _ := stage(screen, "")
	if err := f.Screen().Ready(""); err != nil || !screen.closed {
		t.Errorf("with a terminal: %v", err)
	}
	f.Terminal = false
	if err := f.Screen().Ready(""); err == nil || !strings.Contains(err.Error(), "--secrets-to") {
		t.Errorf("without: %v", err)
	}
	f.Terminal, f.Device = true, nil
	if err := f.Screen().Ready(""); err == nil || !strings.Contains(err.Error(), "--secrets-to") {
		t.Errorf("without a device: %v", err)
	}
	f.Device = func() (io.ReadWriteCloser, error) { return nil, errors.New("no such device") }
	if err := f.Screen().Ready(""); err == nil || !strings.Contains(err.Error(), "--secrets-to") || !strings.Contains(err.Error(), "no such device") {
		t.Errorf("a device that cannot be opened: %v", err)
	}
	if got := f.Screen().Where(); got != "the screen" {
		t.Errorf("where is %q", got)
	}
}

// While a secret stands on the terminal nothing else is said, or the lines that
// are erased would be other ones.
func TestNothingIsSaidWhileASecretIsShown(t *testing.T) {
	t.Parallel()
	screen := newTerminal(80)
	f, said := stage(screen, "yes\n")
	done := make(chan error)
	go func() { done <- f.Screen().Deliver(t.Context(), item(hidden)) }()
	<-screen.shown
	before := said.String()
	f.Say("entra.logo: done")
	if got := said.String(); got != before {
		t.Errorf("said all the same: %q", got)
	}
	screen.keys <- ""
	if err := <-done; err != nil {
		t.Error(err)
	}
	if got := strings.TrimPrefix(said.String(), before); got != "entra.logo: done\n" {
		t.Errorf("afterwards %q", got)
	}
}
