package main

import (
	"path/filepath"

	"teamwright/steps"
	"teamwright/steps/journal"
	"teamwright/steps/wholefile"
	"teamwright/tui"
)

// asBuilt writes the page about what stands now beside the journal, over that
// of the run before, and tells where it is.
func (run *running) asBuilt(rows []steps.Result) (path string, err error) {
	page := tui.AsBuilt{
		Rehearsal: run.Cloud.Rehearsal, Time: run.Clock.Now(), By: run.Account.Username, Program: buildVersion().Version,
		TenantID: run.Account.TenantID, Answers: run.answers, Rows: rows, Ends: run.ends(),
	}
	page.Answers.Confirmed = run.file.Answers().Confirmed
	if run.work.Package != nil && steps.Summarize(rows).Fail == 0 {
		page.Package = run.work.Package.Path()
	}
	for _, w := range run.Writes() {
		page.Writes = append(page.Writes, tui.Write{Time: w.Date, Method: w.Method, Address: w.URL, Status: w.Status, RequestID: w.RequestID})
	}
	path = filepath.Join(run.dir, journal.Name(run.cloudName(run.answers), run.tenant, run.answers.Site)+"-as-built.md")
	return path, wholefile.Write(path, []byte(page.Markdown()), 0o600)
}
