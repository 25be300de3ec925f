package fleet_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"teamwright/steps"
	"teamwright/steps/fleet"
	"teamwright/steps/tenant"
	"teamwright/steps/tenant/signin"
	"teamwright/steps/wire"
)

func row(id string, status steps.Status) steps.Result {
	return steps.Result{ID: id, Group: "entra", Title: "Title of " + id, Status: status, Detail: "detail", Fix: "mend it", Source: steps.FromGraph}
}

func TestRun(t *testing.T) {
	t.Parallel()
	sites := append(many(40), fleet.Site{Name: "broken.yaml", Err: errors.New("broken.yaml:3: site:\x1b[31m is no address")})
	var mu sync.Mutex
	opened, closed := map[string]int{}, 0
	open := func(_ context.Context, who fleet.Tenant) (fleet.Check, func() error, error) {
		mu.Lock()
		defer mu.Unlock()
		opened[who.Tenant]++
		switch who.Tenant {
		case "t3.example.org":
			return nil, nil, &signin.Refused{Code: "AADSTS53003", Meaning: "blocked", Cure: "use another door"}
		case "t4.example.org":
			return nil, nil, &tenant.Error{Kind: tenant.Unreachable, Op: "sign in", Cure: "check the network"}
		}
		check := func(_ context.Context, s fleet.Site) (fleet.Found, error) {
			switch s.Name {
			case "0005.yaml":
				return fleet.Found{}, errors.New("the journal cannot be read")
			case "0006.yaml":
				return fleet.Found{Results: []steps.Result{row("a.x", steps.Pass), row("a.y", steps.Fail)}}, nil
			case "0007.yaml":
				return fleet.Found{Results: []steps.Result{row("a.x", steps.ToDo)}}, nil
			}
			return fleet.Found{Results: []steps.Result{row("a.x", steps.Pass), row("a.z", steps.Skipped)}}, nil
		}
		return check, func() error { mu.Lock(); defer mu.Unlock(); closed++; return nil }, nil
	}
	var last fleet.Progress
	heard := 0
	report := fleet.Run(t.Context(), sites, fleet.Job{Open: open, Progress: func(p fleet.Progress) { last = p; heard++ }})
	if len(opened) != 20 || closed != 18 {
		t.Errorf("%d sign-ins, %d closed", len(opened), closed)
	}
	for who, n := range opened {
		if n != 1 {
			t.Errorf("%s: %d sign-ins", who, n)
		}
	}
	want := map[string]struct {
		code int
		says string
	}{
		"broken.yaml": {2, "fail fleet.answers broken.yaml:3: site:[31m is no address"},
		"0003.yaml":   {3, "unknown fleet.sign_in sign-in refused: blocked (AADSTS53003) use another door"},
		"0023.yaml":   {3, "unknown fleet.sign_in"},
		"0004.yaml":   {5, "unknown fleet.look sign in check the network"},
		"0005.yaml":   {5, "unknown fleet.look the journal cannot be read"},
		"0006.yaml":   {1, "fail a.y detail mend it"},
		"0007.yaml":   {5, "manual a.x"},
		"0008.yaml":   {0, ""},
	}
	for i, o := range report.Sites {
		if o.File != sites[i].Name || o.Site != sites[i].Answers.Site {
			t.Errorf("site %d is %s, want %s", i, o.File, sites[i].Name)
		}
		w, named := want[o.File]
		if !named {
			continue
		}
		says := ""
		if r, ok := o.Worst(); ok {
			says = fmt.Sprintf("%s %s %s %s", r.Status, r.ID, r.Detail, r.Fix)
		}
		if o.Code != w.code || !strings.HasPrefix(says, w.says) {
			t.Errorf("%s: code %d, %q", o.File, o.Code, says)
		}
	}
	if report.Code() != 1 || report.Stopped || report.Tenants != 20 {
		t.Errorf("code %d, %+v", report.Code(), report)
	}
	if last.Done != 41 || last.Total != 41 || last.Left != 0 || last.Trouble != 8 || heard != 41 {
		t.Errorf("progress %+v after %d", last, heard)
	}
	sum := report.Summary
	if sum.Fail != 2 || sum.Unknown != 5 || sum.Manual != 1 || sum.Pass != 34 || sum.Skip != 33 {
		t.Errorf("summary %+v", sum)
	}
}

func TestWorstCode(t *testing.T) {
	t.Parallel()
	for want, codes := range map[int][]int{0: {0, 0}, 5: {0, 5}, 2: {5, 2}, 3: {2, 3, 5}, 1: {3, 1, 2}, 4: {4, 5}} {
		r := fleet.Report{}
		for _, c := range codes {
			r.Sites = append(r.Sites, fleet.Outcome{Code: c})
		}
		if got := r.Code(); got != want {
			t.Errorf("%v give %d, want %d", codes, got, want)
		}
	}
}

// TestStopped ends the context in the middle: nothing is left out of the
// report, and nothing is begun.
func TestStopped(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	var mu sync.Mutex
	looked := 0
	report := fleet.Run(ctx, many(100), fleet.Job{Sites: 1, Open: func(context.Context, fleet.Tenant) (fleet.Check, func() error, error) {
		return func(ctx context.Context, _ fleet.Site) (fleet.Found, error) {
			mu.Lock()
			defer mu.Unlock()
			if looked++; looked == 30 {
				cancel()
			}
			return fleet.Found{Results: []steps.Result{row("a.x", steps.Pass)}}, nil
		}, nil, nil
	}})
	stopped := 0
	for _, o := range report.Sites {
		if o.Code == 4 {
			stopped++
		}
	}
	if !report.Stopped || len(report.Sites) != 100 || stopped < 50 || report.Code() != 4 {
		t.Errorf("%d stopped, code %d, %d looked at", stopped, report.Code(), looked)
	}
}

// TestPace has a run take as long as its bounds allow, and tell the time left.
func TestPace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var half time.Duration
		began := time.Now()
		fleet.Run(t.Context(), many(400), fleet.Job{
			Clock: wire.System(),
			Open: func(context.Context, fleet.Tenant) (fleet.Check, func() error, error) {
				return func(ctx context.Context, _ fleet.Site) (fleet.Found, error) {
					return fleet.Found{}, wire.System().Sleep(ctx, time.Second)
				}, nil, nil
			},
			Progress: func(p fleet.Progress) {
				if p.Done == 200 {
					half = p.Left
				}
			},
		})
		// 400 sites, 80 at a time: five rounds.
		if took := time.Since(began); took != 5*time.Second || half != 3*time.Second {
			t.Errorf("took %v, half-way %v were left", took, half)
		}
	})
}
