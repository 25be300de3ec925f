package remove

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"teamwright/steps"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

// groupGone deletes the resource group when it is ours and holds nothing any
// more.
type groupGone struct {
	*azure
}

func (s *groupGone) About() steps.About {
	return steps.About{ID: idGroup, Title: "Resource group deleted", Reads: []steps.ID{idAzure}, Needs: []steps.ID{idAzure}}
}

func (s *groupGone) Read(ctx context.Context) error { return s.read(ctx) }

// others are what the group holds beside the site's own bot. Azure's list names
// a bot for minutes after it was removed; asking for the bot itself tells.
func (s *groupGone) others() []string {
	_, b, _, inside := s.seen()
	return names(slices.DeleteFunc(slices.Clone(inside), func(r tenant.Resource) bool {
		return s.ownBot(r) && (b == nil || s.ours(b.Tags))
	}))
}

// ownBot tells whether a resource is the bot that the answers name. Other things
// of that name, a web app say, are none.
func (s *groupGone) ownBot(r tenant.Resource) bool {
	handle := s.parts.Answers.Bot.Handle
	return handle != "" && strings.EqualFold(r.Type, tenant.TypeBot) && strings.EqualFold(r.Name, handle)
}

func names(list []tenant.Resource) []string {
	var out []string
	for _, r := range list {
		out = append(out, tenant.Plain(r.Name, 100))
	}
	return out
}

func (s *groupGone) Plan() steps.Change {
	if _, blind := s.blind(); blind {
		return steps.Change{Action: steps.None, Summary: "see " + string(idAzure)}
	}
	_, _, g, _ := s.seen()
	switch {
	case g == nil:
		return steps.Change{Action: steps.None, Summary: "there is no resource group"}
	case !s.ours(g.Tags):
		return steps.Change{Action: steps.None, Summary: fmt.Sprintf("the resource group %s stays: somebody else made it", g.Name)}
	case len(s.others()) > 0:
		return steps.Change{Action: steps.None, Summary: fmt.Sprintf("the resource group %s stays: it holds %s", g.Name, strings.Join(s.others(), ", "))}
	}
	return steps.Change{
		Action: steps.Delete, Key: g.Name, Summary: fmt.Sprintf("delete the resource group %s, which is empty then", g.Name),
		Fields: []steps.Field{{Path: "resourceGroups/" + g.Name, From: g.Location}},
	}
}

// Apply looks once more: whatever somebody has put into the group meanwhile
// would go with it.
func (s *groupGone) Apply(ctx context.Context, _ steps.Change) error {
	sub, _, g, _ := s.seen()
	if g == nil {
		return steps.ErrMoved
	}
	left, err := s.left(ctx, sub, g.Name)
	if err != nil {
		return err
	}
	if len(left) > 0 {
		return fmt.Errorf("the resource group %s holds %s: %w", g.Name, strings.Join(names(left), ", "), steps.ErrMoved)
	}
	if err := s.parts.Azure.DeleteResourceGroup(ctx, sub, g.Name); err != nil {
		return err
	}
	s.Forget()
	return nil
}

// Bounds of looking at what a group holds. The list is served from caches, one
// a region, that may show a resource for minutes after it was removed, and may
// not show yet one that was made. Source: reports about
// Resources_ListByResourceGroup in Azure/azure-rest-api-specs and Azure/AKS.
const (
	listTries = 20
	listAgree = 3 // looks in a row that have to find the group empty
)

// left is what the group holds: nothing, only when several looks in a row find
// nothing. As long as the bot that was just removed is all that is listed, the
// list is behind.
func (s *groupGone) left(ctx context.Context, sub, group string) ([]tenant.Resource, error) {
	clock := s.parts.SSO.Env.Clock
	began, empty := clock.Now(), 0
	for try := 1; ; try++ {
		if err := steps.Stopping(ctx); err != nil {
			return nil, err
		}
		inside, err := s.parts.Azure.ResourcesIn(ctx, sub, group)
		if err != nil {
			return nil, err
		}
		what := "Azure still lists the bot that was removed"
		switch {
		case len(inside) == 0:
			what = "looking again whether the resource group is empty"
			if empty++; empty == listAgree {
				return nil, nil
			}
		case slices.ContainsFunc(inside, func(r tenant.Resource) bool { return !s.ownBot(r) }), try >= listTries:
			return inside, nil
		default:
			empty = 0
		}
		pause := clock.Pause(try)
		wire.Report(ctx, wire.Wait{What: what, Try: try, Elapsed: clock.Now().Sub(began), Next: pause})
		if err := clock.Sleep(ctx, pause); err != nil {
			return nil, steps.ErrStopped
		}
	}
}

func (s *groupGone) Check(ctx context.Context) []steps.Result {
	if c, blind := s.blind(); blind {
		return row(s.About(), steps.ToDo, c.Summary, c.Cure)
	}
	if err := s.read(ctx); err != nil {
		return row(s.About(), steps.Unseen, err.Error(), "run remove again")
	}
	switch _, _, g, _ := s.seen(); {
	case g == nil:
		return row(s.About(), steps.Pass, "there is none", "")
	case s.ours(g.Tags) && len(s.others()) == 0:
		return row(s.About(), steps.Fail, "it is still there", "run remove again")
	case s.ours(g.Tags):
		return row(s.About(), steps.Pass, fmt.Sprintf("%s stays: it holds %s", g.Name, strings.Join(s.others(), ", ")), "")
	default:
		return row(s.About(), steps.Pass, g.Name+" stays: somebody else made it", "")
	}
}
