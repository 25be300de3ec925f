package replay

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// Options are what a player needs.
type Options struct {
	Now func() time.Time // the clock; required
}

// Player answers from one trace. It is safe for concurrent use.
type Player struct {
	opt   Options
	lines []*line
	hosts []string
	who   person

	mu        sync.Mutex
	queues    map[string][]*line // by address, in the order of the trace
	last      map[string]*line   // by address, method and query: what was answered last
	strangers []string
}

// Read reads a trace.
func Read(r io.Reader, opt Options) (*Player, error) {
	lines, hosts, err := readTrace(r)
	if err != nil {
		return nil, err
	}
	p := &Player{opt: opt, lines: lines, hosts: hosts, who: personOf(lines), queues: map[string][]*line{}, last: map[string]*line{}}
	for _, l := range lines {
		p.queues[l.key] = append(p.queues[l.key], l)
	}
	return p, nil
}

// Left lists the writes of the trace that nobody asked for yet, as method and
// address.
func (p *Player) Left() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var left []string
	for _, l := range p.lines {
		if !l.played && l.effect() {
			left = append(left, l.Method+" "+l.URL)
		}
	}
	return left
}

// Strangers lists the requests that the trace does not have, in the order in
// which they came.
func (p *Player) Strangers() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.strangers)
}

// ServeHTTP answers one request.
func (p *Player) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 32<<20)
	form := url.Values{}
	if token(strings.ToLower(r.URL.Path)) {
		if err := r.ParseForm(); err == nil {
			form = r.PostForm
		}
	}
	io.Copy(io.Discard, r.Body)
	l, next := p.take(r.Method, address(r.Method, r.URL, form), r.URL.Query())
	switch {
	case l == nil:
		refuse(w, r, next)
	case l.Status == 0:
		panic(http.ErrAbortHandler) // the connection broke
	default:
		p.answer(w, r, l, form)
	}
}

// take returns the line that answers a request, or none and what the trace has
// next at that address.
func (p *Player) take(method, key string, query url.Values) (found *line, next string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := method + " " + key + "?" + query.Encode()
	queue := p.queues[key]
	for i, l := range queue {
		if l.Method == method && l.same(query) {
			l.played = true
			p.last[at] = l
			if !l.effect() {
				// Reads that were side by side come in any order.
				p.queues[key] = slices.Delete(slices.Clone(queue), i, i+1)
				return l, ""
			}
			for _, skipped := range queue[:i] {
				skipped.played = true
			}
			p.queues[key] = queue[i+1:]
			p.forget(key)
			p.last[at] = l
			return l, ""
		}
		if l.effect() {
			break // a write is never skipped
		}
	}
	if l := p.last[at]; l != nil && reads(method, key) {
		return l, ""
	}
	p.strangers = append(p.strangers, method+" "+key)
	if len(queue) > 0 {
		return nil, queue[0].Method + " " + queue[0].URL
	}
	return nil, ""
}

// forget drops what was read at an address before it was written.
func (p *Player) forget(key string) {
	for at := range p.last {
		if _, rest, _ := strings.Cut(at, " "); strings.HasPrefix(rest, key+"?") {
			delete(p.last, at)
		}
	}
}

// refuse says that the trace does not have a request.
func refuse(w http.ResponseWriter, r *http.Request, next string) {
	message := fmt.Sprintf("The trace has no %s %s", r.Method, clip(r.URL.RequestURI()))
	if next != "" {
		message += " now; next at this address it has " + clip(next)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusNotImplemented)
	json.NewEncoder(w).Encode(map[string]any{"error": map[string]any{"code": "RequestNotInTrace", "message": message + "."}})
}

// answer puts a line's answer on the wire.
func (p *Player) answer(w http.ResponseWriter, r *http.Request, l *line, form url.Values) {
	base := "https://" + r.Host
	header := w.Header()
	for name, value := range l.Answer.Headers {
		switch strings.ToLower(name) {
		case "content-encoding", "content-length", "transfer-encoding", "date", "connection":
		case "retry-after":
			header.Set(name, "1")
		case "location", "azure-asyncoperation", "www-authenticate":
			header.Set(name, p.home(clean(value), base))
		default:
			header.Set(name, clean(value))
		}
	}
	if l.Status == http.StatusAccepted && header.Get("Location") == "" && header.Get("Azure-AsyncOperation") == "" {
		if result := p.result(l); result != "" {
			header.Set("Location", p.home(result, base))
		}
	}
	header.Set("Date", p.opt.Now().UTC().Format(http.TimeFormat))
	body, ok := p.body(l, base, form)
	if !ok {
		header.Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusNotImplemented)
		json.NewEncoder(w).Encode(map[string]any{"error": map[string]any{
			"code": "BodyNotInTrace", "message": fmt.Sprintf("The trace kept only the length of the answer to line %d, %s %s.", l.N, l.Method, clip(l.URL))}})
		return
	}
	w.WriteHeader(l.Status)
	w.Write(body)
}

// result finds where the result of work in the background was asked for: a
// trace may lack the header that said so.
func (p *Player) result(after *line) string {
	for _, l := range p.lines[slices.Index(p.lines, after):] {
		if l.Method == http.MethodGet && (strings.Contains(l.key, "/operationresults/") || strings.Contains(l.key, "/operations/")) {
			return l.URL
		}
	}
	return ""
}

// home turns addresses of the hosts of the trace into the player's own.
func (p *Player) home(text, base string) string {
	for _, host := range p.hosts {
		text = strings.ReplaceAll(text, host+"/", base+"/")
	}
	return text
}

// clean takes out what a header cannot have.
func clean(text string) string {
	return strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f {
			return -1
		}
		return c
	}, text)
}

func clip(text string) string {
	text = clean(text)
	return text[:min(len(text), 300)]
}
