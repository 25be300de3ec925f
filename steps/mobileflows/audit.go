package mobileflows

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"teamwright/steps"
	"teamwright/steps/application"
	"teamwright/steps/mobileflows/access"
	"teamwright/steps/tenant"
)

// Audit finds what is left of Mobile Flows in a tenant of Entra and of Access:
// registrations that lead to its hosts, their secrets and consents, the template
// and the devices under it. It changes nothing; [Audit.Removals] are what a
// person may take back.
type Audit struct {
	job    Job
	remove tenant.Remover
	gate   *viability

	graph         tenant.Principal
	registrations []registration
	template      access.Template
	found         bool // the template
	clients       []access.Dynamic
	noAccess      error // why Access could not be looked at
}

// registration is an application that leads to a host of Mobile Flows.
type registration struct {
	app       tenant.Application
	principal tenant.Principal
	grants    []tenant.Grant
	leads     []string // its redirect URIs there
	others    []string // its other redirect URIs
	ours      bool     // mobileflows apply made it, or looks after it
}

func (r registration) name() string { return tenant.Plain(r.app.DisplayName, 60) }

// NewAudit declares an audit of the tenant that the answers name.
func NewAudit(j Job, remove tenant.Remover) *Audit {
	return &Audit{job: j, remove: remove, gate: &viability{Job: j}}
}

// Look reads everything.
func (a *Audit) Look(ctx context.Context) error {
	if err := a.gate.Read(ctx); err != nil {
		return err
	}
	if err := a.lookInEntra(ctx); err != nil {
		return err
	}
	a.lookInAccess(ctx)
	return ctx.Err()
}

func (a *Audit) lookInEntra(ctx context.Context) error {
	found, err := a.job.Directory.FindApplications(ctx, tenant.Key{UniqueName: a.uniqueName()})
	if err != nil {
		return err
	}
	// No filter of Microsoft Graph looks for how a host ends, so every
	// application of the tenant with a web address is looked at.
	all, err := a.job.Directory.FindApplications(ctx, tenant.Key{RedirectURIPrefix: "https://"})
	if err != nil {
		return err
	}
	for _, app := range all {
		known := slices.ContainsFunc(found, func(f tenant.Application) bool { return f.AppID == app.AppID })
		if leads, _ := a.leads(app); len(leads) > 0 && !known {
			found = append(found, app)
		}
	}
	if a.graph, _, err = a.job.Directory.PrincipalByAppID(ctx, tenant.GraphAppID); err != nil {
		return err
	}
	for _, app := range found {
		r, err := a.registration(ctx, app)
		if err != nil {
			return err
		}
		a.registrations = append(a.registrations, r)
	}
	slices.SortFunc(a.registrations, func(x, y registration) int { return x.app.Created.Compare(y.app.Created) })
	return nil
}

// registration is an application with what hangs on it.
func (a *Audit) registration(ctx context.Context, app tenant.Application) (r registration, err error) {
	r = registration{app: app, ours: app.UniqueName == a.uniqueName() || slices.Contains(app.Tags, application.SiteKey(a.job.Answers.Site))}
	r.leads, r.others = a.leads(app)
	var ok bool
	if r.principal, ok, err = a.job.Directory.PrincipalByAppID(ctx, app.AppID); err != nil || !ok || a.graph.ObjectID == "" {
		return r, err
	}
	r.grants, err = a.job.Directory.Grants(ctx, r.principal.ObjectID, a.graph.ObjectID)
	return r, err
}

func (a *Audit) uniqueName() string { return Desired(a.job).UniqueName }

// leads are an application's redirect URIs to a host of Mobile Flows: any of the
// service's, or the one in the answers. others are the rest.
func (a *Audit) leads(app tenant.Application) (leads, others []string) {
	for _, uri := range app.Web.RedirectURIs {
		u, err := url.Parse(uri)
		if err == nil && (strings.HasSuffix("."+strings.ToLower(u.Hostname()), serviceHosts) || strings.EqualFold(u.Hostname(), a.job.Answers.MobileFlows.Host)) {
			leads = append(leads, tenant.Plain(uri, 300))
		} else {
			others = append(others, uri)
		}
	}
	return leads, others
}

// serviceHosts is how the names of the service end. Source: the connectors'
// archived source.
const serviceHosts = ".hero.vmwservices.com"

func (a *Audit) lookInAccess(ctx context.Context) {
	if !a.job.Access.HasClient() {
		return
	}
	if a.template, a.found, a.noAccess = a.job.Access.Template(ctx, TemplateID); a.noAccess == nil {
		a.clients, a.noAccess = a.job.Access.Clients(ctx, TemplateID)
	}
}

// longest is the longest life that Microsoft lets a secret be made with today.
// Source: "Add and manage application credentials in Microsoft Entra ID".
const longest = 731 * day

// Rows are what was found.
func (a *Audit) Rows() []steps.Result {
	rows := a.gate.rows()
	for _, r := range a.registrations {
		rows = append(rows, a.judge(r)...)
	}
	if len(a.registrations) == 0 {
		r := row("registrations", "Registrations", steps.FromGraph)
		r.Status, r.Detail = steps.Pass, "none leads to a host of "+strings.TrimPrefix(serviceHosts, ".")+" or to "+a.job.Answers.MobileFlows.Host
		rows = append(rows, r)
	}
	rows = append(rows, a.inAccess()...)
	if len(a.registrations) > 0 || a.found || len(a.clients) > 0 {
		rows = append(rows, told("uem_removed", "UEM has no connector left", "in UEM: Content, Mobile Flows", "when you leave Mobile Flows, remove the Teams connector there and tick this row"))
	}
	return rows
}

func (a *Audit) judge(r registration) []steps.Result {
	short := r.app.AppID
	reg := row("registration."+short, "Registration "+r.name(), steps.FromGraph)
	reg.Detail = fmt.Sprintf("client id %s, made %s, leads to %s", r.app.AppID, r.app.Created.Format(time.DateOnly), strings.Join(r.leads, ", "))
	if n := len(r.others); n > 0 {
		reg.Detail += fmt.Sprintf("; %d more of its redirect URIs lead elsewhere: others may use it too", n)
	}
	switch {
	case !a.gate.alive():
		reg.Status = steps.Fail
		reg.Detail += "; the service does not answer as it should: whoever gets the name one day receives sign-ins"
		reg.Fix = "remove the registration, or at least its redirect URI"
	case r.ours && a.job.Answers.MobileFlows.Enabled:
		reg.Status = steps.Pass
		reg.Detail += "; it is the one that mobileflows apply looks after"
	default:
		reg.Status = steps.ToDo
		reg.Fix = "look at its sign-in log of the last 30 days; if nobody uses it, remove it"
	}
	return append([]steps.Result{reg}, a.secrets(r), a.consents(r))
}

func (a *Audit) secrets(r registration) steps.Result {
	row := row("secrets."+r.app.AppID, "Secrets of "+r.name(), steps.FromGraph)
	now := a.job.Clock.Now()
	var endless, live []string
	for _, p := range r.app.Passwords {
		name := fmt.Sprintf("%q until %s", tenant.Plain(p.Name, 40), p.End.Format(time.DateOnly))
		if p.Live(now) {
			live = append(live, name)
			if p.End.Sub(now) > longest || p.End.Sub(p.Start) > longest && !p.Start.IsZero() {
				endless = append(endless, name)
			}
		}
	}
	switch {
	case len(endless) > 0:
		row.Status, row.Detail = steps.Fail, "as good as never ending: "+strings.Join(endless, ", ")
		row.Fix = "replace it by one of at most a year (mobileflows.secret_days), enter that in UEM, and remove this one"
	case len(live) > 0:
		row.Status, row.Detail = steps.Pass, strings.Join(live, ", ")
	default:
		row.Status, row.Detail = steps.Pass, "none that is valid"
	}
	return row
}

func (a *Audit) consents(r registration) steps.Result {
	row := row("consents."+r.app.AppID, "Consents of "+r.name(), steps.FromGraph)
	var all, wide []string
	for _, g := range r.grants {
		for _, s := range g.Scopes {
			if s = tenant.Plain(s, 80); !slices.Contains(all, s) {
				all = append(all, s)
				if broad(s) {
					wide = append(wide, s)
				}
			}
		}
	}
	slices.Sort(all)
	slices.Sort(wide)
	switch {
	case len(wide) > 0:
		row.Status, row.Detail = steps.ToDo, "wider than the connector's calls: "+strings.Join(wide, ", ")
		row.Fix = "take the consent back, or set mobileflows.permissions: least and consent to that"
	case len(all) > 0:
		row.Status, row.Detail = steps.Pass, strings.Join(all, ", ")
	default:
		row.Status, row.Detail = steps.Pass, "none on Microsoft Graph"
	}
	return row
}

// broad tells whether a permission reaches beyond what one person's mentions
// need.
func broad(scope string) bool {
	s := strings.ToLower(scope)
	return strings.HasSuffix(s, ".readwrite.all") || strings.HasPrefix(s, "directory.") || s == "user.read.all" || s == "group.read.all"
}

func (a *Audit) inAccess() []steps.Result {
	r := row("old_template", "Template and its devices", steps.FromProbe)
	switch {
	case !a.job.Access.HasClient():
		r.Status, r.Detail, r.Fix = steps.Unseen, "no service client of Access was given", access.MakeClient
	case a.noAccess != nil:
		r.Status, r.Detail, r.Fix = wrong(a.noAccess)
		r.Status = steps.Unseen
	case !a.found && len(a.clients) == 0:
		r.Status, r.Detail = steps.Pass, "none"
	default:
		r.Detail = countDevices(len(a.clients))
		if a.found {
			r.Detail = fmt.Sprintf("%s leads to %s; ", TemplateID, a.template.RedirectURI) + r.Detail
		}
		r.Status, r.Fix = steps.ToDo, "when you leave Mobile Flows, remove the devices and the template"
		if a.job.Answers.MobileFlows.Enabled && a.gate.alive() {
			r.Status, r.Fix = steps.Pass, ""
		}
	}
	return []steps.Result{r}
}

// countDevices says how many devices hang on the template.
func countDevices(n int) string {
	switch n {
	case 0:
		return "no device is a client of it"
	case 1:
		return "1 device is a client of it"
	}
	return fmt.Sprintf("%d devices are clients of it", n)
}
