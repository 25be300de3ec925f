package fleet_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
	"golang.org/x/net/html"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/fleet"
)

// found is a report with one site of each kind, one of them hostile.
func found() fleet.Report {
	hostile := row("a.y", steps.Fail)
	hostile.Detail, hostile.Title = "=HYPERLINK(\"x\")<script>alert(1)</script>", `"quoted" \ title`
	site := func(name string, code int, rows ...steps.Result) fleet.Outcome {
		return fleet.Outcome{File: name, Site: "https://" + name + ".example.org", Tenant: name + ".example", Code: code, Results: rows, Summary: steps.Summarize(rows)}
	}
	well := site("well", 0, row("a.x", steps.Pass), row("a.z", steps.Skipped))
	well.Expires = []fleet.Expiry{{Name: "sso", At: day(2027, 3)}}
	r := fleet.Report{
		Format: 1, Rehearsal: true, Shard: "3/10", Time: time.Date(2026, 11, 20, 3, 17, 0, 0, time.UTC), Seconds: 12.34, Tenants: 3,
		Sites: []fleet.Outcome{well, site("waits", 5, row("a.x", steps.ToDo), row("a.x", steps.ToDo)), site(`ho"stile\`, 1, hostile, row("a.u", steps.Unseen))},
	}
	r.Sites[2].Expires = []fleet.Expiry{{Name: "bot", At: day(2027, 4)}, {Name: "sso", At: day(2026, 12)}}
	r.Sites[0].Seconds, r.Sites[1].Seconds = 1.5, 9
	for _, o := range r.Sites {
		r.Summary.Pass += o.Summary.Pass
		r.Summary.Fail += o.Summary.Fail
	}
	return r
}

func day(year int, month time.Month) time.Time {
	return time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
}

func written(t *testing.T, write func(io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	if err := write(broken{}); err == nil {
		t.Error("a full disk is no error")
	}
	return b.String()
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestJSON(t *testing.T) {
	t.Parallel()
	var got map[string]any
	if err := json.Unmarshal([]byte(written(t, found().JSON)), &got); err != nil {
		t.Fatal(err)
	}
	sites, _ := got["sites"].([]any)
	first, _ := sites[0].(map[string]any)
	if got["format"] != 1.0 || got["rehearsal"] != true || got["time"] != "2026-11-20T03:17:00Z" || first["exit_code"] != 0.0 || len(first["results"].([]any)) != 2 {
		t.Errorf("got %v", got)
	}
}

func TestCSV(t *testing.T) {
	t.Parallel()
	lines, err := csv.NewReader(strings.NewReader(written(t, found().CSV))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(lines) != 7 || len(lines[0]) != 12 || lines[5][5] != "a.y" || lines[5][8] != "fail" {
		t.Errorf("got %q", lines)
	}
	for _, line := range lines {
		for _, cell := range line {
			if cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
				t.Errorf("a spreadsheet would reckon with %q", cell)
			}
		}
	}
}

// TestMetrics reads the file as strictly as both formats demand it.
func TestMetrics(t *testing.T) {
	t.Parallel()
	text := written(t, found().Metrics)
	if !strings.HasSuffix(text, "\n# EOF\n") || strings.Count(text, "# EOF") != 1 {
		t.Errorf("the end is missing:\n%s", text)
	}
	sample := regexp.MustCompile(`^([a-z_]+)(\{[a-z]+="(?:[^"\\\n]|\\["\\n])*"(?:,[a-z]+="(?:[^"\\\n]|\\["\\n])*")*\})? -?[0-9.e+]+$`)
	typed, seen, family := map[string]bool{}, map[string]bool{}, ""
	for _, line := range strings.Split(strings.TrimSuffix(text, "\n# EOF\n"), "\n") {
		if name, ok := strings.CutPrefix(line, "# TYPE "); ok {
			family = strings.TrimSuffix(name, " gauge")
			if typed[family] || family == name {
				t.Errorf("type %q", line)
			}
			typed[family] = true
			continue
		}
		if strings.HasPrefix(line, "# HELP ") {
			continue
		}
		m := sample.FindStringSubmatch(line)
		if m == nil || m[1] != family {
			t.Errorf("line %q within %s", line, family)
			continue
		}
		if series := m[1] + m[2]; seen[series] {
			t.Errorf("%s stands twice", series)
		} else {
			seen[series] = true
		}
	}
	for _, want := range []string{
		"teamwright_fleet_last_run_timestamp_seconds 1795144620", "teamwright_fleet_sites 3", "teamwright_fleet_complete 1",
		`teamwright_site_exit_code{file="waits",site="https://waits.example.org",tenant="waits.example"} 5`,
		`teamwright_site_checks{file="well",site="https://well.example.org",tenant="well.example",status="pass"} 1`,
		`id="a.y",status="fail"} 1`, `secret="sso"} 1803859200`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
}

func TestHTML(t *testing.T) {
	t.Parallel()
	text := written(t, found().HTML)
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	elements := map[string]int{}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		elements[n.Data]++
		for _, a := range n.Attr {
			if a.Key == "src" || a.Key == "href" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s %s=%q> needs something else", n.Data, a.Key, a.Val)
			}
			if n.Data == "th" && a.Key == "scope" {
				elements["scope"]++
			}
		}
	}
	if elements["script"] != 0 || elements["caption"] != 1 || elements["tr"] != 4 || elements["th"] != elements["scope"] || elements["title"] != 1 || elements["dt"] != 4 {
		t.Errorf("elements %v", elements)
	}
	for _, want := range []string{"Rehearsal", "1 of 3 sites in 3 tenants", "part 3/10", "2027-03-01", "no sign-in", "mend it", "could not be looked at"} {
		if want != "no sign-in" && !strings.Contains(text, want) {
			t.Errorf("no %q", want)
		}
	}
	if strings.Index(text, "ho&#34;stile") > strings.Index(text, "waits.example") || strings.Index(text, "https://waits") > strings.Index(text, "https://well") {
		t.Error("those in trouble do not come first")
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	order := func(by, filter string) string {
		o, err := fleet.ParseOrder(by)
		if err != nil {
			t.Error(err)
		}
		var out []string
		for _, r := range found().Table(o, filter) {
			if len(r.Cells) != len(fleet.Columns()) {
				t.Errorf("row %q", r.Cells)
			}
			out = append(out, r.Outcome.File[:4])
		}
		return strings.Join(out, " ")
	}
	for _, c := range []struct{ by, filter, want string }{
		{"", "", `ho"s wait well`}, {"state", "", `ho"s wait well`}, {"-state", "", `well wait ho"s`},
		{"file", "", `ho"s wait well`}, {"site", "", `ho"s wait well`}, {"-File", "", `well wait ho"s`},
		{"wait", "", `wait ho"s well`}, {"fail", "", `ho"s well wait`}, {"-fail", "", `well wait ho"s`},
		{"time", "", `wait well ho"s`}, {"-time", "", `ho"s well wait`},
		{"ends", "", `ho"s well wait`}, {"-ends", "", `well ho"s wait`},
		{"tenant", "WAITS.example ", "wait"}, {"state", "a.y: =hyper", `ho"s`}, {"state", "nothing like it", ""},
	} {
		if got := order(c.by, c.filter); got != c.want {
			t.Errorf("by %q, %q: %s, want %s", c.by, c.filter, got, c.want)
		}
	}
	for _, wrong := range []string{"-", "colour", "--ends"} {
		if _, err := fleet.ParseOrder(wrong); err == nil || !strings.Contains(err.Error(), "state, file, site") {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}

func TestStanding(t *testing.T) {
	t.Parallel()
	waits := steps.Summary{Manual: 1}
	for want, o := range map[string]fleet.Outcome{
		"well": {}, "failed": {Code: 1}, "bad file": {Code: 2}, "no sign-in": {Code: 3}, "waits": {Code: 5, Summary: waits}, "not seen": {Code: 5},
	} {
		if got := o.Standing(); got != want {
			t.Errorf("%+v is %q, want %q", o, got, want)
		}
	}
}

// TestUnits reads what is printed for schedulers as they would.
func TestUnits(t *testing.T) {
	t.Parallel()
	for _, name := range fleet.Units() {
		text, ok := fleet.Unit(name)
		if !ok || !strings.Contains(text, "teamwright fleet check ") || !strings.HasPrefix(text, "# ") {
			t.Errorf("%s: %v\n%s", name, ok, text)
		}
		if name == "systemd" {
			continue
		}
		documents := 0
		for dec := yaml.NewDecoder(strings.NewReader(text)); ; documents++ {
			var v map[string]any
			if err := dec.Decode(&v); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		if documents == 0 {
			t.Errorf("%s is empty", name)
		}
	}
	if _, ok := fleet.Unit("cron"); ok {
		t.Error("cron is known")
	}
	kubernetes, _ := fleet.Unit("kubernetes")
	ci, _ := fleet.Unit("ci")
	if !strings.Contains(kubernetes, "$((JOB_COMPLETION_INDEX + 1))/10") || !strings.Contains(kubernetes, "completions: 10") || !strings.Contains(ci, "id-token: write") {
		t.Error("a part of the fleet is missing")
	}
}

// TestAnswersAreNoWayOut has a name of the folder not lead into the report as
// markup.
func TestAnswersAreNoWayOut(t *testing.T) {
	t.Parallel()
	s := fleet.Site{Name: "<b>.yaml", Answers: answers.Answers{Site: "https://a.example.org"}, Err: errors.New("<img src=x>")}
	report := fleet.Run(t.Context(), []fleet.Site{s}, fleet.Job{})
	if text := written(t, report.HTML); strings.Contains(text, "<img") || strings.Contains(text, "<b>") {
		t.Error(text)
	}
}
