package steps

// Status is how a row of the checklist stands.
type Status string

// The states of a row. Unknown and ToDo are never shown as Pass.
const (
	Pass    Status = "pass"
	Skipped Status = "skip"
	Fail    Status = "fail"
	ToDo    Status = "manual"  // waits for a person
	Unseen  Status = "unknown" // could not be looked at
)

// Source is who says so.
type Source string

// The sources of a row.
const (
	FromTotara  Source = "totara"
	FromGraph   Source = "graph"
	FromARM     Source = "arm"
	FromProbe   Source = "probe"
	FromPerson  Source = "person"
	FromAnswers Source = "answers"
)

// Result is one row of the checklist.
type Result struct {
	ID     string `json:"id"`
	Group  string `json:"group"`
	Title  string `json:"title"`
	Status Status `json:"status"`
	Detail string `json:"detail"`
	Fix    string `json:"fix"`
	Source Source `json:"source"`
}

// Tickable tells whether the row waits for a person's word. One that Microsoft
// itself can judge, such as a secret that runs out, waits for something to be
// done: a tick would hide it for a year.
func (r Result) Tickable() bool {
	return r.Status == ToDo && (r.Source == FromAnswers || r.Source == FromPerson)
}

// Summary counts rows by status.
type Summary struct {
	Pass    int `json:"pass"`
	Skip    int `json:"skip"`
	Fail    int `json:"fail"`
	Manual  int `json:"manual"`
	Unknown int `json:"unknown"`
}

// Summarize counts rows by status.
func Summarize(rows []Result) Summary {
	var s Summary
	for _, r := range rows {
		switch r.Status {
		case Pass:
			s.Pass++
		case Skipped:
			s.Skip++
		case Fail:
			s.Fail++
		case ToDo:
			s.Manual++
		default:
			s.Unknown++
		}
	}
	return s
}

// ExitCode is the contract's code for a checklist: 1 when a row fails, 5 when
// none fails and one waits or could not be looked at, else 0.
func (s Summary) ExitCode() int {
	switch {
	case s.Fail > 0:
		return 1
	case s.Manual+s.Unknown > 0:
		return 5
	}
	return 0
}
