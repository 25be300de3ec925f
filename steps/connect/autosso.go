package connect

import (
	"cmp"
	"context"
	"fmt"
	"strconv"

	"teamwright/steps"
	"teamwright/steps/site"
)

// autoSSO sends people to the server to sign in. It comes after the handshake
// and after the first sign-in through the server: when that does not work, it
// shuts everybody out.
type autoSSO struct{ *pair }

const autoSetting = "auth_connect/autossoserver"

func (s *autoSSO) About() steps.About {
	return steps.About{
		Source: steps.FromTotara,
		ID:     s.id("auto_sso"), Title: "Automatic single sign-on of " + s.client.words,
		Reads: []steps.ID{s.id("link")}, Needs: []steps.ID{s.id("link")}, Gates: []steps.ID{s.id("link")},
	}
}

// Forget drops what was seen before the person confirmed.
func (s *autoSSO) Forget() { s.client.forget() }

func (s *autoSSO) Read(ctx context.Context) error { return s.read(ctx) }

// localLogin is the address that opens the local login page whatever is set.
func (s *pair) localLogin() string { return s.client.page("/login/index.php?nosso=1") }

func (s *autoSSO) Plan() steps.Change {
	want := s.client.Answers.Connect.AutoSSO
	switch {
	case s.social():
		return left()
	case s.client.byHand() && !want:
		return steps.Change{Action: steps.Skip, Summary: "not asked for"}
	case s.client.byHand():
		return steps.Change{Action: steps.Manual, Summary: "choose the server under Automatic single sign-on via server by hand, after somebody has signed in through it", Cure: "note down " + s.localLogin() + ", then open " + s.client.admin(pageClient)}
	}
	l, st := s.client.last(), s.stands()
	now := l.value(autoSetting)
	c := steps.Change{Action: steps.None, Summary: "off, as the answers say", Key: s.key()}
	ours := st.server != nil && now == strconv.Itoa(st.server.ID)
	switch {
	case !want && ours:
		c.Action, c.Summary = steps.Update, "let people sign in on the client itself"
		c.Fields = []steps.Field{{Path: autoSetting, From: now, To: ""}}
	case !want:
	case ours:
		c.Summary = "on; the local login page stays at " + s.localLogin()
	case !st.linked || !s.arrived(st):
		return steps.Change{
			Action: steps.Manual, Summary: "waits until somebody has signed in to the client through the server",
			Cure: "sign in at " + s.client.page("/login/index.php") + " by the server's button, then run connect apply again",
		}
	case l.Guards.Admins == 0:
		return steps.Change{
			Action: steps.Blocked, Summary: "no administrator of the client has a local password: when the server is down nobody could sign in",
			Cure: "keep one site administrator on the client whose way of signing in is Manual accounts",
		}
	default:
		c.Action, c.Summary = steps.Update, fmt.Sprintf("send people to %s to sign in; the local login page stays at %s: note it down", plain(st.server.URL), s.localLogin())
		c.Fields = []steps.Field{{Path: autoSetting, From: orNothing(now), To: strconv.Itoa(st.server.ID)}}
	}
	if lock := l.Settings[autoSetting].Lock; c.Action.Writes() && lock != "" {
		return locked("Automatic single sign-on via server", lock)
	}
	return c
}

// arrived tells whether somebody has signed in through the server, as the
// client shows or a person has confirmed.
func (p *pair) arrived(st standing) bool {
	if st.server != nil && st.server.Arrivals > 0 {
		return true
	}
	key, now := "connect."+p.slug+".first_login", p.job.Clock.Now()
	return ticked(p.job.Confirmed, key, now) || ticked(p.client.Answers.Confirmed, "connect."+self+".first_login", now)
}

func (s *autoSSO) Apply(ctx context.Context, c steps.Change) error {
	args := map[string]any{"id": 0}
	if st := s.stands(); c.Fields[0].To != "" && st.server != nil {
		args["id"], args["server"] = st.server.ID, st.server.Server
	}
	_, err := s.client.write(ctx, site.Request{Op: "connect.sso", Args: args})
	return err
}

func (s *autoSSO) Check(ctx context.Context) []steps.Result {
	r := steps.Result{ID: string(s.id("auto_sso")), Group: "connect", Title: s.About().Title, Source: steps.FromTotara}
	if s.client.byHand() {
		r.Status, r.Source = steps.ToDo, steps.FromAnswers
		r.Detail = "Automatic single sign-on via server: the server; the local login page stays at " + s.localLogin()
		r.Fix = "after the first sign-in through the server choose it at " + s.client.admin(pageClient) + " and tick this row"
		return []steps.Result{r}
	}
	if err := s.read(ctx); err != nil {
		return []steps.Result{unseen(r.ID, r.Title, err)}
	}
	switch c := s.Plan(); {
	case c.Action == steps.None:
		r.Status, r.Detail = steps.Pass, c.Summary
	case c.Action == steps.Manual:
		r.Status, r.Detail, r.Fix = steps.ToDo, c.Summary, c.Cure
	default:
		r.Status, r.Detail, r.Fix = steps.Fail, "other than the answers say: "+c.Summary, cmp.Or(c.Cure, "run connect apply")
	}
	rows := []steps.Result{r}
	if s.client.Answers.Connect.AutoSSO {
		rows = append(rows, steps.Result{
			ID: string(s.id("break_glass")), Group: "connect", Title: "The way in when the server is down", Status: steps.ToDo, Source: steps.FromAnswers,
			Detail: s.localLogin() + " opens the local login page", Fix: "open it in a private window, sign in as a local administrator, keep the address where it is found without the site, and tick this row",
		})
	}
	return rows
}
