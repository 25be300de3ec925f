package totara

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

type writeArgs struct {
	Auth      []string          `json:"auth"`
	Service   *serviceWrite     `json:"service"`
	Set       map[string]string `json:"set"`
	Icons     map[string]string `json:"icons"`
	Processor bool              `json:"processor"`
	Messages  []messageWrite    `json:"messages"`
	Events    []event           `json:"events"`
	Look      lookArgs          `json:"look"`
}

type serviceWrite struct {
	ID        int               `json:"id"`
	Choose    bool              `json:"choose"`
	Name      string            `json:"name"`
	ClientID  string            `json:"client_id"`
	Enabled   *bool             `json:"enabled"`
	Confirm   *bool             `json:"confirm"`
	Domains   *string           `json:"domains"`
	Endpoints map[string]string `json:"endpoints"`
}

type messageWrite struct {
	Provider  string   `json:"provider"`
	Permitted string   `json:"permitted"`
	In        []string `json:"in"`
	Off       []string `json:"off"`
}

// write does what it is given in the script's order and looks again.
func (s *Site) write(raw json.RawMessage, secrets map[string]string) (any, map[string]string, error) {
	var args writeArgs
	if err := json.Unmarshal(raw, &args); err != nil {
		return nil, nil, err
	}
	if s.options.Pending {
		return nil, nil, &Refusal{"pending", "the site waits for its own upgrade, and nothing is written before that", "run admin/cli/upgrade.php"}
	}
	for _, do := range []func(writeArgs, map[string]string) error{s.writeAuth, s.writeService, s.writeSettings, s.writeIcons, s.writeOutputs} {
		if err := do(args, secrets); err != nil {
			return nil, nil, err
		}
	}
	out, err := s.seen(args.Look)
	if err != nil {
		return nil, nil, err
	}
	out["written"] = s.written
	return out, nil, nil
}

func (s *Site) writeAuth(args writeArgs, _ map[string]string) error {
	for _, name := range args.Auth {
		if on := commas(s.value("auth")); !slices.Contains(on, name) {
			if err := s.set("auth", strings.Join(append(on, name), ",")); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Site) writeService(args writeArgs, secrets map[string]string) error {
	w := args.Service
	if w == nil {
		return nil
	}
	row, err := s.row(*w)
	if err != nil {
		return err
	}
	row.ClientID = w.ClientID
	if w.Enabled != nil {
		row.Enabled = *w.Enabled
	}
	if w.Confirm != nil {
		row.Confirm = *w.Confirm
	}
	if w.Domains != nil {
		row.Domains = *w.Domains
	}
	maps.Copy(row.Endpoints, w.Endpoints)
	if text := secrets["sso"]; text != "" {
		row.Secret = seal(text)
	}
	s.written++
	if w.Choose {
		return s.set("totara_msteams/oauth2_issuer", fmt.Sprint(row.ID))
	}
	return nil
}

// row is the service that is written to: the one with the client id, the one
// that was chosen beforehand, or a new one with Microsoft's stock values.
func (s *Site) row(w serviceWrite) (*service, error) {
	var found []*service
	last := 0
	for i := range s.data.Services {
		last = max(last, s.data.Services[i].ID)
		if s.data.Services[i].ClientID == w.ClientID {
			found = append(found, &s.data.Services[i])
		}
	}
	switch {
	case w.ClientID == "":
		return nil, &Refusal{"client", "the client id of the OAuth 2 service is not known", ""}
	case len(found) > 1:
		return nil, &Refusal{"two_services", "several OAuth 2 services have the client id " + w.ClientID, "delete all but one of them in Totara"}
	case len(found) == 1:
		return found[0], nil
	}
	for i := range s.data.Services {
		if w.ID != 0 && s.data.Services[i].ID == w.ID && s.data.Services[i].ClientID == "" {
			return &s.data.Services[i], nil
		}
	}
	if w.ID != 0 {
		return nil, &Refusal{"moved", "the OAuth 2 service that was to be changed is no longer what it was", "run the same command again"}
	}
	s.data.Services = append(s.data.Services, service{
		ID: last + 1, Name: w.Name, Type: "microsoft", Enabled: true, LoginPage: true, Confirm: true,
		Endpoints: map[string]string{
			"authorization_endpoint": "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
			"token_endpoint":         "https://login.microsoftonline.com/common/oauth2/v2.0/token",
			"userinfo_endpoint":      "https://graph.microsoft.com/v1.0/me/",
			"userpicture_endpoint":   "https://graph.microsoft.com/v1.0/me/photo/$value",
		},
		Mappings: map[string]string{"email": "userPrincipalName", "firstname": "givenName", "lastname": "surname"},
	})
	return &s.data.Services[len(s.data.Services)-1], nil
}

func (s *Site) writeSettings(args writeArgs, secrets map[string]string) error {
	if text, ok := secrets["bot"]; ok {
		const name = "totara_msteams/bot_app_secret"
		if s.lock(name) != "" {
			return &Refusal{"locked", "the setting " + name + " is held by config.php and cannot be changed", "change it in config.php"}
		}
		s.data.Secrets[name] = seal(text)
		s.written++
	}
	for _, name := range slices.Sorted(maps.Keys(args.Set)) {
		if err := s.set(name, args.Set[name]); err != nil {
			return err
		}
	}
	return nil
}

func (s *Site) writeIcons(args writeArgs, _ map[string]string) error {
	for _, name := range slices.Sorted(maps.Keys(args.Icons)) {
		content, err := base64.StdEncoding.DecodeString(args.Icons[name])
		if err != nil || !bytes.HasPrefix(content, []byte("\x89PNG\r\n\x1a\n")) || name != "color" && name != "outline" {
			return &Refusal{"icon", "the icon " + name + " is no PNG picture that Totara has a place for", ""}
		}
		s.data.Icons[name] = content
		s.written++
		if err := s.set("totara_msteams/manifest_app_icon_"+name, "/"+name+".png"); err != nil {
			return err
		}
	}
	return nil
}

func (s *Site) writeOutputs(args writeArgs, _ map[string]string) error {
	if args.Processor && !s.data.Processor {
		s.data.Processor = true
		s.written++
	}
	for _, w := range args.Messages {
		i := slices.IndexFunc(s.data.Messages, func(m message) bool { return m.Provider == w.Provider })
		if i < 0 {
			return &Refusal{"no_message", "this site has no message " + w.Provider, ""}
		}
		m := &s.data.Messages[i]
		if w.Permitted != "" {
			m.Permitted = w.Permitted
		}
		if w.In != nil {
			m.In = w.In
		}
		if w.Off != nil {
			m.Off = w.Off
		}
		s.written++
	}
	for _, w := range args.Events {
		i := slices.IndexFunc(s.data.Events, func(e event) bool { return e.Resolver == w.Resolver })
		if i < 0 {
			return &Refusal{"no_event", "this site has no event " + w.Resolver, ""}
		}
		s.data.Events[i].Channels, s.data.Events[i].Chosen = w.Channels, true
		s.written++
	}
	return nil
}
