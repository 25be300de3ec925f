package secret

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"
)

// terminal is a terminal that obeys, and remembers what lay on the clipboard.
type terminal struct {
	mu     sync.Mutex
	all    bytes.Buffer
	broken error
	closed int
}

func (t *terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.broken != nil {
		return 0, t.broken
	}
	return t.all.Write(p)
}

func (t *terminal) Close() error { t.closed++; return nil }

// clips are the texts that were put on the clipboard, in order.
func (t *terminal) clips(tb testing.TB) (out []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for part := range strings.SplitSeq(strings.TrimSuffix(t.all.String(), "\a"), "\a") {
		code, ok := strings.CutPrefix(part, "\x1b]52;c;")
		text, err := base64.StdEncoding.DecodeString(code)
		if !ok || err != nil {
			tb.Errorf("sent %q", part)
		}
		out = append(out, string(text))
	}
	return out
}

func TestClipboard(t *testing.T) {
	t.Parallel()
	gone := errors.New("the terminal is gone")
	tests := map[string]struct {
		answers []Copied
		err     error
		clips   string
		says    string
	}{
		"pasted":         {[]Copied{Pasted}, nil, "s3cret| ", ""},
		"copied again":   {[]Copied{CopyAgain, Pasted}, nil, "s3cret| |s3cret| ", ""},
		"does not do it": {[]Copied{NotThere}, nil, "s3cret| ", "--secrets-to screen"},
		"left":           {[]Copied{Pasted}, gone, "s3cret| ", "gone"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tty := &terminal{}
			c := &Clipboard{
				Open:  func() (io.WriteCloser, error) { return tty, nil },
				Sleep: func(ctx context.Context, _ time.Duration) error { <-ctx.Done(); return ctx.Err() },
				Ask: func(context.Context, Item) (Copied, error) {
					said := tt.answers[0]
					tt.answers = tt.answers[1:]
					return said, tt.err
				},
			}
			if err := c.Ready(""); err != nil {
				t.Fatal(err)
			}
			err := c.Deliver(t.Context(), item("sso", "s3cret"))
			if (err == nil) != (tt.says == "") || err != nil && !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error %v", err)
			}
			if got := strings.Join(tty.clips(t), "|"); got != tt.clips {
				t.Errorf("the clipboard held %q, want %q", got, tt.clips)
			}
			if tty.closed != 2 {
				t.Errorf("closed %d times", tty.closed)
			}
		})
	}
}

// After 60 seconds the clipboard is overwritten, also while nobody answers.
func TestClipboardIsClearedInTime(t *testing.T) {
	t.Parallel()
	tty := &terminal{}
	slept, over := make(chan time.Duration, 1), make(chan struct{})
	c := &Clipboard{
		Open: func() (io.WriteCloser, error) { return tty, nil },
		Sleep: func(_ context.Context, d time.Duration) error {
			slept <- d
			return nil
		},
		Ask: func(context.Context, Item) (Copied, error) { <-over; return Pasted, nil },
	}
	done := make(chan error, 1)
	go func() { done <- c.Deliver(t.Context(), item("sso", "s3cret")) }()
	if d := <-slept; d != time.Minute {
		t.Errorf("it may lie there for %v", d)
	}
	for deadline := time.Now().Add(10 * time.Second); len(tty.clips(t)) < 2; {
		if time.Now().After(deadline) {
			t.Fatal("it still lies there")
		}
		time.Sleep(time.Millisecond)
	}
	close(over)
	must(t, <-done)
	if got := strings.Join(tty.clips(t), "|"); got != "s3cret| " {
		t.Errorf("the clipboard held %q", got)
	}
}

func TestClipboardThatIsNotReady(t *testing.T) {
	t.Parallel()
	ask := func(context.Context, Item) (Copied, error) { return Pasted, nil }
	none := errors.New("no such device")
	tests := map[string]*Clipboard{
		"no terminal":         {Ask: ask},
		"nobody there":        {Open: func() (io.WriteCloser, error) { return &terminal{}, nil }},
		"it cannot be opened": {Ask: ask, Open: func() (io.WriteCloser, error) { return nil, none }},
	}
	for name, c := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := c.Ready(""); err == nil || !strings.Contains(err.Error(), "--secrets-to") {
				t.Errorf("error %v", err)
			}
		})
	}
	broken := &Clipboard{Ask: ask, Open: func() (io.WriteCloser, error) { return &terminal{broken: none}, nil }}
	if err := broken.Deliver(t.Context(), item("sso", "s3cret")); !errors.Is(err, none) {
		t.Errorf("error %v", err)
	}
}
