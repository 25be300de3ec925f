package graph

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"teamwright/steps/sandbox/store"
)

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
		if upsert {
			if k.value == "" || units(k.value) > 120 {
				return bad("Invalid value specified for property 'uniqueName' of resource 'Application'.")
			}
			if _, ok := tx.Newest.By(store.Applications, "uniqueName", k.value); !ok {
				made, why = s.makeApplication(a, tx, body, k.value)
				return why
			}
			if _, ok := tx.Seen.By(store.Applications, "uniqueName", k.value); !ok {
				return conflict("uniqueName") // this replica would make it, and the primary has it
			}
		}
		before, why := locate(tx.Seen, store.Applications, k)
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
