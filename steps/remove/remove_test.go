package remove

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// sorted are the writes, whatever side by side they were done in.
func sorted(list []string) string {
	out := slices.Clone(list)
	slices.Sort(out)
	return fmt.Sprint(out)
}

func before(t *testing.T, w *world, first, then string) {
	t.Helper()
	i, j := slices.Index(w.writes, first), slices.Index(w.writes, then)
	if i < 0 || j < 0 || i > j {
		t.Errorf("%q does not come before %q: %v", first, then, w.writes)
	}
}

func TestEverythingOfOurs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	run := w.remove()
	if want := sorted(strings.Split("secret key-sso-id,grant grant,application object-sso-id,secret key-bot-id,bot example-learn,group rg-learn,application object-bot-id", ",")); sorted(w.writes) != want {
		t.Errorf("writes %s, want %s\n%s", sorted(w.writes), want, run.words())
	}
	if run.code != 5 { // Totara's side is a person's
		t.Errorf("exit code %d\n%s", run.code, run.words())
	}
	before(t, w, "secret key-sso-id", "grant grant")
	before(t, w, "grant grant", "application object-sso-id")
	before(t, w, "secret key-bot-id", "bot example-learn")
	before(t, w, "bot example-learn", "group rg-learn")
	before(t, w, "group rg-learn", "application object-bot-id")
	if again := w.remove(); len(w.writes) > 0 || !again.plan.Empty() || again.code != 5 {
		t.Errorf("a second removal writes %v: exit code %d\n%s", w.writes, again.code, again.words())
	}
}

// database is something in the group that is none of this program's business.
func database() tenant.Resource {
	return tenant.Resource{Type: "Microsoft.Sql/servers", Name: "somebody's database"}
}

// What is not marked as ours stays and is named.
func TestWhatStays(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(w *world)
		stays  string // the write that does not happen
		says   string
	}{
		"an adopted application": {func(w *world) { w.apps["sso-id"].UniqueName = "" }, "application object-sso-id", "stays: somebody else made it"},
		"another site's tag":     {func(w *world) { w.apps["sso-id"].Tags = []string{"teamwright:site=0123456789"} }, "application object-sso-id", "stays: somebody else made it"},
		"consent on an adopted application": {func(w *world) { w.apps["sso-id"].UniqueName = "" }, "grant grant",
			"everyone's consent"},
		"a secret made by hand": {func(w *world) { w.apps["sso-id"].UniqueName = "" }, "secret hand-sso-id", "which begins with xyz…: somebody else made it"},
		"an adopted bot":        {func(w *world) { w.bots["sub"].Tags = nil }, "bot example-learn", "the Azure Bot example-learn stays: somebody else made it"},
		"an adopted group":      {func(w *world) { w.groups["sub"].Tags = nil }, "group rg-learn", "the resource group rg-learn stays: somebody else made it"},
		"a group with more in it": {func(w *world) { w.inside["sub"] = append(w.inside["sub"], database()) }, "group rg-learn",
			"it holds somebody's database"},
		"a group with a web app of the bot's name": {func(w *world) {
			w.inside["sub"] = append(w.inside["sub"], tenant.Resource{Type: "Microsoft.Web/sites", Name: "example-learn"})
		}, "group rg-learn", "the resource group rg-learn stays: it holds example-learn"},
		"a group of another site":           {func(w *world) { w.groups["sub"].Tags = map[string]string{"teamwright-site": "teamwright:site=0"} }, "group rg-learn", "stays"},
		"a group with an adopted bot in it": {func(w *world) { w.bots["sub"].Tags = nil }, "group rg-learn", "it holds example-learn"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			tt.change(w)
			run := w.remove()
			if slices.Contains(w.writes, tt.stays) || !strings.Contains(run.words(), tt.says) {
				t.Errorf("writes %v\n%s", w.writes, run.words())
			}
			if len(w.writes) < 4 {
				t.Errorf("the rest was not done: %v", w.writes)
			}
			if again := w.remove(); len(w.writes) > 0 {
				t.Errorf("a second removal writes %v\n%s", w.writes, again.words())
			}
		})
	}
}

// A removal that is refused in the middle goes on from there.
func TestRefusedInTheMiddle(t *testing.T) {
	t.Parallel()
	for _, what := range []string{"secret key-sso-id", "grant grant", "application object-sso-id", "secret key-bot-id", "bot example-learn", "group rg-learn", "application object-bot-id"} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.failing = what
			if run := w.remove(); run.code != 1 {
				t.Errorf("exit code %d\n%s", run.code, run.words())
			}
			for range 2 {
				w.remove()
			}
			if len(w.apps) > 0 || len(w.grants) > 0 || len(w.bots) > 0 || len(w.groups) > 0 || len(w.writes) > 0 {
				t.Errorf("left: applications %v, grants %v, bots %v, groups %v; written %v", w.apps, w.grants, w.bots, w.groups, w.writes)
			}
		})
	}
}

// switched is Totara's service as a machine switches it off.
type switched struct {
	w   *world
	on  bool
	err error
}

func (s *switched) About() steps.About         { return steps.About{ID: idByHand, Title: "off"} }
func (s *switched) Read(context.Context) error { return s.err }

func (s *switched) Plan() steps.Change {
	if !s.on {
		return steps.Change{Action: steps.None}
	}
	return steps.Change{Action: steps.Update, Summary: "switch it off"}
}

func (s *switched) Apply(context.Context, steps.Change) error {
	s.on = false
	return s.w.write("totara")
}

func (s *switched) Check(context.Context) []steps.Result {
	return []steps.Result{{ID: string(idByHand), Status: steps.Pass}}
}

func TestTotaraFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.off = &switched{w: w, on: true}
	if run := w.remove(); run.code != 0 || len(w.writes) != 8 || w.writes[0] != "totara" {
		t.Errorf("exit code %d, writes %v\n%s", run.code, w.writes, run.words())
	}
	// A site that cannot be reached stops it: people would be sent to
	// Microsoft in vain.
	w = newWorld(t)
	w.off = &switched{w: w, on: true, err: fmt.Errorf("ssh: connection refused")}
	if run := w.remove(); run.code != 5 || len(w.writes) > 0 {
		t.Errorf("exit code %d, writes %v\n%s", run.code, w.writes, run.words())
	}
}

func TestNothingThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.apps, w.bots, w.groups = nil, nil, nil
	run := w.remove()
	if run.code != 5 || len(w.writes) > 0 {
		t.Errorf("exit code %d, writes %v\n%s", run.code, w.writes, run.words())
	}
	w.answers.IDs.App, w.answers.IDs.Bot = "", ""
	if run := w.remove(); run.code != 5 || len(w.writes) > 0 {
		t.Errorf("exit code %d, writes %v\n%s", run.code, w.writes, run.words())
	}
}

func TestWithoutAzure(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.blindAzure = true
	run := w.remove()
	if run.code != 5 || !strings.Contains(run.words(), "gives no access to Azure") || len(w.apps) > 0 {
		t.Errorf("exit code %d, left %v\n%s", run.code, w.apps, run.words())
	}
}

// The entry in the catalogue goes when the secrets are gone, and before the
// applications; where it stays for want of an answer, so do they.
func TestCatalogue(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.entry = true
	if run := w.remove(); run.code != 5 || len(w.writes) != 8 {
		t.Errorf("exit code %d, writes %v\n%s", run.code, w.writes, run.words())
	}
	before(t, w, "secret key-sso-id", "entry")
	before(t, w, "entry", "application object-sso-id")
	before(t, w, "entry", "application object-bot-id")

	w = newWorld(t)
	w.entry, w.failing = true, "entry"
	if run := w.remove(); run.code != 1 || len(w.apps) != 2 {
		t.Errorf("exit code %d, left %v\n%s", run.code, w.apps, run.words())
	}
	if w.remove(); len(w.apps) != 0 || w.entry {
		t.Errorf("left %v", w.apps)
	}
}

// TestAzuresList: what Azure lists of a group is behind, in both directions. The
// group goes when it is empty and not before.
func TestAzuresList(t *testing.T) {
	t.Parallel()
	bot := tenant.Resource{Type: tenant.TypeBot, Name: "example-learn"}
	// lists answers look after look; the last answer stands.
	lists := func(answers ...[]tenant.Resource) func([]tenant.Resource) []tenant.Resource {
		n := 0
		return func([]tenant.Resource) []tenant.Resource {
			n++
			return answers[min(n, len(answers))-1]
		}
	}
	one, none, more := []tenant.Resource{bot}, []tenant.Resource(nil), []tenant.Resource{database()}
	for name, c := range map[string]struct {
		lists func([]tenant.Resource) []tenant.Resource
		goes  bool
		says  string
	}{
		"the truth":                      {nil, true, "pass bot.remove_group: there is none"},
		"the removed bot for a while":    {lists(one, one, one, one, none), true, "pass bot.remove_group: there is none"},
		"the removed bot now and then":   {lists(one, one, none, one, none, none, one, none, none, none), true, "pass bot.remove_group: there is none"},
		"the removed bot for ever":       {lists(one), false, "unknown bot.remove_group: not done: the resource group rg-learn holds example-learn"},
		"something new, late":            {lists(one, none, none, more), false, "unknown bot.remove_group: not done: the resource group rg-learn holds somebody's database"},
		"something new, at the last":     {lists(one, one, none, none, more), false, "holds somebody's database"},
		"something new, at once":         {lists(one, more), false, "stays: it holds somebody's database"},
		"something that comes to be old": {lists(more, none), false, "stays: it holds somebody's database"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.lists = c.lists
			run := w.remove()
			if slices.Contains(w.writes, "group rg-learn") != c.goes || !strings.Contains(run.words(), c.says) {
				t.Errorf("writes %v\n%s", w.writes, run.words())
			}
		})
	}
}
