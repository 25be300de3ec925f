package assemble

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"teamwright/steps/sandbox"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

// Rehearsal describes the rehearsal cloud to start.
type Rehearsal struct {
	Addr    string // loopback address; empty: any free port
	Approve string // a duration, or "never"
	Latency time.Duration
	Lag     time.Duration
	Faults  string // file, or empty
	Tenant  string // file, or empty
	Memory  string // file, or empty
	Log     io.Writer
	Clock   wire.Clock
}

// Stage is a running rehearsal cloud.
type Stage struct {
	Cloud   tenant.Cloud
	Counted *sandbox.Cloud
	server  *sandbox.Server
}

// Rehearse starts the rehearsal cloud.
func Rehearse(r Rehearsal) (*Stage, error) {
	opt := sandbox.Options{
		Now: r.Clock.Now, Sleep: r.Clock.Sleep,
		Latency: r.Latency, Lag: r.Lag, Log: r.Log, Memory: r.Memory,
	}
	if err := approval(&opt, r.Approve); err != nil {
		return nil, err
	}
	var err error
	if opt.Faults, err = fromFile(r.Faults, sandbox.ReadFaults); err != nil {
		return nil, fmt.Errorf("--sandbox-faults: %w", err)
	}
	if opt.Tenant, err = fromFile(r.Tenant, sandbox.ReadTenant); err != nil {
		return nil, fmt.Errorf("--sandbox-tenant: %w", err)
	}
	cloud, err := sandbox.New(opt)
	if err != nil {
		return nil, err
	}
	addr := r.Addr
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	server, err := cloud.Start(addr)
	if err != nil {
		return nil, err
	}
	return &Stage{Counted: cloud, server: server, Cloud: tenant.Cloud{
		Name:            "sandbox",
		Authority:       server.URL(),
		Graph:           server.URL(),
		ResourceManager: server.URL(),
		Access:          server.URL(),
		CAPEM:           server.CAPEM(),
		Rehearsal:       true,
	}}, nil
}

// approval reads --sandbox-approve.
func approval(opt *sandbox.Options, s string) error {
	switch {
	case s == "never":
		opt.Never = true
		return nil
	case strings.TrimSpace(s) == "":
		opt.Approve = time.Second
		return nil
	}
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 {
		return fmt.Errorf("--sandbox-approve %q is no time such as 1s, and not never", s)
	}
	opt.Approve = d
	return nil
}

// fromFile reads a file that may not be named.
func fromFile[T any](name string, read func(io.Reader) (T, error)) (T, error) {
	var zero T
	if name == "" {
		return zero, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return zero, err
	}
	defer f.Close()
	return read(f)
}

// Replay serves a recorded run in the place of the rehearsal cloud.
func Replay(trace io.Reader, addr string, now func() time.Time, log io.Writer) (*Played, error) {
	replay, err := sandbox.ReadReplay(trace, sandbox.ReplayOptions{Now: now, Log: log})
	if err != nil {
		return nil, err
	}
	server, err := replay.Start(addr)
	if err != nil {
		return nil, err
	}
	return &Played{Server: server, replay: replay}, nil
}

// Played is a recorded run that is being served.
type Played struct {
	*sandbox.Server
	replay *sandbox.Replay
}

// Left are writes of the recording that nobody asked for; Strangers are
// requests that it does not have.
func (p *Played) Left() []string      { return p.replay.Left() }
func (p *Played) Strangers() []string { return p.replay.Strangers() }

// URL is where the rehearsal cloud answers.
func (s *Stage) URL() string { return s.server.URL() }

// WriteCloudFile writes the file that leads other programs here.
func (s *Stage) WriteCloudFile(path string) error { return s.server.WriteCloudFile(path) }

// Close ends the rehearsal cloud.
func (s *Stage) Close() error { return s.server.Close() }
