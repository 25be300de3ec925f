package bot

import (
	"context"
	"fmt"
	"strings"

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
		Source: steps.FromARM,
		ID:     idAzure, Title: "Azure Bot",
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
