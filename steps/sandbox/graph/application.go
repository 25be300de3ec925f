package graph

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"teamwright/steps/sandbox/store"
)

// ownersKey holds the object ids of owners. It is no property of the type, so
// a read does not show it.
const ownersKey = "owners"

// applicationFilters are the properties of an application that $filter takes.
func applicationFilters() map[string]filterable {
	plain := filterable{eq: byDefault}
	return map[string]filterable{
		"id": plain, "appId": plain, "uniqueName": plain, "signInAudience": plain,
		"applicationTemplateId": plain, "disabledByMicrosoftStatus": plain,
		"displayName":               {eq: byDefault, startsWith: byDefault},
		"publisherDomain":           {eq: byDefault, startsWith: byDefault, order: byDefault},
		"description":               {eq: advancedOnly, startsWith: advancedOnly},
		"createdDateTime":           {eq: byDefault, order: byDefault},
		"identifierUris":            {eq: byDefault, startsWith: byDefault, collection: true},
		"tags":                      {eq: byDefault, startsWith: byDefault, collection: true},
		"web/redirectUris":          {eq: advancedOnly, startsWith: advancedOnly, collection: true},
		"spa/redirectUris":          {eq: advancedOnly, startsWith: advancedOnly, collection: true},
		"publicClient/redirectUris": {eq: advancedOnly, startsWith: advancedOnly, collection: true},
	}
}

// locate finds the object that a key names on a replica.
func locate(v *store.View, set store.Set, k key) (store.Object, *problem) {
	switch k.by {
	case "id":
		if uuid.Validate(k.value) != nil {
			return nil, bad("Invalid object identifier '%s'.", clip(k.value))
		}
		if o, ok := v.Get(set, k.value); ok {
			return o, nil
		}
	case "appId", "uniqueName":
		if k.by == "uniqueName" && set != store.Applications {
			return nil, malformed("The key property '%s' is not an alternate key of the resource.", clip(k.by))
		}
		if k.by == "appId" && uuid.Validate(k.value) != nil {
			return nil, bad("Invalid value specified for property 'appId' of resource '%s'.", set)
		}
		if o, ok := v.By(set, k.by, k.value); ok {
			return o, nil
		}
	default:
		return nil, malformed("The key property '%s' is not an alternate key of the resource.", clip(k.by))
	}
	return nil, absent(clip(k.value))
}

// shownApplication is what a read shows of an application.
func (s *Service) shownApplication(o store.Object) store.Object {
	shown := s.application.render(o)
	web := inner(shown, "web")
	settings := []any{}
	for _, uri := range texts(web, "redirectUris") {
		settings = append(settings, store.Object{"uri": uri, "index": nil})
	}
	web["redirectUriSettings"] = settings
	return shown
}

// view shows the replica, or the index for an eventually consistent query.
func (s *Service) view(a *ask, look func(*store.View)) *problem {
	read := s.opt.Store.Read
	if a.query.eventual {
		read = s.opt.Store.ReadIndex
	}
	if err := read(a.caller.Tenant, look); err != nil {
		return failure(err)
	}
	return nil
}

func failure(err error) *problem {
	return &problem{status: http.StatusInternalServerError, code: "InternalServerError", message: err.Error()}
}

// change runs a change of the caller's tenant.
func (s *Service) change(a *ask, do func(*store.Tx) *problem) *problem {
	var why *problem
	err := s.opt.Store.Write(a.caller.Tenant, func(tx *store.Tx) error {
		if why = do(tx); why != nil {
			return why
		}
		return nil
	})
	if why == nil && err != nil {
		return failure(err)
	}
	return why
}

func (s *Service) listApplications(a *ask) (*reply, *problem) {
	var rows []store.Object
	if why := s.view(a, func(v *store.View) {
		for _, o := range v.All(store.Applications) {
			rows = append(rows, s.shownApplication(o))
		}
	}); why != nil {
		return nil, why
	}
	return s.list(a, rows, s.application.name, "applications", applicationFilters(), s.application.properties)
}

func (s *Service) countApplications(a *ask) (*reply, *problem) {
	if !a.query.eventual {
		return nil, bad("$count is not currently supported.")
	}
	n := 0
	if why := s.view(a, func(v *store.View) { n = len(v.All(store.Applications)) }); why != nil {
		return nil, why
	}
	return &reply{status: http.StatusOK, body: []byte(strconv.Itoa(n)), header: map[string]string{"Content-Type": "text/plain"}}, nil
}

func (s *Service) getApplication(a *ask) (*reply, *problem) {
	var found store.Object
	var why *problem
	if p := s.view(a, func(v *store.View) { found, why = locate(v, store.Applications, a.keys[0]) }); p != nil {
		return nil, p
	}
	if why != nil {
		return nil, why
	}
	return a.entity(s.shownApplication(found), s.application.name, "applications", s.application.properties)
}

func (s *Service) createApplication(a *ask) (*reply, *problem) {
	body, why := a.object()
	if why != nil {
		return nil, why
	}
	var made store.Object
	why = s.change(a, func(tx *store.Tx) (why *problem) {
		made, why = s.makeApplication(a, tx, body, "")
		return why
	})
	return s.created(a, made, why)
}

func (s *Service) created(a *ask, made store.Object, why *problem) (*reply, *problem) {
	if why != nil {
		return nil, why
	}
	shown := s.shownApplication(made)
	shown["@odata.context"] = a.base + "/$metadata#applications/$entity"
	return &reply{status: http.StatusCreated, body: shown, header: map[string]string{
		"Location": a.base + "/directoryObjects/" + str(made, "id") + "/Microsoft.DirectoryServices.Application",
	}}, nil
}

// objectQuota is how many objects a person without an administrative role may
// create. Source: Microsoft Entra service limits and restrictions.
const objectQuota = 250

// makeApplication judges and puts a new application.
func (s *Service) makeApplication(a *ask, tx *store.Tx, body store.Object, uniqueName string) (store.Object, *problem) {
	tenant := tx.Newest.Tenant()
	if why := a.caller.creates(tenant); why != nil {
		return nil, why
	}
	if why := s.checkApplication(body); why != nil {
		return nil, why
	}
	if _, named := body["displayName"]; !named {
		p := bad("A value is required for property 'displayName' of resource 'Application'.")
		p.target, p.details = "displayName", []detail{{Code: "MissingValue", Message: p.message, Target: "displayName"}}
		return nil, p
	}
	id, err := tx.NewID()
	if err != nil {
		return nil, failure(err)
	}
	appID, err := tx.NewID()
	if err != nil {
		return nil, failure(err)
	}
	made := store.Object{
		"id": id, "appId": appID, "createdDateTime": tx.Now().UTC().Format(time.RFC3339),
		"publisherDomain": tenant.InitialDomain(), "signInAudience": organization,
	}
	if uniqueName != "" {
		made["uniqueName"] = uniqueName
	}
	s.application.merge(made, body)
	complete(made)
	if a.caller.Delegated() && !a.caller.person.Has(manageApplications...) {
		made[ownersKey] = []any{a.caller.ObjectID}
		if owned(tx.Newest, a.caller.ObjectID) >= objectQuota {
			return nil, &problem{status: http.StatusForbidden, code: quotaExceeded,
				message: "The directory object quota limit for the Principal has been exceeded. Please ask your administrator to increase the quota limit or delete objects to reduce the used quota."}
		}
	}
	if why := judge(tx, store.Object{}, made); why != nil {
		return nil, why
	}
	if uniqueName != "" {
		for _, set := range []store.Set{store.Applications, store.DeletedApplications} {
			if _, taken := tx.Newest.By(set, "uniqueName", uniqueName); taken {
				return nil, conflict("uniqueName")
			}
		}
	}
	tx.Put(store.Applications, id, made)
	return made, nil
}

func owned(v *store.View, person string) int {
	n := 0
	for _, set := range []store.Set{store.Applications, store.ServicePrincipals, store.DeletedApplications} {
		for _, o := range v.All(set) {
			if slices.Contains(texts(o, ownersKey), person) {
				n++
			}
		}
	}
	return n
}

// checkApplication judges the body of a create or an update by itself.
func (s *Service) checkApplication(body store.Object) *problem {
	if why := s.application.check(body); why != nil {
		return why
	}
	if _, given := body["passwordCredentials"]; given {
		p := bad("Property 'passwordCredentials' cannot be set here; use addPassword and removePassword.")
		p.target = "passwordCredentials"
		return p
	}
	return nil
}

// updateApplication answers PATCH, which with the key uniqueName and the
// header Prefer: create-if-missing creates what is not there.
func (s *Service) updateApplication(a *ask) (*reply, *problem) {
	body, why := a.object()
	if why != nil {
		return nil, why
	}
	k := a.keys[0]
	upsert := k.by == "uniqueName" && strings.Contains(strings.ToLower(a.r.Header.Get("Prefer")), "create-if-missing")
	var made store.Object
	why = s.change(a, func(tx *store.Tx) (why *problem) {
		seen := tx.Seen
		if upsert {
			if k.value == "" || units(k.value) > 120 {
				return bad("Invalid value specified for property 'uniqueName' of resource 'Application'.")
			}
			if _, ok := tx.Newest.By(store.Applications, "uniqueName", k.value); !ok {
				made, why = s.makeApplication(a, tx, body, k.value)
				return why
			}
			seen = tx.Newest // the upsert decides by the key itself, not by a replica
		}
		before, why := locate(seen, store.Applications, k)
		if why != nil {
			return why
		}
		return s.patchApplication(a, tx, before, body)
	})
	if why != nil {
		return nil, why
	}
	if made != nil {
		return s.created(a, made, nil)
	}
	return &reply{status: http.StatusNoContent}, nil
}

// patchApplication judges a change against what the replica shows, and applies
// it to the newest state.
func (s *Service) patchApplication(a *ask, tx *store.Tx, before, body store.Object) *problem {
	newest, ok := tx.Newest.Get(store.Applications, str(before, "id"))
	if !ok {
		return absent(str(before, "id"))
	}
	if why := a.caller.manages(newest, manageApplications); why != nil {
		return why
	}
	if why := s.throttle(newest); why != nil {
		return why
	}
	if why := s.checkApplication(body); why != nil {
		return why
	}
	after := store.Clone(before)
	s.application.merge(after, body)
	complete(after)
	if why := judge(tx, before, after); why != nil {
		return why
	}
	latest := store.Clone(newest)
	s.application.merge(latest, body)
	complete(latest)
	if why := judge(tx, newest, latest); why != nil {
		return why
	}
	tx.Put(store.Applications, str(latest, "id"), latest)
	return nil
}

// complete fills in what the directory adds to items of collections.
func complete(app store.Object) {
	for _, scope := range objects(inner(app, "api"), "oauth2PermissionScopes") {
		if scope["isEnabled"] == nil {
			scope["isEnabled"] = true
		}
		if scope["type"] == nil {
			scope["type"] = "User"
		}
	}
	for _, role := range objects(app, "appRoles") {
		if role["isEnabled"] == nil {
			role["isEnabled"] = true
		}
	}
}

// writesPerMinute is the limit for applications that personal accounts can
// use. Source: Microsoft Graph throttling limits, identity and access.
const writesPerMinute = 60

// throttle refuses too many writes to an application that is open to personal
// accounts.
func (s *Service) throttle(app store.Object) *problem {
	if !forPersonal(app) {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now, id := s.opt.Now(), str(app, "appId")
	recent := slices.DeleteFunc(s.writes[id], func(t time.Time) bool { return now.Sub(t) >= time.Minute })
	if len(recent) >= writesPerMinute {
		s.writes[id] = recent
		return &problem{status: http.StatusTooManyRequests, code: "TooManyRequests", message: "Too many writes to this application.", header: map[string]string{"Retry-After": "60"}}
	}
	s.writes[id] = append(recent, now)
	return nil
}

func (s *Service) deleteApplication(a *ask) (*reply, *problem) {
	why := s.change(a, func(tx *store.Tx) *problem {
		seen, why := locate(tx.Seen, store.Applications, a.keys[0])
		if why != nil {
			return why
		}
		app, ok := tx.Newest.Get(store.Applications, str(seen, "id"))
		if !ok {
			return absent(str(seen, "id"))
		}
		if why := a.caller.manages(app, manageApplications); why != nil {
			return why
		}
		gone := store.Clone(app)
		gone["deletedDateTime"] = tx.Now().UTC().Format(time.RFC3339)
		tx.Delete(store.Applications, str(app, "id"))
		tx.Put(store.DeletedApplications, str(app, "id"), gone)
		if principal, ok := tx.Newest.By(store.ServicePrincipals, "appId", str(app, "appId")); ok {
			dropPrincipal(tx, principal)
		}
		return nil
	})
	if why != nil {
		return nil, why
	}
	return &reply{status: http.StatusNoContent}, nil
}
