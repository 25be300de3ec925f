package store

import (
	"strings"
	"time"
)

// View is what one replica shows of one tenant at one moment.
type View struct {
	dir     *directory
	replica int
	at      time.Time
	lag     func(Set) time.Duration
}

// Tenant returns the description of the tenant.
func (v *View) Tenant() Tenant { return v.dir.tenant }

// Newest is the primary's view of the same tenant at the same moment.
func (v *View) Newest() *View {
	n := *v
	n.replica = newest
	return &n
}

// Replica numbers the replica: 0 is up to date, higher ones are further
// behind.
func (v *View) Replica() int { return v.replica }

// Get returns the object with the given identifier.
func (v *View) Get(set Set, id string) (Object, bool) {
	s := v.dir.sets[set]
	if s == nil {
		return nil, false
	}
	r := s.rows[strings.ToLower(id)]
	if r == nil {
		return nil, false
	}
	return r.shown(v.replica, v.at, v.lag(set))
}

// By returns the first object whose property is the given text, without case.
func (v *View) By(set Set, property, text string) (Object, bool) {
	for _, o := range v.All(set) {
		if s, ok := o[property].(string); ok && text != "" && strings.EqualFold(s, text) {
			return o, true
		}
	}
	return nil, false
}

// All returns every object of a set in order of creation.
func (v *View) All(set Set) []Object {
	s := v.dir.sets[set]
	if s == nil {
		return nil
	}
	var all []Object
	for _, id := range s.ids() {
		if o, ok := s.rows[id].shown(v.replica, v.at, v.lag(set)); ok {
			all = append(all, o)
		}
	}
	return all
}

// Tx is one change of a tenant. Seen is the replica that the request reached,
// which may be behind; Newest is the primary, which decides about uniqueness
// and is what is changed.
type Tx struct {
	Seen, Newest *View

	store   *Store
	dir     *directory
	puts    []put
	secrets map[string]*digest
}

type put struct {
	set    Set
	id     string
	object Object
}

// Lag is how far the slowest replica of a collection is behind.
func (v *View) Lag(set Set) time.Duration { return v.lag(set) }

// Now is the moment of the look.
func (v *View) Now() time.Time { return v.at }

// Now is the moment of the change.
func (tx *Tx) Now() time.Time { return tx.Newest.at }

// Put keeps an object from now on. The views of this change do not show it.
func (tx *Tx) Put(set Set, id string, o Object) {
	tx.puts = append(tx.puts, put{set, strings.ToLower(id), o})
}

// Delete takes an object away from now on.
func (tx *Tx) Delete(set Set, id string) { tx.Put(set, id, nil) }

func (tx *Tx) commit() {
	for _, p := range tx.puts {
		tx.dir.set(p.set).put(p.id, p.object, tx.Newest.at, tx.store.lag(tx.dir, p.set))
	}
	for keyID, d := range tx.secrets {
		if d == nil {
			delete(tx.dir.secrets, keyID)
		} else {
			tx.dir.secrets[keyID] = *d
		}
	}
}

func (d *directory) set(name Set) *set {
	s := d.sets[name]
	if s == nil {
		s = &set{rows: map[string]*row{}}
		d.sets[name] = s
	}
	return s
}

// Others calls look with the newest state of every other tenant of the cloud,
// for what must be unique in the whole of Entra.
func (tx *Tx) Others(look func(*View)) {
	for _, d := range tx.store.tenants {
		if d != tx.dir {
			look(tx.store.view(d, newest))
		}
	}
}
