package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"teamwright/manifest"
	"teamwright/steps/sandbox"
	"teamwright/steps/sandbox/judge"
)

// stage is a rehearsal cloud and the folder of one admin.
type stage struct {
	t     testing.TB
	dir   string
	cloud *sandbox.Cloud
	clock *virtual
	log   *requestLog
	file  string // the cloud file
	// person sits at a terminal; nil: nobody is there.
	person *person
}

// description is Microsoft's own description of Microsoft Graph, as found
// beside the project.
const description = "../../../shared/openapi/graph-v1.0-subset.yaml"

// azureDescription is that of Azure Bot Service.
const azureDescription = "../../../shared/openapi/botservice.json"

var judgedAzure = sync.OnceValues(func() (*judge.Judge, error) {
	if _, err := os.Stat(azureDescription); err != nil {
		return nil, nil
	}
	return judge.NewAzure(azureDescription)
})

var judged = sync.OnceValues(func() (*judge.Judge, error) {
	if _, err := os.Stat(description); err != nil {
		return nil, nil
	}
	return judge.New(description)
})

// play starts a rehearsal cloud and lays out the sample site beside it.
func play(t testing.TB, opt sandbox.Options) *stage {
	t.Helper()
	s := &stage{t: t, dir: t.TempDir(), clock: newVirtual(), log: &requestLog{}}
	if opt.Now == nil {
		opt.Now, opt.Sleep = s.clock.now, s.clock.sleep
	}
	opt.Log = s.log
	loaded, err := judged()
	if err != nil {
		t.Fatal(err)
	}
	if loaded == nil {
		t.Log("not judged: Microsoft's description of Graph is not beside the project")
	} else {
		j := loaded.Fresh()
		opt.Judge = j.Wrap
		t.Cleanup(func() { conforms(t, j) })
	}
	azure, err := judgedAzure()
	if err != nil {
		t.Fatal(err)
	}
	if azure != nil {
		j := azure.Fresh()
		opt.JudgeAzure = j.Wrap
		t.Cleanup(func() { conforms(t, j) })
	}
	if s.cloud, err = sandbox.New(opt); err != nil {
		t.Fatal(err)
	}
	server, err := s.cloud.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	s.file = filepath.Join(s.dir, "cloud.yaml")
	if err := server.WriteCloudFile(s.file); err != nil {
		t.Fatal(err)
	}
	answers, err := os.ReadFile(filepath.Join("testdata", "demo", "teamwright.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	s.write("teamwright.yaml", answers)
	icon, err := smallLogo()
	if err != nil {
		t.Fatal(err)
	}
	s.write("logo.png", icon)
	return s
}

// smallLogo is the demo's logo in the size of an icon, which thousands of runs
// make into icons again.
var smallLogo = sync.OnceValues(func() ([]byte, error) {
	logo, err := os.ReadFile(filepath.Join("testdata", "demo", "logo.png"))
	if err != nil {
		return nil, err
	}
	return manifest.Color(logo, "#0B5CAB")
})

func (s *stage) path(name string) string { return filepath.Join(s.dir, name) }

func (s *stage) write(name string, data []byte) {
	s.t.Helper()
	if err := os.WriteFile(s.path(name), data, 0o600); err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) read(name string) string {
	s.t.Helper()
	data, err := os.ReadFile(s.path(name))
	if err != nil {
		s.t.Fatal(err)
	}
	return string(data)
}

// args are the flags that every command of this stage gets.
func (s *stage) args(words ...string) []string {
	return append(words, "--cloud", s.file, "--profile", s.path("teamwright.yaml"), "--state-dir", s.path("state"))
}

// setup is a whole set-up without questions.
func (s *stage) setup(more ...string) []string {
	return s.args(append([]string{"setup", "--yes", "--secrets-to", "file:" + s.path("secret.json"), "--out", s.path("app.zip")}, more...)...)
}

// ended is what a run printed and how it ended.
type ended struct {
	code     int
	out, err string
}

// run runs one command line in this process, with the stage's clock.
func (s *stage) run(args []string) ended {
	s.t.Helper()
	out := s.scratch("out")
	if s.person != nil {
		seat := s.person.sit(s.t)
		code := Main(Surroundings{Args: args, Env: s.env, In: seat.line, Out: out, Err: seat.line, Clock: s.clock.clock()})
		return ended{code, s.taken(out), seat.leave()}
	}
	errs := s.scratch("err")
	in, err := os.Open(os.DevNull)
	if err != nil {
		s.t.Fatal(err)
	}
	defer in.Close()
	code := Main(Surroundings{Args: args, Env: s.env, In: in, Out: out, Err: errs, Clock: s.clock.clock()})
	return ended{code, s.taken(out), s.taken(errs)}
}

func (s *stage) env(name string) string {
	if name == "HOME" {
		return s.dir
	}
	return ""
}

func (s *stage) scratch(name string) *os.File {
	s.t.Helper()
	f, err := os.CreateTemp(s.t.TempDir(), name)
	if err != nil {
		s.t.Fatal(err)
	}
	return f
}

func (s *stage) taken(f *os.File) string {
	s.t.Helper()
	defer f.Close()
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		s.t.Fatal(err)
	}
	data, err := io.ReadAll(f)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(data)
}

// request is one line of the cloud's log.
type request struct {
	Start  int64  `json:"t_start_ms"`
	End    int64  `json:"t_end_ms"`
	Method string `json:"method"`
	Path   string `json:"path"`
	Status int    `json:"status"`
	Kind   string `json:"kind"`
}

// requestLog keeps the cloud's log, and tells when a line is in.
type requestLog struct {
	mu    sync.Mutex
	lines []request
	heard func(n int, r request)
}

func (l *requestLog) Write(p []byte) (int, error) {
	var r request
	if err := json.Unmarshal(bytes.TrimSpace(p), &r); err != nil {
		return 0, err
	}
	l.mu.Lock()
	l.lines = append(l.lines, r)
	n, heard := len(l.lines), l.heard
	l.mu.Unlock()
	if heard != nil {
		heard(n, r)
	}
	return len(p), nil
}

// since are the requests from an index on.
func (l *requestLog) since(n int) []request {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]request(nil), l.lines[n:]...)
}

func (l *requestLog) len() int { return len(l.since(0)) }

// afterSignIn counts the requests behind the one that redeemed the code.
func (l *requestLog) afterSignIn() int {
	all := l.since(0)
	for i, r := range all {
		if strings.HasSuffix(r.Path, "/token") && r.Status == http.StatusOK {
			return len(all) - i - 1
		}
	}
	return 0
}

func writes(list []request) int {
	n := 0
	for _, r := range list {
		if r.Kind == "write" {
			n++
		}
	}
	return n
}

// whole fails unless the tenant holds exactly what one set-up makes.
func (s *stage) whole(run ended) {
	s.t.Helper()
	s.holds(run, 5, sandbox.Counts{Applications: 1, Principals: 1, Grants: 1, Secrets: 1})
	if _, err := os.Stat(s.path("app.zip")); err != nil {
		s.t.Error(err)
	}
}

// holds fails unless a run ended with this code (5: rows wait for a person), and
// the cloud holds exactly this.
func (s *stage) holds(run ended, code int, want sandbox.Counts) {
	s.t.Helper()
	if run.code != code {
		s.t.Errorf("exit code %d, want %d\n%s\n%s", run.code, code, run.err, run.out)
	}
	if got := s.cloud.Count(); got != want {
		s.t.Errorf("the cloud holds %+v, want %+v\n%s\n%s", got, want, run.err, run.out)
	}
}

// quick are the options of a cloud that loses no time.
func quick() sandbox.Options { return sandbox.Options{Lag: 2 * time.Second} }
