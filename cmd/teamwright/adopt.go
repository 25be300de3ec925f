package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"teamwright/steps/answers"
	"teamwright/steps/entra"
	"teamwright/steps/tenant"
	"teamwright/tui"
)

func (p *program) adoptCommand() *cobra.Command {
	var appID string
	cmd := &cobra.Command{
		Use:   "adopt --app ID",
		Short: "Writes an answers file from an existing registration",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return p.adopt(cmd.Context(), appID) },
	}
	cmd.Flags().StringVar(&appID, "app", "", "client id of the application")
	return cmd
}

func (p *program) adopt(ctx context.Context, appID string) (err error) {
	if appID == "" {
		return usage(errors.New("--app is needed: the client id of the application to adopt"))
	}
	if err := answers.CheckValue("ids.app", appID); err != nil {
		return usage(fmt.Errorf("--app: %w", err))
	}
	file, isNew, err := p.loadOrNew()
	if err != nil {
		return err
	}
	front := p.front()
	c, err := p.connect(ctx, p.effective(file), front)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	app, ok, err := c.Directory.ApplicationByAppID(ctx, appID)
	if err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("this tenant (%s) has no application with client id %s: check the id under App registrations, Overview", c.Account.TenantID, appID)
	}
	if err := keep(file, c.Account.TenantID, app); err != nil {
		return err
	}
	if err := file.Save(file.Name()); err != nil {
		return err
	}
	return p.adopted(front, file, isNew, app)
}

// keep writes what the registration tells into the answers. What a person has
// written there already stays.
func keep(file *answers.File, tenantID string, app tenant.Application) error {
	list := append([]entra.Answer{{Key: "tenant", Value: tenantID}}, entra.Adopted(app)...)
	for _, a := range list {
		if file.IsSet(a.Key) && a.Key != "ids.app" {
			continue
		}
		if err := file.Set(a.Key, a.Value); err != nil {
			return err
		}
	}
	return nil
}

func (p *program) adopted(front tui.Front, file *answers.File, isNew bool, app tenant.Application) error {
	verb := "completed"
	if isNew {
		verb = "written"
	}
	front.Say(fmt.Sprintf("Application %q adopted: %s %s.", app.DisplayName, file.Name(), verb))
	for _, m := range file.Answers().Missing() {
		front.Say("Still missing: " + m.Error())
	}
	if !p.flags.json {
		return nil
	}
	return p.document(struct {
		Format  int               `json:"format"`
		Path    string            `json:"path"`
		AppID   string            `json:"app_id"`
		Missing []answers.Problem `json:"missing"`
	}{1, file.Name(), app.AppID, file.Answers().Missing()})
}
