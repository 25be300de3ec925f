package sandbox

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"teamwright/steps/sandbox/access"
	"teamwright/steps/sandbox/arm"
	"teamwright/steps/sandbox/entra"
	"teamwright/steps/sandbox/graph"
)

// maxBody bounds what a client may send.
const maxBody = 32 << 20

// gate is what every request passes: latency, faults and the log lie between
// the wire and the services. It answers only after the log has its line.
type gate struct {
	cloud  *Cloud
	closed context.Context // ends when the server closes
}

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := g.cloud
	start := c.opt.Now()
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return // the client broke off, or sent without end
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	kind := c.kind(r, body)

	var fault Fault
	if c.entra.SignedIn() {
		n := int(c.served.Add(1))
		fault = c.faults[n]
	}
	alone, leave := c.writers.enter(r)
	if c.opt.Sleep(g.closed, c.opt.Latency/2) != nil {
		leave()
		return
	}
	answer := &pending{header: http.Header{}, status: http.StatusOK}
	if alone || fault.Do != "" {
		g.work(answer, r, fault)
	} else if service(r.URL.Path) == serviceARM {
		arm.RefuseConcurrent(answer, r, c.opt.Now())
	} else {
		graph.RefuseConcurrent(answer, r, c.opt.Now())
	}
	leave()
	if c.opt.Sleep(g.closed, c.opt.Latency-c.opt.Latency/2) != nil {
		return
	}
	line := entry{
		Start: start.UnixMilli(), End: c.opt.Now().UnixMilli(),
		Method: r.Method, Path: r.URL.Path, Status: answer.status,
		RequestBytes: len(body), ResponseBytes: answer.body.Len(), Kind: kind,
	}
	if fault.Do == FaultReset {
		line.Status, line.ResponseBytes = 0, 0
	}
	if err := c.log.write(line); err != nil {
		http.Error(w, err.Error(), http.StatusInsufficientStorage)
		return
	}
	switch fault.Do {
	case FaultReset, FaultLost:
		sever(w)
	case FaultCut:
		w.Header().Set("Content-Length", strconv.Itoa(answer.body.Len()+2))
		answer.body.Truncate(answer.body.Len() / 2)
		g.send(w, r, answer)
		_ = http.NewResponseController(w).Flush() // the reset that follows may reach the client first
		sever(w)
	case FaultHold:
		select {
		case <-r.Context().Done():
		case <-g.closed.Done():
		}
		sever(w)
	default:
		g.send(w, r, answer)
	}
}

// work lets the service do its work, or the fault keep it from doing so.
func (g *gate) work(w http.ResponseWriter, r *http.Request, fault Fault) {
	switch fault.Do {
	case FaultReset:
		return
	case FaultThrottle:
		switch {
		case fault.N%4 == 3:
			w.Header().Set("Retry-After", g.cloud.opt.Now().Add(2*time.Second).UTC().Format(http.TimeFormat))
		case fault.N%2 == 1:
			w.Header().Set("Retry-After", "2")
		}
		g.refuse(w, r, http.StatusTooManyRequests)
		return
	case FaultInternal:
		g.refuse(w, r, http.StatusInternalServerError)
		return
	case FaultUnavailable:
		g.refuse(w, r, http.StatusServiceUnavailable)
		return
	case FaultHTML502:
		gateway(w, http.StatusBadGateway, "502 Bad Gateway")
		return
	case FaultPage:
		gateway(w, http.StatusOK, "Sign in to the network")
		return
	case FaultTimeout:
		g.serve(&pending{header: http.Header{}}, r)
		gateway(w, http.StatusGatewayTimeout, "504 Gateway Time-out")
		return
	case FaultClaims:
		g.cloud.Challenge()
	}
	g.serve(w, r)
}

// gateway answers with a page, as what stands between a client and a service
// does.
func gateway(w http.ResponseWriter, status int, title string) {
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<html><head><title>%s</title></head><body><center><h1>%[1]s</h1></center></body></html>\r\n", title)
}

// serve lets the service do its work.
func (g *gate) serve(w http.ResponseWriter, r *http.Request) {
	switch service(r.URL.Path) {
	case serviceGraph:
		g.cloud.graph.ServeHTTP(w, r)
	case serviceARM:
		g.cloud.arm.ServeHTTP(w, r)
	case serviceAccess:
		g.cloud.access.ServeHTTP(w, r)
	case serviceEntra:
		g.cloud.entra.ServeHTTP(w, r)
	default:
		http.NotFound(w, r)
	}
}

// refuse answers in the dialect of the service that was asked.
func (g *gate) refuse(w http.ResponseWriter, r *http.Request, status int) {
	switch service(r.URL.Path) {
	case serviceEntra:
		entra.Refuse(w, r, status, g.cloud.opt.Now())
	case serviceARM:
		arm.Refuse(w, r, status, g.cloud.opt.Now())
	case serviceAccess:
		access.Refuse(w, status)
	default:
		graph.Refuse(w, r, status, g.cloud.opt.Now())
	}
}

// send puts the finished answer on the wire.
func (g *gate) send(w http.ResponseWriter, r *http.Request, answer *pending) {
	for name, values := range answer.header {
		w.Header()[name] = values
	}
	w.Header().Set("Date", g.cloud.opt.Now().UTC().Format(http.TimeFormat))
	w.WriteHeader(answer.status)
	if r.Method != http.MethodHead {
		w.Write(answer.body.Bytes())
	}
}

// pending collects what a service says, until it may leave.
type pending struct {
	header http.Header
	status int
	sealed bool
	body   bytes.Buffer
}

func (p *pending) Header() http.Header { return p.header }

func (p *pending) WriteHeader(status int) {
	if !p.sealed {
		p.status, p.sealed = status, true
	}
}

func (p *pending) Write(b []byte) (int, error) {
	p.sealed = true
	return p.body.Write(b)
}

// sever breaks the connection the hard way, with a reset rather than an end.
func sever(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if t, ok := conn.(interface{ NetConn() net.Conn }); ok {
		if tcp, ok := t.NetConn().(*net.TCPConn); ok {
			tcp.SetLinger(0)
			tcp.Close()
			return
		}
	}
	conn.SetDeadline(time.Now())
	conn.Close()
}
