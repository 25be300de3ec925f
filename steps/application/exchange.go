package application

import (
	"slices"
	"strings"
	"time"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// The facts that the ledger keeps of an exchange, under the display name of
// its new secret.
const (
	factReplaces = "replaces" // key ids of the old ones, or "none"; it marks an exchange
	factKeep     = "keep"     // how long the old ones stay once Totara works
	factWorks    = "works"    // who says that Totara works with the new one
	factWorked   = "worked"   // when that was said
	factVoid     = "void"     // Totara does not work with it, or it was lost
	factRetiring = "retiring" // when the old ones began to be removed
	factRemoved  = "removed"  // key ids of those that were
)

// exchange is one replacement of a secret by a new one, as the ledger and
// Entra together tell it.
type exchange struct {
	fresh    tenant.Password // the new secret; zero before it is made
	handed   string          // where it went
	replaces []string
	removed  []string
	keep     time.Duration
	works    string
	worked   time.Time
	retiring time.Time
}

// begun tells whether the new secret is there and has arrived.
func (x exchange) begun() bool { return x.fresh.KeyID != "" }

// exchange is the one under way, or the last one.
func (s *credential) exchange() exchange {
	live := s.live()
	for _, name := range slices.Backward(s.env.Ledger.Keys(string(s.id("secret")))) {
		facts, _ := s.facts(name)
		if facts[factReplaces] == "" || facts[factVoid] != "" {
			continue
		}
		i := slices.IndexFunc(live, func(p tenant.Password) bool { return p.Name == name && s.standing(p) == handed })
		if i < 0 {
			continue
		}
		x := exchange{fresh: live[i], handed: facts[factHanded], works: facts[factWorks]}
		if x.handed == "" {
			x.handed = facts[factHanding]
		}
		x.replaces, x.removed = ids(facts[factReplaces]), ids(facts[factRemoved])
		x.keep, _ = time.ParseDuration(facts[factKeep])
		x.worked, _ = time.Parse(time.RFC3339, facts[factWorked])
		x.retiring, _ = time.Parse(time.RFC3339, facts[factRetiring])
		return x
	}
	return exchange{replaces: s.replaced()}
}

// lastExchange is the name of the new secret of the last exchange that the
// ledger knows to have arrived.
func (s *credential) lastExchange() string {
	for _, name := range slices.Backward(s.env.Ledger.Keys(string(s.id("secret")))) {
		if facts, _ := s.facts(name); facts[factReplaces] != "" && facts[factVoid] == "" && facts[factHanded] != "" {
			return name
		}
	}
	return ""
}

// replaced are the key ids of the secrets that a new exchange takes the place
// of, beside those that this program made: the one that Totara says it uses;
// where it cannot be asked, the only one there is, or what a person chose.
func (s *credential) replaced() []string {
	live := s.live()
	var out []string
	for _, p := range live {
		switch {
		case s.usage.told() && s.usage.uses(p),
			!s.usage.told() && len(live) == 1,
			!s.usage.told() && slices.Contains(s.renewal.opt.Drop, p.KeyID):
			out = append(out, p.KeyID)
		}
	}
	if s.usage.told() && len(out) > 1 {
		return nil // they begin alike: which one it is cannot be told
	}
	return out
}

// old are the secrets that go away once Totara works with the new one: those
// that it replaces, and whatever this program made before it.
func (s *credential) old(x exchange) []tenant.Password {
	return slices.DeleteFunc(slices.Clone(s.Passwords()), func(p tenant.Password) bool {
		ours := strings.HasPrefix(p.Name, s.prefix()) && (!x.begun() || !p.Start.After(x.fresh.Start))
		return p.KeyID == x.fresh.KeyID || p.KeyID == s.made.KeyID ||
			slices.Contains(x.removed, p.KeyID) || slices.Contains(s.removed, p.KeyID) ||
			s.standing(p) >= nobodys || !ours && !slices.Contains(x.replaces, p.KeyID)
	})
}

// kept are the secrets that stay whatever happens.
func (s *credential) kept(x exchange) []tenant.Password {
	old := s.old(x)
	return slices.DeleteFunc(slices.Clone(s.Passwords()), func(p tenant.Password) bool {
		return p.KeyID == x.fresh.KeyID || p.KeyID == s.made.KeyID || s.standing(p) >= nobodys ||
			slices.Contains(x.removed, p.KeyID) || slices.Contains(s.removed, p.KeyID) || slices.Contains(old, p)
	})
}

// complete tells whether nothing of the exchange is left to do.
func (s *credential) complete(x exchange) bool {
	return x.begun() && x.works != "" && len(s.old(x)) == 0
}

// ended is when a complete exchange was.
func (x exchange) ended() time.Time {
	if x.retiring.After(x.worked) {
		return x.retiring
	}
	return x.worked
}

// ids reads what joined writes.
func ids(list string) []string {
	if list == "" || list == "none" {
		return nil
	}
	return strings.Split(list, ",")
}

// joined writes key ids as one fact.
func joined(list []string) string {
	if len(list) == 0 {
		return "none"
	}
	return strings.Join(list, ",")
}

// inTotara and oldSecrets are the ids of the steps behind a new secret.
func (s *credential) inTotara() steps.ID   { return s.id("in_totara") }
func (s *credential) oldSecrets() steps.ID { return s.id("old_secrets") }
