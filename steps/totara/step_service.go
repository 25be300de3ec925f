package totara

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"teamwright/steps"
	"teamwright/steps/secret"
)

// serviceName is what people see on the button of a service that we make.
const serviceName = "Microsoft"

// oauth2 is the name of Totara's plugin for signing in by OAuth 2.
const oauth2 = "oauth2"

// serviceStep is Totara's OAuth 2 service: one row with client id, secret and
// endpoints, the way of signing in switched on, and the Teams settings naming
// the row. It is found by its client id; another Microsoft service is left
// alone.
type serviceStep struct{ *Totara }

func (s *serviceStep) About() steps.About {
	return steps.About{Source: steps.FromTotara, ID: "totara.service", Title: "OAuth 2 service in Totara", Needs: s.ServiceAfter}
}

func (s *serviceStep) Read(ctx context.Context) error { return s.view.read(ctx) }

func (s *serviceStep) Plan() steps.Change {
	st := s.view.now()
	if err := s.view.obstacle(st); err != nil {
		return blocked(err)
	}
	p, err := s.planService(st, s.appID())
	if err != nil {
		return blocked(err)
	}
	if _, differs := s.given("sso", p.row.Secret); differs {
		p.withSecret()
	}
	return p.change()
}

// given tells whether a secret that came in from outside differs from what the
// site holds.
func (t *Totara) given(name string, have sealed) (secret.Text, bool) {
	text, ok := t.Given[name]
	return text, ok && !text.Empty() && !have.holds(text, t.view.nonce)
}

func (s *serviceStep) Apply(ctx context.Context, _ steps.Change) error {
	return s.view.write(ctx, func(st state) (writeArgs, map[string]secret.Text, bool, error) {
		id, known := s.appID().Get()
		if !known {
			return writeArgs{}, nil, false, steps.ErrMoved
		}
		p, err := s.planService(st, steps.Known(id))
		if err != nil {
			return writeArgs{}, nil, false, err
		}
		secrets := map[string]secret.Text{}
		if text, differs := s.given("sso", p.row.Secret); differs {
			p.withSecret()
			secrets["sso"] = text
		}
		return p.write, secrets, len(p.fields) > 0, nil
	})
}

// servicePlan is what is to be done about the service.
type servicePlan struct {
	row    service // as it is; zero: none yet
	fields []steps.Field
	kept   []string
	write  writeArgs
}

// planService compares the service with what the answers ask for.
func (t *Totara) planService(st state, client steps.Value[string]) (*servicePlan, error) {
	id, known := client.Get()
	p := &servicePlan{}
	switch {
	case client.Absent():
		return nil, &Obstacle{"the client id of the application is not known", "run teamwright setup, or write ids.app into the answers"}
	case !st.Auth.Plugin || !st.Facts.Services:
		return nil, &Obstacle{"this Totara cannot sign people in by OAuth 2 (no plugin auth_oauth2)", "ask Totara for an edition that has it, or switch sso.enabled off"}
	case len(st.withClient(id)) > 1:
		return nil, &Obstacle{"several OAuth 2 services in Totara have the client id " + id, "delete all but one of them at " + t.link(issuers)}
	}
	p.find(st, id)
	p.write.Service = &serviceWrite{Name: p.name(st, t.Answers.App.ShortName), ClientID: id}
	if p.row.ClientID == "" {
		p.write.Service.ID = p.row.ID
	} else {
		p.write.Service.ClientID = p.row.ClientID // to the letter: the row is looked for by it
	}
	if err := p.signIn(st.Auth); err != nil {
		return nil, err
	}
	if p.row.ID == 0 {
		p.fields = append(p.fields, steps.Field{Path: "service.name", To: p.write.Service.Name})
	}
	if !known {
		by, _ := client.By()
		p.fields = append(p.fields, steps.Field{Path: "service.clientid", Unknown: by})
	} else if !strings.EqualFold(p.row.ClientID, id) {
		p.fields = append(p.fields, steps.Field{Path: "service.clientid", From: nonEmpty(p.row.ClientID), To: id})
	}
	p.compare(t)
	return p, p.choose(st)
}

// find takes the row with our client id, else a Microsoft row that has none
// yet: what an interrupted run or a person began.
func (p *servicePlan) find(st state, id string) {
	if rows := st.withClient(id); len(rows) == 1 {
		p.row = rows[0]
		return
	}
	for _, v := range st.Services {
		if v.ClientID == "" && strings.EqualFold(v.Type, "microsoft") && p.row.ID == 0 {
			p.row = v
		} else if strings.EqualFold(v.Type, "microsoft") {
			p.kept = append(p.kept, fmt.Sprintf("the OAuth 2 service %q with client id %s", v.Name, cmp.Or(v.ClientID, "of its own")))
		}
	}
}

// name is that of a new row: people tell two buttons apart by it.
func (p *servicePlan) name(st state, app string) string {
	if p.row.ID != 0 {
		return p.row.Name
	}
	taken := func(name string) bool {
		return slices.ContainsFunc(st.Services, func(v service) bool { return v.Name == name })
	}
	if taken(serviceName) {
		return serviceName + " (" + app + ")"
	}
	return serviceName
}

// signIn asks for the plugin to be switched on beside the others.
func (p *servicePlan) signIn(have auth) error {
	if slices.Contains(have.Enabled, oauth2) {
		return nil
	}
	if have.Lock != "" {
		return &Obstacle{"config.php holds the list of ways to sign in (auth), and oauth2 is not in it", "add oauth2 to $CFG->auth in config.php"}
	}
	p.write.Auth = []string{oauth2}
	p.fields = append(p.fields, steps.Field{Path: "auth", From: have.Enabled, To: append(slices.Clone(have.Enabled), oauth2)})
	return nil
}

// compare asks for what differs from the answers: switched on, confirmation of
// e-mail addresses, allowed domains, endpoints.
func (p *servicePlan) compare(t *Totara) {
	isNew := p.row.ID == 0
	toggle := func(path string, have, want bool, to **bool) {
		if isNew || have != want {
			*to = &want
			p.fields = append(p.fields, steps.Field{Path: path, From: unless(isNew, have), To: want})
		}
	}
	w := p.write.Service
	toggle("service.enabled", p.row.Enabled, true, &w.Enabled)
	toggle("service.requireconfirmation", p.row.Confirm, t.Answers.SSO.RequireEmailVerification, &w.Confirm)
	if want := strings.Join(t.Answers.SSO.AllowedDomains, ","); isNew && want != "" || !isNew && !sameList(p.row.Domains, want) {
		w.Domains = &want
		p.fields = append(p.fields, steps.Field{Path: "service.alloweddomains", From: nonEmpty(p.row.Domains), To: want})
	}
	want := t.endpoints()
	if t.Graph != "" && t.Graph != publicGraph {
		want["userinfo_endpoint"], want["userpicture_endpoint"] = t.Graph+"/v1.0/me/", t.Graph+"/v1.0/me/photo/$value"
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if have := p.row.Endpoints[name]; !t.sameEndpoint(have, want[name]) {
			if w.Endpoints == nil {
				w.Endpoints = map[string]string{}
			}
			w.Endpoints[name] = want[name]
			p.fields = append(p.fields, steps.Field{Path: "service." + name, From: nonEmpty(have), To: want[name]})
		}
	}
}

// publicGraph is the host of Microsoft Graph in the public cloud.
const publicGraph = "https://graph.microsoft.com"

// sameEndpoint compares an endpoint; the tenant's GUID is as good as its
// domain, and /organizations as good as /common for a multi-tenant application.
func (t *Totara) sameEndpoint(have, want string) bool {
	if strings.EqualFold(have, want) {
		return true
	}
	swap := func(from, to string) bool {
		return to != "" && strings.EqualFold(have, strings.Replace(want, "/"+from+"/", "/"+to+"/", 1))
	}
	switch audienceTenant(t.Answers) {
	case "common":
		return swap("common", "organizations")
	case "consumers":
		return false
	}
	return swap(t.Answers.Tenant, t.TenantID)
}

// choose asks for the Teams settings to name the row.
func (p *servicePlan) choose(st state) error {
	current, _ := st.chosen()
	if p.row.ID != 0 && current.ID == p.row.ID {
		return nil
	}
	if lock := st.Settings[keyIssuer].Lock; lock != "" {
		return &Obstacle{keyIssuer + " is held by " + lock + " and names another service", "remove it from there, or let it name the service with our client id"}
	}
	p.write.Service.Choose = true
	p.fields = append(p.fields, steps.Field{Path: keyIssuer, From: nonEmpty(current.Name), To: p.write.Service.Name})
	return nil
}

// withSecret asks for a secret to be stored.
func (p *servicePlan) withSecret() {
	p.fields = append(p.fields, steps.Field{Path: "service.clientsecret", Secret: true})
}

func (p *servicePlan) change() steps.Change {
	c := steps.Change{Fields: p.fields, Kept: p.kept, Key: "totara.service"}
	switch {
	case len(p.fields) == 0:
		c.Action, c.Summary = steps.None, "the OAuth 2 service is as it should be"
	case p.row.ID == 0:
		c.Action, c.Summary = steps.Create, fmt.Sprintf("make the OAuth 2 service %q in Totara", p.write.Service.Name)
	default:
		c.Action, c.Summary = steps.Update, fmt.Sprintf("change the OAuth 2 service %q in Totara", p.row.Name)
	}
	return c
}

// Check reads back; the secret has a row of its own.
func (s *serviceStep) Check(ctx context.Context) []steps.Result {
	r := steps.Result{ID: "totara.service", Group: "totara", Title: s.About().Title, Source: steps.FromTotara}
	if err := s.view.read(ctx); err != nil {
		return []steps.Result{unseen(r, err)}
	}
	p, err := s.planService(s.view.now(), s.appID())
	switch {
	case err != nil:
		r.Status, r.Detail = steps.Fail, err.Error()
		_, r.Fix = asObstacle(err)
	case len(p.fields) > 0:
		r.Status, r.Detail, r.Fix = steps.Fail, "not as the answers say: "+paths(p.fields), "run teamwright totara apply"
	default:
		r.Status, r.Detail = steps.Pass, fmt.Sprintf("%q, by client id %s", p.row.Name, p.row.ClientID)
	}
	return []steps.Result{r}
}

// sameList compares comma lists as sets.
func sameList(a, b string) bool { return slices.Equal(words(a), words(b)) }

func words(s string) []string {
	var out []string
	for w := range strings.SplitSeq(s, ",") {
		if w = strings.ToLower(strings.TrimSpace(w)); w != "" {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func nonEmpty(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// unless is nil where there was nothing before.
func unless(isNew bool, v any) any {
	if isNew {
		return nil
	}
	return v
}

// paths are the names of fields in one line.
func paths(fields []steps.Field) string {
	var out []string
	for _, f := range fields {
		out = append(out, f.Path)
	}
	return strings.Join(out, ", ")
}
