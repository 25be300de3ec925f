package sandbox

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"teamwright/steps/sandbox/access"
	"teamwright/steps/sandbox/arm"
	"teamwright/steps/sandbox/entra"
)

// Kinds of request in the log.
const (
	KindRead  = "read"  // changes nothing
	KindWrite = "write" // may change something
	KindToken = "token" // the sign-in host, on the way to a token of whoever signed in
	KindProbe = "probe" // a look from outside: a secret tried by asking for a token, or an address of no API
)

// entry is one line of the log. Times are milliseconds since 1970; a status of
// 0 means that the connection broke before an answer existed.
type entry struct {
	Start         int64  `json:"t_start_ms"`
	End           int64  `json:"t_end_ms"`
	Method        string `json:"method"`
	Path          string `json:"path"`
	Status        int    `json:"status"`
	RequestBytes  int    `json:"request_bytes"`
	ResponseBytes int    `json:"response_bytes"`
	Kind          string `json:"kind"`
}

// journal writes entries, one write a line, so that a reader never sees half
// of one.
type journal struct {
	mu sync.Mutex
	w  io.Writer
}

func (j *journal) write(e entry) error {
	if j.w == nil {
		return nil
	}
	line, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("log of the rehearsal cloud: %w", err)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if _, err := j.w.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("log of the rehearsal cloud: %w", err)
	}
	return nil
}

// kind tells what a request is for.
func (c *Cloud) kind(r *http.Request, body []byte) string {
	switch service(r.URL.Path) {
	case serviceGraph, serviceARM:
		if changes(r) {
			return KindWrite
		}
		return KindRead
	case serviceAccess:
		return access.Kind(r)
	case serviceEntra:
		if form, err := url.ParseQuery(string(body)); err == nil && c.entra.Proves(form) {
			return KindProbe
		}
		return KindToken
	}
	return KindProbe
}

// changes reports whether a request to an API may change something.
func changes(r *http.Request) bool {
	if service(r.URL.Path) == serviceARM {
		return !arm.Reads(r)
	}
	return r.Method != http.MethodGet && r.Method != http.MethodHead
}

// The services behind the one address.
const (
	serviceNone = iota
	serviceEntra
	serviceGraph
	serviceARM
	serviceAccess
)

func service(path string) int {
	switch {
	case access.Serves(path):
		return serviceAccess
	case strings.HasPrefix(path, "/v1.0/"), strings.HasPrefix(path, "/beta/"):
		return serviceGraph
	case arm.Serves(path):
		return serviceARM
	case entra.Serves(path):
		return serviceEntra
	}
	return serviceNone
}
