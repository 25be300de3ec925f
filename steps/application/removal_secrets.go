package application

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// secretsGone removes the secrets that this program made. Others go with an
// application of ours, and stay with one of somebody else's.
type secretsGone struct {
	*Removal
	removed []tenant.Password
}

func (s *secretsGone) About() steps.About {
	return steps.About{ID: s.SecretsGone(), Title: "Client secrets taken back", Needs: s.before}
}

func (s *secretsGone) Read(ctx context.Context) error { return s.look(ctx) }

// made are the secrets that carry a name of this program's.
func (s *secretsGone) made() (ours, others []tenant.Password) {
	for _, p := range s.Passwords() {
		if madeHere(p) {
			ours = append(ours, p)
		} else {
			others = append(others, p)
		}
	}
	return ours, others
}

// madeHere tells whether a secret's name is one that this program gives.
func madeHere(p tenant.Password) bool {
	for _, name := range []string{"sso", "bot", "mobileflows"} {
		if strings.HasPrefix(p.Name, "teamwright "+name+" ") {
			return true
		}
	}
	return false
}

func (s *secretsGone) Plan() steps.Change {
	if st := s.view.state(); len(st.candidates) > 0 {
		return ambiguous(st.candidates, idKey(s.want))
	}
	ours, others := s.made()
	c := steps.Change{Action: steps.None, Summary: "no secret of this program's making is there", Key: s.view.state().app.AppID}
	if why := s.absent(); why != "" {
		c.Summary = why
		return c
	}
	if s.mine() {
		others = nil // they go with the application; its own plan says so
	}
	for _, p := range others {
		c.Kept = append(c.Kept, fmt.Sprintf("secret %q, which begins with %s…: somebody else made it", p.Name, p.Hint))
	}
	if len(ours) == 0 {
		return c
	}
	c.Action, c.Summary = steps.Delete, fmt.Sprintf("remove %d client secrets of %s", len(ours), s.want.Title)
	if len(ours) == 1 {
		c.Summary = "remove the client secret of " + s.want.Title
	}
	for _, p := range ours {
		c.Fields = append(c.Fields, steps.Field{Path: "passwordCredentials[" + p.Name + "]", From: "valid until " + date(p.End)})
	}
	return c
}

func (s *secretsGone) Apply(ctx context.Context, _ steps.Change) error {
	ours, _ := s.made()
	for _, p := range ours {
		if err := s.view.removePassword(ctx, p); err != nil {
			return err
		}
		s.removed = append(s.removed, p)
	}
	return nil
}

func (s *secretsGone) Check(ctx context.Context) []steps.Result {
	row := s.gone("remove_secrets", "Client secrets taken back", "there is none of this program's making")
	ours, _ := s.made()
	if len(ours) > 0 {
		row.Status, row.Detail, row.Fix = steps.Fail, "still there: "+quoted(ours), "run remove again"
		return []steps.Result{row}
	}
	if len(s.removed) == 0 {
		return []steps.Result{row}
	}
	row.Detail = "removed: " + quoted(s.removed)
	err := s.await(ctx, func(app tenant.Application, there bool) bool {
		return !there || !slices.ContainsFunc(app.Passwords, func(p tenant.Password) bool {
			return slices.ContainsFunc(s.removed, func(q tenant.Password) bool { return q.KeyID == p.KeyID })
		})
	})
	if err != nil {
		return notGone(row, err)
	}
	return []steps.Result{row}
}
