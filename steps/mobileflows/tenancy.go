package mobileflows

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"teamwright/steps"
	"teamwright/steps/mobileflows/access"
)

const tenancyID = group + ".access"

// tenancy is the tenant of Access and the way in to it. Nothing is written.
type tenancy struct {
	idle
	Job
	about    access.Discovery
	noTenant error
	noClient error
}

func (*tenancy) About() steps.About {
	return steps.About{ID: tenancyID, Title: "Workspace ONE Access"}
}

// Read asks the tenant what it is, and signs the service client in.
func (s *tenancy) Read(ctx context.Context) error {
	if s.about, s.noTenant = s.Access.Discover(ctx); s.noTenant == nil {
		s.noTenant = sameHost(s.about.Issuer, s.Access.Origin(), s.Rehearsal)
	}
	if s.Access.HasClient() {
		s.noClient = s.Access.SignIn(ctx)
	}
	return ctx.Err()
}

// sameHost refuses an issuer that is another tenant's. In a rehearsal one
// address plays every host.
func sameHost(issuer, origin string, rehearsal bool) error {
	a, err := url.Parse(issuer)
	b, err2 := url.Parse(origin)
	if err != nil || err2 != nil || !rehearsal && !strings.EqualFold(a.Hostname(), b.Hostname()) {
		return errors.New("its tokens come from " + issuer + ": mobileflows.access is not the tenant's own address")
	}
	return nil
}

func (s *tenancy) Plan() steps.Change {
	if !s.Access.HasClient() {
		return steps.Change{Action: steps.Manual, Summary: "no service client of Access was given: the template is made by hand", Cure: access.MakeClient}
	}
	return steps.Change{Action: steps.None, Summary: "the service client of " + s.Answers.MobileFlows.Access + " is used"}
}

func (s *tenancy) Check(context.Context) []steps.Result {
	t, c := row("access_tenant", "Tenant of Access", steps.FromProbe), row("access_client", "Service client of Access", steps.FromProbe)
	t.Status, t.Detail = steps.Pass, s.about.Issuer
	if s.about.Older {
		t.Detail += ", a version before 2026"
	}
	if s.noTenant != nil {
		t.Status, t.Detail, t.Fix = wrong(s.noTenant)
	}
	switch {
	case !s.Access.HasClient():
		c.Status, c.Detail, c.Fix = steps.ToDo, "none was given", access.MakeClient
	case s.noClient != nil:
		c.Status, c.Detail, c.Fix = wrong(s.noClient)
	default:
		c.Status, c.Detail = steps.Pass, "Access issued a token for it"
	}
	return []steps.Result{t, c}
}

// wrong turns an error into a row: one that says that nothing answered is
// unknown, any other a failure.
func wrong(err error) (steps.Status, string, string) {
	var c steps.Cured
	fix := ""
	if errors.As(err, &c) {
		fix = c.CureText()
	}
	if unreachable(err) && !untrusted(fix) {
		return steps.Unseen, err.Error(), fix
	}
	return steps.Fail, err.Error(), fix
}

// untrusted tells whether a cure is about a certificate: that is seen, and it is
// wrong.
func untrusted(cure string) bool { return strings.Contains(cure, "SSL_CERT_FILE") }
