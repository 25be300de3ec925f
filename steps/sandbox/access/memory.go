package access

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"teamwright/steps/sandbox/place"
)

// object is a template or a client, in Access's own names.
type object = map[string]any

// state is what is remembered.
type state struct {
	Schema    int               `json:"schema"`
	Templates map[string]object `json:"templates"` // by appProductId
	Clients   map[string]object `json:"clients"`   // by clientId
}

const (
	schema    = 1
	maxMemory = 16 << 20 // bytes
)

// builtIn is the template of the product's own app. Its lives, three hours, 90
// days and ten days, are documented, so it tells the unit.
const builtIn = "GreenBox-TemplateId"

// seed puts in what a new tenant has.
func (s *Service) seed() {
	unit := 1
	if s.opt.Seconds {
		unit = 60
	}
	s.state.Templates[builtIn] = object{
		"appProductId": builtIn, "resourceUuid": "00000000-0000-0000-0000-000000000000",
		"scope": "email profile user openid", "redirectUri": "awgb://oauth2", "tokenType": "Bearer", "length": float64(32),
		"authGrantTypes": "authorization_code refresh_token", "displayUserGrant": false,
		"accessTokenTTL": float64(180 * unit), "refreshTokenTTL": float64(129600 * unit), "refreshTokenIdleTTL": float64(14400 * unit),
	}
}

// recall reads the memory file, if there is one.
func recall(path string) (state, error) {
	none := state{Schema: schema}
	if path == "" {
		return none, nil
	}
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return none, nil
	}
	if err != nil {
		return none, fmt.Errorf("memory of Access: %w", err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxMemory+1))
	var s state
	switch {
	case err != nil:
	case len(data) > maxMemory:
		err = errors.New("is too large")
	default:
		if err = json.Unmarshal(data, &s); err == nil && s.Schema != schema {
			err = fmt.Errorf("has schema %d, this program knows %d", s.Schema, schema)
		}
	}
	if err != nil {
		return none, fmt.Errorf("memory of Access, %s: %w; remove the file to start the rehearsal afresh", path, err)
	}
	if s.Templates != nil && s.Clients == nil {
		s.Clients = map[string]object{}
	}
	return s, nil
}

// remember writes the state by rename, mode 0600.
func remember(path string, s state) error {
	if path == "" {
		return nil
	}
	data, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		return fmt.Errorf("memory of Access: %w", err)
	}
	if err := place.Write(path, append(data, '\n')); err != nil {
		return fmt.Errorf("memory of Access: %w", err)
	}
	return nil
}
