//go:build unix

package secret

import "syscall"

// Inherited tells whether a descriptor was open when the program started.
// Whatever Go opens later carries the close-on-exec flag, which nothing that
// survived an exec can have.
func Inherited(number int) bool {
	flags, _, errno := syscall.Syscall(syscall.SYS_FCNTL, uintptr(number), syscall.F_GETFD, 0)
	return errno == 0 && flags&syscall.FD_CLOEXEC == 0
}
