package sandbox

import (
	"net/http"
	"strings"
	"sync"

	"teamwright/steps/sandbox/arm"
)

// writers knows which objects are being written: of two writes to one object
// at the same time the directory, or Azure, refuses the second.
type writers struct {
	mu   sync.Mutex
	busy map[string]int // by path of the object
}

// enter notes a request on its way and reports whether it may do its work; the
// caller leaves when the work is done.
func (w *writers) enter(r *http.Request) (alone bool, leave func()) {
	object, writes := written(r)
	if !writes {
		return true, func() {}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.busy[object]++
	return w.busy[object] == 1, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.busy[object]--; w.busy[object] == 0 {
			delete(w.busy, object)
		}
	}
}

// written returns the path of the object that a request changes: a collection
// and a key. Creating in a collection changes no object.
func written(r *http.Request) (object string, ok bool) {
	if service(r.URL.Path) == serviceARM {
		return arm.Written(r)
	}
	if service(r.URL.Path) != serviceGraph || !changes(r) {
		return "", false
	}
	segments := strings.Split(strings.Trim(r.URL.Path, "/"), "/")[1:]
	if len(segments) > 0 && strings.Contains(segments[0], "(") {
		return strings.ToLower(segments[0]), true
	}
	depth := 2
	if len(segments) > 0 && (segments[0] == "appCatalogs" || segments[0] == "directory") {
		depth = 3 // the collection has two segments
	}
	if len(segments) < depth {
		return "", false
	}
	return strings.ToLower(strings.Join(segments[:depth], "/")), true
}
