//go:build !unix

package site

import "os/exec"

// alone has nothing to do where a program without a console of its own cannot
// be asked for a password.
func alone(*exec.Cmd) {}
