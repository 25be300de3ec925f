package journal

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"teamwright/steps/wholefile"
)

// Lock keeps two runs for one site apart. It dies with its process.
type Lock struct{ f *flock.Flock }

// Holder says who has a lock.
type Holder struct {
	PID   int       `json:"pid"`
	Since time.Time `json:"since"`
}

// Locked is the error of a second run at the same time.
type Locked struct{ By Holder }

func (e *Locked) Error() string {
	if e.By.PID == 0 {
		return "another run for this site is under way: wait for it to end, then start again"
	}
	return fmt.Sprintf("another run for this site is under way (process %d, since %s): wait for it to end or stop it, then start again",
		e.By.PID, e.By.Since.Local().Format("15:04:05"))
}

// Acquire takes the lock of that name in dir, or fails with [*Locked].
func Acquire(dir, name string, now func() time.Time) (*Lock, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("state folder: %w", err)
	}
	path := filepath.Join(dir, name+".lock")
	l := flock.New(path, flock.SetPermissions(0o600))
	ok, err := l.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	if !ok {
		return nil, &Locked{holder(path)}
	}
	who, err := json.Marshal(Holder{os.Getpid(), now().UTC()})
	if err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	if err := os.WriteFile(path, who, 0o600); err != nil {
		_ = l.Unlock()
		return nil, fmt.Errorf("lock: %w", err)
	}
	return &Lock{l}, nil
}

// Release gives the lock back.
func (l *Lock) Release() error { return l.f.Unlock() }

// holder reads who took the lock; a zero Holder when the file does not tell.
func holder(path string) Holder {
	var h Holder
	if data, err := wholefile.Read(path, 4096); err == nil {
		_ = json.Unmarshal(data, &h)
	}
	return h
}
