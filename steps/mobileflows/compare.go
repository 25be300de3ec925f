package mobileflows

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"teamwright/steps"
	"teamwright/steps/mobileflows/access"
)

// difference is how a template is on its way to the wanted one.
type difference struct {
	next   access.Template // what to write
	fields []steps.Field
	kept   []string // what is left as somebody made it
	unsure bool     // the unit of its times cannot be told
}

// compare brings a template to the wanted state: lists are merged, lives are
// only ever shortened.
func compare(have, want access.Template, unit access.Unit) difference {
	d := difference{next: have}
	d.list("scope", have.Scope, want.Scope, &d.next.Scope)
	d.list("redirectUri", have.RedirectURI, want.RedirectURI, &d.next.RedirectURI)
	d.list("authGrantTypes", have.GrantTypes, want.GrantTypes, &d.next.GrantTypes)
	if !strings.EqualFold(have.TokenType, want.TokenType) {
		d.add("tokenType", have.TokenType, want.TokenType)
		d.next.TokenType = want.TokenType
	}
	if have.UserGrant != want.UserGrant {
		d.add("displayUserGrant", have.UserGrant, want.UserGrant)
		d.next.UserGrant = want.UserGrant
	}
	if unit == access.UnknownUnit {
		d.unsure = true
		return d
	}
	d.life("accessTokenTTL", have.AccessTTL, want.AccessTTL, unit, &d.next.AccessTTL)
	d.life("refreshTokenTTL", have.RefreshTTL, want.RefreshTTL, unit, &d.next.RefreshTTL)
	d.life("refreshTokenIdleTTL", have.IdleTTL, want.IdleTTL, unit, &d.next.IdleTTL)
	return d
}

func (d *difference) add(path string, from, to any) {
	d.fields = append(d.fields, steps.Field{Path: path, From: from, To: to})
}

// list wants entries beside those that are there.
func (d *difference) list(path, have, want string, to *string) {
	all := entries(have)
	var missing []string
	for _, w := range entries(want) {
		if !slices.Contains(all, w) {
			missing = append(missing, w)
		}
	}
	for _, h := range all {
		if !slices.Contains(entries(want), h) {
			d.kept = append(d.kept, path+" "+h)
		}
	}
	if len(missing) == 0 {
		return
	}
	*to = strings.Join(append(slices.Clone(all), missing...), " ")
	d.add(path, strings.Join(all, " "), *to)
}

func entries(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' })
}

// life wants a life no longer than the wanted one. Where Access says none it
// does not know the field.
func (d *difference) life(path string, have, want int, unit access.Unit, to *int) {
	switch {
	case have == 0 && path == "refreshTokenIdleTTL":
	case have > want || have <= 0:
		*to = want
		d.add(path, inWords(have, unit), inWords(want, unit))
	case have < want:
		d.kept = append(d.kept, path+" of "+inWords(have, unit)+", shorter than the answers' "+inWords(want, unit))
	}
}

// inWords is a life as people count it, with the number that Access stores.
func inWords(n int, unit access.Unit) string {
	if unit == access.UnknownUnit {
		return fmt.Sprint(n)
	}
	d := time.Duration(n) * time.Minute / time.Duration(unit)
	switch {
	case d >= day && d%day == 0:
		return fmt.Sprintf("%d days (%d %s)", d/day, n, unit)
	case d%time.Hour == 0:
		return fmt.Sprintf("%d hours (%d %s)", d/time.Hour, n, unit)
	}
	return fmt.Sprintf("%d %s", n, unit)
}

// fresh are the fields of a template that is to be made.
func fresh(t access.Template, unit access.Unit) []steps.Field {
	return []steps.Field{
		{Path: "appProductId", To: t.ID}, {Path: "scope", To: t.Scope}, {Path: "redirectUri", To: t.RedirectURI},
		{Path: "tokenType", To: t.TokenType}, {Path: "authGrantTypes", To: t.GrantTypes}, {Path: "displayUserGrant", To: t.UserGrant},
		{Path: "accessTokenTTL", To: inWords(t.AccessTTL, unit)}, {Path: "refreshTokenTTL", To: inWords(t.RefreshTTL, unit)},
		{Path: "refreshTokenIdleTTL", To: inWords(t.IdleTTL, unit)},
	}
}
