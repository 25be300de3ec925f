// Package store holds what the rehearsal cloud knows: for every tenant its
// applications, service principals, grants, deleted items, domains, people,
// roles and policies.
//
// It promises the two properties that make Microsoft Entra hard to program
// against, and nothing of the wire:
//
//   - Writes are serial and last. Uniqueness (an identifier URI, the principal
//     of an application, a grant) is judged against the newest state, the way
//     the directory's primary does.
//   - Reads go to replicas. Every object keeps its recent versions; a replica
//     shows a version only after its own share of the replication delay has
//     passed. One replica is always up to date, one is half the delay behind,
//     one the whole delay, and which of them answers is not the caller's
//     choice: so a fresh object appears, is gone again and comes back until
//     the delay is over. Queries that ask for eventual consistency go to an
//     index that is the whole delay behind.
//
// It refuses to keep a client secret: only a salted digest is stored, in
// memory and in the file alike. Texts that left the cloud (secrets, tokens,
// codes) are listed in memory alone, so that a test can look for leaks.
//
// Objects are JSON values under Microsoft Graph's own property names. What is
// in the store is never changed in place; a writer clones, changes and puts.
//
//	s, err := store.New(store.Options{Now: time.Now, Rand: rand.Reader, Lag: time.Second}, tenant)
//	s.Write(tenantID, func(tx *store.Tx) error {
//		tx.Put(store.Applications, id, application)
//		return nil
//	})
//	s.Read(tenantID, func(v *store.View) { application, ok = v.Get(store.Applications, id) })
package store
