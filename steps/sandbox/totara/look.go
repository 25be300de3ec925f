package totara

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strings"
)

type lookArgs struct {
	Parts    []string `json:"parts"`
	Settings []string `json:"settings"`
	Secrets  []string `json:"secrets"`
	Nonce    string   `json:"nonce"`
}

// look reads the parts that are asked for.
func (s *Site) look(raw json.RawMessage, _ map[string]string) (any, map[string]string, error) {
	var args lookArgs
	if err := json.Unmarshal(raw, &args); err != nil {
		return nil, nil, err
	}
	out, err := s.seen(args)
	return out, nil, err
}

func (s *Site) seen(args lookArgs) (map[string]any, error) {
	out := map[string]any{"site": s.greeting()}
	for _, part := range args.Parts {
		read, known := s.parts()[part]
		if !known {
			return nil, &Refusal{"part", "the script knows no part " + part, ""}
		}
		v, err := read(args)
		if err != nil {
			return nil, err
		}
		out[part] = v
	}
	return out, nil
}

func (s *Site) parts() map[string]func(lookArgs) (any, error) {
	just := func(v func() any) func(lookArgs) (any, error) {
		return func(lookArgs) (any, error) { return v(), nil }
	}
	return map[string]func(lookArgs) (any, error){
		"settings":  func(a lookArgs) (any, error) { return s.settings(a.Settings), nil },
		"secrets":   func(a lookArgs) (any, error) { return s.secrets(a.Secrets, a.Nonce), nil },
		"services":  func(a lookArgs) (any, error) { return s.services(a.Nonce), nil },
		"auth":      just(s.auth),
		"processor": just(func() any { return map[string]any{"present": true, "enabled": s.data.Processor} }),
		"icons":     just(s.icons),
		"messages":  just(func() any { return list(s.data.Messages) }),
		"events":    just(func() any { return list(s.data.Events) }),
		"facts":     just(s.facts),
		"verify":    just(func() any { return s.verify() }),
		"package":   func(lookArgs) (any, error) { return s.packed() },
	}
}

// list is never null in JSON.
func list[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

func (s *Site) settings(names []string) any {
	out := map[string]any{}
	for _, name := range names {
		var value any
		_, stored := s.data.Settings[name]
		_, forced := s.options.Forced[name]
		if stored || forced {
			value = s.value(name)
		}
		known := stored && (name != "enabletotara_msteams" || !s.options.NoEngage)
		out[name] = map[string]any{"value": value, "known": known, "lock": s.lock(name)}
	}
	return out
}

func (s *Site) secrets(names []string, nonce string) any {
	out := map[string]any{}
	for _, name := range names {
		told := s.data.Secrets[name].told(nonce)
		told["lock"] = s.lock(name)
		out[name] = told
	}
	return out
}

func (s *Site) services(nonce string) any {
	out := []any{}
	for _, v := range s.data.Services {
		out = append(out, map[string]any{
			"id": v.ID, "name": v.Name, "type": v.Type, "client_id": v.ClientID, "secret": v.Secret.told(nonce),
			"enabled": v.Enabled, "login_page": v.LoginPage, "confirm": v.Confirm, "domains": v.Domains,
			"endpoints": v.Endpoints, "mappings": v.Mappings,
		})
	}
	return out
}

func (s *Site) auth() any {
	return map[string]any{"plugin": true, "enabled": commas(s.value("auth")), "lock": s.lock("auth")}
}

func (s *Site) icons() any {
	out := map[string]any{}
	for _, name := range []string{"color", "outline"} {
		digest := ""
		if content := s.data.Icons[name]; len(content) > 0 {
			sum := sha256.Sum256(content)
			digest = hex.EncodeToString(sum[:])
		}
		out[name] = map[string]any{"sha256": digest, "path": s.value("totara_msteams/manifest_app_icon_" + name)}
	}
	return out
}

func (s *Site) facts() any {
	now := s.options.Now().Unix()
	cron := now - 60
	if s.options.NoCron {
		cron = 0
	}
	return map[string]any{
		"feature": true, "services": true, "events": true, "cron": cron, "now": now,
		"https": strings.HasPrefix(s.options.WWWRoot, "https://"), "languages": []string{"en"},
	}
}

// commas are the words of a comma list.
func commas(text string) []string {
	out := []string{}
	for w := range strings.SplitSeq(text, ",") {
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}

// prove cannot ask anybody: the rehearsed site has no way out.
func (s *Site) prove(json.RawMessage, map[string]string) (any, map[string]string, error) {
	return map[string]any{"asked": false, "client_id": "", "status": 0, "token": false, "code": "", "text": ""}, nil, nil
}

func encode(content []byte) string { return base64.StdEncoding.EncodeToString(content) }
