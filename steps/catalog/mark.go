package catalog

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"teamwright/manifest"
	"teamwright/steps/answers"
	"teamwright/steps/tenant"
)

// markTag begins the tag on the single sign-on application that tells what was
// put into the catalogue last, so that any machine knows whether the content
// has changed since: the catalogue itself gives no package back.
const markTag = "teamwright:package="

// mark is what was put into the catalogue.
type mark struct {
	Version string
	// Hash begins the hash of the content without its version; "" when the
	// content is not known, as of an app that a person uploaded.
	Hash string
	// Parts are the capabilities of the package; those that came with this very
	// version begin with a plus.
	Parts []string
	// ID is the catalogue's id of the entry; "" when the catalogue took the
	// package and does not list it yet.
	ID string
	On string // the day, such as 2026-11-21
	// Made says that this program made the entry; one that somebody else had
	// made is only updated.
	Made bool
	// State is what the catalogue made of the package when it took it:
	// published, or submitted for review; "" when that is not known.
	State string
}

// madeWord stands in the tag for Made, beside the state.
const madeWord = "made"

// Capabilities of a package. That of a bot ends with the beginning of its id.
const (
	partSSO       = "sso"
	partBot       = "bot:"
	partExtension = "extension"
)

// none stands for an empty field of the tag.
const none = "-"

var (
	versionForm = regexp.MustCompile(`^[0-9]{1,9}(\.[0-9]{1,9}){2}$`)
	hashForm    = regexp.MustCompile(`^[0-9a-f]{16}$`)
	partForm    = regexp.MustCompile(`^\+?(sso|bot:[0-9a-f]{8}|extension)$`)
	dayForm     = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)
	howForm     = regexp.MustCompile(`^(?:(made)(?:,(published|submitted))?|(published|submitted))$`)
	guidForm    = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
)

// tag writes the mark as a tag.
func (m mark) tag() string {
	return markTag + strings.Join([]string{m.Version, orNone(m.Hash), orNone(strings.Join(m.Parts, ",")), orNone(m.ID), orNone(m.On), orNone(m.how())}, "/")
}

// how are Made and State as the tag has them.
func (m mark) how() string {
	words := []string{madeWord, m.State}
	if !m.Made {
		words = words[1:]
	}
	return strings.TrimSuffix(strings.Join(words, ","), ",")
}

func orNone(s string) string {
	if s == "" {
		return none
	}
	return s
}

// readMark finds the mark among the tags of an application. What is not of this
// form is nobody's word; of several the highest version counts.
func readMark(tags []string) (m mark, found bool) {
	for _, t := range tags {
		one, ok := parseMark(t)
		if ok && (!found || rises(m.Version, one.Version)) {
			m, found = one, true
		}
	}
	return m, found
}

func parseMark(tag string) (mark, bool) {
	text, ok := strings.CutPrefix(tag, markTag)
	fields := strings.Split(text, "/")
	if !ok || len(fields) != 6 || !versionForm.MatchString(fields[0]) {
		return mark{}, false
	}
	m := mark{Version: fields[0]}
	if fields[1] != none {
		if !hashForm.MatchString(fields[1]) {
			return mark{}, false
		}
		m.Hash = fields[1]
	}
	if fields[2] != none {
		m.Parts = strings.Split(fields[2], ",")
		if slices.ContainsFunc(m.Parts, func(p string) bool { return !partForm.MatchString(p) }) {
			return mark{}, false
		}
	}
	if fields[3] != none {
		if !guidForm.MatchString(fields[3]) {
			return mark{}, false
		}
		m.ID = fields[3]
	}
	if fields[4] != none {
		if !dayForm.MatchString(fields[4]) {
			return mark{}, false
		}
		m.On = fields[4]
	}
	if fields[5] != none {
		how := howForm.FindStringSubmatch(fields[5])
		if how == nil {
			return mark{}, false
		}
		m.Made, m.State = how[1] != "", how[2]+how[3]
	}
	return m, true
}

// recent tells whether the marked package is so young that the catalogue may not
// show it yet.
func (m mark) recent(now time.Time) bool {
	on, err := time.Parse(time.DateOnly, m.On)
	return err == nil && now.Sub(on) < 48*time.Hour // of a day that began up to a day before
}

// markOf is the mark of a package that goes out now; before is that of the one
// that it follows.
func markOf(pkg *manifest.Package, a answers.Answers, botID, version string, before mark, now time.Time) mark {
	m := mark{Version: version, State: tenant.StatePublished, Hash: pkg.ContentHash()[:16], ID: before.ID, Made: before.Made, On: now.UTC().Format(time.DateOnly)}
	if a.Publish.Review {
		m.State = tenant.StateSubmitted
	}
	add := func(part string, known func(string) bool) {
		if before.Hash != "" && !slices.ContainsFunc(before.Parts, func(p string) bool { return known(strings.TrimPrefix(p, "+")) }) {
			part = "+" + part
		}
		m.Parts = append(m.Parts, part)
	}
	if a.SSO.Enabled {
		add(partSSO, func(p string) bool { return p == partSSO })
	}
	if a.Bot.Enabled {
		add(partBot+strings.ToLower(botID)[:8], func(p string) bool { return strings.HasPrefix(p, partBot) })
	}
	if a.Bot.MessagingExtension {
		add(partExtension, func(p string) bool { return p == partExtension })
	}
	return m
}

// added are the capabilities that came with the marked version, in words.
func (m mark) added() []string {
	var out []string
	for _, p := range m.Parts {
		switch part, isNew := strings.CutPrefix(p, "+"); {
		case !isNew:
		case part == partSSO:
			out = append(out, "single sign-on")
		case part == partExtension:
			out = append(out, "the messaging extension")
		default:
			out = append(out, "the bot")
		}
	}
	return out
}

// has tells whether the marked package had a capability.
func (m mark) has(part string) bool {
	return slices.ContainsFunc(m.Parts, func(p string) bool { return strings.HasPrefix(strings.TrimPrefix(p, "+"), part) })
}

// consent tells why people who have the app are asked for consent once again
// when pkg follows the marked package; before is built with the marked
// capabilities and today's answers, because nothing else of a manifest that we
// build makes Teams ask.
func (e *Edition) consent(m mark, pkg *manifest.Package) []string {
	if m.Hash == "" {
		return nil // nobody knows what was there
	}
	a := e.answers
	a.SSO.Enabled = m.has(partSSO)
	a.Bot.Enabled, a.Bot.MessagingExtension = m.has(partBot), m.has(partExtension)
	a.IDs.Bot = e.bot().Or(standIn)
	if a.Bot.Enabled && !m.has(partBot+strings.ToLower(a.IDs.Bot)[:8]) {
		a.IDs.Bot = "ffffffff" + standIn[8:] // another one
	}
	a.App.Version = m.Version
	before := e.make(Input(a, e.app().Or(standIn), e.assets))
	if before.err != nil {
		return nil
	}
	var why []string
	for _, c := range manifest.Compare(before.pkg, pkg).Changes {
		if c.Consent != "" && !slices.Contains(why, c.Consent) {
			why = append(why, c.Consent)
		}
	}
	return why
}
