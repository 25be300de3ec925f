//go:build unix

package secret

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// given is a descriptor as a shell hands it to a program: without the
// close-on-exec flag.
func given(t *testing.T, f *os.File) int {
	t.Helper()
	n, err := syscall.Dup(int(f.Fd()))
	must(t, err)
	return n
}

func descriptor(t *testing.T, number int) *Descriptor {
	t.Helper()
	d, err := NewDescriptor(number)
	must(t, err)
	t.Cleanup(func() {
		if d.f != nil {
			_ = d.f.Close()
		}
	})
	return d
}

func TestDescriptorTakesSecrets(t *testing.T) {
	t.Parallel()
	r, w, err := os.Pipe()
	must(t, err)
	d := descriptor(t, given(t, w))
	must(t, w.Close())
	for _, name := range []string{"sso", "bot"} {
		must(t, d.Ready(""))
		must(t, d.Deliver(t.Context(), item(name, "text of "+name)))
	}
	must(t, d.f.Close())
	data, err := io.ReadAll(r)
	must(t, err)
	got := lines(t, data)
	if len(got) != 2 || got[0]["secret"] != "text of sso" || got[1]["name"] != "bot" {
		t.Errorf("the pipe got %v", got)
	}
}

func TestDescriptorOfAFile(t *testing.T) {
	t.Parallel()
	f, err := os.Create(filepath.Join(t.TempDir(), "f"))
	must(t, err)
	d := descriptor(t, given(t, f))
	must(t, d.Ready(""))
	must(t, d.Deliver(t.Context(), item("sso", "text")))
	if got := lines(t, content(t, f.Name())); len(got) != 1 || got[0]["secret"] != "text" {
		t.Errorf("the file got %v", got)
	}
	must(t, f.Close())
}

func TestDescriptorIsNotReady(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "f")
	write(t, path, "")
	reading, err := os.Open(path)
	must(t, err)
	own, err := os.OpenFile(path, os.O_RDWR, 0o600)
	must(t, err)
	t.Cleanup(func() { _ = reading.Close(); _ = own.Close() })
	tests := map[string]int{
		"not open":             9876,
		"open for reading":     given(t, reading),
		"opened by ourselves":  int(own.Fd()),
		"beyond every process": 1 << 30,
	}
	for name, number := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := descriptor(t, number)
			if err := d.Ready(""); err == nil || !strings.Contains(err.Error(), "is not open for writing") {
				t.Errorf("ready: %v", err)
			}
			if err := d.Deliver(t.Context(), item("sso", "text")); err == nil || strings.Contains(err.Error(), "text") {
				t.Errorf("delivered: %v", err)
			}
		})
	}
	if len(content(t, path)) > 0 {
		t.Error("something was written")
	}
}

func TestDescriptorNumbers(t *testing.T) {
	t.Parallel()
	for _, n := range []int{-1, 0, 1, 2} {
		if _, err := NewDescriptor(n); err == nil {
			t.Errorf("fd:%d is taken", n)
		}
	}
	if d := descriptor(t, 3); d.Where() != "fd 3" {
		t.Errorf("where is %q", d.Where())
	}
}

// Nobody reads any more: the secret has not arrived.
func TestDescriptorWithoutReader(t *testing.T) {
	t.Parallel()
	r, w, err := os.Pipe()
	must(t, err)
	d := descriptor(t, given(t, w))
	must(t, w.Close())
	must(t, d.Ready(""))
	must(t, r.Close())
	if err := d.Deliver(t.Context(), item("sso", "text")); err == nil || strings.Contains(err.Error(), "text") {
		t.Errorf("delivered: %v", err)
	}
}
