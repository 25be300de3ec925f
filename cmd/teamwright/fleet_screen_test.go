package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"teamwright/steps/sandbox"
)

// TestScreenFleet looks at a folder on a terminal: the sign-in gives way to the
// table, which is filtered, sorted and opened, and its result stands in the
// scrollback.
func TestScreenFleet(t *testing.T) {
	t.Parallel()
	s := live(t, sandbox.Options{})
	s.sites()
	answers := s.read("teamwright.yaml")
	for _, name := range []string{"academy", "campus", "college"} {
		s.write("sites/"+name+".yaml", []byte(strings.Replace(answers, "https://learn.example.org", "https://"+name+".example.org", 1)))
	}
	s.write("sites/broken.yaml", []byte("site: here\n"))
	term := s.drawn(80, 24, s.fleet("--sort", "site", "--html", s.path("fleet.html")))
	await(t, term, "Fleet: 4 sites, 4 in trouble, 0 well", "All sites, by site", "> ! failed     academy.example.org", "! bad file   broken.yaml")
	if !strings.Contains(s.read("fleet.html"), "campus.example.org") {
		t.Error("the report is not written while somebody looks at the table")
	}
	term.Type("/coll")
	await(t, term, "Filter: coll", "college.example.org")
	term.Type("\r\r")
	await(t, term, "college.yaml: ", "https://college.example.org", "App registration")
	if err := term.Resize(120, 40); err != nil {
		t.Fatal(err)
	}
	await(t, term, " │ ")
	term.Type("\x1b")
	await(t, term, "1 of 4, with \"coll\", by site", "TROUBLE")
	term.Type("q")
	over(t, term, 1)
	left := term.Text()
	for _, want := range []string{"! failed     https://academy.example.org/totara, academy.yaml: ", "! bad file   broken.yaml: ", "4 sites in 1 tenant, 3 failed, 1 bad file"} {
		if !strings.Contains(left, want) {
			t.Errorf("no %q in the scrollback:\n%s", want, left)
		}
	}
}

// sites makes the folder of sites, which share a logo.
func (s *stage) sites() {
	s.t.Helper()
	if err := os.Mkdir(s.path("sites"), 0o700); err != nil {
		s.t.Fatal(err)
	}
	s.write("sites/logo.png", []byte(s.read("logo.png")))
}

// fleet is a look at the folder of sites.
func (s *stage) fleet(more ...string) []string {
	return append([]string{"fleet", "check", s.path("sites"), "--cloud", s.path("cloud.yaml"), "--state-dir", s.path("state")}, more...)
}

// TestScreenFleetCancelled has the person leave the sign-in: the sites say so,
// and nothing else waits.
func TestScreenFleetCancelled(t *testing.T) {
	t.Parallel()
	s := live(t, sandbox.Options{Never: true})
	s.sites()
	s.write("sites/learn.yaml", []byte(s.read("teamwright.yaml")))
	term := s.drawn(80, 24, s.fleet())
	await(t, term, "and enter this code:")
	term.Type("\x1b")
	await(t, term, "Fleet: 1 site, 1 in trouble", "no sign-in", "cancelled on the screen")
	term.Type("\x03")
	over(t, term, 3)
}

// TestScreenFleetStopped stops a look: the table is not waited for.
func TestScreenFleetStopped(t *testing.T) {
	t.Parallel()
	s := live(t, sandbox.Options{Faults: []sandbox.Fault{{N: 2, Do: sandbox.FaultHold}}})
	s.sites()
	s.write("sites/learn.yaml", []byte(s.read("teamwright.yaml")))
	term := s.drawn(80, 24, s.fleet())
	await(t, term, "Fleet: 0 of 1 sites", "No site has been looked at yet.")
	term.Type("\x03")
	await(t, term, "Stop looking?")
	term.Type("y")
	over(t, term, 130)
	if left := term.Text(); !strings.Contains(left, "1 not seen") {
		t.Errorf("left:\n%s", left)
	}
}

// BenchmarkFleetBytes measures what the table of forty sites sends at 80×24: for
// a key that moves, sorts, filters or opens, and for an idle second.
func BenchmarkFleetBytes(b *testing.B) {
	program := benched(b)
	for b.Loop() {
		s := live(b, sandbox.Options{})
		s.sites()
		for i := range 40 {
			s.write(fmt.Sprintf("sites/%02d.yaml", i), []byte(strings.Replace(s.read("teamwright.yaml"), "https://learn", fmt.Sprintf("https://learn%02d", i), 1)))
		}
		term := s.drawnAs(exec.Command(program, s.fleet()...), 80, 24)
		await(b, term, "Fleet: 40 sites", "> ! failed")
		for _, part := range []struct{ name, keys string }{
			{"move", strings.Repeat("j", 39)}, {"page", "\x1b[5~\x1b[5~\x1b[6~\x1b[6~"}, {"sort", "ssrr62"}, {"filter", "/learn1"}, {"open", "\r\r"},
		} {
			all, _ := typed(b, term, part.keys)
			b.ReportMetric(at(all, 50), "B/"+part.name+"-median")
			b.ReportMetric(at(all, 95), "B/"+part.name+"-p95")
		}
		b.ReportMetric(idle(b, term), "B/s-idle")
		term.Type("qq")
		if code, err := term.Wait(patience); err != nil || code != 1 {
			b.Fatalf("exit code %d, %v\n%s", code, err, term.Text())
		}
	}
}
