package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/tenant"
)

// channel is the bot's way to Microsoft Teams.
type channel struct {
	part
	wrote bool
}

func (s *channel) About() steps.About {
	return steps.About{
		Source: steps.FromARM,
		ID:     idChannel, Title: "Teams channel",
		Reads: []steps.ID{idAzure}, Needs: []steps.ID{idAzure},
	}
}

// deployment is which Teams the bot talks to; "" where the cloud has only one.
func (s *channel) deployment() string {
	switch {
	case s.parts.Cloud.BotChannel != "":
		return ""
	case s.answers.Bot.Messaging == answers.MessagingGCC:
		return tenant.DeploymentGCC
	}
	return tenant.DeploymentCommercial
}

// talks tells whether a channel leads to the Teams that is wanted. One where
// nobody chose leads to the commercial one.
func (s *channel) talks(have string) bool {
	want := s.deployment()
	chosen := have != "" && !strings.EqualFold(have, tenant.DeploymentFallback)
	return want == "" || strings.EqualFold(have, want) || want == tenant.DeploymentCommercial && !chosen
}

// want is the channel as it shall be; what it has beside our fields stays.
func (s *channel) want(have *tenant.TeamsChannel) tenant.TeamsChannel {
	var c tenant.TeamsChannel
	if have != nil {
		c = *have
	}
	c.Enabled, c.AcceptedTerms = true, true
	if !s.talks(c.Deployment) || have == nil {
		c.Deployment = s.deployment()
	}
	return c
}

// differences are the fields to write.
func (s *channel) differences(have *tenant.TeamsChannel) []steps.Field {
	var out []steps.Field
	var from tenant.TeamsChannel
	if have != nil {
		from = *have
	}
	want := s.want(have)
	add := func(path string, from, to any) {
		if have == nil {
			from = nil
		}
		out = append(out, steps.Field{Path: "properties.properties." + path, From: from, To: to})
	}
	if !from.Enabled {
		add("isEnabled", false, true)
	}
	if !from.AcceptedTerms {
		add("acceptedTerms", false, true)
	}
	if from.Deployment != want.Deployment {
		add("deploymentEnvironment", from.Deployment, want.Deployment)
	}
	return out
}

// there is the channel of the bot; nil when it has none.
func (s *channel) there() *tenant.TeamsChannel {
	st := s.azure.state()
	if st.bot == nil {
		return nil
	}
	return st.channel
}

// awaitsTerms tells whether the channel waits for a person to accept its terms.
func (s *channel) awaitsTerms() bool {
	st := s.azure.state()
	if !st.settled() || len(st.rival) > 0 || s.resource.ticked(st) || s.termsAccepted() {
		return false
	}
	have := s.there()
	return have == nil || !have.AcceptedTerms
}

func (s *channel) Plan() steps.Change {
	st := s.azure.state()
	switch {
	case st.byHand != "" || s.resource.ticked(st):
		return steps.Change{Action: steps.Skip, Summary: "the Teams Developer Portal switches it on"}
	case !st.settled():
		return seeThere(idProvider)
	case s.resource.Plan().Action == steps.Blocked:
		return seeThere(idAzure)
	case s.awaitsTerms():
		return steps.Change{
			Action:  steps.Manual,
			Summary: "the Teams channel waits for a person to accept its terms",
			Cure:    acceptCure(),
		}
	}
	have := s.there()
	c := steps.Change{Fields: s.differences(have), Key: strings.ToLower(s.azure.place(st).Handle)}
	switch {
	case len(c.Fields) == 0:
		c.Action, c.Summary = steps.None, "the Teams channel is on"
	case have == nil:
		c.Action, c.Summary = steps.Create, "switch on the Teams channel; its terms were accepted by a person"
	default:
		c.Action, c.Summary = steps.Update, "change the Teams channel"
	}
	return c
}

func acceptCure() string {
	return "read " + Terms + "; then run setup with --accept-bot-terms, or tick the row " + TermsRow
}

func (s *channel) Apply(ctx context.Context, _ steps.Change) error {
	st := s.azure.state()
	if st.bot == nil {
		return fmt.Errorf("the Azure Bot is not there: %w", steps.ErrMoved)
	}
	s.wrote = true
	want := s.want(st.channel)
	if err := s.parts.Azure.PutTeamsChannel(ctx, st.sub.ID, st.bot.Group, st.bot.Handle, want); err != nil {
		return err
	}
	s.azure.wrote(func(st *seen) { st.channel = &want })
	return nil
}

func (s *channel) Check(ctx context.Context) []steps.Result {
	r, st := row(s.About()), s.azure.state()
	if s.wrote {
		c, ok, err := s.parts.Azure.TeamsChannel(ctx, st.sub.ID, st.bot.Group, st.bot.Handle)
		if err != nil || !ok {
			return []steps.Result{unsettled(r, err)}
		}
		s.azure.wrote(func(st *seen) { st.channel = &c })
	}
	have := s.there()
	switch {
	case s.awaitsTerms():
		return []steps.Result{s.waiting(r), s.terms()}
	case have == nil:
		r.Status, r.Detail, r.Fix = steps.Fail, "there is none: Teams does not know the bot", "run setup: it switches it on"
	case len(s.differences(have)) > 0:
		r.Status, r.Detail, r.Fix = steps.Fail, "differs from the answers: "+paths(s.differences(have)), "run setup: it changes it"
	default:
		r.Status, r.Detail = steps.Pass, "on, for "+audience(have.Deployment)
	}
	return []steps.Result{r}
}

// waiting is the row of a channel whose terms nobody has accepted. A tick at it
// would hide that there is none.
func (s *channel) waiting(r steps.Result) steps.Result {
	r.Status, r.Detail, r.Fix = steps.ToDo, "not on: it waits for a person to accept its terms", acceptCure()
	return r
}

// terms is the row that a person ticks to accept the terms.
func (s *channel) terms() steps.Result {
	return steps.Result{
		ID: TermsRow, Group: "bot", Title: "Terms of the Teams channel", Source: steps.FromPerson, Status: steps.ToDo,
		Detail: "not accepted yet: " + Terms,
		Fix:    "read them; ticking this row says that you accept them, and setup then switches the channel on",
	}
}

func audience(deployment string) string {
	switch {
	case strings.EqualFold(deployment, tenant.DeploymentGCC):
		return "government (GCC)"
	case slices.Contains([]string{"", strings.ToLower(tenant.DeploymentFallback)}, strings.ToLower(deployment)):
		return "the Teams of this cloud"
	}
	return "commercial Teams"
}
