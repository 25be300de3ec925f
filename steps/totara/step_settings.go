package totara

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"

	"teamwright/steps"
	"teamwright/steps/secret"
)

// settingsStep are Totara's settings and the two icons.
type settingsStep struct {
	*Totara
	after []steps.ID
}

func (s *settingsStep) About() steps.About {
	return steps.About{Source: steps.FromTotara, ID: "totara.settings", Title: "Settings in Totara", Needs: append(s.SettingsAfter[:len(s.SettingsAfter):len(s.SettingsAfter)], s.after...)}
}

func (s *settingsStep) Read(ctx context.Context) error { return s.view.read(ctx) }

func (s *settingsStep) Plan() steps.Change {
	st := s.view.now()
	if err := s.view.obstacle(st); err != nil {
		return blocked(err)
	}
	p := s.planSettings(st)
	c := steps.Change{Fields: p.fields, Kept: p.kept, Key: "totara.settings"}
	if len(p.fields) == 0 {
		c.Action, c.Summary = steps.None, "Totara's settings are as they should be"
		return c
	}
	c.Action, c.Summary = steps.Update, fmt.Sprintf("write %s into Totara", count(len(p.fields), "setting"))
	if p.moves != "" {
		c.Summary += fmt.Sprintf("; the Teams app gets another id than %s: whoever has that one installed keeps it, and links in Teams to it break", p.moves)
	}
	return c
}

func (s *settingsStep) Apply(ctx context.Context, _ steps.Change) error {
	return s.view.write(ctx, func(st state) (writeArgs, map[string]secret.Text, bool, error) {
		p := s.planSettings(st)
		for _, f := range p.fields {
			if f.Unknown != "" {
				return writeArgs{}, nil, false, steps.ErrMoved
			}
		}
		return p.write, p.secrets, len(p.fields) > 0, nil
	})
}

// settingsPlan is what is to be done about the settings.
type settingsPlan struct {
	fields  []steps.Field
	kept    []string
	held    []string // differ, and something else holds them
	moves   string   // the id that the Teams app had until now
	write   writeArgs
	secrets map[string]secret.Text
}

// planSettings compares every setting and icon with what the answers ask for.
func (t *Totara) planSettings(st state) settingsPlan {
	p := settingsPlan{secrets: map[string]secret.Text{}}
	p.write.Set, p.write.Icons = map[string]string{}, map[string]string{}
	for _, w := range t.wishes() {
		have := st.Settings[w.key]
		switch {
		case w.holds(have):
		case have.Lock != "":
			p.held = append(p.held, fmt.Sprintf("%s is held by %s", w.key, lockWord(have.Lock)))
		case !have.Known && have.Value == nil && w.key != keyFeature:
			p.kept = append(p.kept, fmt.Sprintf("this Totara has no setting %s", w.key))
		default:
			p.fields = append(p.fields, w.field(have))
			p.write.Set[w.key] = w.value.Or("")
			if id := have.text(); w.key == keyAppID && guid.MatchString(id) && strings.Trim(id, "0-") != "" {
				p.moves = id
			}
		}
	}
	p.kept = append(p.kept, p.held...)
	if text, differs := t.given("bot", st.Secrets[keyBotSecret]); differs && t.Answers.Bot.Needed() {
		p.fields = append(p.fields, steps.Field{Path: keyBotSecret, Secret: true})
		p.secrets["bot"] = text
	}
	p.icon("color", keyColor, t.Color, st)
	p.icon("outline", keyOutline, t.Outline, st)
	if !st.Processor.Enabled && st.Processor.Present {
		p.fields = append(p.fields, steps.Field{Path: "message_processors.msteams", From: false, To: true})
		p.write.Processor = true
	}
	return p
}

// icon compares a picture by its digest, which is what the plan shows.
func (p *settingsPlan) icon(name, key string, content []byte, st state) {
	if len(content) == 0 {
		return
	}
	sum := sha256.Sum256(content)
	digest := hex.EncodeToString(sum[:])
	have := st.Icons[name]
	if have.SHA256 == digest && have.Path != "" {
		return
	}
	if lock := st.Settings[key].Lock; lock != "" {
		p.held = append(p.held, fmt.Sprintf("%s is held by %s", key, lockWord(lock)))
		p.kept = append(p.kept, p.held[len(p.held)-1])
		return
	}
	p.fields = append(p.fields, steps.Field{Path: key, From: picture(have.SHA256), To: picture(digest)})
	p.write.Icons[name] = base64.StdEncoding.EncodeToString(content)
}

// picture names one by the beginning of its digest.
func picture(digest string) any {
	if digest == "" {
		return "Totara's own picture"
	}
	return "picture " + digest[:min(12, len(digest))]
}

func lockWord(lock string) string {
	if lock == "flavour" {
		return "this edition of Totara (its flavour)"
	}
	return lock
}

// Check compares what was read with the answers, setting by setting.
func (s *settingsStep) Check(ctx context.Context) []steps.Result {
	r := steps.Result{ID: "totara.settings", Group: "totara", Title: s.About().Title, Source: steps.FromTotara}
	if err := s.view.read(ctx); err != nil {
		return []steps.Result{unseen(r, err)}
	}
	p := s.planSettings(s.view.now())
	switch {
	case len(p.fields) > 0:
		r.Status, r.Detail, r.Fix = steps.Fail, join(append([]string{"not as the answers say: " + paths(p.fields)}, p.held...)), "run teamwright totara apply"
	case len(p.held) > 0:
		r.Status, r.Detail = steps.Fail, "other than the answers say, and cannot be changed here: "+join(p.held)
		r.Fix = "change it where it is held, or write its value into the answers"
	default:
		r.Status, r.Detail = steps.Pass, "every setting is as the answers say"
	}
	return []steps.Result{r}
}
