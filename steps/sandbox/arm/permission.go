package arm

import (
	"net/http"

	"teamwright/steps/sandbox/store"
)

// permissions lists what the caller's roles allow at a scope. Anybody may ask;
// whoever holds no role hears an empty list. Source: Azure role-based access
// control, permissions; Azure built-in roles.
func (s *Service) permissions(a *ask) (*reply, *refusal) {
	group := ""
	if len(a.names) > 0 {
		group = a.names[0]
		var why *refusal
		if p := s.view(a, func(v *store.View) { _, why = a.group(v) }); p != nil {
			return nil, p
		}
		if why != nil {
			return nil, why
		}
	}
	rows := []any{}
	for _, role := range a.caller.roles(a.sub, group) {
		if actions, not := allowed(role); len(actions) > 0 {
			rows = append(rows, store.Object{"actions": actions, "notActions": not, "dataActions": []string{}, "notDataActions": []string{}})
		}
	}
	return &reply{status: http.StatusOK, body: store.Object{"value": rows}}, nil
}

// allowed is what a role lets do, and what it takes from that.
func allowed(role string) (actions, not []string) {
	switch role {
	case store.Owner:
		return []string{"*"}, []string{}
	case store.Contributor:
		return []string{"*"}, []string{
			"Microsoft.Authorization/*/Delete", "Microsoft.Authorization/*/Write", "Microsoft.Authorization/elevateAccess/Action",
			"Microsoft.Blueprint/blueprintAssignments/write", "Microsoft.Blueprint/blueprintAssignments/delete",
			"Microsoft.Compute/galleries/share/action", "Microsoft.Purview/consents/write", "Microsoft.Purview/consents/delete",
		}
	case store.Reader:
		return []string{"*/read"}, []string{}
	}
	return nil, nil
}
