package manifest

import (
	"teamwright/manifest/schema"
)

// Declared is the manifest version that p says it follows; ok is false when it
// names none that exists.
func (p *Package) Declared() (v schema.Version, ok bool) {
	s := subjectOf(p, func(problem) {})
	return s.version, s.known
}
