package assemble

import (
	"net/http"
	"path/filepath"

	"teamwright/manifest"
	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/catalog"
	"teamwright/steps/journal"
	"teamwright/steps/probe"
	rehearsed "teamwright/steps/sandbox/totara"
	"teamwright/steps/secret"
	"teamwright/steps/site"
	"teamwright/steps/tenant"
	"teamwright/steps/totara"
	"teamwright/steps/wire"
)

// Ways lead to Totara sites.
type Ways struct {
	// Rehearsal says that Microsoft's side is rehearsed. A site whose command
	// is empty is then played by a stand-in.
	Rehearsal bool
	// State is the folder in which stand-ins remember; empty: they forget.
	State string
	Clock wire.Clock
	// Shut is what every site with a command of its own answers instead of
	// having it run; nil: commands are run.
	Shut error
	// Extend adds operations to a stand-in; may be nil.
	Extend func(*rehearsed.Site)
	// shared are the stand-ins by address: what the parts of one job see of a
	// site is the same. Nil: each gets its own.
	shared map[string]*rehearsed.Site
}

// Plays tells whether a stand-in answers for the site of these answers.
func (w Ways) Plays(a answers.Answers) bool {
	return w.Rehearsal && a.Totara.Via == answers.ViaExec && len(a.Totara.Command) == 0
}

// Transport is the way to the site of these answers.
func (w Ways) Transport(a answers.Answers) (site.Transport, error) {
	switch {
	case w.Plays(a):
	case w.Shut != nil:
		return site.Shut{Why: w.Shut}, nil
	default:
		return site.Exec{Argv: a.Totara.Command}, nil
	}
	if s := w.shared[a.Site]; s != nil {
		return s, nil
	}
	memory := ""
	if w.State != "" {
		memory = filepath.Join(w.State, "totara-"+journal.Name(a.Site)+".json")
	}
	s, err := rehearsed.New(rehearsed.Options{WWWRoot: a.Site, Memory: memory, Now: w.Clock.Now})
	if err == nil && w.Extend != nil {
		w.Extend(s)
	}
	if err == nil && w.shared != nil {
		w.shared[a.Site] = s
	}
	return s, err
}

// TotaraJob is what the Totara side of one site is made of.
type TotaraJob struct {
	Answers answers.Answers
	Assets  catalog.Assets
	Ways    Ways
	Clock   wire.Clock
	Env     func(string) string
	NewID   func() string
	Session *Session // nil where nobody is signed in
	// Cloud is Microsoft's cloud of the site; a rehearsed one counts as the
	// public one, because a site keeps what it is told.
	Cloud    tenant.Cloud
	TenantID string // GUID, where it is known
	// AppID, BotID and Version come to be in other steps; nil: the answers'.
	AppID, BotID, Version func() steps.Value[string]
	// ServiceAfter and SettingsAfter are those steps.
	ServiceAfter, SettingsAfter []steps.ID
	Passwords, BotPasswords     func() []tenant.Password
	Given                       map[string]secret.Text
}

// TotaraSide is the Totara side of one site.
type TotaraSide struct {
	Steps []steps.Step
	// Site is the side by machine; nil where a person enters the settings.
	Site *totara.Totara
}

// Totara lists the steps of the Totara side, by hand or by machine, and the
// look from outside behind them.
func Totara(j TotaraJob) (TotaraSide, error) {
	var side TotaraSide
	network, err := j.network()
	if err != nil {
		return side, err
	}
	authority, graph := j.Cloud.Authority, j.Cloud.Graph
	if j.Cloud.Rehearsal || j.Ways.Rehearsal {
		authority, graph = "", ""
	}
	if j.Answers.Totara.Via == answers.ViaExec {
		way, err := j.Ways.Transport(j.Answers)
		if err != nil {
			return side, err
		}
		side.Site = totara.New(totara.Parts{
			Answers: j.Answers, Site: site.New(way, site.Options{Config: j.Answers.Totara.Config}), Clock: j.Clock, NewID: j.NewID,
			AppID: j.AppID, BotID: j.BotID, Version: j.Version, ServiceAfter: j.ServiceAfter, SettingsAfter: j.SettingsAfter,
			Color: j.Assets.Color, Outline: j.Assets.Outline, Authority: authority, Graph: graph, TenantID: j.TenantID,
			Given: j.Given, Passwords: j.Passwords, BotPasswords: j.BotPasswords, Rehearsal: j.Ways.Rehearsal, Ours: j.ours,
		})
		side.Steps = side.Site.Steps()
	} else {
		appID := j.AppID
		if appID == nil {
			appID = func() steps.Value[string] { return steps.Value[string]{} }
		}
		side.Steps = []steps.Step{totara.NewChecklist(j.Answers, appID, j.ServiceAfter...)}
	}
	side.Steps = append(side.Steps, probe.New(j.probes(network, authority, side.Steps)))
	return side, nil
}

// probes say what is looked at from outside.
func (j TotaraJob) probes(n probe.Network, authority string, before []steps.Step) probe.Options {
	a, at := j.Answers, j.Answers.Addresses()
	o := probe.Options{
		Site: a.Site, TabConfig: at.TabConfig, BotEndpoint: at.BotEndpoint, Privacy: a.Publisher.Privacy, Terms: a.Publisher.Terms,
		Bot: a.Bot.Needed(), Ancestors: probe.Ancestors(authority), Network: n, Clock: j.Clock,
	}
	for _, s := range before {
		o.After = append(o.After, s.About().ID)
	}
	if j.Ways.Rehearsal && (a.Totara.Via != answers.ViaExec || j.Ways.Plays(a)) {
		o.Skip = "a rehearsal looks at no real site"
	}
	return o
}

// ours is our app package for a comparison with Totara's; nil where it cannot
// be made, which the package's own row tells.
func (j TotaraJob) ours() *manifest.Package {
	appID := j.Answers.IDs.App
	if j.AppID != nil {
		appID = j.AppID().Or(appID)
	}
	p, err := manifest.Build(catalog.Input(j.Answers, appID, j.Assets))
	if err != nil {
		return nil
	}
	return p
}

// network is the session's, where there is one: a fleet's sites share it.
func (j TotaraJob) network() (probe.Network, error) {
	if j.Session != nil {
		return j.Session.network()
	}
	return probeNetwork(j.Env)
}

// probeNetwork is the system's network with the proxies and authorities of the
// environment.
func probeNetwork(env func(string) string) (probe.Network, error) {
	base, err := wire.Base(wire.BaseOptions{Env: env})
	if err != nil {
		return probe.Network{}, err
	}
	t, ok := base.(*http.Transport)
	if !ok {
		return probe.Network{}, nil
	}
	return probe.Network{Proxy: t.Proxy, Roots: t.TLSClientConfig.RootCAs}, nil
}
