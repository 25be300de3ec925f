//go:build unix

package site

import (
	"os/exec"
	"syscall"
)

// alone gives the command a session of its own. Without a controlling
// terminal ssh and sudo cannot ask for a password behind our back, and a
// Ctrl-C does not reach a write that is under way. When its time is up the
// whole session ends, helpers of ssh too.
func alone(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
}
