package fleet

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"teamwright/steps"
)

// Metrics writes the report for node_exporter's textfile collector, in what
// OpenMetrics 1.0 and the older Prometheus format have in common: gauges,
// without timestamps, and the mark of the end. A row that passes or is skipped
// is counted only; one that does not has a line of its own, so that an alert
// names it.
func (r Report) Metrics(w io.Writer) error {
	m := metrics{w: bufio.NewWriter(w)}
	m.head("teamwright_fleet_last_run_timestamp_seconds", "When the run began.")
	m.value("teamwright_fleet_last_run_timestamp_seconds", nil, float64(r.Time.Unix()))
	m.head("teamwright_fleet_run_seconds", "How long the run took.")
	m.value("teamwright_fleet_run_seconds", nil, r.Seconds)
	m.head("teamwright_fleet_sites", "Sites that were to be looked at.")
	m.value("teamwright_fleet_sites", nil, float64(len(r.Sites)))
	m.head("teamwright_fleet_complete", "1 when the run came to its end, 0 when it was stopped.")
	m.value("teamwright_fleet_complete", nil, bit(!r.Stopped))

	m.head("teamwright_site_exit_code", "How check would have ended for the site: 0 well, 1 failed, 2 answers file, 3 sign-in, 5 waits.")
	for _, o := range r.Sites {
		m.value("teamwright_site_exit_code", o.labels(), float64(o.Code))
	}
	m.head("teamwright_site_checks", "Rows of the site's checklist by status.")
	for _, o := range r.Sites {
		for _, c := range counts(o.Summary) {
			m.value("teamwright_site_checks", append(o.labels(), label{"status", string(c.status)}), float64(c.n))
		}
	}
	m.head("teamwright_site_trouble", "1 for each row that neither passes nor is skipped.")
	for _, o := range r.Sites {
		seen := map[string]bool{}
		for _, row := range o.Results {
			key := row.ID + " " + string(row.Status)
			if row.Status == steps.Pass || row.Status == steps.Skipped || seen[key] {
				continue
			}
			seen[key] = true // a series may stand only once
			m.value("teamwright_site_trouble", append(o.labels(), label{"id", row.ID}, label{"status", string(row.Status)}), 1)
		}
	}
	m.head("teamwright_secret_expires_timestamp_seconds", "When the newest client secret of the site ends.")
	for _, o := range r.Sites {
		seen := map[string]bool{}
		for _, e := range o.Expires {
			if !seen[e.Name] {
				seen[e.Name] = true
				m.value("teamwright_secret_expires_timestamp_seconds", append(o.labels(), label{"secret", e.Name}), float64(e.At.Unix()))
			}
		}
	}
	m.line("# EOF")
	if m.err != nil {
		return m.err
	}
	return m.w.Flush()
}

type label struct{ name, value string }

func (o Outcome) labels() []label {
	return []label{{"file", o.File}, {"site", o.Site}, {"tenant", o.Tenant}}
}

type count struct {
	status steps.Status
	n      int
}

func counts(s steps.Summary) []count {
	return []count{{steps.Pass, s.Pass}, {steps.Skipped, s.Skip}, {steps.Fail, s.Fail}, {steps.ToDo, s.Manual}, {steps.Unseen, s.Unknown}}
}

func bit(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

type metrics struct {
	w   *bufio.Writer
	err error
}

func (m *metrics) line(s string) {
	if _, err := m.w.WriteString(s + "\n"); err != nil && m.err == nil {
		m.err = err
	}
}

func (m *metrics) head(name, help string) {
	m.line("# HELP " + name + " " + help)
	m.line("# TYPE " + name + " gauge")
}

// escape is what a label's value needs in both formats.
func escape(s string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(strings.ToValidUTF8(s, "\uFFFD"))
}

func (m *metrics) value(name string, labels []label, v float64) {
	var b strings.Builder
	b.WriteString(name)
	for i, l := range labels {
		b.WriteString(map[bool]string{true: "{", false: ","}[i == 0])
		b.WriteString(l.name + `="` + escape(l.value) + `"`)
	}
	if len(labels) > 0 {
		b.WriteString("}")
	}
	fmt.Fprintf(&b, " %.15g", v)
	m.line(b.String())
}
