package main

import (
	"github.com/google/uuid"

	"teamwright/steps/answers"
	"teamwright/steps/assemble"
	"teamwright/steps/catalog"
	"teamwright/steps/secret"
	"teamwright/steps/tenant"
	"teamwright/tui"
)

// settling is an open job of the Totara side alone.
type settling struct {
	*job
	side   assemble.TotaraSide
	assets catalog.Assets
	cloud  tenant.Cloud
	given  map[string]secret.Text // that another admin handed over
}

// totaraJob opens the job. writes says that it may change something.
func (p *program) totaraJob(front tui.Front, writes bool) (*settling, error) {
	file, err := p.load()
	if err != nil {
		return nil, err
	}
	a := p.effective(file)
	if err := p.totaraComplete(file, a, writes && !front.Asks()); err != nil {
		return nil, err
	}
	s := &settling{}
	if s.assets, err = catalog.ReadAssets(file); err != nil {
		return nil, err
	}
	if s.cloud, err = p.totaraCloud(a); err != nil {
		return nil, err
	}
	if s.given, err = p.handed.all(p.flags.secretsFrom); err != nil {
		return nil, err
	}
	s.job, err = p.local(file, front, "totara", writes)
	return s, err
}

// totaraComplete refuses answers that lack something, all of it at once. alone
// says that the job writes and nobody is there to confirm.
func (p *program) totaraComplete(file *answers.File, a answers.Answers, alone bool) error {
	var also []answers.Problem
	if a.SSO.Enabled && a.SSO.Audience == answers.AudienceSingle && a.Tenant == "" {
		also = append(also, answers.Problem{Key: "tenant", Wrong: "is missing: the endpoints of the OAuth 2 service name it", Right: "add tenant: contoso.onmicrosoft.com to the answers file"})
	}
	if alone && a.Totara.Via == answers.ViaExec && !p.flags.yes {
		also = append(also, unconfirmed())
	}
	return p.need(file, a, also, answers.PartTotara, answers.PartBranding)
}

// totaraCloud is Microsoft's cloud of the site; in a rehearsal the public one.
func (p *program) totaraCloud(a answers.Answers) (tenant.Cloud, error) {
	name := a.Cloud
	if p.rehearses(a) {
		name = answers.CloudPublic
	}
	cloud, err := tenant.FindCloud(name)
	if err != nil {
		return tenant.Cloud{}, usage(err)
	}
	return cloud, nil
}

// assemble lists the steps.
func (s *settling) assemble() (err error) {
	s.side, err = assemble.Totara(assemble.TotaraJob{
		Answers: s.answers, Assets: s.assets, Ways: s.ways(), Clock: s.Clock, Env: s.Env, NewID: uuid.NewString,
		Cloud: s.cloud, Given: s.given,
	})
	if err == nil {
		s.does(s.side.Steps)
	}
	return err
}
