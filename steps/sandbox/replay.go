package sandbox

import (
	"context"
	"io"
	"net/http"
	"time"

	"teamwright/steps/sandbox/access"
	"teamwright/steps/sandbox/replay"
)

// Replay answers from a redacted trace instead of rehearsing a cloud; see
// package replay for what it promises.
type Replay struct {
	player *replay.Player
	now    func() time.Time
	log    *journal
}

// ReplayOptions are what a Replay needs. The zero value uses the real clock and
// logs nothing.
type ReplayOptions struct {
	Now func() time.Time
	Log io.Writer // one JSON object a line for each request, as that of a Cloud
}

// ReadReplay reads a trace: JSON lines, one for each try of each request.
func ReadReplay(r io.Reader, opt ReplayOptions) (*Replay, error) {
	if opt.Now == nil {
		opt.Now = time.Now
	}
	player, err := replay.Read(r, replay.Options{Now: opt.Now})
	if err != nil {
		return nil, err
	}
	return &Replay{player: player, now: opt.Now, log: &journal{w: opt.Log}}, nil
}

// Start answers on addr until Close, as [Cloud.Start] does.
func (r *Replay) Start(addr string) (*Server, error) {
	return serveTLS(addr, func(context.Context) http.Handler { return r })
}

// Left lists the writes of the trace that nobody asked for yet.
func (r *Replay) Left() []string { return r.player.Left() }

// Strangers lists the requests that were not in the trace and were refused.
func (r *Replay) Strangers() []string { return r.player.Strangers() }

// ServeHTTP answers one request and logs it.
func (r *Replay) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	start := r.now()
	heard := &pending{header: http.Header{}, status: http.StatusOK}
	line := entry{Start: start.UnixMilli(), Method: req.Method, Path: req.URL.Path, RequestBytes: int(max(req.ContentLength, 0)), Kind: replayKind(req)}
	broken := true
	defer func() {
		line.End = r.now().UnixMilli()
		if !broken {
			line.Status, line.ResponseBytes = heard.status, heard.body.Len()
		}
		if err := r.log.write(line); err != nil {
			panic(http.ErrAbortHandler)
		}
	}()
	r.player.ServeHTTP(heard, req)
	broken = false
	for name, values := range heard.header {
		w.Header()[name] = values
	}
	w.WriteHeader(heard.status)
	if req.Method != http.MethodHead {
		w.Write(heard.body.Bytes())
	}
}

// replayKind tells what a request is for, without a cloud to ask.
func replayKind(r *http.Request) string {
	switch kind := service(r.URL.Path); {
	case kind == serviceEntra:
		return KindToken
	case kind == serviceAccess:
		return access.Kind(r)
	case kind == serviceNone:
		return KindProbe
	case changes(r):
		return KindWrite
	}
	return KindRead
}
