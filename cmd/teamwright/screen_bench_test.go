package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"teamwright/steps/sandbox"
	"teamwright/tui/screen/emulator"
)

// benched is the real program that make bench has built.
func benched(b *testing.B) string {
	b.Helper()
	program := os.Getenv("TEAMWRIGHT_BENCH")
	if program == "" {
		b.Skip("no program to measure: run make bench")
	}
	return program
}

// BenchmarkFirstFrame measures the time from the start of the program to the
// first form, beside the first frame of the smallest Bubble Tea program, on a
// terminal that answers and on one that never does: medians of 15, taken in
// turn.
func BenchmarkFirstFrame(b *testing.B) {
	program := benched(b)
	bare := filepath.Join(b.TempDir(), "bare")
	if out, err := exec.Command("go", "build", "-ldflags", "-s -w", "-o", bare, "./testdata/bare").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	for b.Loop() {
		s := live(b, sandbox.Options{})
		s.write("empty.yaml", []byte("# nothing yet\n"))
		for name, options := range map[string][]emulator.Option{"": nil, "deaf-": {emulator.Deaf()}} {
			var ours, theirs []time.Duration
			for range 15 {
				theirs = append(theirs, s.firstFrame(b, exec.Command(bare), "bare", options))
				ours = append(ours, s.firstFrame(b, exec.Command(program, "setup", "--sandbox", "--profile", s.path("empty.yaml"), "--state-dir", s.path("state")), "Address of the Totara site", options))
			}
			slices.Sort(ours)
			slices.Sort(theirs)
			b.ReportMetric(float64(ours[7].Microseconds())/1000, name+"ms/frame")
			b.ReportMetric(float64(theirs[7].Microseconds())/1000, name+"ms/bare-frame")
			b.ReportMetric(float64(ours[7])/float64(theirs[7]), name+"frame/bare")
		}
	}
}

func (s *stage) firstFrame(b *testing.B, cmd *exec.Cmd, text string, options []emulator.Option) time.Duration {
	b.Helper()
	begun := time.Now()
	term := s.drawnAs(cmd, 80, 24, options...)
	await(b, term, text)
	took := time.Since(begun)
	term.Kill()
	term.Hangup()
	_, _ = term.Wait(patience)
	return took
}

// BenchmarkBytes measures what the screen sends at 80×24: for a key in a form,
// for a second of a running checklist, for a second of an idle screen.
func BenchmarkBytes(b *testing.B) {
	program := benched(b)
	for b.Loop() {
		s := live(b, sandbox.Options{})
		s.write("empty.yaml", []byte("# nothing yet\n"))
		term := s.drawnAs(exec.Command(program, "setup", "--sandbox", "--sandbox-lag", "4s", "--profile", s.path("empty.yaml"), "--state-dir", s.path("state"),
			"--secrets-to", "file:"+s.path("secret.json"), "--out", s.path("app.zip")), 80, 24)
		await(b, term, "page 1 of 8")
		b.ReportMetric(float64(term.Bytes()), "B/first-screen")
		all, inPage := typed(b, term, inFull)
		b.ReportMetric(at(all, 50), "B/key-median")
		b.ReportMetric(at(all, 95), "B/key-p95")
		b.ReportMetric(at(inPage, 95), "B/key-p95-in-a-page")
		b.ReportMetric(float64(len(all)), "keys")
		b.ReportMetric(float64(len(all)-len(inPage)), "page-turns")
		await(b, term, "> All of this is right")
		b.ReportMetric(idle(b, term), "B/s-idle-review")
		term.Type("\r")
		await(b, term, "Is this the account")
		b.ReportMetric(idle(b, term), "B/s-idle-account")
		term.Type("y")
		await(b, term, "Do exactly this?")
		b.ReportMetric(idle(b, term), "B/s-idle-plan")
		term.Type("y")
		await(b, term, "Working:")
		from, last, begun := term.Bytes(), term.Bytes(), time.Now()
		if err := term.Until(patience, "Checklist:", func(screen string) bool {
			done := strings.Contains(screen, "Checklist:")
			if !done {
				last = term.Bytes() // the checklist that follows is another screen
			}
			return done
		}); err != nil {
			b.Fatal(err)
		}
		took := time.Since(begun)
		b.ReportMetric(float64(last-from)/took.Seconds(), "B/s-running")
		b.ReportMetric(took.Seconds(), "s-running")
		b.ReportMetric(float64(term.Bytes()-last), "B/finished")
		b.ReportMetric(idle(b, term), "B/s-idle-checklist")
		term.Type("q")
		if code, err := term.Wait(patience); err != nil || code != 5 {
			b.Fatalf("exit code %d, %v\n%s", code, err, term.Text())
		}
	}
}

// inFull is a first set-up by somebody who writes the app's texts themselves
// and takes the services as they are.
const inFull = "https://learn.example.org/totara\tcontoso.onmicrosoft.com\r" +
	"\x0f\x15Contoso Learn\t\x15Learning at Contoso\t\x15All courses of Contoso\t" +
	"\x15Find, take and share what Contoso has to teach, without leaving Teams.\tlogo.png\t\t\t\x15Contoso Ltd\thttps://www.contoso.example/\thttps://www.contoso.example/privacy\x1b[6~" +
	"\t\r" + "\x1b[6~\x1b[6~\x1b[6~\x1b[6~\x1b[6~"

// typed presses the keys one by one, and counts what each costs once the
// screen stands still: all of them, and those that do not draw another page.
func typed(b *testing.B, term *emulator.Terminal, keys string) (all, inPage []int) {
	b.Helper()
	title := func() string { line, _, _ := strings.Cut(term.Text(), "\n"); return line }
	for len(keys) > 0 {
		n := 1
		if keys[0] == '\x1b' {
			n = len("\x1b[6~")
		}
		before, page := term.Bytes(), title()
		term.Type(keys[:n])
		if err := term.Quiet(80*time.Millisecond, patience); err != nil {
			b.Fatal(err)
		}
		cost := term.Bytes() - before
		all, keys = append(all, cost), keys[n:]
		if title() == page {
			inPage = append(inPage, cost)
		}
	}
	return all, inPage
}

// at is the value below which this percentage lies.
func at(costs []int, percent int) float64 {
	slices.Sort(costs)
	return float64(costs[(len(costs)-1)*percent/100])
}

// idle is what the screen sends in a second when nothing has happened for two.
func idle(b *testing.B, term *emulator.Terminal) float64 {
	b.Helper()
	const rest, watch = 2 * time.Second, 3 * time.Second
	<-time.After(rest)
	before := term.Bytes()
	<-time.After(watch)
	return float64(term.Bytes()-before) / watch.Seconds()
}
