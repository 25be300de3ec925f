// Package official judges documents with the official schema files themselves,
// as a second opinion beside the built-in tables of package schema.
//
// A folder holds the files as Microsoft publishes them, one folder for each
// version: v1.12/MicrosoftTeams.schema.json. Three things must be set right
// before they say what they mean, and are set here: the manifest schemas are
// read as draft-07, because they use const and if although they say draft-04;
// the schemas of the language files as 2019-09, because they put maxLength
// beside $ref; and patterns run in an engine that has look-ahead, as ECMAScript
// does.
//
//	judge, err := official.Open("schemas")
//	if judge.Has(schema.Manifest, 12) {
//		violations, err := judge.Judge(schema.Manifest, 12, root)
//	}
package official
