package application

import (
	"context"
	"slices"
	"strings"
	"time"

	"teamwright/steps/tenant"
)

// The facts that the ledger keeps of a secret, under its display name.
const (
	factKeyID   = "key_id"
	factHanding = "handing" // where it was being handed to
	factHanded  = "handed"  // where it has arrived
	factAskable = "askable" // the receiver can be asked which secret it uses
	factProven  = "proven"  // when Entra issued a token for it
	factGone    = "gone"    // key ids removed; a lagging copy may show them for a while
)

// standing is what is known of who has the text of a secret.
type standing int

const (
	theirs  standing = iota // a person's or another machine's: it may well be in use
	handed                  // it has arrived
	perhaps                 // a run was stopped while it was handed over: somebody may have it
	nobodys                 // it was never handed to anybody: its text is lost
	gone                    // it was removed, and is seen all the same
)

// standing judges a secret by the ledger and by what Totara says.
func (s *credential) standing(p tenant.Password) standing {
	if !strings.HasPrefix(p.Name, s.prefix()) {
		return theirs
	}
	facts, known := s.facts(p.Name)
	id := facts[factKeyID]
	switch {
	case !known:
		return theirs
	case slices.Contains(ids(facts[factGone]), p.KeyID):
		return gone
	case id != "" && id != p.KeyID:
		return nobodys
	case facts[factHanded] != "":
		return handed
	case facts[factHanding] == "":
		return nobodys
	case facts[factAskable] != "" && s.usage.uses(p):
		return handed
	case facts[factReplaces] != "", facts[factAskable] != "" && !s.usage.told():
		// Whoever has read it from a screen may have entered it in Totara, and
		// a command on Totara's server outlives us: it stays until another one
		// works there.
		return perhaps
	}
	return nobodys
}

func (s *credential) facts(name string) (map[string]string, bool) {
	return s.env.Ledger.Facts(string(s.id("secret")), name)
}

func (s *credential) note(name string, facts map[string]string) error {
	return s.env.Ledger.Note(string(s.id("secret")), name, facts)
}

// dead are secrets of ours that nobody has.
func (s *credential) dead(list []tenant.Password) []tenant.Password {
	return slices.DeleteFunc(slices.Clone(list), func(p tenant.Password) bool {
		return s.standing(p) != nobodys || slices.Contains(s.removed, p.KeyID)
	})
}

// live are the valid secrets that somebody may have.
func (s *credential) live() []tenant.Password {
	return slices.DeleteFunc(slices.Clone(s.Passwords()), func(p tenant.Password) bool {
		return !p.Live(s.env.Clock.Now()) || s.standing(p) >= nobodys || slices.Contains(s.removed, p.KeyID)
	})
}

// current is the secret that counts, among the valid ones: the one made now,
// the one that Totara says it uses, the one that was handed over last, else
// the one that lives longest. guessed tells that nothing but that speaks for it.
func (s *credential) current(live []tenant.Password) (p tenant.Password, guessed bool) {
	find := func(is func(tenant.Password) bool) bool {
		i := slices.IndexFunc(live, is)
		if i >= 0 {
			p = live[i]
		}
		return i >= 0
	}
	if find(func(p tenant.Password) bool { return s.made.KeyID != "" && p.KeyID == s.made.KeyID }) || find(s.usage.uses) {
		return p, false
	}
	for _, name := range slices.Backward(s.env.Ledger.Keys(string(s.id("secret")))) {
		if find(func(p tenant.Password) bool { return p.Name == name && s.standing(p) == handed }) {
			return p, false
		}
	}
	return newest(live), len(live) > 1
}

// usage is what Totara says about the secret that it uses.
type usage struct {
	asked bool
	hint  string // how it begins
	ok    bool   // it has one
	err   error
}

// told tells whether Totara was asked and answered.
func (u usage) told() bool { return u.asked && u.err == nil }

// uses tells whether Totara's secret begins as this one does.
func (u usage) uses(p tenant.Password) bool {
	return u.told() && u.ok && p.Hint != "" && p.Hint == u.hint
}

// askUsage asks Totara where it can be asked. An error is no obstacle: whoever
// needs the answer sees it.
func (s *credential) askUsage(ctx context.Context) {
	if ask := s.want.Secret.InUse; ask != nil {
		s.usage = usage{asked: true}
		s.usage.hint, s.usage.ok, s.usage.err = ask(ctx)
	}
}

func newest(list []tenant.Password) tenant.Password {
	return slices.MaxFunc(list, func(a, b tenant.Password) int { return a.End.Compare(b.End) })
}

// inDays is how many whole days lie between now and t.
func (s *credential) inDays(t time.Time) int { return int(t.Sub(s.env.Clock.Now()).Hours() / 24) }
