package graph

import (
	"net/http"

	"github.com/google/uuid"

	"teamwright/steps/sandbox/store"
)

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

// managed finds the object that a request names on the replica and returns its
// newest state, if the caller may change it.
func (a *ask) managed(tx *store.Tx, set store.Set) (store.Object, *problem) {
	seen, why := locate(tx.Seen, set, a.keys[0])
	if why != nil {
		return nil, why
	}
	newest, ok := tx.Newest.Get(set, str(seen, "id"))
	if !ok {
		return nil, absent(str(seen, "id"))
	}
	return newest, a.caller.manages(newest, manageApplications)
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
