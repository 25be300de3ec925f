package tenant

import (
	"context"
	"sync"
)

// Remembering is a directory that asks each read-only question about the tenant
// and the person once, and answers from then on what it heard: several parts of
// a run, and the sites of a tenant, ask the same. A refusal for want of a right is remembered too; what else
// failed is asked again.
func Remembering(d Directory) Directory {
	return &remembering{Directory: d}
}

type remembering struct {
	Directory
	organization memory[Organization]
	domains      memory[[]Domain]
	roles        memory[[]Role]
	policy       memory[AppPolicy]
	person       memory[known[Person]]
	graph        memory[known[Principal]]
}

// known is something that may not be there.
type known[T any] struct {
	value T
	ok    bool
}

// memory is the answer to one question. Whoever asks while it is being asked
// waits for the same answer.
type memory[T any] struct {
	mu    sync.Mutex
	heard bool
	value T
	err   error
}

func (m *memory[T]) ask(ctx context.Context, question func(context.Context) (T, error)) (T, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.heard {
		m.value, m.err = question(ctx)
		m.heard = m.err == nil || Is(m.err, Denied)
	}
	return m.value, m.err
}

// Organization implements [Facts].
func (r *remembering) Organization(ctx context.Context) (Organization, error) {
	return r.organization.ask(ctx, r.Directory.Organization)
}

// Domains implements [Facts].
func (r *remembering) Domains(ctx context.Context) ([]Domain, error) {
	return r.domains.ask(ctx, r.Directory.Domains)
}

// Roles implements [Facts].
func (r *remembering) Roles(ctx context.Context) ([]Role, error) {
	return r.roles.ask(ctx, r.Directory.Roles)
}

// AppPolicy implements [Facts].
func (r *remembering) AppPolicy(ctx context.Context) (AppPolicy, error) {
	return r.policy.ask(ctx, r.Directory.AppPolicy)
}

// Person implements [Facts].
func (r *remembering) Person(ctx context.Context) (Person, bool, error) {
	p, err := r.person.ask(ctx, func(ctx context.Context) (known[Person], error) {
		p, ok, err := r.Directory.Person(ctx)
		return known[Person]{p, ok}, err
	})
	return p.value, p.ok, err
}

// PrincipalByAppID implements [Principals]. Microsoft Graph's own service
// principal is remembered: nobody changes it.
func (r *remembering) PrincipalByAppID(ctx context.Context, appID string) (Principal, bool, error) {
	if appID != GraphAppID {
		return r.Directory.PrincipalByAppID(ctx, appID)
	}
	p, err := r.graph.ask(ctx, func(ctx context.Context) (known[Principal], error) {
		p, ok, err := r.Directory.PrincipalByAppID(ctx, appID)
		return known[Principal]{p, ok}, err
	})
	return p.value, p.ok, err
}
