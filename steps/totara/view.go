package totara

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"teamwright/steps/secret"
	"teamwright/steps/site"
)

// view is the one look at the site that all steps share. What a write answers
// replaces it, so that nobody plans by what was there before.
type view struct {
	site  *site.Site
	want  string // the site's address by the answers
	nonce string // seals digests of secrets for this run

	turn  chan struct{} // held while the site is asked
	seen  bool
	wrote bool // the state was told by the process that wrote it
	state state
	notes []string
}

func newView(s *site.Site, want, nonce string) *view {
	return &view{site: s, want: want, nonce: nonce, turn: make(chan struct{}, 1)}
}

// lookArgs are what a look asks for.
type lookArgs struct {
	Parts    []string `json:"parts"`
	Settings []string `json:"settings"`
	Secrets  []string `json:"secrets"`
	Nonce    string   `json:"nonce"`
}

// look asks for everything that the steps plan by and the rows judge.
func (v *view) look() lookArgs {
	return lookArgs{
		Parts:    []string{"settings", "secrets", "auth", "services", "processor", "icons", "messages", "events", "facts", "verify", "package"},
		Settings: managed(), Secrets: []string{keyBotSecret}, Nonce: v.nonce,
	}
}

// read looks once; later calls are answered from what was seen.
func (v *view) read(ctx context.Context) error {
	release, err := v.take(ctx)
	if err != nil || v.seen {
		release()
		return err
	}
	defer release()
	return v.ask(ctx, site.Request{Op: "totara.look", Args: v.look()})
}

// settled looks anew where the state is one that a write told of itself.
func (v *view) settled(ctx context.Context) error {
	release, err := v.take(ctx)
	if err != nil || v.seen && !v.wrote {
		release()
		return err
	}
	defer release()
	return v.ask(ctx, site.Request{Op: "totara.look", Args: v.look()})
}

// writeArgs are what a write may be given; absent parts are left alone.
type writeArgs struct {
	Auth      []string          `json:"auth,omitempty"`
	Service   *serviceWrite     `json:"service,omitempty"`
	Set       map[string]string `json:"set,omitempty"`
	Icons     map[string]string `json:"icons,omitempty"`
	Processor bool              `json:"processor,omitempty"`
	Messages  []messageWrite    `json:"messages,omitempty"`
	Events    []eventWrite      `json:"events,omitempty"`
	Look      lookArgs          `json:"look"`
}

type serviceWrite struct {
	ID        int               `json:"id,omitempty"` // a row without client id that is taken
	Choose    bool              `json:"choose,omitempty"`
	Name      string            `json:"name"`
	ClientID  string            `json:"client_id"`
	Enabled   *bool             `json:"enabled,omitempty"`
	Confirm   *bool             `json:"confirm,omitempty"`
	Domains   *string           `json:"domains,omitempty"`
	Endpoints map[string]string `json:"endpoints,omitempty"`
}

type messageWrite struct {
	Provider  string   `json:"provider"`
	Permitted string   `json:"permitted,omitempty"`
	In        []string `json:"in,omitempty"`
	Off       []string `json:"off,omitempty"`
}

type eventWrite struct {
	Resolver string   `json:"resolver"`
	Channels []string `json:"channels"`
}

// write has something written and takes the site as it is afterwards. prepare
// plans by the newest look; ok false means that there is nothing to do. Into
// another site, or one that takes nothing, nothing is written.
func (v *view) write(ctx context.Context, prepare func(state) (args writeArgs, secrets map[string]secret.Text, ok bool, err error)) error {
	release, err := v.take(ctx)
	if err != nil {
		return err
	}
	defer release()
	if !v.seen {
		if err := v.ask(ctx, site.Request{Op: "totara.look", Args: v.look()}); err != nil {
			return err
		}
	}
	if err := v.obstacle(v.state); err != nil {
		return err
	}
	args, secrets, ok, err := prepare(v.state)
	if err != nil || !ok {
		return err
	}
	args.Look = v.look()
	err = v.ask(ctx, site.Request{Op: "totara.write", Args: args, Secrets: secrets})
	if err != nil {
		v.seen = false // who knows how far it came
	}
	return err
}

// ask sends a request and keeps what it answers. The turn is held.
func (v *view) ask(ctx context.Context, r site.Request) error {
	answer, err := v.site.Ask(ctx, r)
	if err != nil {
		return err
	}
	var s state
	if err := answer.Into(&s); err != nil {
		return err
	}
	v.state, v.notes, v.seen, v.wrote = s, answer.Notes, true, r.Op == "totara.write"
	return nil
}

// forget drops what was seen.
func (v *view) forget() {
	defer v.hold()()
	v.seen = false
}

// now is what was seen last.
func (v *view) now() state {
	defer v.hold()()
	return v.state
}

// beside are the notes of the last look.
func (v *view) beside() []string {
	defer v.hold()()
	return v.notes
}

// hold waits for the turn, as long as it takes.
func (v *view) hold() (release func()) {
	v.turn <- struct{}{}
	return func() { <-v.turn }
}

// take waits for the turn until ctx ends.
func (v *view) take(ctx context.Context) (release func(), err error) {
	select {
	case v.turn <- struct{}{}:
		return func() { <-v.turn }, nil
	case <-ctx.Done():
		return func() {}, ctx.Err()
	}
}

// Obstacle is why nothing can be written into a site.
type Obstacle struct{ Why, Cure string }

func (o *Obstacle) Error() string { return o.Why }

// CureText is what the admin does next.
func (o *Obstacle) CureText() string { return o.Cure }

// NothingDone says that nothing was written.
func (*Obstacle) NothingDone() bool { return true }

// obstacle is what stands against writing into the site at all; nil: nothing.
func (v *view) obstacle(s state) error {
	if err := v.another(s); err != nil {
		return err
	}
	switch feature := s.Settings[keyFeature]; {
	case s.Site.Gateway:
		return &Obstacle{
			"this site runs in Totara's own cloud and reaches Teams through Totara's gateway: its page has one field, a domain name, and none of these settings",
			"enter your domain on Totara's own page, and ask Totara's support for the rest",
		}
	case !s.Facts.Feature:
		return &Obstacle{"this Totara has no Microsoft Teams plugin (totara_msteams)", "ask Totara for an edition with Engage"}
	case !feature.Known || feature.Lock != "" && feature.text() != featureOn:
		return &Obstacle{
			fmt.Sprintf("this edition of Totara has no Engage features (%s): Microsoft Teams cannot be switched on", cmp.Or(s.Site.Flavour, "no flavour")),
			"ask Totara for an edition with Engage; trying again does not help",
		}
	case s.Site.Pending:
		return &Obstacle{"the site waits for its own upgrade, and nothing is written before that", "run admin/cli/upgrade.php, then run the same command again"}
	}
	return nil
}

// another is the obstacle of a config.php that belongs to another site.
func (v *view) another(s state) error {
	if sameAddress(s.Site.WWWRoot, v.want) {
		return nil
	}
	return &Obstacle{
		fmt.Sprintf("totara.config leads to the site %s, and the answers are for %s", s.Site.WWWRoot, v.want),
		"correct site or totara.config in the answers",
	}
}

// sameAddress compares wwwroots: the host without case, a last slash ignored.
func sameAddress(a, b string) bool {
	return canonical(a) == canonical(b)
}

func canonical(address string) string {
	address = strings.TrimRight(address, "/")
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok {
		return address
	}
	host, path, _ := strings.Cut(rest, "/")
	return strings.ToLower(scheme+"://"+host) + "/" + path
}

// asObstacle is the text of an obstacle and its cure.
func asObstacle(err error) (why, cure string) {
	var o *Obstacle
	if errors.As(err, &o) {
		return o.Why, o.Cure
	}
	return err.Error(), ""
}
