package main

import (
	"encoding/json"
	"time"

	"teamwright/steps"
)

// checklist is the checklist as the contract has it.
type checklist struct {
	Format    int            `json:"format"`
	Rehearsal bool           `json:"rehearsal"`
	Site      string         `json:"site"`
	Tenant    string         `json:"tenant"`
	Time      string         `json:"time"`
	Results   []steps.Result `json:"results"`
	Summary   steps.Summary  `json:"summary"`
}

// showChecklist writes the rows, as words or as JSON.
func (p *program) showChecklist(run *running, rows []steps.Result) error {
	if !p.flags.json {
		run.front.Checklist(rows)
		return nil
	}
	return p.document(checklist{
		Format: 1, Rehearsal: run.Cloud.Rehearsal, Site: run.answers.Site, Tenant: run.Account.TenantID,
		Time: p.Clock.Now().UTC().Format(time.RFC3339), Results: rows, Summary: steps.Summarize(rows),
	})
}

// document writes one JSON document on standard output.
func (p *program) document(v any) error {
	enc := json.NewEncoder(p.Out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
