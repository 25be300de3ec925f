package assemble

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"teamwright/steps/tenant"
	"teamwright/steps/tenant/graph"
	"teamwright/steps/tenant/signin"
)

// The permissions that the catalogue takes. Source: Microsoft Graph: "Publish
// teamsApp" and "List teamsApp", permissions.
const (
	catalogWrite  = "AppCatalog.ReadWrite.All"
	catalogSubmit = "AppCatalog.Submit"
	catalogRead   = "AppCatalog.Read.All"
)

// catalogNeeds is the permission that writing to the catalogue takes.
func catalogNeeds(review bool) []string {
	if review {
		return []string{catalogSubmit}
	}
	return []string{catalogWrite}
}

// shop is the app catalogue by a sign-in of its own.
type shop struct {
	mu      sync.Mutex
	in      *signin.Session
	catalog tenant.Catalog
}

func (s *shop) signIn() *signin.Session {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.in
}

// Publishes tells whether the app catalogue can be written to without asking a
// person: by this sign-in itself, or since a second one.
func (s *Session) Publishes(review bool) bool { return s.publishes(review) || s.shop.signIn() != nil }

func (s *Session) publishes(review bool) bool {
	return len(signin.Lacking(s.Scopes, catalogNeeds(review))) == 0
}

// Catalog reaches the app catalogue. The Azure CLI's identity has no permission
// there: with it the person signs in once more, as Microsoft Graph Command Line
// Tools, once for a session.
func (s *Session) Catalog(ctx context.Context, review bool) (tenant.Catalog, error) {
	if s.publishes(review) {
		return s.own, nil
	}
	s.shop.mu.Lock()
	defer s.shop.mu.Unlock()
	if s.shop.catalog != nil {
		return s.shop.catalog, nil
	}
	if err := s.openShop(ctx, review, false); err != nil {
		return nil, err
	}
	return s.shop.catalog, nil
}

// CatalogToRead reaches the app catalogue where nobody has to be asked: by this
// sign-in itself, or by a second one, of this session or remembered. Reading
// takes less than writing, and a program may do it too.
func (s *Session) CatalogToRead(ctx context.Context, review bool) (tenant.Catalog, bool) {
	have := append(slices.Clone(s.Scopes), s.in.Roles...)
	if len(signin.Lacking(have, []string{catalogRead})) == 0 {
		return s.own, true
	}
	s.shop.mu.Lock()
	defer s.shop.mu.Unlock()
	if s.shop.catalog == nil && s.access.Remember != "" && !s.Account.AppOnly {
		_ = s.openShop(ctx, review, true) // what is not remembered is asked for when it is needed
	}
	return s.shop.catalog, s.shop.catalog != nil
}

// openShop signs in for the catalogue. Silent asks nobody. The caller holds the
// lock.
func (s *Session) openShop(ctx context.Context, review, silent bool) error {
	need := catalogNeeds(review)
	o := s.signInOptions(signin.GraphName, need)
	o.Silent = silent
	o.For = "The first sign-in may not write to the catalogue of Teams apps; this one may."
	if s.Account.AppOnly || o.Door == signin.AzureCLI {
		o.Door = signin.Device // Microsoft lets people alone publish, and az has one identity
	}
	in, err := signin.Open(ctx, o)
	if err != nil {
		return err
	}
	// A token need not say what it is good for.
	if lacks := signin.Lacking(in.Scopes, need); len(in.Scopes) > 0 && len(lacks) > 0 {
		return &signin.Refused{
			Meaning: fmt.Sprintf("%s signed in, and was not granted %s", in.Account.Username, strings.Join(lacks, ", ")),
			Cure:    "sign in again and consent to what the browser asks, or have an administrator consent for everyone",
		}
	}
	c, err := graph.New(graph.Options{Cloud: s.Cloud, Credential: in.Credential, Transport: s.transport, Clock: s.clock})
	if err != nil {
		return err
	}
	s.shop.in, s.shop.catalog = in, c
	return nil
}
