package totara

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"teamwright/steps"
	"teamwright/steps/secret"
)

// channel is Totara's name of Teams among the outputs of messages.
const channel = "msteams"

// notificationsStep lets notifications go to Teams. Messages that Totara ships
// with Teams get it back; events of Totara 14 and newer get it beside their
// other channels where nobody has chosen for the whole site.
type notificationsStep struct {
	*Totara
	after []steps.ID
}

func (s *notificationsStep) About() steps.About {
	return steps.About{Source: steps.FromTotara, ID: "totara.notifications", Title: "Notifications in Teams", Needs: s.after}
}

func (s *notificationsStep) Read(ctx context.Context) error { return s.view.read(ctx) }

func (s *notificationsStep) Plan() steps.Change {
	st := s.view.now()
	if err := s.view.obstacle(st); err != nil {
		return blocked(err)
	}
	p := planNotifications(st)
	c := steps.Change{Fields: p.fields, Kept: p.kept, Key: "totara.notifications"}
	if len(p.fields) == 0 {
		c.Action, c.Summary = steps.None, "notifications may go to Teams"
		return c
	}
	c.Action, c.Summary = steps.Update, fmt.Sprintf("let %s go to Teams", count(len(p.write.Messages)+len(p.write.Events), "notification"))
	return c
}

func (s *notificationsStep) Apply(ctx context.Context, _ steps.Change) error {
	return s.view.write(ctx, func(st state) (writeArgs, map[string]secret.Text, bool, error) {
		p := planNotifications(st)
		return p.write, nil, len(p.fields) > 0, nil
	})
}

// notificationsPlan is what is to be done about the notifications.
type notificationsPlan struct {
	fields []steps.Field
	kept   []string
	write  writeArgs
}

func planNotifications(st state) notificationsPlan {
	var p notificationsPlan
	for _, m := range st.Messages {
		if m.ShipsPermitted {
			p.message(m)
		}
	}
	left := 0
	for _, e := range st.Events {
		switch {
		case e.Off || slices.Contains(e.Channels, channel):
		case e.Chosen || len(e.Channels) == 0:
			left++
		default:
			p.write.Events = append(p.write.Events, eventWrite{Resolver: e.Resolver, Channels: append(slices.Clone(e.Channels), channel)})
		}
	}
	p.fields = append(p.fields, grouped(p.write.Events)...)
	if left > 0 {
		p.kept = append(p.kept, fmt.Sprintf("%s whose channels somebody chose without Teams", count(left, "notification")))
	}
	return p
}

// grouped are the changes of events, one field for those of a component that
// have the same channels: a plan is read by people.
func grouped(events []eventWrite) []steps.Field {
	var out []steps.Field
	at := map[string]int{}
	names := map[string][]string{}
	for _, e := range events {
		component, name := nameOf(e.Resolver)
		from := strings.Join(e.Channels[:len(e.Channels)-1], ", ")
		group := component + " by " + from
		if _, ok := at[group]; !ok {
			at[group] = len(out)
			out = append(out, steps.Field{Path: fmt.Sprintf("notifications.%s[%s]", component, from), From: from})
		}
		names[group] = append(names[group], name)
		out[at[group]].To = fmt.Sprintf("%s (%s)", from+", "+channel, strings.Join(names[group], ", "))
	}
	return out
}

// message brings one back to what Totara ships.
func (p *notificationsPlan) message(m message) {
	w := messageWrite{Provider: m.Provider}
	path := "message." + m.Provider + "."
	if m.Permitted != "permitted" && m.Permitted != "forced" {
		w.Permitted = "permitted"
		p.fields = append(p.fields, steps.Field{Path: path + "permitted", From: nonEmpty(m.Permitted), To: w.Permitted})
	}
	if m.ShipsIn && !slices.Contains(m.In, channel) {
		w.In = append(slices.Clone(m.In), channel)
		p.fields = append(p.fields, steps.Field{Path: path + "loggedin", From: m.In, To: w.In})
	}
	if m.ShipsOff && !slices.Contains(m.Off, channel) {
		w.Off = append(slices.Clone(m.Off), channel)
		p.fields = append(p.fields, steps.Field{Path: path + "loggedoff", From: m.Off, To: w.Off})
	}
	if w.Permitted != "" || w.In != nil || w.Off != nil {
		p.write.Messages = append(p.write.Messages, w)
	}
}

// nameOf are the component and the last word of a class.
func nameOf(class string) (component, name string) {
	parts := strings.Split(class, `\`)
	return parts[0], strings.TrimSuffix(parts[len(parts)-1], "_resolver")
}

// Check reads back and says what each person still has to do.
func (s *notificationsStep) Check(ctx context.Context) []steps.Result {
	r := steps.Result{ID: "totara.notifications", Group: "totara", Title: s.About().Title, Source: steps.FromTotara}
	if err := s.view.read(ctx); err != nil {
		return []steps.Result{unseen(r, err)}
	}
	st := s.view.now()
	switch p := planNotifications(st); {
	case !st.Processor.Present:
		r.Status, r.Detail, r.Fix = steps.Fail, "this Totara has no message output for Teams", "ask Totara for an edition with Engage"
	case !st.Processor.Enabled:
		r.Status, r.Detail, r.Fix = steps.Fail, "the message output for Teams is switched off", "run teamwright totara apply"
	case len(p.fields) > 0:
		r.Status, r.Detail, r.Fix = steps.Fail, "not let through to Teams: "+paths(p.fields), "run teamwright totara apply"
	default:
		r.Status, r.Detail = steps.Pass, "notifications may go to Teams; each person gets them after signing in to the bot once"
	}
	return []steps.Result{r}
}
