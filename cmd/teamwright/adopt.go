package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"teamwright/manifest"
	"teamwright/steps/answers"
	"teamwright/steps/catalog"
	"teamwright/steps/entra"
	"teamwright/steps/wholefile"
	"teamwright/tui"
)

func (p *program) adoptCommand() *cobra.Command {
	var appID string
	cmd := &cobra.Command{
		Use:   "adopt ZIP | adopt --app ID",
		Short: "Writes an answers file from an app package or an existing registration",
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) == 1 && appID == "":
				return p.adoptPackage(args[0])
			case len(args) == 0 && appID != "":
				return p.adopt(cmd.Context(), appID)
			}
			return usage(errors.New("name either an app package, or the client id of an application with --app"))
		},
	}
	cmd.Flags().StringVar(&appID, "app", "", "client `ID` of the application")
	return cmd
}

func (p *program) adopt(ctx context.Context, appID string) (err error) {
	if err := answers.CheckValue("ids.app", appID); err != nil {
		return usage(fmt.Errorf("--app: %w", err))
	}
	file, isNew, err := p.loadOrNew()
	if err != nil {
		return err
	}
	front := p.front()
	var behind closers
	defer func() { err = errors.Join(err, behind.Close()) }()
	c, err := p.connect(ctx, p.effective(file), front, &behind)
	if err != nil {
		return err
	}
	app, ok, err := c.Directory.ApplicationByAppID(ctx, appID)
	if err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("this tenant (%s) has no application with client id %s: check the id under App registrations, Overview", c.Account.TenantID, appID)
	}
	settings := append([]answers.Setting{{Key: "tenant", Value: c.Account.TenantID}}, entra.Adopted(app)...)
	if err := keep(file, settings); err != nil {
		return err
	}
	if err := file.Save(file.Name()); err != nil {
		return err
	}
	return p.adopted(front, file, isNew, fmt.Sprintf("Application %q", app.DisplayName))
}

// adoptPackage writes what an app package tells into the answers, and its icons
// beside them.
func (p *program) adoptPackage(path string) error {
	pkg, err := manifest.Read(path)
	if err != nil {
		return usage(err)
	}
	settings, left, err := catalog.Adopted(pkg)
	if err != nil {
		return usage(fmt.Errorf("%s: %w", path, err))
	}
	file, isNew, err := p.loadOrNew()
	if err != nil {
		return err
	}
	for key, name := range map[string]string{"app.icon": manifest.ColorFile, "app.icon_outline": manifest.OutlineFile} {
		data, there := pkg.File(name)
		if !there || file.IsSet(key) {
			continue
		}
		if err := placeNew(file.Path(name), data); err != nil {
			return err
		}
		settings = append(settings, answers.Setting{Key: key, Value: name})
	}
	if err := keep(file, settings); err != nil {
		return err
	}
	if err := file.Save(file.Name()); err != nil {
		return err
	}
	front := p.front()
	for _, l := range left {
		front.Say("Left out: " + l)
	}
	return p.adopted(front, file, isNew, path)
}

// placeNew writes a file where none is, or where the same is.
func placeNew(path string, data []byte) error {
	there, err := os.ReadFile(path)
	switch {
	case err == nil && bytes.Equal(there, data):
		return nil
	case err == nil:
		return usage(fmt.Errorf("%s exists with another content: move it away, or adopt in another folder", path))
	}
	return wholefile.Replace(path, data, 0o644)
}

// keep writes settings into the answers. What a person has written there
// already stays.
func keep(file *answers.File, settings []answers.Setting) error {
	for _, a := range settings {
		if file.IsSet(a.Key) && a.Key != "ids.app" {
			continue
		}
		if err := file.Set(a.Key, a.Value); err != nil {
			return err
		}
	}
	return nil
}

func (p *program) adopted(front tui.Front, file *answers.File, isNew bool, what string) error {
	verb := "completed"
	if isNew {
		verb = "written"
	}
	front.Say(fmt.Sprintf("%s adopted: %s %s.", what, file.Name(), verb))
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
	}{1, file.Name(), file.Answers().IDs.App, file.Answers().Missing()})
}
