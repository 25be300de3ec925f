package catalog

import (
	"fmt"
	"strings"
	"time"
)

// Facts that the ledger keeps under the manifest's id.
const (
	factMark     = "mark"     // what was published
	factAsked    = "asked"    // what a request was made for that may or may not have been heard
	factGone     = "gone"     // the id of an entry that the catalogue did not have any more
	factUntagged = "untagged" // the mark that this sign-in may not write to the application
	factTagged   = "tagged"   // the mark that was written to the application, and when

	factWithdrawn = "withdrawn" // the id of the entry that was taken out of the catalogue
	factForeign   = "foreign"   // the id of an entry that turned out to be another app's
)

// facts are what this machine remembers.
func (s *shelf) facts() map[string]string {
	if id, known := s.Edition.app().Get(); known {
		facts, _ := s.Ledger.Facts(string(publishStep), id)
		return facts
	}
	return nil
}

// note makes this machine remember something.
func (s *shelf) note(fact, value string) error {
	return s.Ledger.Note(string(publishStep), s.Edition.app().Or(""), map[string]string{fact: value})
}

// published is what was put into the catalogue last, by the application's tag or
// by what this machine remembers, whichever is newer. Where the answers name
// another entry, only the version counts: its content is not known.
func (s *shelf) published() (mark, bool) {
	if s.anew() {
		return mark{}, false
	}
	m, found := s.tagged()
	if own, ok := parseMark(s.facts()[factMark]); ok && (!found || rises(m.Version, own.Version) || own.Version == m.Version && m.ID == "") {
		m, found = own, true
	}
	if id := s.answeredID(); id != "" && m.ID != "" && id != m.ID {
		m.Hash, m.Parts, m.Made, m.State = "", nil, false, ""
	}
	return m, found
}

// tagged is what the application's tag tells. Of an entry that this machine has
// taken out it tells nothing any more: the tag may still be seen for a while,
// and comes back with a deleted application.
func (s *shelf) tagged() (mark, bool) {
	m, found := readMark(s.Registration.Tags())
	if found && m.ID != "" && m.ID == s.facts()[factWithdrawn] {
		return mark{}, false
	}
	return m, found
}

// copying is how long after a write the application may still be seen without
// it. Entra copies in its own time, in seconds mostly, in minutes at times.
const copying = 10 * time.Minute

// tagWritten notes that a mark was just written to the application.
func (s *shelf) tagWritten(m mark) error {
	return s.note(factTagged, m.tag()+" "+s.Clock.Now().UTC().Format(time.RFC3339))
}

// justTagged tells whether this machine wrote a mark to the application a moment
// ago: that it does not show yet says nothing.
func (s *shelf) justTagged(m mark) bool {
	tag, at, _ := strings.Cut(s.facts()[factTagged], " ")
	on, err := time.Parse(time.RFC3339, at)
	return err == nil && tag == m.tag() && s.Clock.Now().Sub(on) < copying
}

// entryID is the catalogue's id of the app; "" when nobody knows one.
func (s *shelf) entryID() string {
	if s.anew() {
		return ""
	}
	return s.knownID()
}

// knownID is the id even of an entry that is there no more.
func (s *shelf) knownID() string {
	if seen := s.sight(); seen != nil && seen.there {
		return seen.app.ID
	}
	if id := s.answeredID(); id != "" {
		return id
	}
	if own, ok := parseMark(s.facts()[factMark]); ok && own.ID != "" {
		return own.ID
	}
	m, _ := s.tagged()
	return m.ID
}

// answeredID is the id in the answers, with what was kept there in this run.
func (s *shelf) answeredID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.emptied:
		return ""
	case s.keptID != "":
		return s.keptID
	}
	return s.answers().IDs.Catalog
}

// changed tells whether the content is another than the marked one. Where an id
// is still to be made it is: the package that was published held another.
func (s *shelf) changed(before mark) bool {
	pkg, by, err := s.Edition.build()
	if err != nil {
		return false // told where the package is planned
	}
	return by != "" || before.Hash != pkg.ContentHash()[:16]
}

// asked is what an earlier run asked to publish without hearing what became of
// it; ok is false when there was none.
func (s *shelf) asked() (m mark, ok bool) { return parseMark(s.facts()[factAsked]) }

// goneRow is the row on which a person confirms that an entry was deleted.
func goneRow(id string) string { return "catalog.gone." + id[:8] }

// gone tells that the catalogue has no entry of the id that is known. One of
// this day may only not show yet.
func (s *shelf) gone() bool {
	id := s.knownID()
	if !guidForm.MatchString(id) {
		return false
	}
	if s.facts()[factGone] == id {
		return true
	}
	seen := s.sight()
	return seen != nil && !seen.there && !s.recent()
}

// recent tells whether what was published last is of this day.
func (s *shelf) recent() bool {
	tag, _ := s.tagged()
	own, _ := parseMark(s.facts()[factMark])
	now := s.Clock.Now()
	return tag.recent(now) || own.recent(now)
}

// confirmedGone tells that a person has confirmed that an entry was deleted.
func (s *shelf) confirmedGone(id string) bool {
	if !guidForm.MatchString(id) {
		return false
	}
	tick, ok := s.answers().Confirmed[goneRow(id)]
	return ok && !tick.Stale(s.Clock.Now())
}

// anew tells that the entry is gone and a person has confirmed it: then the app
// is published as if for the first time.
func (s *shelf) anew() bool { return s.gone() && s.confirmedGone(s.knownID()) }

// keep puts the catalogue's id into the answers.
func (s *shelf) keep(id string) error {
	if id == "" || id == s.answeredID() {
		return nil
	}
	if s.Published != nil {
		if err := s.Published(id); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keptID = id
	return nil
}

// empty takes the catalogue's id out of the answers.
func (s *shelf) empty() error {
	if s.answeredID() == "" {
		return nil
	}
	if s.Published != nil {
		if err := s.Published(""); err != nil {
			return fmt.Errorf("empty ids.catalog in the answers: %w", err)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.emptied = true
	return nil
}
