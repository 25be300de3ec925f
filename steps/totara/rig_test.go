package totara

import (
	"context"
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"teamwright/steps"
	"teamwright/steps/answers"
	rehearsed "teamwright/steps/sandbox/totara"
	"teamwright/steps/secret"
	"teamwright/steps/site"
	"teamwright/steps/wire"
)

// rig is a site that tests write into, and the steps for it.
type rig struct {
	t       *testing.T
	way     site.Transport
	config  string
	parts   Parts
	journal *notes
}

// notes is a journal that keeps what is open.
type notes struct{ open map[string]bool }

func (n *notes) Intend(step, key string) error  { n.open[step+" "+key] = true; return nil }
func (n *notes) Done(step, key, _ string) error { delete(n.open, step+" "+key); return nil }
func (n *notes) Failed(step, key string) error  { delete(n.open, step+" "+key); return nil }
func (n *notes) Open(step string) []string {
	var out []string
	for k := range n.open {
		if key, ok := strings.CutPrefix(k, step+" "); ok {
			out = append(out, key)
		}
	}
	return out
}

func newRig(t *testing.T, way site.Transport, config string) *rig {
	a := sound()
	a.SSO.AllowedDomains = []string{"example.org"}
	return &rig{t: t, way: way, config: config, journal: &notes{map[string]bool{}}, parts: Parts{
		Answers: a, Clock: wire.System(), NewID: func() string { return "nonce" }, Color: png(192), Outline: png(32), Rehearsal: true,
		Given: map[string]secret.Text{"sso": secret.New("sso~s3cret"), "bot": secret.New("bot~s3cret")},
	}}
}

// png is a file that begins as a PNG does.
func png(side byte) []byte { return append([]byte("\x89PNG\r\n\x1a\n"), side) }

// standIn is a rehearsed site.
func standIn(t *testing.T, o rehearsed.Options) *rig {
	t.Helper()
	if o.WWWRoot == "" {
		o.WWWRoot = wwwroot
	}
	s, err := rehearsed.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return newRig(t, s, "/srv/config.php")
}

// stubbed is real PHP with a stub of Totara; state is its memory.
func stubbed(t *testing.T, env ...string) (r *rig, state func() map[string]any) {
	t.Helper()
	php, err := exec.LookPath("php")
	if err != nil {
		t.Skip("no php here")
	}
	config, err := filepath.Abs("../site/testdata/totara/config.php")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "state.json")
	const begun = `{"config":{"core":{"auth":"manual","enabletotara_msteams":"3"},"totara_msteams":{"manifest_app_name":"Totara"}},"log":[],
		"tables":{"message_processors":[{"id":1,"name":"msteams","enabled":0}],"message_providers":[{"id":1,"component":"totara_engage","name":"shared"}]},"files":[]}`
	if err := os.WriteFile(file, []byte(begun), 0o600); err != nil {
		t.Fatal(err)
	}
	r = newRig(t, site.Exec{Argv: []string{php}, Env: append(append(os.Environ(), "STUB_STATE="+file), env...)}, config)
	return r, func() map[string]any {
		t.Helper()
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var s map[string]any
		if err := json.Unmarshal(raw, &s); err != nil {
			t.Fatal(err)
		}
		return s
	}
}

// totara is the Totara side, fresh as a new run of the program makes it.
func (r *rig) totara() *Totara {
	p := r.parts
	p.Site = site.New(r.way, site.Options{Config: r.config, Timeout: time.Minute})
	return New(p)
}

// plan looks and plans.
func (r *rig) plan() (*steps.Runner, steps.Plan) {
	r.t.Helper()
	run := &steps.Runner{Steps: r.totara().Steps(), Journal: r.journal, Clock: wire.System()}
	if err := run.Read(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	return run, run.Plan()
}

// apply looks, plans and does.
func (r *rig) apply() (steps.Plan, map[string]steps.Result) {
	r.t.Helper()
	run, plan := r.plan()
	report := run.Apply(r.t.Context(), plan)
	if report.Moved || report.Stopped {
		r.t.Errorf("report %+v", report)
	}
	return plan, byID(report.Results)
}

func byID(rows []steps.Result) map[string]steps.Result {
	out := map[string]steps.Result{}
	for _, row := range rows {
		out[row.ID] = row
	}
	return out
}

// write puts things into the site behind the steps' back.
func (r *rig) write(args writeArgs, secrets map[string]secret.Text) state {
	r.t.Helper()
	args.Look = lookArgs{Parts: []string{"settings", "services", "auth"}, Settings: managed(), Nonce: "n"}
	s := site.New(r.way, site.Options{Config: r.config})
	a, err := s.Ask(r.t.Context(), site.Request{Op: "totara.write", Args: args, Secrets: secrets})
	if err != nil {
		r.t.Fatal(err)
	}
	var st state
	if err := a.Into(&st); err != nil {
		r.t.Fatal(err)
	}
	return st
}

// fields are the paths that a plan changes.
func fields(p steps.Plan) []string {
	var out []string
	for _, c := range p.Changes {
		for _, f := range c.Fields {
			out = append(out, f.Path)
		}
	}
	return out
}

// failing are the rows that fail, in words.
func failing(rows map[string]steps.Result) string {
	var out []string
	for _, id := range slices.Sorted(maps.Keys(rows)) {
		if rows[id].Status == steps.Fail {
			out = append(out, id+": "+rows[id].Detail)
		}
	}
	return strings.Join(out, "\n")
}

// counting counts what is asked of a site.
type counting struct {
	site.Transport
	ops []string
}

func (c *counting) Answer(ctx context.Context, request []byte) ([]byte, string, error) {
	var d struct{ Op string }
	if err := json.Unmarshal(request, &d); err != nil {
		return nil, "", err
	}
	c.ops = append(c.ops, d.Op)
	return c.Transport.Answer(ctx, request)
}

// with changes the answers of a rig.
func (r *rig) with(change func(*answers.Answers)) *rig {
	change(&r.parts.Answers)
	return r
}

// proving answers totara.prove with a document.
func proving(document string) rehearsed.Operation {
	return func(json.RawMessage, map[string]string) (any, map[string]string, error) {
		return json.RawMessage(document), nil, nil
	}
}

func defaultOptions() rehearsed.Options { return rehearsed.Options{} }

// rowIDs are the ids of Totara's own rows, in its order.
func rowIDs() []string {
	var out []string
	for _, r := range rows() {
		out = append(out, "totara."+r.class)
	}
	return out
}
