package bot

import (
	"context"
	"fmt"
	"strings"
	"time"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// resource is the Azure Bot.
type resource struct {
	part
	wrote bool
}

func (s *resource) About() steps.About {
	return steps.About{
		ID: idAzure, Title: "Azure Bot",
		Reads: []steps.ID{idProvider, idApplication},
		Needs: []steps.ID{idProvider, idGroup, idApplication},
	}
}

// free is the price tier of a bot that we make: standard channels, Teams among
// them, cost nothing in it. Source: Azure Bot Service pricing.
const free = "F0"

// want is the bot to make.
func (s *resource) want(appID string) tenant.Bot {
	return tenant.Bot{
		Group: s.answers.Bot.ResourceGroup, Handle: s.answers.Bot.Handle,
		DisplayName: s.displayName(), Endpoint: s.at.BotEndpoint, IconURL: s.answers.Bot.IconURL,
		AppID: appID, AppType: tenant.BotSingleTenant, AppTenantID: s.parts.TenantID,
		SKU: free, Tags: s.tags(),
	}
}

func (s *resource) Plan() steps.Change {
	st := s.azure.state()
	switch {
	case st.byHand != "" || s.ticked(st):
		return s.guide(st)
	case !st.settled():
		return seeThere(idProvider)
	case len(st.rival) > 0:
		return s.rivals(st.rival)
	case s.app.AppID().Absent():
		return seeThere(idApplication)
	case st.bot != nil:
		return s.change(*st.bot)
	case st.taken != "":
		return steps.Change{
			Action:  steps.Blocked,
			Summary: fmt.Sprintf("the bot handle %s cannot be had: %s", s.answers.Bot.Handle, st.taken),
			Cure:    "choose another bot.handle; it is unique in all of Azure. If that bot is yours, name its subscription and resource group under bot.subscription and bot.resource_group",
		}
	}
	return s.create(st)
}

// create is the plan for a bot that is not there.
func (s *resource) create(st seen) steps.Change {
	w := s.want("")
	c := steps.Change{
		Action:  steps.Create,
		Summary: fmt.Sprintf("make the Azure Bot %s in the resource group %s; the tier %s costs nothing", w.Handle, w.Group, w.SKU),
		Key:     strings.ToLower(w.Handle),
	}
	add := func(path, to string) { c.Fields = append(c.Fields, steps.Field{Path: path, To: to}) }
	add("sku.name", w.SKU)
	add("properties.displayName", w.DisplayName)
	add("properties.endpoint", w.Endpoint)
	if w.IconURL != "" {
		add("properties.iconUrl", w.IconURL)
	}
	if id, known := s.app.AppID().Get(); known {
		add("properties.msaAppId", id)
	} else {
		c.Fields = append(c.Fields, steps.Field{Path: "properties.msaAppId", Unknown: idApplication})
	}
	add("properties.msaAppType", w.AppType)
	add("properties.msaAppTenantId", w.AppTenantID)
	add("tags."+tenant.TagSite, w.Tags[tenant.TagSite])
	return c
}

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

func (s *resource) Apply(ctx context.Context, c steps.Change) error {
	st := s.azure.state()
	id, known := s.app.AppID().Get()
	if !known {
		return fmt.Errorf("the bot's application is not there: %w", steps.ErrMoved)
	}
	s.wrote = true
	b := s.want(id)
	if c.Action == steps.Create {
		if err := s.parts.Azure.CreateBot(ctx, st.sub.ID, b); err != nil {
			return err
		}
		s.azure.wrote(func(st *seen) { st.bot = &b })
		return nil
	}
	b = s.with(*st.bot)
	if err := s.parts.Azure.UpdateBot(ctx, st.sub.ID, b); err != nil {
		return err
	}
	s.azure.wrote(func(st *seen) { st.bot = &b })
	return nil
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

func (s *resource) Check(ctx context.Context) []steps.Result {
	r, st := row(s.About()), s.azure.state()
	if st.byHand != "" || s.ticked(st) {
		return []steps.Result{s.guideRow(r, st)}
	}
	if s.wrote && st.bot != nil {
		b, ok, err := s.parts.Azure.Bot(ctx, st.sub.ID, st.bot.Group, st.bot.Handle)
		if err != nil || !ok {
			return []steps.Result{unsettled(r, err)}
		}
		st.bot = &b
		s.azure.wrote(func(st *seen) { st.bot = &b })
	}
	r.Fix = "run setup: it makes what is missing and changes what differs"
	switch {
	case st.bot == nil:
		r.Status, r.Detail = steps.Fail, s.answers.Bot.Handle+" is not there"
	case len(s.differences(*st.bot)) > 0:
		r.Status, r.Detail = steps.Fail, "differs from the answers: "+paths(s.differences(*st.bot))
	default:
		r.Status, r.Fix = steps.Pass, ""
		r.Detail = fmt.Sprintf("%s, tier %s, %s, messages go to %s", st.bot.Handle, st.bot.SKU, typeInWords(st.bot.AppType), st.bot.Endpoint)
	}
	return []steps.Result{r}
}

func typeInWords(appType string) string {
	if strings.EqualFold(appType, tenant.BotMultiTenant) {
		return "multi-tenant"
	}
	return "single tenant"
}

// unsettled is a row that could not be read back.
func unsettled(r steps.Result, err error) steps.Result {
	r.Status, r.Detail, r.Fix = steps.Unseen, "written, but not seen yet", "run check in some minutes"
	if err != nil {
		r.Detail += ": " + err.Error()
	}
	return r
}

func paths(fields []steps.Field) string {
	var out []string
	for _, f := range fields {
		out = append(out, f.Path)
	}
	return strings.Join(out, ", ")
}
