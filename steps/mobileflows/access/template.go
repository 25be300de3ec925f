package access

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strconv"

	"teamwright/steps/tenant"
)

// Template is an OAuth template: what a device may become a client of. Times are
// in the tenant's own unit, which [Unit] finds out.
type Template struct {
	ID          string // appProductId
	Resource    string // resourceUuid: who may use it; all zero for everybody
	Scope       string // separated by spaces
	RedirectURI string // one, or several separated by spaces or commas
	TokenType   string
	GrantTypes  string // separated by spaces
	Length      int    // of a token; today's servers pass over it
	AccessTTL   int
	RefreshTTL  int
	IdleTTL     int
	UserGrant   bool // ask the person for a grant

	rest map[string]json.RawMessage // what else Access said of it, kept by a change
}

// wireTemplate is a template in Access's names.
type wireTemplate struct {
	ID          string `json:"appProductId"`
	Resource    string `json:"resourceUuid,omitempty"`
	Scope       string `json:"scope"`
	RedirectURI string `json:"redirectUri"`
	TokenType   string `json:"tokenType"`
	GrantTypes  string `json:"authGrantTypes"`
	Length      number `json:"length,omitempty"`
	AccessTTL   number `json:"accessTokenTTL"`
	RefreshTTL  number `json:"refreshTokenTTL"`
	IdleTTL     number `json:"refreshTokenIdleTTL,omitempty"`
	UserGrant   bool   `json:"displayUserGrant"`
}

// number is a whole number that Access writes with or without quotes.
type number int

// UnmarshalJSON reads both forms.
func (n *number) UnmarshalJSON(data []byte) error {
	text := string(bytes.Trim(data, `"`))
	if text == "null" || text == "" {
		*n = 0
		return nil
	}
	v, err := strconv.Atoi(text)
	if err != nil {
		return fmt.Errorf("%s is no whole number", tenant.Plain(text, 40))
	}
	*n = number(v)
	return nil
}

// UnmarshalJSON reads what Access says of a template.
func (t *Template) UnmarshalJSON(data []byte) error {
	var w wireTemplate
	if err := json.Unmarshal(data, &w); err != nil {
		return err
	}
	var rest map[string]json.RawMessage
	if err := json.Unmarshal(data, &rest); err != nil {
		return err
	}
	delete(rest, "_links")
	*t = Template{
		ID: tenant.Plain(w.ID, 200), Resource: tenant.Plain(w.Resource, 60), Scope: tenant.Plain(w.Scope, 500), RedirectURI: tenant.Plain(w.RedirectURI, 2000),
		TokenType: tenant.Plain(w.TokenType, 40), GrantTypes: tenant.Plain(w.GrantTypes, 200), Length: int(w.Length),
		AccessTTL: int(w.AccessTTL), RefreshTTL: int(w.RefreshTTL), IdleTTL: int(w.IdleTTL), UserGrant: w.UserGrant, rest: rest,
	}
	return nil
}

// MarshalJSON writes the template with whatever else was read of it.
func (t Template) MarshalJSON() ([]byte, error) {
	data, err := json.Marshal(wireTemplate{t.ID, t.Resource, t.Scope, t.RedirectURI, t.TokenType, t.GrantTypes, number(t.Length),
		number(t.AccessTTL), number(t.RefreshTTL), number(t.IdleTTL), t.UserGrant})
	if err != nil || len(t.rest) == 0 {
		return data, err
	}
	all := maps.Clone(t.rest)
	if err := json.Unmarshal(data, &all); err != nil {
		return nil, err
	}
	return json.Marshal(all)
}

const (
	templates    = "oauth2apptemplates"
	templateItem = "oauth2apptemplate"
	templateList = "oauth2apptemplate.list"
)

// Templates lists the tenant's templates. The error wraps [ErrNoInterface] where
// this Access has no such list.
func (c *Client) Templates(ctx context.Context) ([]Template, error) {
	var list struct {
		Items []Template `json:"items"`
	}
	err := c.do(ctx, ask{op: "list the OAuth templates of Access", method: http.MethodGet, path: templates, takes: templateList}, &list)
	return list.Items, err
}

// Template reads one template; ok is false when there is none.
func (c *Client) Template(ctx context.Context, id string) (t Template, ok bool, err error) {
	err = c.do(ctx, ask{op: "read the OAuth template " + id, method: http.MethodGet, path: templates + "/" + segment(id), takes: templateItem}, &t)
	if tenant.Is(err, tenant.NotFound) {
		return Template{}, false, nil
	}
	return t, err == nil, err
}

// CreateTemplate makes a template. One that exists already, like a lost answer,
// is an error of kind Lost: the caller looks.
func (c *Client) CreateTemplate(ctx context.Context, t Template) error {
	return c.do(ctx, ask{op: "make the OAuth template " + t.ID, method: http.MethodPost, path: templates, send: t, sends: templateItem, takes: templateItem}, nil)
}

// ReplaceTemplate writes a template that exists, with what was read of it.
func (c *Client) ReplaceTemplate(ctx context.Context, t Template) error {
	err := c.do(ctx, ask{op: "change the OAuth template " + t.ID, method: http.MethodPut, path: templates + "/" + segment(t.ID), send: t, sends: templateItem, takes: templateItem}, nil)
	var e *tenant.Error
	if errors.As(err, &e) && errors.Is(err, ErrNoInterface) {
		e.Message = "this Access does not let a template be changed through its interface"
		e.Cure = "change the template by hand in Access under Settings, OAuth 2.0 Management, Templates; the plan shows each value"
	}
	return err
}

// DeleteTemplate removes a template for good; one that is gone is no error.
func (c *Client) DeleteTemplate(ctx context.Context, id string) error {
	return gone(c.do(ctx, ask{op: "remove the OAuth template " + id, method: http.MethodDelete, path: templates + "/" + segment(id), sends: templateItem, takes: templateItem}, nil))
}

// gone makes of "not there" that nothing is left to do.
func gone(err error) error {
	var e *tenant.Error
	if errors.As(err, &e) && e.Status == http.StatusNotFound {
		return nil
	}
	return err
}
