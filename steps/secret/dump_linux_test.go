package secret

import (
	"testing"

	"golang.org/x/sys/unix"
)

func TestNoCoreDump(t *testing.T) {
	t.Parallel()
	text := New("s")
	defer text.Wipe()
	if on, err := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0); err != nil || on != 0 {
		t.Errorf("dumpable %d, %v", on, err)
	}
}
