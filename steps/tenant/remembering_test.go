package tenant

import (
	"context"
	"errors"
	"sync"
	"testing"
)

// counting is a directory that counts what it is asked.
type counting struct {
	Directory
	mu    sync.Mutex
	asked int
	err   error
}

func (c *counting) ask() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked++
	return c.err
}

func (c *counting) Organization(context.Context) (Organization, error) {
	return Organization{Name: "Contoso"}, c.ask()
}
func (c *counting) Domains(context.Context) ([]Domain, error) { return []Domain{{Name: "x"}}, c.ask() }
func (c *counting) Roles(context.Context) ([]Role, error)     { return []Role{{Name: "r"}}, c.ask() }
func (c *counting) AppPolicy(context.Context) (AppPolicy, error) {
	return AppPolicy{SecretsForbidden: true}, c.ask()
}

func (c *counting) Person(context.Context) (Person, bool, error) {
	return Person{UPN: "robin@contoso.example"}, true, c.ask()
}

func (c *counting) PrincipalByAppID(_ context.Context, appID string) (Principal, bool, error) {
	return Principal{AppID: appID}, appID != "none", c.ask()
}

func TestRememberingPrincipals(t *testing.T) {
	t.Parallel()
	d := &counting{}
	r := Remembering(d)
	for range 3 {
		for _, id := range []string{GraphAppID, "own", "none"} {
			if p, ok, err := r.PrincipalByAppID(t.Context(), id); err != nil || p.AppID != id || ok != (id != "none") {
				t.Errorf("%s: %+v, %v, %v", id, p, ok, err)
			}
		}
		if p, ok, err := r.Person(t.Context()); err != nil || !ok || p.UPN == "" {
			t.Errorf("%+v, %v, %v", p, ok, err)
		}
	}
	if d.asked != 1+3+3+1 {
		t.Errorf("asked %d times", d.asked)
	}
}

func TestRemembering(t *testing.T) {
	t.Parallel()
	questions := map[string]func(Directory) error{
		"organization": func(d Directory) error { _, err := d.Organization(t.Context()); return err },
		"domains":      func(d Directory) error { _, err := d.Domains(t.Context()); return err },
		"roles":        func(d Directory) error { _, err := d.Roles(t.Context()); return err },
		"person":       func(d Directory) error { _, _, err := d.Person(t.Context()); return err },
		"graph":        func(d Directory) error { _, _, err := d.PrincipalByAppID(t.Context(), GraphAppID); return err },
		"policy":       func(d Directory) error { _, err := d.AppPolicy(t.Context()); return err },
	}
	for name, ask := range questions {
		for why, c := range map[string]struct {
			err  error
			want int
		}{
			"answered": {nil, 1},
			"denied":   {&Error{Kind: Denied}, 1},
			"broken":   {errors.New("broken"), 8},
		} {
			t.Run(name+" "+why, func(t *testing.T) {
				t.Parallel()
				d := &counting{err: c.err}
				r := Remembering(d)
				var wg sync.WaitGroup
				for range 8 {
					wg.Go(func() {
						if err := ask(r); !errors.Is(err, c.err) {
							t.Errorf("error %v", err)
						}
					})
				}
				wg.Wait()
				if d.asked != c.want {
					t.Errorf("asked %d times, want %d", d.asked, c.want)
				}
			})
		}
	}
}
