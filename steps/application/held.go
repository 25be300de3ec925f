package application

import "teamwright/steps/tenant"

// Held is one secret of the application, for whoever lists them.
type Held struct {
	tenant.Password
	Valid bool
	InUse bool // Totara says that it uses this one
	Fresh bool // it is the new one of the exchange under way, or of the last one
	Lost  bool // made by an interrupted run and handed to nobody
}

// Held lists the secrets that the application has, as Entra lists them.
func (r *Renewal) Held() []Held {
	var out []Held
	s, x := r.secret, r.secret.exchange()
	for _, p := range r.Passwords() {
		out = append(out, Held{
			Password: p, Valid: p.Live(r.env.Clock.Now()), InUse: s.usage.uses(p),
			Fresh: x.begun() && p.KeyID == x.fresh.KeyID, Lost: s.standing(p) == nobodys,
		})
	}
	return out
}

// Stage is how far an exchange has come.
type Stage int

// The stages.
const (
	Untouched Stage = iota // there is no new secret
	Both                   // the old and the new one are valid
	Exchanged              // only the new one is left, and Totara works with it
)

// Stage is how far the exchange has come, by what is known now, with its new
// secret.
func (r *Renewal) Stage() (Stage, tenant.Password) {
	x := r.secret.exchange()
	switch {
	case !x.begun():
		return Untouched, tenant.Password{}
	case r.secret.complete(x):
		return Exchanged, x.fresh
	}
	return Both, x.fresh
}

// Unclear are the valid secrets of which nothing tells whether Totara uses
// them; a person may know which one it is.
func (r *Renewal) Unclear() []tenant.Password {
	if s := r.secret; s.usage.told() || s.exchange().begun() || len(s.live()) < 2 {
		return nil
	}
	return r.secret.kept(r.secret.exchange())
}

// Place is where an exchange that has not ended was handing its secret to;
// empty when there is none.
func (r *Renewal) Place() string {
	if x := r.secret.exchange(); x.begun() && !r.secret.complete(x) {
		return x.handed
	}
	return r.secret.handedTo()
}
