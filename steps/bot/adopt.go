package bot

import (
	"fmt"
	"strings"
	"time"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// change is the plan for a bot that is there.
func (s *resource) change(b tenant.Bot) steps.Change {
	if c, stuck := s.stuck(b); stuck {
		return c
	}
	c := steps.Change{Fields: s.differences(b), Kept: s.kept(b), Key: strings.ToLower(b.Handle)}
	if len(c.Fields) == 0 {
		c.Action, c.Summary = steps.None, fmt.Sprintf("the Azure Bot %s is as it should be", b.Handle)
		return c
	}
	c.Action, c.Summary = steps.Update, "change the Azure Bot "+b.Handle
	return c
}

// stuck tells of a bot that cannot become the site's: its client id, its type
// and its tenant are fixed for life. Source: Azure Bot Service REST reference,
// BotProperties.
func (s *resource) stuck(b tenant.Bot) (steps.Change, bool) {
	id, known := s.app.AppID().Get()
	blocked := func(summary, cure string) (steps.Change, bool) {
		return steps.Change{Action: steps.Blocked, Summary: summary, Cure: cure}, true
	}
	switch {
	case strings.EqualFold(b.AppType, managedIdentity):
		return blocked(fmt.Sprintf("the Azure Bot %s is run by a managed identity, which has no client secret, and Totara's settings take nothing else", b.Handle),
			"choose another bot.handle")
	case b.AppTenantID != "" && !strings.EqualFold(b.AppTenantID, s.parts.TenantID):
		return blocked(fmt.Sprintf("the Azure Bot %s belongs to the tenant %s, and that cannot be changed", b.Handle, b.AppTenantID),
			"choose another bot.handle, or sign in to that tenant")
	case !known || !strings.EqualFold(b.AppID, id):
		return blocked(fmt.Sprintf("the Azure Bot %s belongs to the application with client id %s, which is not the one of this site%s", b.Handle, b.AppID, s.idInWords(id)),
			"that cannot be changed: put that client id under ids.bot in the answers file, where it is an application of this tenant, or choose another bot.handle, or delete that bot in the Azure portal")
	}
	return steps.Change{}, false
}

// managedIdentity is the type of a bot that has no application of its own.
const managedIdentity = "UserAssignedMSI"

func (*resource) idInWords(id string) string {
	if id == "" {
		return ""
	}
	return " (" + id + ")"
}

// differences are the fields to write. An adopted bot keeps its name.
func (s *resource) differences(b tenant.Bot) []steps.Field {
	var out []steps.Field
	text := func(path, from, want string) {
		if want == "" || from == want {
			return
		}
		f := steps.Field{Path: path, To: want}
		if from != "" {
			f.From = from
		}
		out = append(out, f)
	}
	w := s.want("")
	if s.ours(b.Tags) {
		text("properties.displayName", b.DisplayName, w.DisplayName)
	}
	text("properties.endpoint", b.Endpoint, w.Endpoint)
	text("properties.iconUrl", b.IconURL, w.IconURL)
	return out
}

// kept is what a bot has and keeps, in words.
func (s *resource) kept(b tenant.Bot) []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	w := s.want("")
	if !strings.EqualFold(b.Handle, w.Handle) {
		say("its handle stays %s", b.Handle)
	}
	if !strings.EqualFold(b.Group, w.Group) {
		say("it stays in the resource group %s", b.Group)
	}
	if strings.EqualFold(b.AppType, tenant.BotMultiTenant) {
		say("it stays multi-tenant: Azure makes no such bots any more, and Totara was written for them")
	}
	if b.SKU != "" && b.SKU != w.SKU {
		say("its tier stays %s, which may cost something", b.SKU)
	}
	if s.ours(b.Tags) {
		return out
	}
	if b.DisplayName != w.DisplayName {
		say("its name stays %q", b.DisplayName)
	}
	for _, p := range s.app.Passwords() {
		say("client secret %q, which begins with %s… and ends on %s: rotate removes it once a new one is proven", p.Name, p.Hint, p.End.Format(time.DateOnly))
	}
	return out
}

// rivals is the plan when several bots could be the site's.
func (s *resource) rivals(list []tenant.Bot) steps.Change {
	var names []string
	for _, b := range list {
		names = append(names, fmt.Sprintf("%s in %s (client id %s)", b.Handle, b.Group, b.AppID))
	}
	return steps.Change{
		Action:  steps.Blocked,
		Summary: fmt.Sprintf("%d Azure Bots of the subscription could be the site's: %s", len(list), strings.Join(names, ", ")),
		Cure:    "put the handle and the resource group of the right one under bot.handle and bot.resource_group in the answers file",
	}
}

// with is a bot that is there, with the fields that are ours written over.
func (s *resource) with(b tenant.Bot) tenant.Bot {
	w := s.want("")
	if s.ours(b.Tags) {
		b.DisplayName = w.DisplayName
	}
	b.Endpoint = w.Endpoint
	if w.IconURL != "" {
		b.IconURL = w.IconURL
	}
	return b
}
