package graph

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"teamwright/steps/sandbox/store"
)

// Permissions and roles of the sign-in log. Source: Microsoft Graph, list
// signIns.
var (
	readSignIns = []string{"AuditLog.Read.All"}
	seeSignIns  = []string{store.GlobalAdministrator, store.GlobalReader, store.ReportsReader, store.SecurityAdministrator, "Security Reader", "Security Operator"}
)

// signIns lists the sign-ins to applications, the latest first. An entry is
// there some minutes after the sign-in. Names of people stand in lower case,
// and are looked for as they stand.
func (s *Service) signIns(a *ask) (*reply, *problem) {
	t, why := s.tenant(a)
	if why != nil {
		return nil, why
	}
	if why := a.caller.holds(seeSignIns); why != nil {
		return nil, &problem{status: http.StatusForbidden, code: "Authentication_MSGraphPermissionMissing", message: "Calling principal does not have required MSGraph permissions or role for the sign-in logs."}
	}
	if t.NoPremium {
		return nil, &problem{status: http.StatusForbidden, code: "Authentication_RequestFromNonPremiumTenantOrB2CTenant", message: "Neither tenant is B2C or tenant doesn't have premium license"}
	}
	rows := []store.Object{}
	if err := s.opt.Store.ReadIndex(a.caller.Tenant, func(v *store.View) {
		for _, o := range v.All(store.SignIns) {
			if at, err := time.Parse(time.RFC3339, str(o, "createdDateTime")); err == nil && !at.Add(v.Lag(store.SignIns)).After(s.opt.Now()) {
				rows = append(rows, o)
			}
		}
	}); err != nil {
		return nil, failure(err)
	}
	slices.SortStableFunc(rows, func(x, y store.Object) int {
		return strings.Compare(str(y, "createdDateTime"), str(x, "createdDateTime"))
	})
	q := &a.query
	switch strings.ToLower(strings.Join(strings.Fields(q.order), " ")) {
	case "", "createddatetime desc":
	case "createddatetime", "createddatetime asc":
		slices.Reverse(rows)
	default:
		return nil, unsupportedQuery("Sorting by '" + clip(q.order) + "' is not supported for resource 'SignIn'.")
	}
	q.order = ""
	if !exactNames(q.filter) {
		rows = []store.Object{}
	}
	names := known()
	for name := range store.EmptySignIn() {
		names[name] = property{}
	}
	plain := filterable{eq: byDefault, startsWith: byDefault}
	return s.list(a, rows, "SignIn", "auditLogs/signIns", map[string]filterable{
		"id": plain, "appId": plain, "appDisplayName": plain, "userId": plain, "userPrincipalName": plain, "userDisplayName": plain,
		"ipAddress": plain, "clientAppUsed": plain, "status/errorCode": plain, "createdDateTime": {eq: byDefault, order: byDefault},
	}, names)
}

// exactNames reports whether the names of people in a filter are in lower case,
// as they are in the log.
func exactNames(filter string) bool {
	_, rest, found := strings.Cut(filter, "userPrincipalName")
	for found {
		if _, quoted, ok := strings.Cut(rest, "'"); ok {
			name, _, _ := strings.Cut(quoted, "'")
			if name != strings.ToLower(name) {
				return false
			}
		}
		_, rest, found = strings.Cut(rest, "userPrincipalName")
	}
	return true
}
