package site

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Exec is a command of the admin's that runs PHP where Totara is. Each word
// is one argument: no shell reads them on this side.
type Exec struct {
	Argv []string // such as ssh, lms, sudo, -u, www-data, php
	Env  []string // NAME=value; nil: the program's own
	Dir  string   // empty: the current folder
}

// Bounds of what a command may print, in bytes.
const (
	maxAnswer = 16 << 20
	maxBeside = 64 << 10
)

// shellCode is the exit code by which a shell that was handed the script says
// that it is no PHP; see the first lines of the script.
const shellCode = 97

// Answer runs the command once with the script and the request on its
// standard input.
func (e Exec) Answer(ctx context.Context, request []byte) ([]byte, string, error) {
	if len(e.Argv) == 0 {
		return nil, "", &Error{Kind: Unreachable, What: "totara.command is empty", Cure: "write what runs PHP on Totara's server, such as [ssh, lms, sudo, -u, www-data, php]", Untouched: true}
	}
	// It frames the answer; nothing else on a screen looks like it.
	marker := "teamwright-" + rand.Text()
	out, errs := &bounded{limit: maxAnswer}, &bounded{limit: maxBeside}
	cmd := exec.CommandContext(ctx, e.Argv[0], e.Argv[1:]...)
	cmd.Env, cmd.Dir = e.Env, e.Dir
	cmd.Stdin = bytes.NewReader(script(marker, request))
	cmd.Stdout, cmd.Stderr = out, errs
	cmd.WaitDelay = 3 * time.Second
	alone(cmd)
	err := cmd.Run()
	answer, around, found := unframe(out.data, marker)
	beside := strings.Trim(around+"\n"+string(errs.data), "\n")
	switch {
	case ctx.Err() != nil && !found:
		return nil, beside, ctx.Err()
	case echoes(around, marker):
		return nil, "", &Error{Kind: Unreachable, What: "the command repeats on its output what it is given: a terminal stands between, or it is no PHP", Cure: "leave out what asks for a terminal (ssh -t, docker exec -t, kubectl exec -t); kubectl and docker need -i alone"}
	case found:
		return answer, beside, nil
	case out.over:
		return nil, "", &Error{Kind: TooMuch, What: fmt.Sprintf("the command printed more than %d MB and no answer", maxAnswer>>20), Cure: cureGarbled}
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission):
		return nil, "", &Error{Kind: Unreachable, What: fmt.Sprintf("the program %s of totara.command cannot be run on this machine", filepath.Base(e.Argv[0])), Cure: "install it, or write its full path", Untouched: true}
	}
	return nil, "", failed(err, beside)
}

// failed explains a command that gave no answer.
func failed(err error, beside string) *Error {
	var exit *exec.ExitError
	code := 0
	if errors.As(err, &exit) {
		code = exit.ExitCode()
	}
	families := []family{password, sshRefused, full, noDatabase, fatal}
	if code == 127 || code == 126 || code == 1 {
		families = append(families, notPHP)
	}
	known := diagnose(beside, families...)
	switch {
	case code == shellCode:
		known = &Error{Kind: NotPHP, What: "totara.command runs a shell, not PHP", Cure: "let it end with php, such as [ssh, lms, sudo, -u, www-data, php]", Untouched: true}
	case known == nil && code == 255:
		known = &Error{Kind: Unreachable, What: "the way to Totara's server failed", Cure: cureCommand}
	case known == nil:
		known = &Error{Kind: Fatal, What: fmt.Sprintf("the command ended with code %d and no answer", code), Cure: cureCommand}
	}
	known.Detail = beside
	switch known.Kind {
	case Password, NotPHP, Unreachable:
		known.Untouched = true
	}
	return known
}

// unframe finds the answer between two markers; around is all the rest.
func unframe(out []byte, marker string) (answer []byte, around string, found bool) {
	begin := []byte("<" + marker + ">")
	end := []byte("</" + marker + ">")
	last := bytes.LastIndex(out, begin)
	if last < 0 {
		return nil, string(head(out)), false
	}
	body := out[last+len(begin):]
	stop := bytes.Index(body, end)
	if stop < 0 {
		return nil, string(head(out[:last])), false
	}
	rest := body[stop+len(end):]
	return body[:stop], string(head(out[:last])) + "\n" + string(head(rest)), true
}

// head bounds what is kept of foreign output.
func head(b []byte) []byte { return b[:min(len(b), maxBeside)] }

// echoes tells whether the script itself came back.
func echoes(around, marker string) bool {
	return strings.Contains(around, "'"+marker+"'")
}

// bounded keeps the first bytes of an output and swallows the rest, so that a
// command that talks for ever neither blocks nor fills the memory.
type bounded struct {
	data  []byte
	limit int
	over  bool
}

func (b *bounded) Write(p []byte) (int, error) {
	room := b.limit - len(b.data)
	if len(p) > room {
		b.over = true
	}
	b.data = append(b.data, p[:min(len(p), room)]...)
	return len(p), nil
}
