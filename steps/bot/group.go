package bot

import (
	"context"
	"fmt"
	"strings"

	"teamwright/steps"
	"teamwright/steps/application"
	"teamwright/steps/tenant"
)

// group is the resource group that a new bot goes into.
type group struct{ part }

func (s *group) About() steps.About {
	return steps.About{Source: steps.FromARM, ID: idGroup, Title: "Resource group", Reads: []steps.ID{idProvider}}
}

// want is the group to make, tagged as ours.
func (s *group) want() tenant.ResourceGroup {
	return tenant.ResourceGroup{Name: s.answers.Bot.ResourceGroup, Location: s.answers.Bot.Location, Tags: s.tags()}
}

// tags mark what we make.
func (b *Bot) tags() map[string]string {
	return map[string]string{tenant.TagSite: application.SiteKey(b.answers.Site)}
}

// ours tells whether tags mark a thing as made for this site by us.
func (b *Bot) ours(tags map[string]string) bool {
	return tags[tenant.TagSite] == application.SiteKey(b.answers.Site)
}

// there tells whether the group exists and stays.
func (s *group) there() bool {
	g := s.azure.state().group
	return g != nil && !strings.EqualFold(g.State, "Deleting")
}

func (s *group) Plan() steps.Change {
	st, want := s.azure.state(), s.want()
	switch {
	case st.byHand != "":
		return steps.Change{Action: steps.Skip, Summary: st.byHand}
	case !st.settled():
		return seeThere(idProvider)
	case len(st.rival) > 0:
		return seeThere(idAzure)
	case st.bot != nil && !strings.EqualFold(st.bot.Group, want.Name):
		return steps.Change{Action: steps.None, Summary: fmt.Sprintf("the bot lives in the resource group %s and stays there", st.bot.Group)}
	case s.there():
		c := steps.Change{Action: steps.None, Summary: "the resource group " + want.Name + " is there"}
		if !sameRegion(st.group.Location, want.Location) {
			c.Kept = []string{fmt.Sprintf("its region stays %s, where the answers say %s: a resource group cannot move", st.group.Location, want.Location)}
		}
		return c
	}
	return steps.Change{
		Action:  steps.Create,
		Summary: fmt.Sprintf("make the resource group %s in %s", want.Name, name(st.sub)),
		Fields: []steps.Field{
			{Path: "location", To: want.Location},
			{Path: "tags." + tenant.TagSite, To: want.Tags[tenant.TagSite]},
		},
		Key: strings.ToLower(st.sub.ID + "/" + want.Name),
	}
}

func (s *group) Apply(ctx context.Context, _ steps.Change) error {
	want := s.want()
	if err := s.parts.Azure.PutResourceGroup(ctx, s.azure.state().sub.ID, want); err != nil {
		return err
	}
	s.azure.wrote(func(st *seen) { st.group = &want })
	return nil
}

func (s *group) Check(context.Context) []steps.Result {
	r, st, want := row(s.About()), s.azure.state(), s.want()
	switch {
	case st.bot != nil && !strings.EqualFold(st.bot.Group, want.Name):
		r.Status, r.Detail = steps.Pass, fmt.Sprintf("%s, where the bot was found", st.bot.Group)
	case s.there():
		r.Status, r.Detail = steps.Pass, fmt.Sprintf("%s in %s", want.Name, st.group.Location)
		if !s.ours(st.group.Tags) {
			r.Detail += "; somebody else made it, so it is never removed here"
		}
	default:
		r.Status, r.Detail, r.Fix = steps.Fail, want.Name+" is not there", "run setup: it makes it"
	}
	return []steps.Result{r}
}

// sameRegion compares two names of a region: "West Europe" is "westeurope".
func sameRegion(a, b string) bool {
	flat := func(s string) string { return strings.ToLower(strings.ReplaceAll(s, " ", "")) }
	return flat(a) == flat(b)
}
