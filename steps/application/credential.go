package application

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"teamwright/steps"
	"teamwright/steps/secret"
	"teamwright/steps/tenant"
)

// credential is the client secret: made, handed over, proven.
//
// Its natural key is its display name, which carries a nonce of ours. The
// ledger knows of each name how far it came: intended, made (with its key id),
// handing (to where), handed.
type credential struct {
	*Application
	after steps.ID
	name  string    // display name of the next one
	until time.Time // when the next one expires

	looked  map[string]bool // names that an interrupted run asked for, looked for
	removed []string        // key ids removed in this run
	made    tenant.Password
	text    secret.Text // only between making and proving
}

// The facts that the ledger keeps of a secret.
const (
	factKeyID   = "key_id"
	factHanding = "handing"
	factHanded  = "handed"
)

func newCredential(a *Application, after steps.ID) *credential {
	s := &credential{Application: a, after: after, looked: map[string]bool{}}
	s.until = a.env.Clock.Now().UTC().Add(a.want.Secret.Life).Truncate(time.Second)
	s.rename()
	return s
}

// rename takes a new nonce.
func (s *credential) rename() {
	nonce := strings.ReplaceAll(s.env.NewID(), "-", "")[:8]
	s.name = fmt.Sprintf("%s%s %s", s.prefix(), s.env.Clock.Now().UTC().Format(time.DateOnly), nonce)
}

// prefix begins the display name of every secret that this program made.
func (s *credential) prefix() string { return "teamwright " + s.want.Secret.Name + " " }

func (s *credential) About() steps.About {
	return steps.About{
		ID: s.id("secret"), Title: "Client secret",
		Reads: []steps.ID{s.id("application")}, Needs: []steps.ID{s.after},
	}
}

// Read looks at the application's secrets. Where an earlier run was stopped
// between asking for one and hearing of it, it looks several times: the copy
// that answers may not have heard of it either.
func (s *credential) Read(ctx context.Context) error {
	if err := s.view.read(ctx); err != nil {
		return err
	}
	if !s.view.state().live {
		return nil
	}
	for _, name := range s.env.Ledger.Open(string(s.id("secret"))) {
		if s.looked[name] {
			continue
		}
		if err := s.await(ctx, name); err != nil {
			return err
		}
		s.looked[name] = true
	}
	return nil
}

// await looks for a secret of that name until it shows or patience ends, and
// takes what it sees into the view.
func (s *credential) await(ctx context.Context, name string) error {
	named := func(p tenant.Password) bool { return p.Name == name }
	if slices.ContainsFunc(s.Passwords(), named) {
		return nil
	}
	err := s.env.until(ctx, "looking for the secret that was asked for", 12, func(ctx context.Context) (bool, error) {
		app, ok, err := s.view.observe(ctx)
		if err != nil || !ok || !slices.ContainsFunc(app.Passwords, named) {
			return false, err
		}
		s.view.wrote(func(a *tenant.Application) { a.Passwords = app.Passwords })
		return true, nil
	})
	if errors.Is(err, errPatience) {
		return nil
	}
	return err
}

// holds tells whether there is any secret; which one counts is the plan's.
func (s *credential) holds(app tenant.Application) bool { return len(app.Passwords) > 0 }

// dead are secrets of ours that were never handed over: their text is lost.
func (s *credential) dead(list []tenant.Password) []tenant.Password {
	var out []tenant.Password
	for _, p := range list {
		if strings.HasPrefix(p.Name, s.prefix()) && s.neverHanded(p) && !slices.Contains(s.removed, p.KeyID) {
			out = append(out, p)
		}
	}
	return out
}

func (s *credential) neverHanded(p tenant.Password) bool {
	facts, known := s.env.Ledger.Facts(string(s.id("secret")), p.Name)
	if !known {
		return false // another machine's: it may well be in use
	}
	id := facts[factKeyID]
	return facts[factHanded] == "" || id != "" && id != p.KeyID
}

// live are the valid secrets that somebody may have.
func (s *credential) live() []tenant.Password {
	dead := s.dead(s.Passwords())
	var out []tenant.Password
	for _, p := range s.Passwords() {
		if p.Live(s.env.Clock.Now()) && !slices.Contains(dead, p) && !slices.Contains(s.removed, p.KeyID) {
			out = append(out, p)
		}
	}
	return out
}

func (s *credential) Plan() steps.Change {
	st := s.view.state()
	if len(st.candidates) > 0 {
		return blockedBy(s.id("application"))
	}
	dead, live := s.dead(st.app.Passwords), s.live()
	c := steps.Change{Key: s.name}
	for _, p := range dead {
		c.Fields = append(c.Fields, steps.Field{Path: "passwordCredentials[" + p.Name + "]", From: "never handed over"})
	}
	switch {
	case len(live) > 0 && len(dead) == 0:
		c.Action, c.Summary = steps.None, fmt.Sprintf("a client secret is there, valid until %s", newest(live).End.Format(time.DateOnly))
	case len(live) > 0:
		c.Action, c.Summary = steps.Delete, "remove a secret that an interrupted run made and handed to nobody"
	case len(dead) > 0:
		c.Action, c.Summary = steps.Replace, "replace a secret that an interrupted run made and handed to nobody; "+s.handover()
	default:
		c.Action, c.Summary = steps.Create, "make a client secret; "+s.handover()
	}
	if c.Action == steps.Create || c.Action == steps.Replace {
		c.Fields = append(c.Fields,
			steps.Field{Path: "passwordCredentials.secretText", Secret: true},
			steps.Field{Path: "passwordCredentials.endDateTime", To: s.until.Format(time.DateOnly)})
	}
	return c
}

func (s *credential) handover() string { return "it goes to " + s.want.Secret.Where.Where() }

func newest(list []tenant.Password) tenant.Password {
	return slices.MaxFunc(list, func(a, b tenant.Password) int { return a.End.Compare(b.End) })
}

func (s *credential) Apply(ctx context.Context, c steps.Change) error {
	if c.Action != steps.Delete {
		if err := s.want.Secret.Where.Ready(s.handedTo()); err != nil {
			return err
		}
	}
	for _, p := range s.dead(s.Passwords()) {
		if err := s.remove(ctx, p); err != nil {
			return err
		}
	}
	if err := s.closeOld(); err != nil || c.Action == steps.Delete {
		return err
	}
	if err := s.make(ctx); err != nil {
		return err
	}
	return s.deliver(ctx)
}

// closeOld ends the intents of interrupted runs: what they made is removed by
// now, or was looked for and is not there. Should it show after all, the
// ledger still knows it as never handed over.
func (s *credential) closeOld() error {
	step := string(s.id("secret"))
	for _, name := range s.env.Ledger.Open(step) {
		if name == s.name {
			continue
		}
		if err := s.env.Ledger.Done(step, name, "looked for; not in use"); err != nil {
			return err
		}
	}
	return nil
}

// handedTo is where an interrupted run was handing a secret to.
func (s *credential) handedTo() string {
	step := string(s.id("secret"))
	where := ""
	for _, name := range s.env.Ledger.Keys(step) {
		if facts, _ := s.env.Ledger.Facts(step, name); facts[factHanding] != "" && facts[factHanded] == "" {
			where = facts[factHanding]
		}
	}
	return where
}

func (s *credential) remove(ctx context.Context, p tenant.Password) error {
	if err := steps.Stopping(ctx); err != nil {
		return err
	}
	if err := s.env.Directory.RemovePassword(ctx, s.view.state().app.ObjectID, p.KeyID); err != nil {
		return err
	}
	s.removed = append(s.removed, p.KeyID)
	s.view.wrote(func(a *tenant.Application) {
		a.Passwords = slices.DeleteFunc(slices.Clone(a.Passwords), func(q tenant.Password) bool { return q.KeyID == p.KeyID })
	})
	return s.env.Ledger.Done(string(s.id("secret")), p.Name, "removed: never handed over")
}

// make asks for a secret until one is answered. A lost answer may have made
// one whose text nobody has: it is looked for and removed, and the next one
// gets a new name, so that the two cannot be mixed up.
func (s *credential) make(ctx context.Context) error {
	step := string(s.id("secret"))
	for try := 1; ; try++ {
		if err := steps.Stopping(ctx); err != nil {
			return err
		}
		made, text, err := s.env.Directory.AddPassword(ctx, s.view.state().app.ObjectID, s.name, s.until)
		if err == nil {
			s.made, s.text = made, text
			s.view.wrote(func(a *tenant.Application) { a.Passwords = append(slices.Clone(a.Passwords), made) })
			return s.env.Ledger.Note(step, s.name, map[string]string{factKeyID: made.KeyID})
		}
		if !tenant.Is(err, tenant.Lost) || try == 4 {
			return err
		}
		if err := s.buryLost(ctx); err != nil {
			return err
		}
		s.rename()
		if err := s.env.Ledger.Intend(step, s.name); err != nil {
			return err
		}
	}
}

// buryLost removes the secret that a lost answer may have made.
func (s *credential) buryLost(ctx context.Context) error {
	if err := s.await(ctx, s.name); err != nil {
		return err
	}
	for _, p := range s.Passwords() {
		if p.Name == s.name {
			return s.remove(ctx, p)
		}
	}
	return s.env.Ledger.Done(string(s.id("secret")), s.name, "looked for and not found")
}

// deliver hands the secret over. One that cannot be handed over is removed at
// once.
func (s *credential) deliver(ctx context.Context) error {
	step, where := string(s.id("secret")), s.want.Secret.Where
	if err := s.env.Ledger.Note(step, s.name, map[string]string{factHanding: where.Where()}); err != nil {
		return err
	}
	item := secret.Item{Name: s.want.Secret.Name, AppID: s.view.state().app.AppID, KeyID: s.made.KeyID, Expires: s.made.End, Secret: s.text}
	if err := where.Deliver(ctx, item); err != nil {
		return errors.Join(fmt.Errorf("hand the new secret to %s: %w", where.Where(), err), s.remove(ctx, s.made))
	}
	return s.env.Ledger.Note(step, s.name, map[string]string{factHanded: where.Where()})
}

func (s *credential) Check(ctx context.Context) []steps.Result {
	row := s.row("secret", "Client secret")
	switch {
	case !s.view.state().live:
		row.Status, row.Detail, row.Fix = steps.Fail, "the application is not there", "run setup"
		return []steps.Result{row}
	case s.made.KeyID != "" || len(s.removed) > 0:
		if err := s.agree(ctx, s.observed(s.shows)); err != nil {
			return []steps.Result{unsettled(row, err), s.proof(ctx)}
		}
	}
	return []steps.Result{s.validity(row), s.proof(ctx)}
}

// shows tells whether the new secret shows and the removed ones do not.
func (s *credential) shows(app tenant.Application) bool {
	has := func(keyID string) bool {
		return slices.ContainsFunc(app.Passwords, func(p tenant.Password) bool { return p.KeyID == keyID })
	}
	return (s.made.KeyID == "" || has(s.made.KeyID)) && !slices.ContainsFunc(s.removed, has)
}

// The days before expiry from which a secret wants attention.
const (
	warnDays = 30
	failDays = 7
)

func (s *credential) validity(row steps.Result) steps.Result {
	live := s.live()
	if len(live) == 0 {
		row.Status, row.Detail, row.Fix = steps.Fail, "there is none that is valid", "run setup: it makes one"
		return row
	}
	p := newest(live)
	days := int(p.End.Sub(s.env.Clock.Now()).Hours() / 24)
	row.Detail = fmt.Sprintf("%q, begins with %s…, valid until %s", p.Name, p.Hint, p.End.Format(time.DateOnly))
	row.Status = steps.Pass
	if days <= warnDays {
		row.Status, row.Fix = steps.ToDo, "run rotate before it expires: sign-in stops that day"
		row.Detail += fmt.Sprintf(", in %d days", days)
	}
	if days <= failDays {
		row.Status = steps.Fail
	}
	return row
}

// proof uses the secret: a token request says whether it works. Only the run
// that made it can do that; afterwards nobody but Totara knows the text.
func (s *credential) proof(ctx context.Context) steps.Result {
	row := s.row("secret_proof", "Client secret works")
	switch {
	case s.text.Empty():
		row.Status = steps.ToDo
		row.Detail = "only Totara knows the text of a secret that was handed over"
		row.Fix = "sign in to Totara through Teams and tick this row; if that fails, run rotate"
		return row
	case s.want.Secret.Prove == nil:
		row.Status, row.Detail = steps.Unseen, "this sign-in host cannot be asked"
		return row
	}
	err := s.want.Secret.Prove(ctx, s.view.state().app.AppID, s.text)
	s.text = secret.Text{}
	if err != nil {
		row.Status, row.Detail, row.Fix = steps.Fail, err.Error(), "run rotate: it makes a new one"
		return row
	}
	row.Status, row.Detail = steps.Pass, "Entra issued a token for it"
	return row
}
