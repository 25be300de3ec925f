// Package journal keeps the record of what runs intended and did, so that an
// interrupted run can be finished without doing anything twice.
//
// A journal is one append-only file of JSON lines for each cloud, tenant and
// site. An intent is flushed to disk before the request that it announces,
// its outcome afterwards. After a crash an intent without an outcome means:
// look for the thing by its natural key. It never means: do it again. A torn
// last line, the mark of a power cut, is dropped.
//
// The journal is a help, not an authority. Its absence never causes a write;
// deleting it costs a few questions and nothing else. It holds no secret:
// entries are steps, keys, ids and places.
//
// [Acquire] takes the lock that keeps two runs for one site apart. The
// operating system releases it when its process dies, however it dies.
//
//	lock, err := journal.Acquire(dir, journal.Name(cloud, site))
//	j, err := journal.Open(dir, journal.Name(cloud, tenant, site), time.Now)
//	j.Intend("entra.application", "teamwright-learn-example-org-1f2e")
//	… the request …
//	j.Done("entra.application", "teamwright-learn-example-org-1f2e", "created")
package journal
