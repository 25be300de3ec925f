package totara

import (
	"context"
	"fmt"

	"teamwright/steps"
	"teamwright/steps/secret"
)

// Off is the step that switches the OAuth 2 service of the application off,
// before the application goes: nobody is then sent to Microsoft in vain. The
// service itself stays, with its settings and the people linked to it.
func (t *Totara) Off() steps.Step { return &offStep{Totara: t} }

type offStep struct {
	*Totara
	off bool // in this run
}

func (s *offStep) About() steps.About {
	return steps.About{ID: "totara.off", Title: "OAuth 2 service in Totara switched off"}
}

func (s *offStep) Read(ctx context.Context) error { return s.view.read(ctx) }

// on is the service of the application that is switched on; ok is false when
// there is none.
func (s *offStep) on(st state) (service, bool) {
	id, _ := s.appID().Get()
	for _, v := range st.withClient(id) {
		if v.Enabled {
			return v, true
		}
	}
	return service{}, false
}

func (s *offStep) Plan() steps.Change {
	st := s.view.now()
	v, ok := s.on(st)
	if !ok {
		return steps.Change{Action: steps.None, Summary: "no OAuth 2 service of the application is switched on"}
	}
	if err := s.view.obstacle(st); err != nil {
		return blocked(err)
	}
	return steps.Change{
		Action: steps.Update, Key: v.ClientID,
		Summary: fmt.Sprintf("switch the OAuth 2 service %q off; it stays, with the people linked to it", v.Name),
		Fields:  []steps.Field{{Path: "service.enabled", From: true, To: false}},
	}
}

func (s *offStep) Apply(ctx context.Context, _ steps.Change) error {
	err := s.view.write(ctx, func(st state) (args writeArgs, secrets map[string]secret.Text, ok bool, err error) {
		v, ok := s.on(st)
		if !ok {
			return args, nil, false, nil
		}
		no := false
		args.Service = &serviceWrite{Name: v.Name, ClientID: v.ClientID, Enabled: &no}
		return args, nil, true, nil
	})
	s.off = err == nil
	return err
}

func (s *offStep) Check(context.Context) []steps.Result {
	row := steps.Result{ID: "totara.off", Group: "totara", Title: "OAuth 2 service in Totara switched off", Source: steps.FromTotara}
	if v, on := s.on(s.view.now()); on {
		row.Status, row.Detail = steps.Fail, fmt.Sprintf("the service %q is still switched on", v.Name)
		row.Fix = "switch it off at " + s.link(issuers)
		return []steps.Result{row}
	}
	row.Status, row.Detail = steps.Pass, "nobody is sent to Microsoft"
	if s.off {
		row.Detail = "switched off now; " + row.Detail
	}
	return []steps.Result{row}
}
