package connect

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"teamwright/steps"
	"teamwright/steps/site"
	"teamwright/steps/tenant"
)

// settings is the step of one end's own settings.
type settings struct {
	job    *Job
	end    *end
	id     steps.ID
	title  string
	wishes []wish
	plugin bool  // the client's plugin has to be on
	pair   *pair // nil on the server
	behind []steps.ID
	others func(*look) []string // what else stands there; may be nil
}

func (s *settings) About() steps.About {
	return steps.About{Source: steps.FromTotara, ID: s.id, Title: s.title, Reads: s.behind}
}

// Forget drops what was seen before the person confirmed.
func (s *settings) Forget() { s.end.forget() }

func (s *settings) Read(ctx context.Context) error {
	_, err := s.end.read(ctx)
	return err
}

func (s *settings) Plan() steps.Change {
	if s.pair != nil && s.pair.social() {
		return left()
	}
	if risks := s.job.unconfirmed(s.end, s.under()); len(risks) > 0 {
		return s.held(risks)
	}
	if s.end.byHand() {
		return steps.Change{
			Action: steps.Manual, Summary: "set " + s.end.words + " by hand; the checklist shows each value",
			Cure: "open " + s.end.admin(s.wishes[len(s.wishes)-1].path), Fields: s.sheet(),
		}
	}
	l := s.end.last()
	if l == nil {
		return steps.Change{Action: steps.Blocked, Summary: "the site has not been looked at"}
	}
	if side := s.missing(l); side != "" {
		return steps.Change{Action: steps.Blocked, Summary: "this edition of Totara has no Totara Connect " + side, Cure: "ask Totara for an edition that has it"}
	}
	c := steps.Change{Action: steps.None, Summary: "as the answers say", Key: s.end.url()}
	if s.others != nil {
		c.Kept = s.others(l)
	}
	for _, w := range s.wishes {
		if now := l.value(w.full); now != w.value {
			if lock := l.Settings[w.full].Lock; lock != "" {
				return locked(w.title, lock)
			}
			c.Fields = append(c.Fields, steps.Field{Path: w.full, From: orNothing(now), To: w.value})
		}
	}
	if s.plugin && !l.Client.Enabled {
		if l.Auth.Lock != "" {
			return locked("auth", l.Auth.Lock)
		}
		now := strings.Join(l.Auth.Enabled, ",")
		c.Fields = append(c.Fields, steps.Field{Path: "auth", From: now, To: strings.Trim(now+",connect", ",")})
	}
	if len(c.Fields) > 0 {
		c.Action, c.Summary = steps.Update, "set "+s.end.words
	}
	return c
}

// under is the name before which risks and rows of the step stand.
func (s *settings) under() string {
	return strings.TrimSuffix(string(s.id), ".settings")
}

// held is the change of answers whose risks nobody has confirmed.
func (s *settings) held(risks []risk) steps.Change {
	var texts, keys []string
	for _, r := range risks {
		texts = append(texts, fmt.Sprintf("%s: %s", r.Name, r.Text))
		keys = append(keys, fmt.Sprintf("confirmed.%s.%s", s.under(), r.Name))
	}
	return steps.Change{
		Action: steps.Blocked, Summary: strings.Join(texts, " "),
		Cure: fmt.Sprintf("%s. To do it all the same, confirm it by name in the answers file: %s with by and on", risks[0].Safe, strings.Join(keys, ", ")),
	}
}

// missing names the side of Totara Connect that the site lacks.
func (s *settings) missing(l *look) string {
	switch {
	case s.plugin && l.Client == nil:
		return "client"
	case !s.plugin && l.Server == nil:
		return "server"
	}
	return ""
}

// sheet are the values for a person, as the plan shows them.
func (s *settings) sheet() []steps.Field {
	var out []steps.Field
	if s.plugin {
		out = append(out, steps.Field{Path: "auth", To: "Totara Connect client: on"})
	}
	for _, w := range s.wishes {
		out = append(out, steps.Field{Path: w.full, To: w.shown})
	}
	return out
}

func (s *settings) Apply(ctx context.Context, c steps.Change) error {
	set := map[string]string{}
	for _, f := range c.Fields {
		if text, ok := f.To.(string); ok && f.Path != "auth" {
			set[f.Path] = text
		}
	}
	plugin := slices.ContainsFunc(c.Fields, func(f steps.Field) bool { return f.Path == "auth" })
	_, err := s.end.write(ctx, site.Request{Op: "connect.set", Args: map[string]any{"settings": set, "plugin": plugin}})
	return err
}

func (s *settings) Check(ctx context.Context) []steps.Result {
	if s.end.byHand() {
		return s.rows()
	}
	if _, err := s.end.read(ctx); err != nil {
		return []steps.Result{unseen(string(s.id), s.title, err)}
	}
	c := s.Plan()
	r := steps.Result{ID: string(s.id), Group: "connect", Title: s.title, Status: steps.Pass, Detail: c.Summary, Source: steps.FromTotara}
	if c.Action.Writes() {
		var paths []string
		for _, f := range c.Fields {
			paths = append(paths, f.Path)
		}
		r.Status, r.Detail, r.Fix = steps.Fail, "other than the answers say: "+strings.Join(paths, ", "), "run connect apply, or correct the answers"
	}
	return []steps.Result{r}
}

// rows are the values for a person, each to be ticked.
func (s *settings) rows() []steps.Result {
	var out []steps.Result
	add := func(full, title, path, shown string) {
		out = append(out, steps.Result{
			ID: s.under() + "." + full[strings.LastIndexByte(full, '/')+1:], Group: "connect", Title: title, Status: steps.ToDo, Source: steps.FromAnswers,
			Detail: fmt.Sprintf("%s on %s (%s)", shown, s.end.words, full), Fix: "enter it at " + s.end.admin(path) + " and tick this row",
		})
	}
	if s.plugin {
		add("auth", "Totara Connect client", pagePlugins, "switched on")
	}
	for _, w := range s.wishes {
		add(w.full, w.title, w.path, w.shown)
	}
	return out
}

// locked is the change of a setting that cannot be changed.
func locked(title, by string) steps.Change {
	cure := "change it in config.php"
	if by == "flavour" {
		by, cure = "this edition of Totara", "ask Totara for an edition that allows it"
	}
	return steps.Change{Action: steps.Blocked, Summary: fmt.Sprintf("%s is held by %s and has another value", title, by), Cure: cure}
}

// unseen is the row of something that could not be looked at.
func unseen(id, title string, err error) steps.Result {
	r := steps.Result{ID: id, Group: "connect", Title: title, Status: steps.Unseen, Detail: plain(err.Error()), Fix: "run the same command again", Source: steps.FromTotara}
	if cure := steps.CureOf(err); cure != "" {
		r.Fix = cure
	}
	return r
}

// orNothing is nil for a setting that has no value.
func orNothing(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// plain is foreign text for one line.
func plain(s string) string { return tenant.Plain(s, 200) }
