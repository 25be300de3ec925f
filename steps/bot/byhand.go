package bot

import (
	"fmt"

	"teamwright/steps"
)

// portal is where bots are made without an Azure subscription.
const portal = "https://dev.teams.microsoft.com/tools/bots"

// ticked tells whether a person said that the bot was made by hand, and Azure
// shows none: then none is made.
func (s *resource) ticked(st seen) bool {
	tick, ok := s.answers.Confirmed[string(idAzure)]
	return ok && !tick.Stale(s.env.Clock.Now()) && st.settled() && st.bot == nil && len(st.rival) == 0 && s.answers.IDs.Bot != ""
}

// guide is the plan for a person: there is no interface to make a bot without
// Azure that could be relied on. Source: Teams platform, "Developer Portal for
// Teams", bot management.
func (s *resource) guide(st seen) steps.Change {
	why := st.byHand
	if why == "" {
		why = "somebody has made it there"
	}
	return steps.Change{Action: steps.Manual, Summary: why + ": the bot is made in the Teams Developer Portal, free of charge", Cure: s.walk()}
}

// walk is the way through the portal, with every value.
func (s *resource) walk() string {
	if s.answers.IDs.Bot == "" {
		return fmt.Sprintf("open %s, New bot, name %q, Add; under Configure enter the endpoint address %s and save; under Channels see that Microsoft Teams is on; then put the bot's id, which the list shows, under ids.bot in the answers file and run setup again",
			portal, s.displayName(), s.at.BotEndpoint)
	}
	return fmt.Sprintf("open %s, the bot with the id %s; under Configure the endpoint address has to be %s, under Channels Microsoft Teams has to be on; then tick this row",
		portal, s.answers.IDs.Bot, s.at.BotEndpoint)
}

// guideRow waits for a person, who can tick it once the bot's id is known.
func (s *resource) guideRow(r steps.Result, st seen) steps.Result {
	id := s.answers.IDs.Bot
	if id == "" {
		id = "not known yet"
	} else {
		r.Source = steps.FromPerson
	}
	c := s.guide(st)
	r.Status, r.Fix = steps.ToDo, c.Cure
	r.Detail = fmt.Sprintf("%s. Bot id: %s; endpoint address: %s; channel: Microsoft Teams", c.Summary, id, s.at.BotEndpoint)
	return r
}
