package fleet

import (
	"context"
	"slices"
	"sync"

	"teamwright/steps/tenant"
)

// Share asks a tenant only once for what is the same for all of its sites: who
// signed in, the tenant's own record, domains, roles and policy, and Microsoft
// Graph's service principal. A refusal for want of a right is kept too; other
// errors are not. It is for jobs that only look and last minutes.
func Share(d tenant.Directory) tenant.Directory { return &shared{Directory: d} }

type shared struct {
	tenant.Directory

	person       once[person]
	organization once[tenant.Organization]
	domains      once[[]tenant.Domain]
	roles        once[[]tenant.Role]
	policy       once[tenant.AppPolicy]
	graph        once[principal]
}

type person struct {
	tenant.Person
	ok bool
}

type principal struct {
	tenant.Principal
	ok bool
}

// once keeps an answer. Askers wait for one another.
type once[T any] struct {
	mu    sync.Mutex
	known bool
	value T
	err   error
}

func (o *once[T]) get(ask func() (T, error)) (T, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.known {
		o.value, o.err = ask()
		o.known = o.err == nil || tenant.Is(o.err, tenant.Denied)
	}
	return o.value, o.err
}

func (s *shared) Person(ctx context.Context) (tenant.Person, bool, error) {
	p, err := s.person.get(func() (person, error) {
		p, ok, err := s.Directory.Person(ctx)
		return person{p, ok}, err
	})
	return p.Person, p.ok, err
}

func (s *shared) Organization(ctx context.Context) (tenant.Organization, error) {
	return s.organization.get(func() (tenant.Organization, error) { return s.Directory.Organization(ctx) })
}

func (s *shared) Domains(ctx context.Context) ([]tenant.Domain, error) {
	list, err := s.domains.get(func() ([]tenant.Domain, error) { return s.Directory.Domains(ctx) })
	return slices.Clone(list), err
}

func (s *shared) Roles(ctx context.Context) ([]tenant.Role, error) {
	list, err := s.roles.get(func() ([]tenant.Role, error) { return s.Directory.Roles(ctx) })
	return slices.Clone(list), err
}

func (s *shared) AppPolicy(ctx context.Context) (tenant.AppPolicy, error) {
	return s.policy.get(func() (tenant.AppPolicy, error) { return s.Directory.AppPolicy(ctx) })
}

// PrincipalByAppID shares Microsoft Graph's own, which no check changes.
func (s *shared) PrincipalByAppID(ctx context.Context, appID string) (tenant.Principal, bool, error) {
	if appID != tenant.GraphAppID {
		return s.Directory.PrincipalByAppID(ctx, appID)
	}
	p, err := s.graph.get(func() (principal, error) {
		p, ok, err := s.Directory.PrincipalByAppID(ctx, appID)
		return principal{p, ok}, err
	})
	return p.Principal, p.ok, err
}
