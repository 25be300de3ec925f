package main

import (
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"teamwright/steps/sandbox"
	"teamwright/steps/wire"
)

// latency is what one request costs over a slow line.
const latency = 150 * time.Millisecond

// BenchmarkSetup measures a set-up, and the second one over the finished
// tenant, at 150 ms a request without lag: the time from the first request to
// Microsoft Graph to the last answer, beside the longest chain of requests that
// had to wait for one another.
func BenchmarkSetup(b *testing.B) {
	for b.Loop() {
		s := playBench(b)
		s.benchRun(b, "first", s.setup())
		s.benchRun(b, "second", s.setup())
	}
}

// BenchmarkEverything measures the same for a set-up of all there is: single
// sign-on, the bot, Totara by machine, and publishing.
func BenchmarkEverything(b *testing.B) {
	for b.Loop() {
		s := playBench(b)
		s.write("teamwright.yaml", []byte(s.read("teamwright.yaml")+everything))
		s.benchRun(b, "first", s.setupEverything())
		s.benchRun(b, "second", s.setupEverything())
	}
}

func playBench(b *testing.B) *stage {
	b.Helper()
	clock := wire.System()
	return play(b, sandbox.Options{Now: clock.Now, Sleep: clock.Sleep, Latency: latency})
}

func (s *stage) benchRun(b *testing.B, name string, args []string) {
	from := s.log.len()
	cmd := exec.Command("teamwright", args...)
	cmd.Env = append(os.Environ(), "HOME="+s.dir)
	if out, err := cmd.CombinedOutput(); cmd.ProcessState.ExitCode() != 5 {
		b.Fatalf("%v\n%s", err, out)
	}
	list := graphRequests(s.log.since(from))
	took, chain := duration(list), longestChain(list)
	b.ReportMetric(float64(len(list)), name+"-requests")
	b.ReportMetric(float64(writes(list)), name+"-writes")
	b.ReportMetric(float64(chain), name+"-chain")
	b.ReportMetric(float64(took.Milliseconds()), name+"-ms")
	b.ReportMetric(float64(took)/float64(time.Duration(chain)*latency), name+"-ms/chain")
	if work, apart := signInApart(list); apart > 0 {
		b.ReportMetric(float64(longestChain(work)), name+"-chain-sign-in-apart")
		b.ReportMetric(float64((took - apart).Milliseconds()), name+"-ms-sign-in-apart")
	}
}

// duration is the time from the first request to the last answer.
func duration(list []request) time.Duration {
	first, last := list[0].Start, slices.MaxFunc(list, func(x, y request) int { return int(x.End - y.End) }).End
	return time.Duration(last-first) * time.Millisecond
}

// signInApart are the requests without those of the sign-in that publishing
// takes, and how long everything else waited for it.
func signInApart(list []request) (work []request, apart time.Duration) {
	asked := slices.IndexFunc(list, func(r request) bool { return strings.HasSuffix(r.Path, "/devicecode") })
	if asked < 0 {
		return list, 0
	}
	from, to := asked, asked
	for from > 0 && list[from-1].Kind == "token" {
		from--
	}
	for to < len(list)-1 && !(strings.HasSuffix(list[to].Path, "/token") && list[to].Status == http.StatusOK) {
		to++
	}
	if from == 0 {
		return list, 0
	}
	before := duration(list[:from])
	return slices.Concat(list[:from], list[to+1:]), duration(list[:to+1]) - before
}

// graphRequests are the requests from the first one to Microsoft Graph on; the
// proof of the secret counts among them.
func graphRequests(list []request) []request {
	i := slices.IndexFunc(list, func(r request) bool { return strings.HasPrefix(r.Path, "/v1.0/") })
	return list[i:]
}

// longestChain is the greatest number of requests of which each began after
// the one before had ended.
func longestChain(list []request) int {
	list = slices.Clone(list)
	slices.SortFunc(list, func(x, y request) int { return int(x.End - y.End) })
	depth := make([]int, len(list))
	longest := 0
	for i, r := range list {
		depth[i] = 1
		for j := range i {
			if list[j].End <= r.Start {
				depth[i] = max(depth[i], depth[j]+1)
			}
		}
		longest = max(longest, depth[i])
	}
	return longest
}

// BenchmarkVersion measures the start of the real program, as make bench built
// it, by its shortest command: the median of 20.
func BenchmarkVersion(b *testing.B) {
	program := os.Getenv("TEAMWRIGHT_BENCH")
	if program == "" {
		b.Skip("no program to measure: run make bench")
	}
	for b.Loop() {
		var times []time.Duration
		var memory []int
		for range 20 {
			begun := time.Now()
			if err := exec.Command(program, "version").Run(); err != nil {
				b.Fatal(err)
			}
			times = append(times, time.Since(begun))
			// The system counts the memory of whoever starts a process as its
			// first own; time is small, this test is not.
			if out, err := exec.Command("time", "-f", "%M", program, "version").CombinedOutput(); err == nil {
				words := strings.Fields(string(out))
				kb, _ := strconv.Atoi(words[len(words)-1])
				memory = append(memory, kb)
			}
		}
		slices.Sort(times)
		b.ReportMetric(float64(times[10].Microseconds())/1000, "ms/start")
		if len(memory) == 20 {
			slices.Sort(memory)
			b.ReportMetric(float64(memory[10])/1024, "MB/start")
		}
	}
}
