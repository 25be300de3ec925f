package connect

import (
	"context"
	"errors"
	"fmt"

	"teamwright/steps"
	"teamwright/steps/secret"
	"teamwright/steps/site"
)

// link is the handshake, and what the server gives the client.
type link struct{ *pair }

func (k *link) About() steps.About {
	a := steps.About{Source: steps.FromTotara, ID: k.id("link"), Title: "Link with " + k.client.words, Reads: []steps.ID{k.id("settings")}, Needs: []steps.ID{k.id("settings")}}
	if k.server.url() != "" {
		a.Reads = append(a.Reads, "connect.server")
		a.Needs = append(a.Needs, "connect.server")
	}
	return a
}

// Forget drops what was seen before the person confirmed.
func (k *link) Forget() {
	k.server.forget()
	k.client.forget()
}

func (k *link) Read(ctx context.Context) error { return k.read(ctx) }

func (k *link) Plan() steps.Change {
	if k.social() {
		return left()
	}
	st := k.stands()
	if st.problem != nil {
		return st.problem.blocked()
	}
	switch {
	case k.server.byHand() && k.client.byHand():
		return steps.Change{Action: steps.Manual, Summary: "connect the two sites by hand; the checklist shows how", Cure: "begin at " + k.client.page("/auth/connect/index.php")}
	case k.server.byHand():
		return k.planOpening(st)
	}
	return k.planRecord(st)
}

// planRecord is the plan where the server can be written to.
func (k *link) planRecord(st standing) steps.Change {
	w, err := k.record(k.server.last(), st.client)
	if err != nil {
		return steps.Change{Action: steps.Blocked, Summary: err.Error(), Cure: steps.CureOf(err)}
	}
	c := steps.Change{Action: steps.None, Summary: "linked, and as the answers say", Fields: w.fields, Kept: w.kept, Key: k.key()}
	switch {
	case !st.linked:
		c.Action, c.Summary = steps.Create, fmt.Sprintf("shake hands: %s becomes a client of %s", k.client.url(), k.server.url())
		// The setup secret is used up by the handshake and goes nowhere else:
		// no field of the plan, which would be one to hand over.
		c.Fields = append([]steps.Field{{Path: "client.url", To: k.client.url()}}, c.Fields...)
		if k.client.byHand() {
			c.Summary += "; you are asked for the setup secret that the client shows"
		} else if k.client.last().Client.Waiting {
			c.Summary += "; the setup secret that waits on the client is used up by it"
		}
		if st.dead != nil {
			c.Action = steps.Replace
			c.Summary += "; a record that the client never answered is taken out"
			c.Fields = append(c.Fields, steps.Field{Path: "client.id", From: st.dead.ID})
		}
	case len(w.fields) > 0:
		c.Action, c.Summary = steps.Update, "what the server gives "+k.client.words
	}
	return c
}

func (k *link) Apply(ctx context.Context, c steps.Change) error {
	st := k.stands()
	switch {
	case k.server.byHand():
		return k.open(ctx)
	case st.linked:
		return k.edit(ctx, st)
	}
	return k.shake(ctx, st)
}

// edit changes what the server gives the client.
func (k *link) edit(ctx context.Context, st standing) error {
	w, err := k.record(k.server.last(), st.client)
	if err != nil {
		return err
	}
	w.args["id"], w.args["client"] = st.client.ID, st.client.Client
	_, err = k.server.write(ctx, site.Request{Op: "connect.edit", Args: w.args})
	return err
}

// shake makes the handshake: the client is opened, or its secret is asked for
// and proven; then the server adds it, and both sites call each other.
func (k *link) shake(ctx context.Context, st standing) error {
	w, err := k.record(k.server.last(), nil)
	if err != nil {
		return err
	}
	text, fresh, err := k.setupSecret(ctx)
	if err != nil {
		return err
	}
	if st.dead != nil {
		if _, err := k.server.write(ctx, site.Request{Op: "connect.drop", Args: map[string]any{"id": st.dead.ID, "client": st.dead.Client}}); err != nil {
			return err
		}
	}
	w.args["url"] = k.client.url()
	_, err = k.server.write(ctx, site.Request{Op: "connect.add", Args: w.args, Secrets: map[string]secret.Text{"setup": text}})
	k.client.forget()
	if err == nil {
		return nil
	}
	if site.Code(err) != "registration" {
		return err
	}
	err = k.diagnose(ctx, err)
	if fresh {
		// Nobody else waits for this secret: the client is closed again.
		_, cerr := k.client.write(ctx, site.Request{Op: "connect.close"})
		err = errors.Join(err, cerr)
	}
	return err
}

// setupSecret opens the client, or asks a person and proves the answer. fresh
// says that nobody had opened it before.
func (k *link) setupSecret(ctx context.Context) (text secret.Text, fresh bool, err error) {
	if !k.client.byHand() {
		answer, err := k.client.write(ctx, site.Request{Op: "connect.open"})
		if err != nil {
			return secret.Text{}, false, err
		}
		var opened struct {
			Fresh bool `json:"fresh"`
		}
		if err := answer.Into(&opened); err != nil {
			return secret.Text{}, false, err
		}
		return answer.Secrets["setup"], opened.Fresh, nil
	}
	text, err = k.job.Secret(ctx, SecretName(k.given.Given.Name))
	if err != nil {
		return secret.Text{}, false, &unasked{err}
	}
	return text, false, k.prove(ctx, text)
}

// unasked is an error from before anything was written.
type unasked struct{ error }

func (u *unasked) Unwrap() error   { return u.error }
func (*unasked) NothingDone() bool { return true }

// refusedVersion is what a client says to a version that nobody speaks, once
// the setup secret was right.
const refusedVersion = "api version not supported"

// prove shows the client the secret in a call that it has to refuse, and sees
// why it does.
func (k *link) prove(ctx context.Context, text secret.Text) error {
	answer, err := k.server.Site.Ask(ctx, site.Request{Op: "connect.knock", Args: map[string]any{"url": k.client.url()}, Secrets: map[string]secret.Text{"setup": text}})
	if err != nil {
		return k.server.named(err)
	}
	var got call
	if err := answer.Into(&got); err != nil {
		return err
	}
	if got.Message == refusedVersion {
		return nil
	}
	return explained("the setup secret could not be proven, and nothing was written", got.said())
}

// diagnose finds out why a handshake failed: Totara keeps the reason to
// itself, and its last call says only whether the client can be reached and
// knew the secret.
func (k *link) diagnose(ctx context.Context, failed error) error {
	var e *site.Error
	if !errors.As(failed, &e) {
		return failed
	}
	lead := "the handshake failed and left nothing behind"
	if k.client.byHand() || !containsFold(e.What, refusedVersion) {
		if containsFold(e.What, refusedVersion) {
			return &trouble{lead + ": the client knew the secret, but did not reach the server in its turn, or has it already", "see at " + k.client.page("/auth/connect/index.php") + " that it does not list this server, and with curl that it reaches " + k.server.url()}
		}
		return explained(lead, e.What)
	}
	var got call
	if err := k.client.ask(ctx, "connect.reach", map[string]any{"to": "server", "url": k.server.url()}, &got); err != nil {
		return errors.Join(failed, err)
	}
	if got.State == "" {
		return explained(lead+": "+k.client.words+" does not reach the server", got.said())
	}
	return &trouble{lead + ", and each site reaches the other", "look for \"JSend result error\" in the PHP log of both sites, then run the same command again"}
}
