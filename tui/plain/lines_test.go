package plain_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"teamwright/tui/plain"
)

func TestLines(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 64<<10)
	tests := map[string]struct {
		input string
		want  []string
		end   string
	}{
		"lines":                                {"a\nb\n", []string{"a", "b"}, "the input ended"},
		"a last one without end":               {"a\nb", []string{"a", "b"}, "the input ended"},
		"nothing":                              {"", nil, "the input ended"},
		"empty ones":                           {"\n\n", []string{"", ""}, "the input ended"},
		"from another system":                  {"a\r\nb\r\n", []string{"a", "b"}, "the input ended"},
		"spaces about":                         {"  a b \n", []string{"a b"}, "the input ended"},
		"an arrow key":                         {"a\x1b[D\n", []string{"a[D"}, "the input ended"},
		"bytes that are no text":               {"a\xff\xfeb\x00\n", []string{"a\uFFFDb"}, "the input ended"},
		"as long as a line may be":             {long[:len(long)-1] + "\nb\n", []string{long[:len(long)-1], "b"}, "the input ended"},
		"longer, and no answer is cut from it": {"a\n" + long + "x\nyes\n", []string{"a"}, "longer than 64 KB"},
		"without any end":                      {strings.Repeat(long, 3), nil, "longer than 64 KB"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := plain.NewLines(strings.NewReader(tt.input))
			for i, want := range tt.want {
				got, err := l.Next(t.Context())
				if err != nil || got != want {
					t.Fatalf("line %d is %.40q, %v, want %.40q", i, got, err, want)
				}
			}
			for range 3 { // and it stays so
				got, err := l.Next(t.Context())
				if err == nil || !strings.Contains(err.Error(), tt.end) {
					t.Errorf("then %.40q, %v, want %q", got, err, tt.end)
				}
			}
		})
	}
}

func TestLinesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	broken := errors.New("input/output error")
	r, w := io.Pipe()
	_ = w.CloseWithError(broken)
	if _, err := plain.NewLines(r).Next(t.Context()); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
	l := plain.NewLines(strings.NewReader(""))
	if _, err := l.Next(t.Context()); !errors.Is(err, plain.ErrNobody) {
		t.Errorf("error %v", err)
	}
}

// Who stops waiting for a line leaves it to the next who asks: what a person
// types is never lost.
func TestLinesAfterACancel(t *testing.T) {
	t.Parallel()
	r, w := io.Pipe()
	l := plain.NewLines(r)
	stop := errors.New("the code was entered")
	for range 3 {
		ctx, cancel := context.WithCancelCause(t.Context())
		asked := make(chan error)
		go func() {
			_, err := l.Next(ctx)
			asked <- err
		}()
		cancel(stop)
		if err := <-asked; !errors.Is(err, stop) {
			t.Fatalf("error %v", err)
		}
	}
	go func() { _, _ = io.WriteString(w, "first\nsecond\n") }()
	for _, want := range []string{"first", "second"} {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		got, err := l.Next(ctx)
		cancel()
		if err != nil || got != want {
			t.Fatalf("got %q, %v, want %q", got, err, want)
		}
	}
}

func TestLinesForOneWhoIsGone(t *testing.T) {
	t.Parallel()
	stop := errors.New("interrupted")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(stop)
	l := plain.NewLines(strings.NewReader("a\n"))
	for range 20 { // not now and then
		if got, err := l.Next(ctx); !errors.Is(err, stop) {
			t.Fatalf("got %q, %v", got, err)
		}
	}
	if got, err := l.Next(t.Context()); got != "a" || err != nil {
		t.Errorf("the line is lost: %q, %v", got, err)
	}
}
