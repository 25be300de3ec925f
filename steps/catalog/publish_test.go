package catalog

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/tenant"
)

// whole says that the run did what it planned and left nothing to do.
func (o *office) whole(u outcome, writes ...string) {
	o.t.Helper()
	if u.report.Moved || u.report.Stopped || steps.Summarize(u.report.Results).Fail > 0 {
		o.t.Fatalf("the run did not end well: %+v", u.report)
	}
	if !slices.Equal(o.shop.writes, writes) {
		o.t.Errorf("the catalogue heard %v, want %v", o.shop.writes, writes)
	}
	before, tags := len(o.shop.writes), o.reg.writes
	if again := o.run(); !again.plan.Empty() || len(o.shop.writes) != before || o.reg.writes != tags {
		o.t.Errorf("a second run writes: %+v", again.plan)
	}
}

// The first publication, with and without a second sign-in.
func TestPublish(t *testing.T) {
	t.Parallel()
	for name, set := range map[string]struct {
		ready, review bool
		state         steps.Status
		says          string
	}{
		"after a second sign-in":            {false, false, steps.Pass, "the browser will show Microsoft Graph Command Line Tools"},
		"with the sign-in of the run":       {true, false, steps.Pass, "publish version 1.0.0"},
		"for review":                        {true, true, steps.ToDo, "submit version 1.0.0 for the approval"},
		"for review, after another sign-in": {false, true, steps.ToDo, "submit version 1.0.0 for the approval"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			o.ready, o.answers.Publish.Review = set.ready, set.review
			u := o.run()
			c := u.change(publishStep)
			if c.Action != steps.Create || !strings.Contains(c.Summary, set.says) || strings.Contains(c.Summary, "second time") == set.ready {
				t.Errorf("change %+v", c)
			}
			if len(c.Fields) != 2 || c.Fields[0].To != "1.0.0" || !strings.HasPrefix(c.Fields[1].To.(string), "sha256 ") {
				t.Errorf("fields %+v", c.Fields)
			}
			if o.opened != 1 || o.answers.IDs.Catalog != catalogID(1) {
				t.Errorf("opened %d times, ids.catalog %q", o.opened, o.answers.IDs.Catalog)
			}
			if r := u.row("catalog.publish"); r.Status != steps.Pass {
				t.Errorf("row %+v", r)
			}
			if r := u.row("catalog.state"); r.Status != set.state || r.Tickable() {
				t.Errorf("row %+v", r)
			}
			if m, ok := readMark(o.reg.tags); !ok || m.Version != "1.0.0" || m.ID != catalogID(1) || m.On != "2026-11-20" || len(o.reg.tags) != 3 {
				t.Errorf("tags %v", o.reg.tags)
			}
			o.whole(u, "publish 1.0.0")
			// A look alone sees the state where it may; elsewhere it tells what
			// was seen to happen, or leaves the rest to a person.
			rows := o.check()
			state, said, approved := find(rows, "catalog.state"), find(rows, "catalog.publish").Detail, find(rows, "catalog.approved.1.0.0")
			if set.ready != (state.Status == set.state) || !set.ready && state.ID != "" {
				t.Errorf("checked alone: %+v", state)
			}
			if tells := strings.Contains(said, "and published on 2026-11-20; what became of it since, this sign-in may not see"); tells != (!set.ready && !set.review) {
				t.Errorf("checked alone: %q", said)
			}
			if (approved.Status == steps.ToDo && approved.Tickable()) != (!set.ready && set.review) {
				t.Errorf("checked alone: %+v", approved)
			}
			o.ready, o.looks, o.opened = false, true, 0
			if r := find(o.check(), "catalog.state"); r.Status != set.state || o.opened != 0 {
				t.Errorf("checked by who may only look: %+v, opened %d times", r, o.opened)
			}
		})
	}
}

// Content decides about the version, on any machine.
func TestVersionRisesWithTheContent(t *testing.T) {
	t.Parallel()
	bot := func(o *office) { o.answers.Bot.Enabled, o.answers.IDs.Bot = true, botID }
	for name, c := range map[string]struct {
		change  func(o *office)
		version string
		action  steps.Action // of catalog.version
		writes  []string
		upgrade bool
	}{
		"nothing":                       {func(*office) {}, "1.0.0", steps.None, nil, false},
		"a text":                        {func(o *office) { o.answers.App.ShortDescription = "Learn" }, "1.0.1", steps.Update, []string{"update 1.0.1"}, false},
		"an icon's colour":              {func(o *office) { o.answers.App.AccentColor = "#000000" }, "1.0.1", steps.Update, []string{"update 1.0.1"}, false},
		"a bot":                         {bot, "1.0.1", steps.Update, []string{"update 1.0.1"}, true},
		"the version by hand":           {func(o *office) { o.answers.App.Version = "2.0.0" }, "2.0.0", steps.None, []string{"update 2.0.0"}, false},
		"a text and the version":        {func(o *office) { o.answers.App.Version, o.answers.App.ShortDescription = "1.4.0", "Learn" }, "1.4.0", steps.None, []string{"update 1.4.0"}, false},
		"an older answers file":         {func(o *office) { o.answers.App.Version, o.answers.IDs.Catalog = "0.9.0", "" }, "1.0.0", steps.Update, nil, false},
		"something outside the package": {func(o *office) { o.answers.SSO.SecretDays = 7 }, "1.0.0", steps.None, nil, false},
	} {
		for _, machine := range []string{"the same machine", "another machine"} {
			t.Run(name+", "+machine, func(t *testing.T) {
				t.Parallel()
				o := newOffice(t)
				o.whole(o.run(), "publish 1.0.0")
				if machine == "another machine" {
					o.dir = t.TempDir()
				}
				c.change(o)
				u := o.run()
				if got := u.change(versionStep); got.Action != c.action || c.action == steps.Update && got.Fields[0].To != c.version {
					t.Errorf("change %+v", got)
				}
				if o.answers.App.Version != c.version || o.answers.IDs.Catalog != catalogID(1) {
					t.Errorf("app.version %s, ids.catalog %q", o.answers.App.Version, o.answers.IDs.Catalog)
				}
				if r := u.row("catalog.upgrade." + c.version); (r.Status == steps.ToDo) != c.upgrade || c.upgrade && !r.Tickable() {
					t.Errorf("row %+v", r)
				}
				if r := u.row("catalog.consent"); c.upgrade != strings.Contains(r.Detail, "a bot is added") {
					t.Errorf("row %+v", r)
				}
				if p := u.change(publishStep); c.upgrade != strings.Contains(p.Summary, "asked for consent again: a bot is added") {
					t.Errorf("change %+v", p)
				}
				o.whole(u, append([]string{"publish 1.0.0"}, c.writes...)...)
			})
		}
	}
}

// What is not certain is never published a second time, and what was asked for
// is found again.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		faults []string
		lag    time.Duration
		runs   int // until nothing is left to do
	}{
		"heard, listed at once":               {[]string{"lost"}, 0, 1},
		"heard, listed in some seconds":       {[]string{"lost"}, 3 * time.Second, 1},
		"heard, listed tomorrow":              {[]string{"lost"}, 24 * time.Hour, 1},
		"not heard":                           {[]string{"unheard"}, 0, 1},
		"not heard twice":                     {[]string{"unheard", "unheard"}, 0, 2},
		"not heard, then heard":               {[]string{"unheard", "lost"}, 24 * time.Hour, 2},
		"heard, then not":                     {[]string{"lost", "unheard"}, 24 * time.Hour, 2},
		"killed when heard":                   {[]string{"held"}, 0, 2},
		"killed when heard, listed tomorrow":  {[]string{"held"}, 24 * time.Hour, 2},
		"denied":                              {[]string{"denied"}, 0, 2},
		"denied after an earlier one, listed": {[]string{"held", "denied"}, 0, 2},
	} {
		for _, first := range []bool{true, false} {
			label := name + ", the update"
			if first {
				label = name + ", the publication"
			}
			t.Run(label, func(t *testing.T) {
				t.Parallel()
				o := newOffice(t)
				heard := []string{"publish 1.0.0"}
				if !first {
					o.whole(o.run(), heard...)
					o.answers.App.ShortDescription = "Learn"
					heard = append(heard, "update 1.0.1")
				}
				o.shop.faults, o.shop.lag = c.faults, c.lag
				for n := 1; ; n++ {
					killed := len(o.shop.faults) > 0 && o.shop.faults[0] == "held"
					u := o.run()
					done := !killed && !u.report.Moved && steps.Summarize(u.report.Results).Fail == 0
					if done {
						if first && n > c.runs || n > c.runs+1 {
							t.Errorf("it took %d runs, want %d", n, c.runs)
						}
						if !slices.Equal(o.shop.writes, heard) || len(o.shop.entries) != 1 {
							t.Errorf("the catalogue heard %v, want %v", o.shop.writes, heard)
						}
						break
					}
					if n == 4 {
						t.Fatalf("still not whole: %+v", u.report.Results)
					}
				}
				// Once the catalogue lists it, its id is known everywhere.
				o.clock.Pass(25 * time.Hour)
				o.ready = true
				o.run()
				if m, _ := readMark(o.reg.tags); o.answers.IDs.Catalog != catalogID(1) || m.ID != catalogID(1) {
					t.Errorf("ids.catalog %q, tags %v", o.answers.IDs.Catalog, o.reg.tags)
				}
				o.whole(o.run(), heard...)
			})
		}
	}
}

// An empty list never makes anybody publish again.
func TestEmptyListIsUnknown(t *testing.T) {
	t.Parallel()
	for name, forget := range map[string]func(o *office){
		"the journal and the answers know": func(o *office) { o.reg.tags = nil },
		"only the tag knows":               func(o *office) { o.dir, o.answers.IDs.Catalog = o.t.TempDir(), "" },
		"only the answers know":            func(o *office) { o.dir, o.reg.tags = o.t.TempDir(), nil },
	} {
		for _, ready := range []bool{true, false} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				o := newOffice(t)
				o.shop.lag = 24 * time.Hour
				o.run()
				forget(o)
				o.ready = ready
				for range 2 {
					o.run()
				}
				if o.shop.writes[0] != "publish 1.0.0" || slices.ContainsFunc(o.shop.writes[1:], func(w string) bool { return strings.HasPrefix(w, "publish") }) || len(o.shop.entries) != 1 {
					t.Errorf("the catalogue heard %v", o.shop.writes)
				}
				if o.answers.IDs.Catalog != catalogID(1) {
					t.Errorf("ids.catalog %q", o.answers.IDs.Catalog)
				}
			})
		}
	}
}

// theirs is an entry that somebody made by hand.
func theirs(version, state string) entry {
	return entry{app: tenant.CatalogApp{ID: catalogID(9), ManifestID: appID, Definitions: []tenant.AppDefinition{{ID: "d", Version: version, State: state}}}}
}

// A conflict is told apart.
func TestConflicts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		there  entry
		lag    time.Duration
		ready  bool
		says   string // of the first run
		writes []string
	}{
		"published by hand":                 {theirs("1.0.0", tenant.StatePublished), 0, false, "updated, not published anew", []string{"update 1.0.1"}},
		"published by hand, seen before":    {theirs("1.0.0", tenant.StatePublished), 0, true, "", []string{"update 1.0.1"}},
		"published by hand, an old version": {theirs("0.9.0", tenant.StatePublished), 0, true, "", []string{"update 1.0.0"}},
		"staged":                            {theirs("1.0.0", tenant.StateSubmitted), 0, true, "waits for approval", nil},
		"staged, seen late":                 {theirs("1.0.0", tenant.StateSubmitted), 0, false, "updated, not published anew", nil},
		"deleted, or not listed":            {theirs("1.0.0", tenant.StatePublished), time.Hour, false, "AppDefinitionAlreadyExists", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			o.ready, o.shop.lag = c.ready, c.lag
			c.there.since = o.clock.Now()
			o.shop.entries = []entry{c.there}
			u := o.run()
			if r := u.row("catalog.publish"); !strings.Contains(r.Detail, c.says) || r.Status == steps.Pass && c.says != "" {
				t.Errorf("row %+v", r)
			}
			u = o.run()
			if !slices.Equal(o.shop.writes, c.writes) || len(o.shop.entries) != 1 {
				t.Errorf("the catalogue heard %v, want %v", o.shop.writes, c.writes)
			}
			if c.lag == 0 && o.answers.IDs.Catalog != catalogID(9) && c.writes != nil {
				t.Errorf("ids.catalog %q", o.answers.IDs.Catalog)
			}
			if c.writes != nil {
				o.whole(u, c.writes...)
			}
		})
	}
}

// A conflict that names the entry leads to it while the list still lags.
func TestConflictNamesTheEntry(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.shop.talks, o.shop.lag = true, 24*time.Hour
	o.shop.faults = []string{"lost"}
	u := o.run()
	if o.answers.IDs.Catalog != catalogID(1) {
		t.Errorf("ids.catalog %q", o.answers.IDs.Catalog)
	}
	o.whole(u, "publish 1.0.0")

	o = newOffice(t)
	o.shop.talks, o.shop.lag = true, 24*time.Hour
	there := theirs("1.0.0", tenant.StatePublished)
	there.since = o.clock.Now()
	o.shop.entries = []entry{there}
	o.run()
	o.whole(o.run(), "update 1.0.1")

	o = newOffice(t)
	o.shop.talks, o.shop.deleted = true, []string{catalogID(7)}
	u = o.run()
	if r := u.row("catalog.publish"); r.Status != steps.Fail || !strings.Contains(r.Fix, "deleted") || o.answers.IDs.Catalog != "" {
		t.Errorf("row %+v", r)
	}
	o.shop.deleted = nil
	o.whole(o.run(), "publish 1.0.0")
}

// Approval: a submitted version takes no update, an approved one does.
func TestReview(t *testing.T) {
	t.Parallel()
	for _, ready := range []bool{true, false} {
		o := newOffice(t)
		o.answers.Publish.Review, o.ready = true, ready
		o.run()
		o.answers.App.ShortDescription = "Learn"
		u := o.run()
		if r := u.row("catalog.publish"); r.Status == steps.Pass || r.Status == steps.Fail || !strings.Contains(r.Detail, "waits for approval") {
			t.Errorf("row %+v", r)
		}
		o.shop.entries[0].app.Definitions[0].State = tenant.StatePublished
		o.whole(o.run(), "publish 1.0.0", "update 1.0.1")
		o.shop.entries[0].app.Definitions[1].State = tenant.StateRejected
		o.ready = true
		if r := find(o.check(), "catalog.state"); r.Status != steps.Fail {
			t.Errorf("rejected: %+v", r)
		}
	}
}

// An entry that was deleted is published anew only when a person says so.
func TestDeletedEntry(t *testing.T) {
	t.Parallel()
	for _, ready := range []bool{true, false} {
		o := newOffice(t)
		o.run()
		o.clock.Pass(72 * time.Hour)
		o.shop.entries, o.ready = nil, ready
		o.answers.App.ShortDescription = "Learn"
		o.run()
		row := find(o.check(), "catalog.gone.dddddddd")
		if !row.Tickable() || len(o.shop.writes) != 1 {
			t.Errorf("row %+v, the catalogue heard %v", row, o.shop.writes)
		}
		o.answers.Confirmed = map[string]answers.Tick{row.ID: answers.NewTick("a@example.org", o.clock.Now())}
		u := o.run()
		if c := u.change(publishStep); c.Action != steps.Create {
			t.Errorf("change %+v", c)
		}
		if o.answers.IDs.Catalog != catalogID(2) || len(o.shop.writes) != 2 {
			t.Errorf("ids.catalog %q, the catalogue heard %v", o.answers.IDs.Catalog, o.shop.writes)
		}
		o.whole(u, o.shop.writes...)
	}
	// One of this day only does not show yet.
	o := newOffice(t)
	o.run()
	o.shop.entries, o.ready = nil, true
	if r := find(o.check(), "catalog.state"); r.Status != steps.Unseen || find(o.check(), "catalog.gone.dddddddd").ID != "" {
		t.Errorf("row %+v", r)
	}
}

// Nothing is published before Totara's rows hold.
func TestWaiting(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.waiting = []string{"totara.mf_appid"}
	u := o.run()
	if got := few([]string{"a", "b", "c", "d", "e"}); got != "a, b, c and 2 more" || few([]string{"a", "b", "c", "d"}) != "a, b, c, d" {
		t.Error(got)
	}
	if c := u.change(publishStep); c.Action != steps.Manual || !strings.Contains(c.Summary, "totara.mf_appid") || c.Cure == "" {
		t.Errorf("change %+v", c)
	}
	if r := u.row("catalog.publish"); r.Status != steps.ToDo || r.Tickable() || o.opened != 0 {
		t.Errorf("row %+v, opened %d times", r, o.opened)
	}
	o.waiting = nil
	o.whole(o.run(), "publish 1.0.0")

	// They begin to wait between the plan and the deed.
	o = newOffice(t)
	asked := 0
	o.await = func() []string {
		if asked++; asked == 1 {
			return nil
		}
		return []string{"totara.mf_appid"}
	}
	u = o.run()
	if r := u.row("catalog.publish"); len(o.shop.writes) != 0 || !u.report.Moved || r.Status != steps.Unseen || !strings.Contains(r.Detail, "totara.mf_appid") {
		t.Errorf("row %+v", r)
	}
}

func TestCannotPublish(t *testing.T) {
	t.Parallel()
	china, err := tenant.FindCloud("china")
	must(t, err)
	for name, c := range map[string]struct {
		set    func(o *office)
		action steps.Action
		says   string
	}{
		"no Teams":            {func(o *office) { o.cloud = china }, steps.Skip, "no Microsoft Teams"},
		"no catalogue":        {func(o *office) { o.cloud.Lacks = []tenant.Lack{tenant.LacksCatalog} }, steps.Skip, "by hand"},
		"a program signed in": {func(o *office) { o.appOnly = true }, steps.Blocked, "only people"},
		"no id":               {func(o *office) { o.appID, o.answers.IDs.App = absentID, "" }, steps.Blocked, "no id"},
		"no bot":              {func(o *office) { o.answers.Bot.Enabled = true }, steps.Blocked, "bot"},
		"the wrong id":        {func(o *office) { o.answers.IDs.Catalog = strings.ToUpper(appID) }, steps.Blocked, "own id"},
		"bad texts":           {func(o *office) { o.answers.App.ShortName = strings.Repeat("x", 31) }, steps.Blocked, "30"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			c.set(o)
			u := o.run()
			if got := u.change(publishStep); got.Action != c.action || !strings.Contains(got.Summary, c.says) || c.action == steps.Blocked && got.Cure == "" {
				t.Errorf("change %+v", got)
			}
			if o.opened != 0 || len(o.shop.writes) != 0 {
				t.Errorf("opened %d times, heard %v", o.opened, o.shop.writes)
			}
		})
	}
}

// refusal is a sign-in that Entra refuses.
type refusal struct{}

func (refusal) Error() string               { return "sign-in refused" }
func (refusal) Advice() (code, cure string) { return "AADSTS65001", "let an administrator consent" }

// A second sign-in that fails did nothing, and says what to do.
func TestSecondSignInRefused(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.refused = refusal{}
	u := o.run()
	if r := u.row("catalog.publish"); r.Status != steps.Fail || r.Fix != "let an administrator consent" {
		t.Errorf("row %+v", r)
	}
	o.refused = nil
	u = o.run()
	if strings.Contains(u.change(publishStep).Summary, "earlier run") {
		t.Errorf("change %+v", u.change(publishStep))
	}
	o.whole(u, "publish 1.0.0")
}

// Who may publish need not be one who may change applications.
func TestTagThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.reg.denied = true
	u := o.run()
	if r := u.row("catalog.publish"); r.Status != steps.Pass || !strings.Contains(r.Detail, "other machines do not know") {
		t.Errorf("row %+v", r)
	}
	o.whole(u, "publish 1.0.0")

	// One that failed for another reason is written by the next run.
	o = newOffice(t)
	o.reg.fail = errors.New("broken")
	o.run()
	u = o.run()
	if c := u.change(publishStep); c.Action != steps.Update || len(c.Fields) != 1 || !strings.Contains(c.Summary, "note for other machines") {
		t.Errorf("change %+v", c)
	}
	o.whole(u, "publish 1.0.0")
}

// A tag of a moment ago that does not show yet is not written again.
func TestTagThatIsBeingCopied(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	before := slices.Clone(o.reg.tags)
	o.run()
	o.reg.stale = before
	o.clock.Pass(time.Minute)
	if u := o.run(); !u.plan.Empty() {
		t.Errorf("a minute later: %+v", u.plan.Changes)
	}
	o.clock.Pass(time.Hour) // somebody took it away
	if u := o.run(); u.change(publishStep).Action != steps.Update || !strings.Contains(u.change(publishStep).Summary, "note for other machines") {
		t.Errorf("an hour later: %+v", u.plan.Changes)
	}
}
