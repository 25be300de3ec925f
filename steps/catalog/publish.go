package catalog

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"teamwright/manifest"
	"teamwright/steps"
)

// publishStep is the id of the step that publishes.
const publishStep steps.ID = "catalog.publish"

// Publish is the step that puts the app into the organisation's catalogue:
// published, submitted for review, or updated with a raised version.
type Publish struct {
	*shelf
	planned  bool // the plan of last time would write
	promised bool // so did the one that was confirmed
	newborn  bool // the app had no id yet when the run began
	done     mark // what this run put there
	why      []string
}

// About says that the package on disk and every check come first.
func (p *Publish) About() steps.About {
	return steps.About{ID: publishStep, Title: "App in the organisation's catalogue", Reads: []steps.ID{versionStep}, Needs: []steps.ID{versionStep}, Gates: slices.Concat(p.Gates, []steps.ID{packageStep})}
}

// Forget drops what was read; what was planned before it is what was confirmed.
func (p *Publish) Forget() {
	_, known := p.Edition.app().Get()
	p.promised, p.newborn = p.planned, !known
	p.forget()
}

// Read looks at what the application and, where nobody has to sign in for it,
// the catalogue tell.
func (p *Publish) Read(ctx context.Context) error {
	if p.impossible() != "" {
		return nil
	}
	return p.look(ctx)
}

// SignsIn is the name that the browser shows at the second sign-in which this
// takes; empty where it takes none.
func (p *Publish) SignsIn() string {
	if before, marked := p.published(); p.atHand() || !p.planned || p.holds(before, marked) {
		return ""
	}
	return p.Door.As
}

// SignIn has the person sign in for the catalogue.
func (p *Publish) SignIn(ctx context.Context) error { return p.signIn(ctx) }

// Plan says what would be put into the catalogue.
func (p *Publish) Plan() steps.Change {
	c := p.plan()
	p.planned = c.Action.Writes()
	return c
}

func (p *Publish) plan() steps.Change {
	if why := p.impossible(); why != "" {
		return steps.Change{Action: steps.Skip, Summary: why}
	}
	pkg, by, err := p.Edition.build()
	if err != nil {
		return obstacle(err)
	}
	if id := p.answeredID(); id != "" && strings.EqualFold(id, p.Edition.app().Or("")) {
		return steps.Change{
			Action: steps.Blocked, Summary: "ids.catalog holds the app's own id; the catalogue gives an entry an id of its own",
			Cure: "empty ids.catalog, or put the id there that the address of the app's page in the Teams admin center ends with",
		}
	}
	if p.gone() && !p.anew() {
		return steps.Change{
			Action: steps.Manual, Summary: "the catalogue has no entry " + p.knownID() + " any more",
			Cure: "look in the Teams admin center under Manage apps: an app of today may not show for a day; if it was deleted, tick " + goneRow(p.knownID()) + ", and the next run publishes it anew",
		}
	}
	before, marked := p.published()
	if p.holds(before, marked) {
		return p.unremembered(p.located(before))
	}
	if waits := p.sight().pending(); waits != "" {
		return steps.Change{
			Action: steps.Manual, Summary: "version " + waits + " waits for approval, and takes no update before that",
			Cure: "have a Teams administrator approve it: " + p.adminPage(),
		}
	}
	c := p.upload(pkg, by, before, marked)
	return p.held(c)
}

// holds tells whether the catalogue has the package of this edition.
func (p *Publish) holds(before mark, marked bool) bool {
	return marked && before.Version == p.Edition.version() && !p.changed(before)
}

// located is the mark with the id that the catalogue shows by now.
func (p *Publish) located(m mark) mark {
	if seen := p.sight(); m.ID == "" && seen != nil && seen.there {
		m.ID = seen.app.ID
	}
	return m
}

// unremembered is the change that is left when the package is in the catalogue:
// what other machines have to know of it.
func (p *Publish) unremembered(m mark) steps.Change {
	c := steps.Change{Action: steps.None, Summary: "version " + m.Version + " is in the catalogue, with this content", Key: p.Edition.app().Or("")}
	if tag, found := p.tagged(); tag.tag() != m.tag() && p.facts()[factUntagged] != m.tag() && !p.justTagged(m) {
		f := steps.Field{Path: "tags[" + strings.TrimSuffix(markTag, "=") + "]", To: strings.TrimPrefix(m.tag(), markTag)}
		if found {
			f.From = strings.TrimPrefix(tag.tag(), markTag)
		}
		c.Fields = append(c.Fields, f)
	}
	if m.ID != "" && p.answeredID() == "" {
		c.Fields = append(c.Fields, steps.Field{Path: "ids.catalog", To: m.ID})
	}
	if len(c.Fields) > 0 {
		c.Action, c.Summary = steps.Update, "note for other machines that version "+m.Version+" was published"
	}
	return c
}

// upload is the change that sends a package.
func (p *Publish) upload(pkg *manifest.Package, by steps.ID, before mark, marked bool) steps.Change {
	version := p.Edition.version()
	c := steps.Change{Action: steps.Create, Key: p.Edition.app().Or(""), Summary: "publish version " + version + " to the organisation's catalogue"}
	if p.answers().Publish.Review {
		c.Summary = "submit version " + version + " for the approval of a Teams administrator"
	}
	var was, content any
	if p.entryID() != "" || marked {
		c.Action = steps.Update
		c.Summary = strings.Replace(c.Summary, "version", "an update to version", 1)
		if v := p.inCatalogue(before); v != "" {
			was = v
		}
		if before.Hash != "" {
			content = "sha256 " + before.Hash
		}
	}
	c.Fields = []steps.Field{{Path: "appDefinitions.version", From: was, To: version}}
	if by != "" {
		c.Fields = append(c.Fields, steps.Field{Path: "appDefinitions.content", Unknown: by})
	} else {
		c.Fields = append(c.Fields, steps.Field{Path: "appDefinitions.content", From: content, To: "sha256 " + pkg.ContentHash()[:16]})
	}
	if _, asked := p.asked(); asked && c.Action == steps.Create {
		c.Summary += "; an earlier run asked for it and never heard the answer: the catalogue takes an id only once, so nothing is there twice afterwards"
	}
	if why := p.Edition.consent(before, pkg); len(why) > 0 {
		c.Summary += "; people who have the app are asked for consent again: " + strings.Join(why, ", ")
	}
	if !p.Door.Ready() {
		c.Summary += fmt.Sprintf("; you sign in a second time for it, and the browser will show %s", p.Door.As)
	}
	return c
}

// inCatalogue is the highest version that is known to be in the catalogue.
func (p *Publish) inCatalogue(before mark) string {
	if v := p.sight().highest(); v != "" && (before.Version == "" || rises(before.Version, v)) {
		return v
	}
	return before.Version
}

// held is the change, or why it has to wait.
func (p *Publish) held(c steps.Change) steps.Change {
	if p.Door.AppOnly {
		return steps.Change{
			Action: steps.Blocked, Summary: "Microsoft lets only people publish apps, and a program is signed in",
			Cure: "have a Teams administrator run setup --only catalog with this answers file, or upload the package by hand and set publish.enabled to false",
		}
	}
	if p.Waiting == nil {
		return c
	}
	rows := p.Waiting()
	if len(rows) == 0 {
		return c
	}
	c = steps.Change{
		Action: steps.Manual, Summary: "nothing is published before Totara is ready; these rows wait: " + few(rows),
		Cure: "see that they hold and tick them, then run setup again",
	}
	if p.promised {
		c.Action = steps.Blocked // what was confirmed cannot be done now, and this is why
	}
	return c
}

// few names the first of many rows.
func few(rows []string) string {
	const most = 3
	if len(rows) <= most+1 {
		return strings.Join(rows, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(rows[:most], ", "), len(rows)-most)
}
