package store

import (
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
)

// LoggedSignIn describes an entry of the sign-in log.
type LoggedSignIn struct {
	App    string        `yaml:"app"`    // client id
	User   string        `yaml:"user"`   // user principal name; absent means the person's
	Error  int           `yaml:"error"`  // AADSTS number; 0 means success
	Reason string        `yaml:"reason"` // what the log says about it
	Ago    time.Duration `yaml:"ago"`    // how long before the rehearsal begins
}

// SignIns is the sign-in log of a tenant.
const SignIns Set = "signIns"

// signIns keeps the prepared sign-in log.
func (d *directory) signIns(now time.Time) error {
	for i, l := range d.tenant.SignIns {
		if uuid.Validate(l.App) != nil || l.Ago < 0 {
			return fmt.Errorf("sign_ins[%d]: app is no client id, or ago is negative", i)
		}
		fill(&l.User, d.tenant.Person.UPN)
		o := EmptySignIn()
		o["id"] = derived(d.tenant.ID, fmt.Sprintf("sign-in %d", i))
		o["correlationId"] = derived(d.tenant.ID, fmt.Sprintf("sign-in correlation %d", i))
		o["createdDateTime"] = now.Add(-l.Ago).UTC().Format(time.RFC3339)
		o["appId"], o["userPrincipalName"] = l.App, strings.ToLower(l.User)
		o["userDisplayName"], o["userId"] = l.User, derived(d.tenant.ID, "user "+strings.ToLower(l.User))
		for _, app := range d.prepared(Applications) {
			if strings.EqualFold(text(app, "appId"), l.App) {
				o["appDisplayName"] = app["displayName"]
			}
		}
		reason := any(nil)
		if l.Error == 0 {
			reason = "Other."
		}
		if l.Reason != "" {
			reason = l.Reason
		}
		o["status"] = Object{"errorCode": float64(l.Error), "failureReason": reason, "additionalDetails": nil}
		d.keep(SignIns, o)
	}
	return nil
}

// EmptySignIn has every property of an entry of the sign-in log. Source:
// Microsoft Graph, signIn.
func EmptySignIn() Object {
	return Object{
		"id": nil, "createdDateTime": nil, "userDisplayName": nil, "userPrincipalName": nil, "userId": nil, "appId": nil, "appDisplayName": nil,
		"ipAddress": "203.0.113.7", "clientAppUsed": "Browser", "correlationId": nil, "conditionalAccessStatus": "notApplied", "isInteractive": true,
		"riskDetail": "none", "riskLevelAggregated": "none", "riskLevelDuringSignIn": "none", "riskState": "none", "riskEventTypes": []any{},
		"riskEventTypes_v2": []any{}, "resourceDisplayName": nil, "resourceId": nil, "status": nil,
		"deviceDetail":                     Object{"deviceId": "", "displayName": "", "operatingSystem": "Linux", "browser": "Firefox", "isCompliant": false, "isManaged": false, "trustType": ""},
		"location":                         Object{"city": "London", "state": "London", "countryOrRegion": "GB", "geoCoordinates": Object{"latitude": 51.5, "longitude": -0.12}},
		"appliedConditionalAccessPolicies": []any{},
	}
}
