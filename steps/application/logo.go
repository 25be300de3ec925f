package application

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// logoTag begins the tag that holds the digest of the logo that was uploaded
// last. Graph offers no way to compare the picture itself.
const logoTag = "teamwright:logo="

// logo is the picture on the consent page.
type logo struct {
	*Application
	after   steps.ID
	wrote   bool
	refused error // Entra did not like the picture: no reason to stop
}

func (s *logo) About() steps.About {
	return steps.About{
		ID: s.id("logo"), Title: "Logo",
		Reads: []steps.ID{s.id("application")}, Needs: []steps.ID{s.after},
	}
}

func (s *logo) Read(ctx context.Context) error { return s.view.read(ctx) }

func (s *logo) tag() string {
	sum := sha256.Sum256(s.want.Logo)
	return logoTag + hex.EncodeToString(sum[:8])
}

func (s *logo) Plan() steps.Change {
	st := s.view.state()
	switch {
	case len(st.candidates) > 0:
		return blockedBy(s.id("application"))
	case slices.Contains(st.app.Tags, s.tag()):
		return steps.Change{Action: steps.None, Summary: "the logo is there"}
	}
	c := steps.Change{
		Action: steps.Create, Summary: "upload the logo", Key: s.tag(),
		Fields: []steps.Field{{Path: "logo", To: strings.TrimPrefix(s.tag(), logoTag)}},
	}
	if i := slices.IndexFunc(st.app.Tags, isLogoTag); i >= 0 {
		c.Action = steps.Update
		c.Fields[0].From = strings.TrimPrefix(st.app.Tags[i], logoTag)
	}
	return c
}

func (s *logo) lacks(app tenant.Application) []string {
	if slices.Contains(app.Tags, s.tag()) {
		return nil
	}
	return []string{"logo"}
}

func isLogoTag(t string) bool { return strings.HasPrefix(t, logoTag) }

// Apply uploads the picture and then notes its digest, in this order: a digest
// without its picture would never be mended.
func (s *logo) Apply(ctx context.Context, _ steps.Change) error {
	if err := s.view.here(); err != nil {
		return err
	}
	app := s.view.state().app
	err := s.env.Directory.SetLogo(ctx, app.ObjectID, s.want.Logo)
	if tenant.Is(err, tenant.Refused) || tenant.Is(err, tenant.Policy) {
		s.refused = err
		return nil
	}
	if err != nil {
		return err
	}
	if err := steps.Stopping(ctx); err != nil {
		return err
	}
	s.wrote = true
	tags := append(slices.DeleteFunc(slices.Clone(app.Tags), isLogoTag), s.tag())
	return s.view.patch(ctx, tenant.ApplicationPatch{Tags: &tags})
}

func (s *logo) Check(ctx context.Context) []steps.Result {
	row := s.row("logo", "Logo")
	if s.refused != nil {
		row.Status, row.Source = steps.ToDo, steps.FromPerson
		row.Detail = "Entra refused the picture: " + s.refused.Error()
		row.Fix = "upload it by hand in the portal under Branding, or tick this row: only the consent page shows it"
		return []steps.Result{row}
	}
	row.Fix = "run setup: it uploads the picture"
	if s.settle(ctx, &row, s.wrote, s.lacks) {
		row.Detail = "uploaded, 192×192"
	}
	return []steps.Result{row}
}
