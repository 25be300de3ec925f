package totara

import (
	"context"
	"fmt"
	"strings"

	"teamwright/steps/application"
	"teamwright/steps/site"
)

// Seminar rooms with Teams meetings keep a client id and a secret of their
// own; Totara 13 and newer.
const (
	keyMeetingID     = "virtualmeeting_msteams/client_id"
	keyMeetingSecret = "virtualmeeting_msteams/client_secret"
)

// InUse asks the site how a secret begins that it uses now, in three
// characters, as Microsoft Graph gives them too. name is "sso" or "bot"; ok is
// false when the site holds none. The secret itself never comes. It looks anew
// each time: what it says decides which secret is removed.
func (t *Totara) InUse(name string) func(ctx context.Context) (hint string, ok bool, err error) {
	return func(ctx context.Context) (string, bool, error) {
		st, err := t.secretsNow(ctx)
		if err != nil {
			return "", false, err
		}
		have := st.Secrets[keyBotSecret]
		if name == "sso" {
			chosen, _ := st.chosen()
			have = chosen.Secret
		}
		return have.Hint, have.Set, nil
	}
}

// Others lists every place in Totara that holds a secret for a client id: OAuth
// 2 services, the bot, seminar rooms.
func (t *Totara) Others(ctx context.Context, appID string) ([]application.Use, error) {
	st, err := t.secretsNow(ctx)
	if err != nil {
		return nil, err
	}
	var out []application.Use
	for _, v := range st.withClient(appID) {
		out = append(out, application.Use{Name: fmt.Sprintf("OAuth 2 service %q", v.Name), Hint: v.Secret.Hint})
	}
	for _, place := range [][2]string{{keyBotAppID, keyBotSecret}, {keyMeetingID, keyMeetingSecret}} {
		if kept := st.Secrets[place[1]]; kept.Set && strings.EqualFold(st.Settings[place[0]].text(), appID) {
			out = append(out, application.Use{Name: place[1], Hint: kept.Hint})
		}
	}
	return out, nil
}

// secretsNow looks at the places of secrets alone.
func (t *Totara) secretsNow(ctx context.Context) (state, error) {
	var st state
	answer, err := t.Site.Ask(ctx, site.Request{Op: "totara.look", Args: lookArgs{
		Parts: []string{"settings", "secrets", "services"}, Nonce: t.view.nonce,
		Settings: []string{keyIssuer, keyBotAppID, keyMeetingID}, Secrets: []string{keyBotSecret, keyMeetingSecret},
	}})
	if err == nil {
		err = answer.Into(&st)
	}
	if err == nil {
		err = t.view.another(st)
	}
	return st, err
}
