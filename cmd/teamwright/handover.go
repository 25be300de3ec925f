package main

import (
	"strings"

	"teamwright/steps"
	"teamwright/steps/entra"
)

// notes are what another admin has to know where this one may not go on, a
// line each. Nothing in them is secret.
func (run *running) notes(rows []steps.Result) []string {
	var out []string
	status := map[string]steps.Status{}
	for _, r := range rows {
		status[r.ID] = r.Status
	}
	if status["entra.roles"] != steps.Pass && failedIn("entra", rows) {
		appID := run.work.App.AppID().Or("")
		out = append(out, noteLines(entra.HandOver(run.answers, run.Cloud, run.file.Name(), appID))...)
	}
	if status["catalog.publish"] == steps.Fail {
		out = append(out, noteLines(run.work.HandOverCatalog(run.file.Name()))...)
	}
	return out
}

func failedIn(group string, rows []steps.Result) bool {
	for _, r := range rows {
		if r.Group == group && r.Status == steps.Fail {
			return true
		}
	}
	return false
}

func noteLines(note string) []string {
	return append([]string{""}, strings.Split(strings.TrimRight(note, "\n"), "\n")...)
}
