package totara

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"teamwright/steps/sandbox/place"
)

// data is what a site remembers.
type data struct {
	Format    int               `json:"format"`
	Settings  map[string]string `json:"settings"` // by full name: component/name, or a name alone
	Secrets   map[string]sealed `json:"secrets"`
	Services  []service         `json:"services"`
	Icons     map[string][]byte `json:"icons"`
	Processor bool              `json:"processor"`
	Messages  []message         `json:"messages"`
	Events    []event           `json:"events"`
}

// sealed is a secret of which only a digest is remembered.
type sealed struct {
	Sum  string `json:"sum,omitempty"`
	Hint string `json:"hint,omitempty"`
}

func seal(text string) sealed {
	if text == "" {
		return sealed{}
	}
	sum := sha256.Sum256([]byte(text))
	return sealed{hex.EncodeToString(sum[:]), text[:min(3, len(text))]}
}

// told is what a site tells of a secret.
func (s sealed) told(nonce string) map[string]any {
	if s.Sum == "" {
		return map[string]any{"set": false, "digest": "", "hint": ""}
	}
	mac := hmac.New(sha256.New, []byte(nonce))
	mac.Write([]byte(s.Sum))
	return map[string]any{"set": true, "digest": hex.EncodeToString(mac.Sum(nil)), "hint": s.Hint}
}

type service struct {
	ID        int               `json:"id"`
	Name      string            `json:"name"`
	Type      string            `json:"type"`
	ClientID  string            `json:"client_id"`
	Secret    sealed            `json:"secret"`
	Enabled   bool              `json:"enabled"`
	LoginPage bool              `json:"login_page"`
	Confirm   bool              `json:"confirm"`
	Domains   string            `json:"domains"`
	Endpoints map[string]string `json:"endpoints"`
	Mappings  map[string]string `json:"mappings"`
}

type message struct {
	Provider       string   `json:"provider"`
	Permitted      string   `json:"permitted"`
	In             []string `json:"in"`
	Off            []string `json:"off"`
	ShipsPermitted bool     `json:"ships_permitted"`
	ShipsIn        bool     `json:"ships_in"`
	ShipsOff       bool     `json:"ships_off"`
}

type event struct {
	Resolver string   `json:"resolver"`
	Chosen   bool     `json:"chosen"`
	Channels []string `json:"channels"`
	Off      bool     `json:"off"`
}

const zeros = "00000000-0000-0000-0000-000000000000"

// fresh is a site as it stands after its installation.
func fresh() data {
	both := []string{"popup", "email"}
	return data{
		Format: 1,
		Settings: map[string]string{
			"enabletotara_msteams": "3", "allowframembedding": "0", "cookiesecure": "1", "catalogtype": "totara",
			"publishgridcatalogimage": "0", "forcelogin": "1", "auth": "", "curlsecurityallowedport": "443\n80",
			"curlsecurityblockedhosts": "", "publishername": "", "publisherwebsite": "", "privacypolicy": "", "termsofuse": "",
			"totara_msteams/manifest_app_id": zeros, "totara_msteams/manifest_app_package_name": "",
			"totara_msteams/oauth2_issuer": "0", "totara_msteams/sso_app_id": zeros, "totara_msteams/sso_scope": "",
			"totara_msteams/bot_feature_enabled": "0", "totara_msteams/messaging_extension_enabled": "0",
			"totara_msteams/bot_app_id": zeros, "totara_msteams/manifest_app_version": "1.0.0",
			"totara_msteams/manifest_app_name": "Totara", "totara_msteams/manifest_app_fullname": "",
			"totara_msteams/manifest_app_description": "Learning in Teams.", "totara_msteams/manifest_app_fulldescription": "Learning in Microsoft Teams.",
			"totara_msteams/manifest_app_icon_color": "", "totara_msteams/manifest_app_icon_outline": "",
			"totara_msteams/manifest_app_accent_color": "#FFFFFF", "totara_msteams/publisher_mpnid": "",
			"auth_oauth2/allowautolinkingexisting": "1", "auth_oauth2/allowaccountcreation": "1",
		},
		Secrets: map[string]sealed{},
		Icons:   map[string][]byte{},
		Messages: []message{
			{Provider: "totara_engage_share_notification", Permitted: "permitted", In: append(slices.Clone(both), "msteams"), Off: append(slices.Clone(both), "msteams"), ShipsPermitted: true, ShipsIn: true, ShipsOff: true},
			{Provider: "container_workspace_join_request", Permitted: "disallowed", In: both, Off: both, ShipsPermitted: true, ShipsIn: true, ShipsOff: true},
		},
		Events: []event{
			{Resolver: `core_course\totara_notification\resolver\course_completed_resolver`, Channels: []string{"email", "popup"}},
			{Resolver: `totara_program\totara_notification\resolver\assigned`, Channels: []string{"email", "popup"}},
		},
	}
}

// remember takes over what the memory file holds.
func (s *Site) remember() error {
	if s.options.Memory == "" {
		return nil
	}
	raw, err := os.ReadFile(s.options.Memory)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("memory of the rehearsed site: %w", err)
	}
	d := fresh()
	if err := json.Unmarshal(raw, &d); err != nil || d.Format != 1 {
		return fmt.Errorf("%s is no memory of a rehearsed site: move it away", s.options.Memory)
	}
	s.data = d
	return nil
}

// keep writes the memory file: all of it or nothing.
func (s *Site) keep() error {
	if s.options.Memory == "" {
		return nil
	}
	raw, err := json.MarshalIndent(s.data, "", " ")
	if err != nil {
		return err
	}
	if err := place.Write(s.options.Memory, raw); err != nil {
		return fmt.Errorf("memory of the rehearsed site: %w", err)
	}
	return nil
}

// value is the value of a setting that counts.
func (s *Site) value(name string) string {
	if v, ok := s.options.Forced[name]; ok {
		return v
	}
	return s.data.Settings[name]
}

// lock is what holds a setting.
func (s *Site) lock(name string) string {
	if _, ok := s.options.Forced[name]; ok {
		return "config.php"
	}
	if s.options.NoEngage && name == "enabletotara_msteams" {
		return "flavour"
	}
	return ""
}

// set writes a setting.
func (s *Site) set(name, value string) error {
	if old, ok := s.data.Settings[name]; ok && old == value && s.lock(name) == "" {
		return nil
	}
	switch s.lock(name) {
	case "config.php":
		if s.value(name) == value {
			return nil
		}
		return &Refusal{"locked", "the setting " + name + " is held by config.php and cannot be changed", "change it in config.php"}
	case "flavour":
		return &Refusal{"locked", "the setting " + name + " is held by this edition of Totara and cannot be changed", "ask Totara for an edition that has it"}
	}
	s.data.Settings[name] = value
	s.written++
	if name == "enabletotara_msteams" { // the page's own callback
		s.data.Processor = value == "1"
	}
	return nil
}
