package connector

import (
	"bytes"
	"context"
	"fmt"
	"net/http"

	"teamwright/steps"
	"teamwright/steps/secret"
	"teamwright/steps/tenant"
)

// Ready tells whether the connector runs with our key: it then refuses a token
// for another address with 403 and no longer with 401.
func (o Outside) Ready(ctx context.Context, key Key) bool {
	token, err := key.Token(o.Base+"/elsewhere", "self-test@example.org", o.Now())
	if err != nil {
		return false
	}
	a, err := o.ask(ctx, o.Base+"/cards/requests", token, secret.Text{})
	return err == nil && a.status != http.StatusUnauthorized && a.status < 500
}

// SelfTest proves a connector that was started with our key. With a person's
// token of Microsoft Graph cards are asked for in earnest; without one the
// refusal of Graph proves the way to it.
func (o Outside) SelfTest(ctx context.Context, key Key, upn string, graph secret.Text) []steps.Result {
	return []steps.Result{o.logic(ctx, key, upn, graph), o.audience(ctx, key, upn)}
}

// Untested are the rows of the self-test where none was made.
func Untested() []steps.Result {
	r := row("logic", "Connector fetches cards")
	r.Status, r.Detail = steps.ToDo, "only a connector that runs with a key of ours can be asked"
	r.Fix = "run mobileflows check --self-test on a copy of it, before the Mobile Flows service uses it"
	return []steps.Result{r}
}

func (o Outside) logic(ctx context.Context, key Key, upn string, graph secret.Text) steps.Result {
	r := row("logic", "Connector fetches cards")
	r.Status = steps.Fail
	cards := o.Base + "/cards/requests"
	token, err := key.Token(cards, upn, o.Now())
	if err != nil {
		r.Status, r.Detail = steps.Unseen, err.Error()
		return r
	}
	given := graph
	if graph.Empty() {
		given = secret.New("no-token") // Graph refuses it, and the connector says so
	}
	a, err := o.ask(ctx, cards, token, given)
	backend := tenant.Plain(a.header.Get("X-Backend-Status"), 20)
	switch {
	case err != nil:
		r.Status, r.Detail, r.Fix = steps.Unseen, err.Error(), cureOf(err)
	case a.status == http.StatusOK && bytes.Contains(a.body, []byte(`"objects"`)):
		r.Status, r.Detail = steps.Pass, "it took our token and answered with cards"
	case a.status == http.StatusBadRequest && backend == "401" && graph.Empty():
		r.Status, r.Detail = steps.Pass, "it took our token and asked Microsoft Graph, which refused an empty sign-in; with --user cards are fetched in earnest"
	case a.status == http.StatusBadRequest && backend == "401":
		r.Detail, r.Fix = "Microsoft Graph refuses the person's token through it", "see whether the connector can reach "+o.GraphBase
	case a.status == http.StatusUnauthorized:
		r.Detail, r.Fix = "it does not take a token signed with our key", "start it with the recipe that was shown in this run, and see that its clock is right"
	case a.status == http.StatusForbidden:
		r.Detail = "it believes to have another public address than " + o.Base
		r.Fix = "let the reverse proxy set X-Forwarded-Host, X-Forwarded-Proto and X-Forwarded-Port (and X-Forwarded-Prefix for a folder)"
	case backend == "403":
		r.Detail, r.Fix = "Microsoft Graph refuses one of its calls (403)", "see the rows of mobileflows check --user: a permission is missing"
	case backend == "404":
		r.Detail, r.Fix = "Microsoft Graph does not find something (404)", "give the person a mailbox: the connector asks for its time zone"
	default:
		r.Detail = fmt.Sprintf("HTTP %d", a.status)
		if backend != "" {
			r.Detail += ", Microsoft Graph answered it " + backend
		}
		r.Fix = "see the container's log"
	}
	return r
}

// audience proves that the connector compares the address in a token with its
// own: a token for another place has to be refused.
func (o Outside) audience(ctx context.Context, key Key, upn string) steps.Result {
	r := row("audience", "Connector checks the address")
	token, err := key.Token(o.Base+"/elsewhere", upn, o.Now())
	if err != nil {
		r.Status, r.Detail = steps.Unseen, err.Error()
		return r
	}
	a, err := o.ask(ctx, o.Base+"/cards/requests", token, secret.Text{})
	switch {
	case err != nil:
		r.Status, r.Detail, r.Fix = steps.Unseen, err.Error(), cureOf(err)
	case a.status == http.StatusForbidden:
		r.Status, r.Detail = steps.Pass, "HTTP 403"
	case a.status == http.StatusUnauthorized:
		r.Status, r.Detail = steps.Unseen, "it does not run with our key"
		r.Fix = "start it with the recipe that was shown in this run"
	default:
		r.Status, r.Detail = steps.Fail, fmt.Sprintf("HTTP %d where 403 is due", a.status)
		r.Fix = "do not use it: a token stolen elsewhere would open it"
	}
	return r
}
