// Command derive makes the tables of facts of package schema from the official
// schema files.
//
//	go run ./manifest/schema/derive -from DIR -to manifest/schema
//
// DIR holds one folder for each version (v1.12), as the repository
// microsoft/json-schemas has them below teams. The tables hold facts only, no
// text of the schemas. A keyword, pattern or value that the tables have no form
// for is written as "unjudged" and named on standard error.
//
// The files say draft-04 but use const and if, so the manifest schemas are read
// as draft-07, where a $ref hides what stands beside it. The schemas of the
// language files put maxLength beside $ref and are read as 2019-09, where both
// count.
package main
