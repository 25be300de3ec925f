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

func TestRemembering(t *testing.T) {
	t.Parallel()
	questions := map[string]func(Directory) error{
		"organization": func(d Directory) error { _, err := d.Organization(t.Context()); return err },
		"domains":      func(d Directory) error { _, err := d.Domains(t.Context()); return err },
		"roles":        func(d Directory) error { _, err := d.Roles(t.Context()); return err },
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
