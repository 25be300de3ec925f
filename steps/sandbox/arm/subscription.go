package arm

import (
	"net/http"
	"strings"
	"time"

	"teamwright/steps/sandbox/store"
)

func (s *Service) listSubscriptions(a *ask) (*reply, *refusal) {
	rows := []any{}
	for _, sub := range a.caller.tenant.Subscriptions {
		if a.caller.sees(sub) {
			rows = append(rows, shownSubscription(a.caller.tenant, sub))
		}
	}
	return &reply{status: http.StatusOK, body: store.Object{
		"value": rows, "count": store.Object{"type": "Total", "value": len(rows)},
	}}, nil
}

func (s *Service) getSubscription(a *ask) (*reply, *refusal) {
	return &reply{status: http.StatusOK, body: shownSubscription(a.caller.tenant, a.sub)}, nil
}

func shownSubscription(t store.Tenant, sub store.Subscription) store.Object {
	return store.Object{
		"id": "/subscriptions/" + sub.ID, "subscriptionId": sub.ID, "tenantId": t.ID, "displayName": sub.Name, "state": sub.State,
		"authorizationSource": "RoleBased", "managedByTenants": []any{},
		"subscriptionPolicies": store.Object{"locationPlacementId": "Public_2014-09-01", "quotaId": "PayAsYouGo_2014-09-01", "spendingLimit": "Off"},
	}
}

// botNamespace is the only provider this cloud can register.
const botNamespace = "Microsoft.BotService"

func (s *Service) getProvider(a *ask) (*reply, *refusal) {
	if !strings.EqualFold(a.names[0], botNamespace) {
		return nil, absent("InvalidResourceNamespace", "The resource namespace '%s' is invalid.", clip(a.names[0]))
	}
	var state string
	if why := s.view(a, func(v *store.View) { state = s.registration(v.Newest(), a.sub) }); why != nil {
		return nil, why
	}
	return &reply{status: http.StatusOK, body: shownProvider(a.sub, state)}, nil
}

// register begins a registration; it is done after a while.
func (s *Service) register(a *ask) (*reply, *refusal) {
	if !strings.EqualFold(a.names[0], botNamespace) {
		return nil, absent("InvalidResourceNamespace", "The resource namespace '%s' is invalid.", clip(a.names[0]))
	}
	state := store.Registered
	why := s.change(a, func(tx *store.Tx) *refusal {
		switch now := s.registration(tx.Newest, a.sub); now {
		case store.Registered, registering:
			state = now
			return nil
		}
		state = registering
		tx.Put(store.Providers, a.sub.ID, store.Object{"id": a.sub.ID, "since": tx.Now().UTC().Format(time.RFC3339Nano)})
		return nil
	})
	if why != nil {
		return nil, why
	}
	return &reply{status: http.StatusOK, body: shownProvider(a.sub, state)}, nil
}

const registering = "Registering"

// registration is the state of the provider in a subscription.
func (s *Service) registration(v *store.View, sub store.Subscription) string {
	o, ok := v.Get(store.Providers, sub.ID)
	if !ok {
		return sub.BotProvider
	}
	if since, err := time.Parse(time.RFC3339Nano, str(o, "since")); err == nil && s.opt.Now().Sub(since) < s.opt.Settle {
		return registering
	}
	return store.Registered
}

// reached reports whether the region that answers has heard of the
// registration: each does in its own time. Source: Azure, resolve errors for
// resource provider registration.
func (s *Service) reached(tx *store.Tx, sub store.Subscription) bool {
	if s.registration(tx.Newest, sub) != store.Registered {
		return false
	}
	o, ok := tx.Newest.Get(store.Providers, sub.ID)
	if !ok {
		return true
	}
	since, err := time.Parse(time.RFC3339Nano, str(o, "since"))
	return err != nil || tx.Now().Sub(since) >= s.opt.Settle+s.opt.Settle*time.Duration(tx.Seen.Replica())/2
}

func shownProvider(sub store.Subscription, state string) store.Object {
	kind := func(name string, locations ...any) store.Object {
		var all []any
		for _, v := range versions("bots") {
			all = append([]any{v}, all...)
		}
		return store.Object{"resourceType": name, "locations": locations, "apiVersions": all, "capabilities": "SupportsTags, SupportsLocation"}
	}
	var locations []any
	for _, l := range botLocations() {
		locations = append(locations, l)
	}
	return store.Object{
		"id": "/subscriptions/" + sub.ID + "/providers/" + botNamespace, "namespace": botNamespace,
		"registrationPolicy": "RegistrationRequired", "registrationState": state,
		"resourceTypes": []any{
			kind("botServices", locations...), kind("botServices/channels", locations...), kind("botServices/connections", locations...),
			kind("checkNameAvailability"), kind("operations"),
		},
	}
}
