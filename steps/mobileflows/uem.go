package mobileflows

import (
	"context"
	"fmt"
	"strings"

	"teamwright/steps"
	"teamwright/steps/answers"
)

// uem is the connector in UEM, which only its console can make.
type uem struct {
	idle
	Job
	appID func() steps.Value[string]
}

func (*uem) About() steps.About {
	return steps.About{ID: group + ".uem", Title: "Connector in UEM", Needs: []steps.ID{group + ".application"}}
}

func (s *uem) Plan() steps.Change {
	return steps.Change{Action: steps.Manual, Summary: "enter the Teams connector in UEM by hand; the checklist shows each value", Cure: s.where()}
}

func (s *uem) where() string {
	if s.Answers.MobileFlows.Connector == answers.ConnectorHosted {
		return "in UEM: Content, Mobile Flows, Catalog, the Teams connector"
	}
	return "in UEM: Content, Mobile Flows, add a connector by its Discovery URL"
}

// Check shows every value. The base address has to be that of Graph's beta: the
// connector cuts just that prefix off the links to next pages and puts the rest
// into a batch, which takes no whole address. Source: its archived source.
func (s *uem) Check(context.Context) []steps.Result {
	id := "comes to be with " + string(group) + ".application"
	if known, ok := s.appID().Get(); ok {
		id = known
	}
	values := []string{
		"Base URL: " + s.UEMBase,
		"Client id: " + id,
		"Client secret: its value (not its id), as it was handed over",
		"Categories: default",
	}
	delay := "the hosted connector asks about every 60 minutes, so a card comes up to an hour late"
	if s.Answers.MobileFlows.Connector != answers.ConnectorHosted {
		values = append([]string{"Discovery URL: " + s.Answers.MobileFlows.Connector}, values...)
		delay = "tell the service no interval over 60 minutes: the connector looks back 62 minutes and no further"
	}
	fix := fmt.Sprintf("%s; enter the values, submit, wait for the green marks, and tick this row. No slash behind the base URL, and not v1.0: "+
		"the connector cuts the address of beta off the links to next pages, so with another one later pages stay empty without a word. %s", s.where(), sentence(delay))
	return []steps.Result{told("uem_connector", "Teams connector in UEM", strings.Join(values, "; "), fix)}
}

func sentence(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
