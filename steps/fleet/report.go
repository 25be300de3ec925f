package fleet

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"time"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// The exit codes of the program that a fleet knows.
const (
	codeFailed  = 1
	codeUsage   = 2
	codeSignIn  = 3
	codeStopped = 4
	codeWaiting = 5
)

// Report is a fleet as it was found.
type Report struct {
	Format    int           `json:"format"`
	Rehearsal bool          `json:"rehearsal"`
	Shard     string        `json:"shard,omitempty"`
	Time      time.Time     `json:"time"` // when the run began, UTC
	Seconds   float64       `json:"seconds"`
	Tenants   int           `json:"tenants"`
	Sites     []Outcome     `json:"sites"`
	Summary   steps.Summary `json:"summary"` // of all rows
	Stopped   bool          `json:"stopped,omitempty"`
}

// Outcome is one site as it was found.
type Outcome struct {
	File    string         `json:"file"`
	Site    string         `json:"site"`   // "" when the file does not say
	Tenant  string         `json:"tenant"` // as the answers name it
	Code    int            `json:"exit_code"`
	Seconds float64        `json:"seconds"`
	Expires []Expiry       `json:"expires,omitempty"`
	Results []steps.Result `json:"results"`
	Summary steps.Summary  `json:"summary"`
}

// outcome is a site with its rows, ended as check would have.
func outcome(s Site, rows []steps.Result) Outcome {
	o := Outcome{File: s.Name, Site: s.Answers.Site, Tenant: s.Answers.Tenant, Results: rows, Summary: steps.Summarize(rows)}
	o.Code = o.Summary.ExitCode()
	return o
}

func summarize(list []Outcome) steps.Summary {
	var s steps.Summary
	for _, o := range list {
		s.Pass += o.Summary.Pass
		s.Skip += o.Summary.Skip
		s.Fail += o.Summary.Fail
		s.Manual += o.Summary.Manual
		s.Unknown += o.Summary.Unknown
	}
	return s
}

// severity orders exit codes: a failed check before a tenant that lets nobody
// in, before answers that are no use, before a run that was stopped, before
// what merely waits.
func severity(code int) int {
	switch code {
	case 0:
		return 0
	case codeWaiting:
		return 1
	case codeStopped:
		return 2
	case codeUsage:
		return 3
	case codeSignIn:
		return 4
	}
	return 5
}

// Code is the exit code of the whole: the worst one of all sites.
func (r Report) Code() int {
	worst := 0
	for _, o := range r.Sites {
		if severity(o.Code) > severity(worst) {
			worst = o.Code
		}
	}
	return worst
}

// Standing is a site's state in a word: well, failed, no sign-in, waits, not
// seen, or bad file.
func (o Outcome) Standing() string {
	switch o.Code {
	case 0:
		return "well"
	case codeUsage:
		return "bad file"
	case codeSignIn:
		return "no sign-in"
	case codeFailed:
		return "failed"
	}
	if o.Summary.Manual == 0 {
		return "not seen"
	}
	return "waits"
}

// States are the words of [Outcome.Standing], the worst first.
func States() []string {
	return []string{"failed", "no sign-in", "bad file", "not seen", "waits", "well"}
}

// troubles are the statuses of a row that keep a site from being well, the worst
// first.
func troubles() []steps.Status { return []steps.Status{steps.Fail, steps.Unseen, steps.ToDo} }

// Worst is the row that says most about a site's trouble; ok is false for one
// that is well.
func (o Outcome) Worst() (row steps.Result, ok bool) {
	for _, status := range troubles() {
		for _, r := range o.Results {
			if r.Status == status {
				return r, true
			}
		}
	}
	return steps.Result{}, false
}

// JSON writes the report as one document, a line a site. The document is never
// in memory as a whole: that of a thousand sites is larger than all else.
func (r Report) JSON(w io.Writer) error {
	sites := r.Sites
	r.Sites = []Outcome{}
	head, err := json.Marshal(r)
	if err != nil {
		return err
	}
	before, after, ok := bytes.Cut(head, []byte(`"sites":[]`))
	if !ok {
		return errors.New("fleet: the document has no place for sites")
	}
	out := bufio.NewWriter(w)
	_, _ = out.Write(before)
	_, _ = out.WriteString(`"sites":[`)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for i, o := range sites {
		_, _ = out.WriteString([]string{"\n", ","}[min(i, 1)])
		if err := enc.Encode(o); err != nil {
			return err
		}
	}
	_, _ = out.WriteString("]")
	_, _ = out.Write(after)
	_, _ = out.WriteString("\n")
	return out.Flush() // the first error of all
}

// plain is an error's text as one line.
func plain(err error) string {
	return tenant.Plain(strings.ReplaceAll(err.Error(), "\n", "; "), 600)
}
