package token

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestRead(t *testing.T) {
	t.Parallel()
	s, err := NewSigner(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	other, err := NewSigner(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	good, err := s.Sign(Claims{Tenant: "t", Scopes: "User.Read Mail.Read", Expires: now.Add(time.Hour).Unix(), Client: []string{"CP1"}})
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := other.Sign(Claims{Expires: now.Add(time.Hour).Unix()})
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.Read(good, now)
	if err != nil || c.Tenant != "t" || !c.Delegated() || !c.HandlesChallenges() {
		t.Fatalf("read %+v, %v", c, err)
	}
	if !c.Allows("x", "Mail.Read") || c.Allows("Mail.Rea") || c.Allows() {
		t.Error("scopes are not compared whole")
	}
	if app := (Claims{IDType: "app", Scopes: "User.Read", Roles: []string{"Application.Read.All"}}); app.Allows("User.Read") || !app.Allows("Application.Read.All") {
		t.Error("an application's permissions are its roles")
	}
	head, tail, _ := strings.Cut(good, ".")
	for name, test := range map[string]struct {
		text string
		at   time.Time
		want error
	}{
		"empty":         {"", now, ErrMalformed},
		"two parts":     {head + ".x", now, ErrMalformed},
		"four parts":    {good + ".x", now, ErrMalformed},
		"no base64":     {head + ".x.!", now, ErrMalformed},
		"another key":   {foreign, now, ErrSignature},
		"changed":       {head + ".a" + tail, now, ErrSignature},
		"just expired":  {good, now.Add(time.Hour), ErrExpired},
		"long expired":  {good, now.Add(24 * time.Hour), ErrExpired},
		"still in time": {good, now.Add(time.Hour - time.Second), nil},
	} {
		if _, err := s.Read(test.text, test.at); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
	if s.Stale(c) {
		t.Error("stale before any revocation")
	}
	s.Revoke()
	if !s.Stale(c) || s.Stale(Claims{Generation: s.Generation()}) {
		t.Error("a revocation makes old tokens stale and new ones not")
	}
}

func FuzzRead(f *testing.F) {
	s, err := NewSigner(rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	f.Add("a.b.c")
	f.Add("..")
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := s.Read(text, time.Now()); err == nil {
			t.Errorf("%q is accepted", text)
		}
	})
}
