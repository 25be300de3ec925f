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
	err  error // once reading has failed, of serve alone
	once sync.Once
	turn chan struct{} // whoever holds it is asking
	want chan struct{}
	got  chan typed

	awaited bool // a line was asked for and nobody has it yet; of whose turn it is
}

type typed struct {
	text string
	err  error
}

// NewLines reads from r.
func NewLines(r io.Reader) *Lines {
	return &Lines{r: bufio.NewReaderSize(r, maxLine), turn: make(chan struct{}, 1), want: make(chan struct{}, 1), got: make(chan typed)}
}

// Next is the next line without its end and without control characters. It
// returns early when ctx ends; the line that is typed then belongs to the next
// call.
func (l *Lines) Next(ctx context.Context) (string, error) {
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	l.once.Do(func() { go l.serve() })
	select {
	case l.turn <- struct{}{}:
		defer func() { <-l.turn }()
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
	if !l.awaited {
		l.awaited = true
		l.want <- struct{}{}
	}
	select {
	case t := <-l.got:
		l.awaited = false
		return t.text, t.err
	case <-ctx.Done():
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

// errLong says that a line is longer than any answer.
var errLong = errors.New("a line is longer than 64 KB; no answer is")

// read is one line. The reader's buffer bounds it, so that input without line
// ends cannot fill the memory; what comes behind an error is read no more, it
// may be the middle of something.
func (l *Lines) read() (string, error) {
	if l.err != nil {
		return "", l.err
	}
	raw, err := l.r.ReadSlice('\n')
	switch {
	case errors.Is(err, io.EOF) && len(raw) > 0: // a last line without its end
	case errors.Is(err, io.EOF):
		l.err = ErrNobody
	case errors.Is(err, bufio.ErrBufferFull):
		l.err = errLong
	case err != nil:
		l.err = err
	}
	if l.err != nil {
		return "", l.err
	}
	return strings.TrimSpace(Clean(string(raw))), nil
}
