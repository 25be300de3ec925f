package remove

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/application"
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

// listing is the entry in the catalogue of Teams apps. Writing there takes a
// sign-in of its own, so a person removes it.
type listing struct {
	parts Parts
	sso   *application.Removal
}

func (s *listing) About() steps.About {
	return steps.About{ID: idCatalog, Title: "Teams app out of the catalogue", Reads: []steps.ID{s.sso.SecretsGone()}}
}

func (s *listing) Read(context.Context) error { return nil }

func (s *listing) Plan() steps.Change {
	if s.parts.Answers.IDs.Catalog == "" {
		return steps.Change{Action: steps.None, Summary: "the answers know of no entry; if you have uploaded the app by hand, delete it in the Teams admin center under Manage apps"}
	}
	return steps.Change{Action: steps.Manual, Summary: s.what(), Cure: s.cure()}
}

// what says whose the entry is: the application's tags tell what was published
// from here.
func (s *listing) what() string {
	id := s.parts.Answers.IDs.Catalog
	if slices.ContainsFunc(s.sso.Tags(), func(t string) bool {
		return strings.HasPrefix(t, "teamwright:package=") && strings.HasSuffix(t, "/"+id)
	}) {
		return fmt.Sprintf("the entry %s, which was published from here, stays until a person deletes it", id)
	}
	return fmt.Sprintf("the entry %s stays until a person deletes it", id)
}

func (s *listing) cure() string {
	return "in the Teams admin center (https://admin.teams.microsoft.com) under Teams apps, Manage apps, open " +
		s.parts.Answers.App.ShortName + " and delete it; people keep a dead tab otherwise"
}

func (s *listing) Apply(context.Context, steps.Change) error { return nil }

func (s *listing) Check(context.Context) []steps.Result {
	row := steps.Result{ID: string(idCatalog), Group: idCatalog.Group(), Title: "Teams app out of the catalogue", Source: steps.FromPerson}
	if s.parts.Answers.IDs.Catalog == "" {
		row.Status, row.Detail = steps.Skipped, "the answers know of no entry"
		return []steps.Result{row}
	}
	row.Status, row.Detail, row.Fix = steps.ToDo, s.what(), s.cure()
	return []steps.Result{row}
}
