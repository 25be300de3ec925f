// Package schema knows what the published Teams app manifest schemas demand, for
// every generally available version, without carrying them along.
//
// The knowledge is two tables of facts, manifest.facts and localization.facts:
// one line for each path that any version knows, with its type, bounds, pattern
// class, enumeration, whether it is required, and the versions for which each
// of these holds. [Facts.Judge] decides from them, offline, exactly what the
// official schema of the declared version decides; a test holds the two against
// each other over every mutation of every property of every version. The tables
// are made from the official files by the program in derive; a construct that
// they cannot hold is kept as "unjudged" and told as [Unjudged], never passed
// over.
//
// For a new version: put its files beside the others, raise [Newest], run
//
//	go run ./manifest/schema/derive -from DIR -to manifest/schema
//
// and see what it names as unjudged.
//
// A path is written as the service writes targets: name.short, staticTabs[].name.
// "|anyOf0" and the like lead into a branch of a condition, "~" stands before the
// pattern of a key.
//
//	facts := schema.Load()
//	for _, v := range facts.Judge(schema.Manifest, 12, root) {
//		fmt.Println(v.Target, v.Message)
//	}
package schema
