package store

import (
	"crypto/rand"
	"errors"
	"testing"
	"time"
)

// open returns a store whose clock the test moves.
func open(t *testing.T, lag time.Duration) (*Store, string, *time.Time) {
	t.Helper()
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	s, err := New(Options{Now: func() time.Time { return now }, Rand: rand.Reader, Lag: lag}, Tenant{})
	if err != nil {
		t.Fatal(err)
	}
	return s, defaultTenantID, &now
}

func keep(t *testing.T, s *Store, tenant, id string, o Object) {
	t.Helper()
	if err := s.Write(tenant, func(tx *Tx) error {
		tx.Put(Applications, id, o)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// shown returns what each replica shows.
func shown(s *Store, id string) [replicas]any {
	var all [replicas]any
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range all {
		if o, ok := s.view(s.tenants[0], i).Get(Applications, id); ok {
			all[i] = o["v"]
		}
	}
	return all
}

func TestReplicas(t *testing.T) {
	t.Parallel()
	const lag = 4 * time.Second
	s, tenant, now := open(t, lag)
	steps := []struct {
		name string
		do   func()
		want [replicas]any
	}{
		{"created", func() { keep(t, s, tenant, "a", Object{"v": "1"}) }, [replicas]any{"1", nil, nil}},
		{"half the delay", func() { *now = now.Add(lag / 2) }, [replicas]any{"1", "1", nil}},
		{"changed meanwhile", func() { keep(t, s, tenant, "a", Object{"v": "2"}) }, [replicas]any{"2", "1", nil}},
		{"the first one everywhere", func() { *now = now.Add(lag / 2) }, [replicas]any{"2", "2", "1"}},
		{"the second one everywhere", func() { *now = now.Add(lag / 2) }, [replicas]any{"2", "2", "2"}},
		{"deleted", func() { keep(t, s, tenant, "a", nil) }, [replicas]any{nil, "2", "2"}},
		{"gone", func() { *now = now.Add(lag) }, [replicas]any{nil, nil, nil}},
		{"created again", func() { keep(t, s, tenant, "a", Object{"v": "3"}) }, [replicas]any{"3", nil, nil}},
	}
	for _, step := range steps {
		step.do()
		if got := shown(s, "a"); got != step.want {
			t.Errorf("%s: replicas show %v, want %v", step.name, got, step.want)
		}
	}
	for range 50 { // old versions are dropped once nobody shows them
		*now = now.Add(lag)
		keep(t, s, tenant, "a", Object{"v": "4"})
	}
	if n := len(s.tenants[0].sets[Applications].rows["a"].versions); n > 2 {
		t.Errorf("%d versions are kept", n)
	}
}

func TestReplicaChoiceIsIrregular(t *testing.T) {
	t.Parallel()
	s, _, _ := open(t, time.Second)
	seen := map[int]int{}
	for _, stride := range []int{1, 2, 3, 5} {
		first := map[int]bool{}
		for range 40 {
			var r int
			for range stride {
				r = s.replica()
			}
			seen[r]++
			first[r] = true
		}
		if len(first) != replicas {
			t.Errorf("every %d-th read meets only %v", stride, first)
		}
	}
	for r, n := range seen {
		if n < 30 {
			t.Errorf("replica %d answers %d of 160", r, n)
		}
	}
}

func TestWriteThatFailsLeavesNothing(t *testing.T) {
	t.Parallel()
	s, tenant, _ := open(t, 0)
	broken := errors.New("broken")
	err := s.Write(tenant, func(tx *Tx) error {
		tx.Put(Applications, "a", Object{"v": "1"})
		if err := tx.KeepSecret("k", "text"); err != nil {
			return err
		}
		return broken
	})
	if !errors.Is(err, broken) || s.Count(Applications) != 0 || len(s.tenants[0].secrets) != 0 {
		t.Errorf("error %v, %d applications, secrets %v", err, s.Count(Applications), s.tenants[0].secrets)
	}
}

func TestSecretsAreDigests(t *testing.T) {
	t.Parallel()
	s, tenant, _ := open(t, 0)
	if err := s.Write(tenant, func(tx *Tx) error { return tx.KeepSecret("KEY", "the text") }); err != nil {
		t.Fatal(err)
	}
	if err := s.ReadNewest(tenant, func(v *View) {
		if !v.Opens("key", "the text") || v.Opens("key", "another") || v.Opens("other", "the text") {
			t.Error("the digest does not tell texts apart")
		}
	}); err != nil {
		t.Fatal(err)
	}
	if d := s.tenants[0].secrets["key"]; d.Sum == "the text" || d.Salt == "" {
		t.Errorf("kept: %+v", d)
	}
	if got := s.Issued(); len(got) != 1 || got[0] != "the text" {
		t.Errorf("issued: %v", got)
	}
}

func TestTenantNames(t *testing.T) {
	t.Parallel()
	now := time.Now
	s, err := New(Options{Now: now, Rand: rand.Reader}, Tenant{}, Tenant{ID: "AAAAAAAA-1111-4222-8333-bbbbbbbbbbbb", Name: "Other", Domains: []Domain{{Name: "other.example.net"}}})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"organizations": "Contoso", "COMMON": "Contoso", "Example.org": "Contoso", "other.example.net": "Other", "aaaaaaaa-1111-4222-8333-bbbbbbbbbbbb": "Other",
	} {
		if got, err := s.Tenant(name); err != nil || got.Name != want {
			t.Errorf("%s is %q, %v; want %q", name, got.Name, err, want)
		}
	}
	if _, err := s.Tenant("example.net"); !errors.Is(err, ErrNoTenant) {
		t.Errorf("a parent domain: %v", err)
	}
	if _, err := New(Options{Now: now, Rand: rand.Reader}, Tenant{}, Tenant{}); err == nil {
		t.Error("the same tenant twice")
	}
	if _, err := New(Options{Now: now, Rand: rand.Reader}); err == nil {
		t.Error("a cloud without a tenant")
	}
}

func TestCovers(t *testing.T) {
	t.Parallel()
	tenant := Tenant{Domains: []Domain{{Name: "example.org"}, {Name: "later.example.net", Unverified: true}}}
	for host, want := range map[string]bool{
		"example.org": true, "LEARN.example.org": true, "a.b.example.org": true, "badexample.org": false,
		"example.org.evil.example": false, "later.example.net": false, "": false,
	} {
		if got := tenant.Covers(host); got != want {
			t.Errorf("%q: %v, want %v", host, got, want)
		}
	}
}
