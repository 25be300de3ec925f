package remove

import (
	"context"

	"teamwright/steps"
	"teamwright/steps/answers"
)

// byHand is Totara's service, which a person switches off.
type byHand struct{ answers answers.Answers }

func (s *byHand) About() steps.About {
	return steps.About{ID: idByHand, Title: "OAuth 2 service in Totara switched off"}
}

func (s *byHand) Read(context.Context) error { return nil }

func (s *byHand) Plan() steps.Change {
	return steps.Change{
		Action: steps.Manual, Summary: "switch Totara's side off first: whoever signs in through Microsoft is refused otherwise",
		Cure: s.cure(),
	}
}

func (s *byHand) Apply(context.Context, steps.Change) error { return nil }

func (s *byHand) cure() string {
	at := s.answers.Addresses()
	folder := "/" + s.answers.Totara.AdminFolder
	text := "see that people have another way to sign in; then switch the Microsoft service off at " + at.Page(folder+"/tool/oauth2/issuers.php")
	if s.answers.Bot.Needed() {
		text += " and the bot at " + at.Page(folder+"/settings.php?section=msteamssetup")
	}
	return text
}

func (s *byHand) Check(context.Context) []steps.Result {
	return []steps.Result{{
		ID: string(idByHand), Group: idByHand.Group(), Title: "OAuth 2 service in Totara switched off",
		Status: steps.ToDo, Source: steps.FromPerson, Detail: "nobody has said yet that it is", Fix: s.cure(),
	}}
}
