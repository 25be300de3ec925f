package store

import (
	"fmt"
	"time"
)

// Catalog describes the organisation's catalogue of Teams apps.
type Catalog struct {
	// ListLag is how far the list of the catalogue is behind, and how long it
	// remembers what was taken out; 0 means that of the cloud. With Microsoft it
	// can be a day.
	ListLag time.Duration `yaml:"list_lag"`

	Apps []CatalogApp `yaml:"apps"` // what is there before the rehearsal
}

// CatalogApp is an entry with one definition.
type CatalogApp struct {
	ID         string `yaml:"id"`          // catalogue id; absent means one derived from the tenant's
	ManifestID string `yaml:"manifest_id"` // externalId
	Name       string `yaml:"name"`
	Version    string `yaml:"version"`
	State      string `yaml:"state"`   // published (the default), submitted or rejected
	Deleted    bool   `yaml:"deleted"` // taken out just now: not to be read, yet remembered
}

// States of a definition in the catalogue. Source: Microsoft Graph,
// teamsAppPublishingState.
const (
	Published = "published"
	Submitted = "submitted"
	Rejected  = "rejected"
)

func (d *directory) catalog(now time.Time) error {
	for i, a := range d.tenant.Catalog.Apps {
		fail := func(format string, args ...any) error {
			return fmt.Errorf("catalog.apps[%d]: %w", i, fmt.Errorf(format, args...))
		}
		fill(&a.ID, derived(d.tenant.ID, "catalogue "+a.ManifestID))
		fill(&a.State, Published)
		fill(&a.Version, "1.0.0")
		if a.ManifestID == "" || a.Name == "" {
			return fail("manifest_id or name is missing")
		}
		if err := oneOf("state", a.State, []string{Published, Submitted, Rejected}); err != nil {
			return fail("%w", err)
		}
		o := Object{
			"id": a.ID, "externalId": a.ManifestID, "displayName": a.Name, "entitlement": derived(d.tenant.ID, "entitlement "+a.ManifestID),
			"definitions": []any{Object{
				"version": a.Version, "state": a.State, "displayName": a.Name, "shortDescription": a.Name, "description": a.Name,
				"by": d.tenant.Person.ID, "changed": "2024-05-14T09:21:07Z", "etag": derived(d.tenant.ID, "definition "+a.ManifestID),
			}},
		}
		if a.Deleted {
			o["deleted"] = now.UTC().Format(time.RFC3339Nano)
			d.keep(CatalogDeleted, o)
			continue
		}
		d.keep(CatalogApps, o)
	}
	return nil
}
