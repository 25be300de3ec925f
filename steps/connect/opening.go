package connect

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"teamwright/steps"
	"teamwright/steps/secret"
	"teamwright/steps/site"
)

// What the ledger keeps of a setup secret that is handed over.
const (
	factHanding = "handing" // to where, before
	factHanded  = "handed"  // to where, afterwards
)

// planOpening is the plan where a person works on the server: the client is
// opened, and its secret handed over.
func (k *link) planOpening(st standing) steps.Change {
	c := steps.Change{Action: steps.None, Summary: "linked", Key: k.key()}
	switch {
	case st.linked:
	case k.client.last().Client.Waiting && k.fact(factHanded) != "":
		c.Action, c.Summary = steps.Manual, "the client waits for its server; the setup secret has been handed over to "+k.fact(factHanded)
		c.Cure = "add the client at " + k.server.page("/totara/connect/client_add.php") + "; the secret stands also at " + k.client.page("/auth/connect/index.php")
	case k.job.Sink == nil:
		c.Action, c.Summary = steps.Manual, "the client waits to be opened for its server"
		c.Cure = "run teamwright connect apply, which hands the setup secret over"
	default:
		c.Action, c.Summary = steps.Update, "open the client for its server, and hand over the setup secret for the server's admin"
		c.Fields = []steps.Field{{Path: "auth_connect/setupsecret", Secret: true}}
	}
	return c
}

// fact is what the ledger knows of the secret that waits.
func (k *link) fact(name string) string {
	facts, _ := k.job.Ledger.Facts(string(k.id("link")), k.key())
	return facts[name]
}

// open opens the client and hands its secret over.
func (k *link) open(ctx context.Context) error {
	if err := k.job.Sink.Ready(k.fact(factHanding)); err != nil {
		return &unasked{err}
	}
	answer, err := k.client.write(ctx, site.Request{Op: "connect.open"})
	if err != nil {
		return err
	}
	step, where := string(k.id("link")), k.job.Sink.Where()
	if err := k.job.Ledger.Note(step, k.key(), map[string]string{factHanding: where, factHanded: ""}); err != nil {
		return err
	}
	item := secret.Item{Name: SecretName(k.given.Given.Name), AppID: k.client.url(), Secret: answer.Secrets["setup"]}
	if err := k.job.Sink.Deliver(ctx, item); err != nil {
		return errors.Join(fmt.Errorf("hand the setup secret to %s: %w", where, err), k.job.Ledger.Note(step, k.key(), map[string]string{factHanding: ""}))
	}
	return k.job.Ledger.Note(step, k.key(), map[string]string{factHanded: where})
}

// containsFold tells whether text holds part, whatever the case.
func containsFold(text, part string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(part))
}
