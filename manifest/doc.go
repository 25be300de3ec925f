// Package manifest builds Microsoft Teams app packages for Totara, and judges,
// mends and compares any others. It knows nothing of clouds, screens or flags,
// and needs no network.
//
// # Building
//
// [Build] makes a package from an [Input]: manifest.json, the two icons and a
// file for each language. It follows what Totara's own generator writes, in any
// manifest version from 1.5 to the newest; the version decides the rest, whether
// packageName is still known, whether channel features must be declared, which
// texts a language file needs. The same input gives the same bytes. What Teams
// would refuse is not built: a [*RefusedError] names everything at once.
//
//	color, err := manifest.Color(logo, "#0B5CAB")
//	outline, err := manifest.Outline(logo)
//	p, err := manifest.Build(manifest.Input{Site: "https://learn.example.org", …})
//	content, err := p.Zip()
//
// # Judging
//
// [Read] takes a zip, a folder or a lone manifest.json, whoever made it. [Judge]
// tells everything that is wrong with it as [Finding]: code, severity, place,
// value, cure, source. Two layers decide. The schema of the declared version is
// judged from built-in tables (package schema), whose verdict is that of the
// official file; the official files may be asked too ([Options]). What the
// schemas leave out is in [Rules]: archive, addresses, sign-on, icons, languages.
// Codes are those of the publishing service where it has one, so that our
// finding can be matched with its answer.
//
//	p, err := manifest.Read("app.zip")
//	for _, f := range manifest.Judge(p, manifest.Options{}) {
//		fmt.Println(f)
//	}
//
// Whoever judges many packages makes one [Validator]. [Fix] mends what can be
// mended without asking; [Compare] tells whether an update is taken and what
// asks users for consent again.
//
// # What it promises, what it refuses
//
// Every package is foreign and may have been made to do harm. Reading it takes
// less than a second and less than 64 MB whatever is in it, follows no link,
// writes nothing, and no text of it reaches a finding with control characters in
// it. The error of [Read] is only for a path that the system does not let us
// read: bytes that are no package are a finding.
//
// It never guesses: no text, id or address is invented, nothing is shortened,
// and what could not be judged is said.
//
// A rule belongs in the file of its group (rules_*.go), with a case that breaks
// it and one that comes near. A new manifest version needs the tables derived
// anew, see package schema.
package manifest
