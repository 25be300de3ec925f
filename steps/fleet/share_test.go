package fleet_test

import (
	"context"
	"sync"
	"testing"

	"teamwright/steps/fleet"
	"teamwright/steps/tenant"
)

// directory counts questions; the others it has no answer to.
type directory struct {
	tenant.Directory
	mu    sync.Mutex
	asked map[string]int
	err   error
}

func (d *directory) count(what string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.asked == nil {
		d.asked = map[string]int{}
	}
	d.asked[what]++
	return d.err
}

func (d *directory) Person(context.Context) (tenant.Person, bool, error) {
	return tenant.Person{UPN: "robin@contoso.example"}, true, d.count("person")
}

func (d *directory) Organization(context.Context) (tenant.Organization, error) {
	return tenant.Organization{Name: "Contoso"}, d.count("organization")
}

func (d *directory) Domains(context.Context) ([]tenant.Domain, error) {
	return []tenant.Domain{{Name: "contoso.example"}}, d.count("domains")
}

func (d *directory) Roles(context.Context) ([]tenant.Role, error) {
	return []tenant.Role{{Name: "Global Reader"}}, d.count("roles")
}

func (d *directory) AppPolicy(context.Context) (tenant.AppPolicy, error) {
	return tenant.AppPolicy{SecretsForbidden: true}, d.count("policy")
}

func (d *directory) PrincipalByAppID(_ context.Context, appID string) (tenant.Principal, bool, error) {
	return tenant.Principal{AppID: appID}, true, d.count(appID)
}

// all asks everything that is shared, and one thing that is not.
func all(t *testing.T, d tenant.Directory) []error {
	t.Helper()
	var errs []error
	ctx := t.Context()
	p, ok, err := d.Person(ctx)
	if !ok || p.UPN == "" {
		t.Errorf("person %+v, %v", p, ok)
	}
	errs = append(errs, err)
	o, err := d.Organization(ctx)
	if o.Name == "" {
		t.Errorf("organization %+v", o)
	}
	errs = append(errs, err)
	domains, err := d.Domains(ctx)
	if len(domains) != 1 || domains[0].Name != "contoso.example" {
		t.Errorf("domains %+v", domains)
	} else {
		domains[0].Name = "changed by whoever asked"
	}
	errs = append(errs, err)
	roles, err := d.Roles(ctx)
	if len(roles) != 1 {
		t.Errorf("roles %+v", roles)
	}
	errs = append(errs, err)
	policy, err := d.AppPolicy(ctx)
	if !policy.SecretsForbidden {
		t.Errorf("policy %+v", policy)
	}
	errs = append(errs, err)
	for _, id := range []string{tenant.GraphAppID, "own"} {
		s, ok, err := d.PrincipalByAppID(ctx, id)
		if !ok || s.AppID != id {
			t.Errorf("principal %+v, %v", s, ok)
		}
		errs = append(errs, err)
	}
	return errs
}

func TestShare(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err  error
		want int // questions of each kind
	}{
		"answered":    {nil, 1},
		"no right":    {&tenant.Error{Kind: tenant.Denied}, 1},
		"unreachable": {&tenant.Error{Kind: tenant.Unreachable}, 5},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := &directory{err: c.err}
			shared := fleet.Share(d)
			var wg sync.WaitGroup
			for range 5 {
				wg.Go(func() {
					for _, err := range all(t, shared) {
						if err != c.err {
							t.Errorf("error %v, want %v", err, c.err)
						}
					}
				})
			}
			wg.Wait()
			for what, n := range d.asked {
				want := c.want
				if what == "own" {
					want = 5
				}
				if n != want {
					t.Errorf("%s: %d questions, want %d", what, n, want)
				}
			}
			if len(d.asked) != 7 {
				t.Errorf("asked %v", d.asked)
			}
		})
	}
}
