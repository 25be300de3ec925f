package plain

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"
	"sync"
)

// maxLine bounds one typed or pasted line, in bytes.
const maxLine = 64 << 10

// ErrNobody says that the input ended while a question was open.
var ErrNobody = errors.New("the input ended before every question was answered")

// Lines reads typed lines, one at a time and only when asked for.
type Lines struct {
	r    *bufio.Reader
	once sync.Once
	want chan struct{}
	got  chan typed
}

type typed struct {
	text string
	err  error
}

// NewLines reads from r.
func NewLines(r io.Reader) *Lines {
	return &Lines{r: bufio.NewReaderSize(r, maxLine), want: make(chan struct{}), got: make(chan typed)}
}

// Next is the next line without its end and without control characters. It
// returns early when ctx ends; the line that is typed then belongs to the next
// call.
func (l *Lines) Next(ctx context.Context) (string, error) {
	l.once.Do(func() { go l.serve() })
	select {
	case l.want <- struct{}{}:
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
	select {
	case t := <-l.got:
		return t.text, t.err
	case <-ctx.Done():
		go func() { <-l.got }() // whoever is gone does not get the line
		return "", context.Cause(ctx)
	}
}

// serve reads a line whenever one is wanted; it ends with the input.
func (l *Lines) serve() {
	for range l.want {
		text, err := l.read()
		l.got <- typed{text, err}
	}
}

// read is one line. The reader's buffer bounds it, so that input without line
// ends cannot fill the memory.
func (l *Lines) read() (string, error) {
	raw, err := l.r.ReadSlice('\n')
	switch {
	case errors.Is(err, io.EOF) && len(raw) > 0:
	case errors.Is(err, io.EOF):
		return "", ErrNobody
	case errors.Is(err, bufio.ErrBufferFull):
		return "", errors.New("a line is longer than 64 KB; no answer is")
	case err != nil:
		return "", err
	}
	return strings.TrimSpace(Clean(string(raw))), nil
}
