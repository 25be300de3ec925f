package store

import (
	"sort"
	"time"
)

// Object is a JSON object under Microsoft Graph's property names. What a Store
// returned must not be changed: Clone first.
type Object = map[string]any

// Set names one collection of a tenant.
type Set string

// The collections of a tenant, named as in Microsoft Graph.
const (
	Applications        Set = "applications"
	ServicePrincipals   Set = "servicePrincipals"
	Grants              Set = "oauth2PermissionGrants"
	AppRoleAssignments  Set = "appRoleAssignments"
	DeletedApplications Set = "deletedApplications"
	DeletedPrincipals   Set = "deletedServicePrincipals"
)

// The collections of a tenant's Azure subscriptions.
const (
	Providers      Set = "azureProviders" // registrations of Microsoft.BotService, by subscription
	ResourceGroups Set = "azureResourceGroups"
	Bots           Set = "azureBots"
	Channels       Set = "azureBotChannels"
)

// CatalogApps are the entries of the organisation's catalogue of Teams apps,
// each with its definitions; CatalogDeleted what was taken out of it.
const (
	CatalogApps    Set = "catalogApps"
	CatalogDeleted Set = "catalogDeleted"
)

// The replicas a read may meet. Replica k shows a version once k/(replicas-1)
// of the delay has passed.
const (
	newest   = 0
	slowest  = 2
	replicas = 3
)

// set is one collection: for every identifier its recent versions, oldest
// first.
type set struct {
	rows map[string]*row
	next int
}

type row struct {
	order    int // by creation, the order in which Graph lists
	versions []version
}

// version is an object from a moment on; no object means it was deleted.
type version struct {
	At     time.Time `json:"at"`
	Object Object    `json:"object,omitempty"`
}

// shown returns what the replica knows of the row at the given time.
func (r *row) shown(replica int, at time.Time, lag time.Duration) (Object, bool) {
	delay := lag * time.Duration(replica) / (replicas - 1)
	for i := len(r.versions) - 1; i >= 0; i-- {
		v := r.versions[i]
		if replica == newest || !v.At.Add(delay).After(at) {
			return v.Object, v.Object != nil
		}
	}
	return nil, false
}

// put adds a version and drops those that no replica shows any more.
func (s *set) put(id string, o Object, at time.Time, lag time.Duration) {
	r := s.rows[id]
	if r == nil {
		if o == nil {
			return
		}
		r = &row{order: s.next}
		s.next++
		s.rows[id] = r
	}
	keep := 0
	for i, v := range r.versions {
		if !v.At.Add(lag).After(at) {
			keep = i
		}
	}
	r.versions = append(append([]version(nil), r.versions[keep:]...), version{At: at, Object: o})
}

// ids returns the identifiers in order of creation.
func (s *set) ids() []string {
	ids := make([]string, 0, len(s.rows))
	for id := range s.rows {
		ids = append(ids, id)
	}
	sort.Slice(ids, func(i, j int) bool { return s.rows[ids[i]].order < s.rows[ids[j]].order })
	return ids
}

// Clone returns a deep copy of a JSON value.
func Clone[T any](v T) T {
	c, _ := clone(v).(T)
	return c
}

func clone(v any) any {
	switch v := v.(type) {
	case map[string]any:
		c := make(map[string]any, len(v))
		for k, e := range v {
			c[k] = clone(e)
		}
		return c
	case []any:
		c := make([]any, len(v))
		for i, e := range v {
			c[i] = clone(e)
		}
		return c
	}
	return v
}
