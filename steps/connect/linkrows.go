package connect

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"teamwright/steps"
)

// Check compares both ends as they are now.
func (k *link) Check(ctx context.Context) []steps.Result {
	if err := k.read(ctx); err != nil {
		return []steps.Result{unseen(string(k.id("link")), "Link with "+k.client.words, err)}
	}
	st := k.stands()
	rows := []steps.Result{k.row(st)}
	if k.server.byHand() && k.server.url() != "" {
		return append(rows, k.sheet()...)
	}
	if st.linked && st.client != nil {
		rows = append(rows, k.gives(st))
	}
	return rows
}

// row says whether the two sites are linked.
func (k *link) row(st standing) steps.Result {
	r := steps.Result{ID: string(k.id("link")), Group: "connect", Title: "Link with " + k.client.words, Source: steps.FromTotara}
	switch {
	case st.linked && st.client != nil && st.server != nil:
		r.Status, r.Detail = steps.Pass, fmt.Sprintf("both sites have each other under the same ids; version %d of the protocol", st.client.API)
		if st.client.API != st.server.API {
			r.Status, r.Detail = steps.Fail, fmt.Sprintf("the server speaks version %d of the protocol and the client version %d", st.client.API, st.server.API)
			r.Fix = "run the task auth_connect\\task\\handshake_task on the client"
		}
	case st.linked && st.client != nil:
		r.Status, r.Detail = steps.Pass, "the server has the client, and the client has called back; the client's own side was not looked at"
	case st.linked:
		r.Status, r.Detail = steps.Pass, fmt.Sprintf("the client has the server %s at %s; the server's own side was not looked at", plain(st.server.Name), plain(st.server.URL))
	case k.server.byHand() && k.client.byHand():
		r.Status, r.Source = steps.ToDo, steps.FromAnswers
		r.Detail = fmt.Sprintf("press Connect to new server at %s; enter the address and the setup secret that it shows at %s", k.client.page("/auth/connect/index.php"), k.server.page("/totara/connect/client_add.php"))
		r.Fix = "do it, see that both sites list each other, and tick this row"
	case k.server.byHand():
		// A person's word would not make it so: the client is looked at again.
		r.Status, r.Detail = steps.ToDo, fmt.Sprintf("the server's admin adds the client %s with its setup secret at %s", k.client.url(), k.server.page("/totara/connect/client_add.php"))
		r.Fix = "run the same command again once that is done"
	default:
		r.Status, r.Detail, r.Fix = steps.Fail, "the two sites are not linked", "run connect apply"
	}
	return r
}

// gives says whether the server gives the client what the answers say.
func (k *link) gives(st standing) steps.Result {
	r := steps.Result{ID: string(k.id("given")), Group: "connect", Title: "What the server gives " + k.client.words, Status: steps.Pass, Source: steps.FromTotara}
	w, err := k.record(k.server.last(), st.client)
	switch {
	case err != nil:
		r.Status, r.Detail, r.Fix = steps.Fail, err.Error(), steps.CureOf(err)
	case len(w.fields) > 0:
		var paths []string
		for _, f := range w.fields {
			paths = append(paths, strings.TrimPrefix(f.Path, "client."))
		}
		r.Status, r.Detail, r.Fix = steps.Fail, "other than the answers say: "+strings.Join(paths, ", "), "run connect apply, or correct the answers"
	default:
		r.Detail = "as the answers say; " + k.people(st.client)
	}
	return r
}

// people says whose accounts the client takes.
func (k *link) people(row *clientRow) string {
	if row.Audience == 0 {
		return "all accounts but guests, administrators too, who are ordinary users on the client"
	}
	return fmt.Sprintf("only the audience with the id %d", row.Audience)
}

// sheet are the values that a person enters on the server's page of the
// client.
func (k *link) sheet() []steps.Result {
	g := k.given.Given
	var rows []steps.Result
	add := func(name, title, value string) {
		rows = append(rows, steps.Result{
			ID: string(k.id(name)), Group: "connect", Title: title, Status: steps.ToDo, Source: steps.FromAnswers,
			Detail: value, Fix: "enter it for this client at " + k.server.page("/totara/connect/index.php") + " and tick this row",
		})
	}
	add("clientname", "Name", g.Name)
	add("clienturl", "Client URL", k.client.url())
	add("cohortid", "Restrict to audience", cmp.Or(g.Audience, "No: all accounts but guests, administrators too"))
	for _, b := range k.gifts() {
		add(b.flag, b.title, map[bool]string{true: "on", false: "off"}[b.on])
	}
	for _, one := range k.lists() {
		add(one.name, one.title, cmp.Or(strings.Join(one.refs, ", "), "none"))
	}
	if g.Comment != "" {
		add("clientcomment", "Comment", g.Comment)
	}
	return rows
}
