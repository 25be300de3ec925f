package totara

import "context"

// InUse asks the site how a secret begins that it uses now, in three
// characters, as Microsoft Graph gives them too. name is "sso" or "bot"; ok is
// false when the site holds none. The secret itself never comes.
func (t *Totara) InUse(name string) func(ctx context.Context) (hint string, ok bool, err error) {
	return func(ctx context.Context) (string, bool, error) {
		if err := t.view.settled(ctx); err != nil {
			return "", false, err
		}
		st := t.view.now()
		have := st.Secrets[keyBotSecret]
		if name == "sso" {
			chosen, _ := st.chosen()
			have = chosen.Secret
		}
		return have.Hint, have.Set, nil
	}
}
