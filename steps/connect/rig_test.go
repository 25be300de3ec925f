package connect

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/journal"
	"teamwright/steps/sandbox/totara"
	"teamwright/steps/secret"
	"teamwright/steps/site"
	"teamwright/steps/wire"
)

const (
	serverURL = "https://learn.example.org/totara"
	clientURL = "https://partner.example.com"
)

var today = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// world is a server and a client on one network, and the answers for them.
type world struct {
	t              *testing.T
	net            *totara.Network
	server, client *wired
	own, partner   answers.Answers
	given          Client
	dir            string
	sink           *sink
	ask            func(context.Context, string) (secret.Text, error)
	sites          func() (server, client *site.Site) // nil: the stand-ins
}

// wired is a site behind a transport that keeps what was asked.
type wired struct {
	*totara.Site
	mu   sync.Mutex
	ops  []string
	raw  []string
	stop func(op string) (before, after bool) // breaks the line; nil: never
}

var errBroken = errors.New("the line broke")

func (w *wired) Answer(ctx context.Context, request []byte) ([]byte, string, error) {
	var r struct{ Op string }
	if err := json.Unmarshal(request, &r); err != nil {
		return nil, "", err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	before, after := false, false
	if w.stop != nil {
		before, after = w.stop(r.Op)
	}
	if before {
		return nil, "", errBroken
	}
	w.ops = append(w.ops, r.Op)
	answer, beside, err := w.Site.Answer(ctx, request)
	w.raw = append(w.raw, string(answer))
	if after {
		return nil, "", errBroken
	}
	return answer, beside, err
}

// writes are the operations that changed something.
func (w *wired) writes() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(w.ops), func(op string) bool {
		return slices.Contains([]string{"connect.look", "connect.reach", "connect.knock", "site.hello"}, op)
	})
}

func (w *wired) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ops, w.raw = nil, nil
}

// sink keeps what is handed over.
type sink struct{ items []secret.Item }

func (s *sink) Where() string      { return "the test" }
func (s *sink) Ready(string) error { return nil }
func (s *sink) Deliver(_ context.Context, it secret.Item) error {
	s.items = append(s.items, it)
	return nil
}

// shows are sites without trouble: people are there, fields are locked, tasks
// run.
func shows(name string) totara.Connectable {
	locked := map[string]string{"manual": "locked", "oauth2": "locked"}
	return totara.Connectable{
		Name: name, Admins: 1, TaskAge: 600,
		Locks:     map[string]map[string]string{"email": locked, "idnumber": locked},
		Audiences: []totara.Thing{{ID: 3, Name: "Staff", IDNumber: "staff", System: true}, {ID: 4, Name: "Sales", System: true}, {ID: 9, Name: "Sales", IDNumber: "cat"}},
		Courses:   []totara.Thing{{ID: 7, Name: "Safety 101", System: true}, {ID: 8, Name: "7", System: true}},
		Positions: []totara.Thing{{ID: 2, Name: "Main", IDNumber: "main", System: true}},
	}
}

// newWorld has both ends by exec.
func newWorld(t *testing.T) *world {
	t.Helper()
	net, err := totara.NewNetwork("")
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, net: net, dir: t.TempDir(), sink: &sink{}}
	w.server, w.client = w.site(serverURL, shows("Learn")), w.site(clientURL, shows("Partner"))
	w.own = answers.Answers{Site: serverURL, Totara: answers.Totara{Via: answers.ViaExec}, Connect: answers.Connect{Role: answers.RoleServer}}
	w.partner = answers.Answers{Site: clientURL, Totara: answers.Totara{Via: answers.ViaExec}, Connect: answers.Connect{Role: answers.RoleClient, Map: answers.MapUsername, OnRemoval: answers.RemovalSuspend}}
	w.given = Client{Given: answers.ConnectClient{Name: "Partner site", Profile: "partner.yaml"}}
	return w
}

func (w *world) site(url string, c totara.Connectable) *wired {
	w.t.Helper()
	s, err := totara.New(totara.Options{WWWRoot: url, Now: func() time.Time { return today }})
	if err != nil {
		w.t.Fatal(err)
	}
	w.net.Join(s, c)
	return &wired{Site: s}
}

// run is one run of the program over the world.
type run struct {
	*steps.Runner
	w       *world
	journal *journal.Journal
}

// begin lists the steps and looks.
func (w *world) begin() *run {
	w.t.Helper()
	r, err := w.try()
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

func (w *world) try() (*run, error) {
	w.t.Helper()
	now := func() time.Time { return today }
	j, err := journal.Open(w.dir, "connect", now)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = j.Close() })
	clock := wire.Clock{Now: now, Sleep: func(context.Context, time.Duration) error { return nil }, Jitter: func() float64 { return 0 }}
	sites := w.sites
	if sites == nil {
		sites = func() (server, client *site.Site) {
			return site.New(w.server, site.Options{}), site.New(w.client, site.Options{})
		}
	}
	server, client := sites()
	given := w.given
	given.End = End{Answers: w.partner}
	if w.partner.Totara.Via == answers.ViaExec {
		given.Site = client
	}
	job := Job{Clients: []Client{given}, Confirmed: w.own.Confirmed, Ledger: j, Clock: clock, Secret: w.ask}
	if w.sink != nil {
		job.Sink = w.sink
	}
	if w.own.Site != "" {
		job.Server = &End{Answers: w.own}
		if w.own.Totara.Via == answers.ViaExec {
			job.Server.Site = server
		}
	} else {
		job.Confirmed = w.partner.Confirmed
	}
	list, err := Steps(job)
	if err != nil {
		return nil, err
	}
	r := &run{Runner: &steps.Runner{Steps: list, Journal: j, Clock: clock}, w: w, journal: j}
	return r, r.Read(w.t.Context())
}

// plan is the plan by step, without the client's name.
func (r *run) plan() map[string]steps.Change {
	out := map[string]steps.Change{}
	for _, c := range r.Plan().Changes {
		out[short(string(c.Step))] = c
	}
	return out
}

// rows are the results by id, without the client's name.
func rows(list []steps.Result) map[string]steps.Result {
	out := map[string]steps.Result{}
	for _, r := range list {
		out[short(r.ID)] = r
	}
	return out
}

func short(id string) string {
	return strings.NewReplacer("connect.partner-site.", "", "connect.self.", "", "connect.", "").Replace(id)
}

// apply does the plan and gives the rows.
func (w *world) apply() map[string]steps.Result {
	w.t.Helper()
	r := w.begin()
	return rows(r.Apply(w.t.Context(), r.Plan()).Results)
}

// links counts the rows of links on both sites.
func (w *world) links() (clients, servers int, waiting bool) {
	w.t.Helper()
	s, c := w.seen(w.server), w.seen(w.client)
	return len(s.Server.Clients), len(c.Client.Servers), c.Client.Waiting
}

// seen is what a site says, asked beside the steps.
func (w *world) seen(of *wired) look {
	w.t.Helper()
	var l look
	answer, err := site.New(of.Site, site.Options{}).Ask(w.t.Context(), site.Request{Op: "connect.look"})
	if err == nil {
		err = answer.Into(&l)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return l
}

func tick(keys ...string) map[string]answers.Tick {
	out := map[string]answers.Tick{}
	for _, k := range keys {
		out[k] = answers.NewTick("a@example.org", today)
	}
	return out
}
