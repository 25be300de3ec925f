// Package token makes and reads the access tokens of the rehearsal cloud.
//
// A token has the shape of Entra's: a JSON Web Token whose claims a client can
// read (tid, oid, scp ...). It is signed with a key that lives as long as the
// process, so a token of another run is refused the way an unknown signing key
// is. Nobody but this cloud can check the signature; clients must not try.
package token

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// Claims are what a token says. Names are Entra's.
type Claims struct {
	Audience  string   `json:"aud"`
	Issuer    string   `json:"iss"`
	IssuedAt  int64    `json:"iat"`
	NotBefore int64    `json:"nbf"`
	Expires   int64    `json:"exp"`
	AppID     string   `json:"appid,omitempty"`
	AppName   string   `json:"app_displayname,omitempty"`
	IDType    string   `json:"idtyp,omitempty"` // "user" or "app"
	Name      string   `json:"name,omitempty"`
	ObjectID  string   `json:"oid,omitempty"`
	Scopes    string   `json:"scp,omitempty"`
	Roles     []string `json:"roles,omitempty"` // application permissions
	Tenant    string   `json:"tid"`
	Unique    string   `json:"uti"`
	UPN       string   `json:"upn,omitempty"`
	Username  string   `json:"preferred_username,omitempty"`
	Client    []string `json:"xms_cc,omitempty"` // CP1: the client handles claims challenges
	WIDs      []string `json:"wids,omitempty"`   // template ids of the person's directory roles
	Version   string   `json:"ver"`

	Generation int64 `json:"xms_generation"` // how often sessions had been revoked when it was issued
}

// Delegated reports whether the token stands for a person.
func (c Claims) Delegated() bool { return c.IDType != "app" }

// Allows reports whether one of the permissions was granted, as scope of a
// person's token or as role of an application's.
func (c Claims) Allows(permissions ...string) bool {
	have := c.Roles
	if c.Delegated() {
		have = strings.Fields(c.Scopes)
	}
	return slices.ContainsFunc(permissions, func(p string) bool { return slices.Contains(have, p) })
}

// HandlesChallenges reports whether the client said that it handles claims
// challenges (continuous access evaluation).
func (c Claims) HandlesChallenges() bool { return slices.Contains(c.Client, "CP1") }

// Why a token is refused.
var (
	ErrMalformed = errors.New("access token is malformed")
	ErrSignature = errors.New("access token is signed by another key")
	ErrExpired   = errors.New("access token has expired")
)

// Signer makes and checks tokens.
type Signer struct {
	key        []byte
	generation atomic.Int64
}

// NewSigner returns a signer with a fresh key.
func NewSigner(random io.Reader) (*Signer, error) {
	key := make([]byte, 32)
	if _, err := io.ReadFull(random, key); err != nil {
		return nil, fmt.Errorf("signing key: %w", err)
	}
	return &Signer{key: key}, nil
}

// Revoke makes every token issued so far stale: an API answers it with a
// claims challenge, if the client handles those.
func (s *Signer) Revoke() { s.generation.Add(1) }

// Generation is what a token issued now carries.
func (s *Signer) Generation() int64 { return s.generation.Load() }

// Stale reports whether the sessions were revoked since the token was issued.
func (s *Signer) Stale(c Claims) bool { return c.Generation < s.generation.Load() }

// Sign returns the token that says claims.
func (s *Signer) Sign(claims any) (string, error) {
	body, err := json.Marshal(claims)
	if err != nil {
		return "", fmt.Errorf("claims: %w", err)
	}
	text := encode([]byte(`{"typ":"JWT","alg":"HS256","kid":"rehearsal"}`)) + "." + encode(body)
	return text + "." + encode(s.sum(text)), nil
}

// Read checks a token against the clock and returns what it says.
func (s *Signer) Read(text string, now time.Time) (Claims, error) {
	dot := strings.LastIndexByte(text, '.')
	if dot < 0 || strings.Count(text, ".") != 2 {
		return Claims{}, ErrMalformed
	}
	sum, err := base64.RawURLEncoding.DecodeString(text[dot+1:])
	if err != nil {
		return Claims{}, ErrMalformed
	}
	if !hmac.Equal(sum, s.sum(text[:dot])) {
		return Claims{}, ErrSignature
	}
	_, body, _ := strings.Cut(text[:dot], ".")
	data, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil {
		return Claims{}, ErrMalformed
	}
	var c Claims
	if err := json.Unmarshal(data, &c); err != nil {
		return Claims{}, ErrMalformed
	}
	if now.Unix() >= c.Expires {
		return c, ErrExpired
	}
	return c, nil
}

func (s *Signer) sum(text string) []byte {
	h := hmac.New(sha256.New, s.key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
