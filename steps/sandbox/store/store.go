package store

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"
)

// Options are what a Store needs from outside.
type Options struct {
	Now    func() time.Time // the clock; required
	Rand   io.Reader        // source of identifiers and salts; required
	Lag    time.Duration    // replication delay of the slowest replica; 0 means none
	Late   time.Duration    // delay of the catalogue, where the tenant sets none
	Memory string           // file that remembers the state between runs; "" means none
}

// ErrNoTenant says that no tenant of the cloud goes by the name asked for.
var ErrNoTenant = errors.New("no such tenant")

// Store is the state of the whole cloud. All methods are safe for concurrent
// use.
type Store struct {
	opt Options

	mu      sync.Mutex
	tenants []*directory
	turns   uint64 // reads so far: decides which replica answers
	issued  []string
	strange []rememberedDir // tenants of the memory file that are not served now
}

// directory is the state of one tenant.
type directory struct {
	tenant  Tenant
	sets    map[Set]*set
	secrets map[string]digest // by key id
}

// New returns a store holding the given tenants, or what its memory file
// remembers of them. A tenant that the file knows is taken from the file.
func New(opt Options, tenants ...Tenant) (*Store, error) {
	s := &Store{opt: opt}
	for _, t := range tenants {
		t = t.withDefaults()
		if err := t.check(); err != nil {
			return nil, fmt.Errorf("tenant %s: %w", t.Name, err)
		}
		if _, err := s.find(t.ID); err == nil {
			return nil, fmt.Errorf("tenant %s is described twice", t.ID)
		}
		d := &directory{tenant: t, sets: map[Set]*set{}, secrets: map[string]digest{}}
		if err := s.seed(d); err != nil {
			return nil, fmt.Errorf("tenant %s: %w", t.Name, err)
		}
		s.tenants = append(s.tenants, d)
	}
	if len(s.tenants) == 0 {
		return nil, errors.New("a cloud needs at least one tenant")
	}
	if opt.Memory == "" {
		return s, nil
	}
	return s, s.recall()
}

// find returns the tenant that goes by the given id or verified domain. The caller
// holds the lock or is alone.
func (s *Store) find(name string) (*directory, error) {
	for _, d := range s.tenants {
		if strings.EqualFold(d.tenant.ID, name) {
			return d, nil
		}
		for _, domain := range d.tenant.Domains {
			if !domain.Unverified && strings.EqualFold(domain.Name, name) {
				return d, nil
			}
		}
	}
	return nil, fmt.Errorf("%q: %w", name, ErrNoTenant)
}

// Tenant returns the description of the tenant that goes by the given id or
// domain; "organizations" and "common" mean the first one, whose person signs
// in.
func (s *Store) Tenant(name string) (Tenant, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch strings.ToLower(name) {
	case "organizations", "common":
		return s.tenants[0].tenant, nil
	}
	d, err := s.find(name)
	if err != nil {
		return Tenant{}, err
	}
	return d.tenant, nil
}

// Activate gives the person of a tenant a role that is only eligible so far.
func (s *Store) Activate(tenant, role string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	d, err := s.find(tenant)
	if err != nil {
		return err
	}
	p := &d.tenant.Person
	if !slices.Contains(p.Eligible, role) {
		return fmt.Errorf("%s is not eligible for the role %q", p.UPN, role)
	}
	p.Roles = append(slices.Clone(p.Roles), role)
	return nil
}

// Read shows one replica of a tenant to look. The view must not outlive the
// call; the objects it returned may, and must not be changed.
func (s *Store) Read(tenant string, look func(*View)) error {
	return s.read(tenant, s.replica, look)
}

// ReadIndex shows the index behind queries with eventual consistency, which is
// the whole delay behind.
func (s *Store) ReadIndex(tenant string, look func(*View)) error {
	return s.read(tenant, func() int { return slowest }, look)
}

// ReadNewest shows the primary.
func (s *Store) ReadNewest(tenant string, look func(*View)) error {
	return s.read(tenant, func() int { return newest }, look)
}

func (s *Store) read(tenant string, pick func() int, look func(*View)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	d, err := s.find(tenant)
	if err != nil {
		return err
	}
	look(s.view(d, pick()))
	return nil
}

// Write runs change alone. What change put is kept when it returns nil, and
// forgotten otherwise. With a memory file the state is on disk before Write
// returns.
func (s *Store) Write(tenant string, change func(*Tx) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	d, err := s.find(tenant)
	if err != nil {
		return err
	}
	tx := &Tx{Seen: s.view(d, s.replica()), Newest: s.view(d, newest), store: s, dir: d}
	if err := change(tx); err != nil {
		return err
	}
	if len(tx.puts) == 0 && len(tx.secrets) == 0 {
		return nil
	}
	tx.commit()
	return s.remember()
}

func (s *Store) view(d *directory, replica int) *View {
	return &View{dir: d, replica: replica, at: s.opt.Now(), lag: func(name Set) time.Duration { return s.lag(d, name) }}
}

// lag is how far the slowest replica of a collection is behind.
func (s *Store) lag(d *directory, name Set) time.Duration {
	switch {
	case name != CatalogApps:
		return s.opt.Lag
	case d.tenant.Catalog.ListLag != 0:
		return d.tenant.Catalog.ListLag
	}
	return s.opt.Late
}

// replica picks who answers next. The sequence is fixed, so that a test that
// fails fails again, and irregular, so that no polling rhythm meets the same
// replica every time.
func (s *Store) replica() int {
	s.turns++
	z := s.turns * 0x9e3779b97f4a7c15
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return int((z ^ (z >> 31)) % uint64(replicas))
}
