package graph

import (
	"encoding/json"

	"teamwright/steps/tenant"
)

// catalogRefusals are the answers of the app catalogue. Which conflict it means
// it says in the inner error alone; the codes are those that Microsoft's own
// toolkit looks for (microsoft-365-agents-toolkit, issues 9864 and 10068).
func catalogRefusals() []refusal {
	const (
		role  = "publishing takes the role Teams Administrator: have it activated and sign in again, or set publish.review to true, which lets anybody submit the app for an administrator's approval"
		scope = "this sign-in may not read the catalogue: sign in with --client-id graph, or look in the Teams admin center under Manage apps"
		taken = "the catalogue has an app with this id, perhaps one that waits for approval or was deleted a while ago: look for it in the Teams admin center under Manage apps, and put the id that its page shows under ids.catalog"
		again = "the catalogue has this version already, or one that waits for approval: look in the Teams admin center under Manage apps; once it is approved raise app.version and run the same command again"
	)
	writes, reads := []op{publishApp, updateApp}, []op{readCatalog}
	const takes = "deleting takes the role Teams Administrator: have it activated and sign in again, or have an administrator delete the app in the Teams admin center under Manage apps"
	return []refusal{
		{"AppDefinitionAlreadyExists", "", []op{publishApp}, tenant.Conflict, taken},
		{"AppDefinitionAlreadyExists", "", []op{updateApp}, tenant.Conflict, again},
		{"Conflict", "", []op{publishApp}, tenant.Conflict, taken},
		{"Conflict", "", []op{updateApp}, tenant.Conflict, again},
		{"Forbidden", "", writes, tenant.Denied, role},
		{"accessDenied", "", writes, tenant.Denied, role},
		{"Authorization_RequestDenied", "", writes, tenant.Denied, role},
		{"Forbidden", "", []op{deleteApp}, tenant.Denied, takes},
		{"accessDenied", "", []op{deleteApp}, tenant.Denied, takes},
		{"Authorization_RequestDenied", "", []op{deleteApp}, tenant.Denied, takes},
		{"Forbidden", "", reads, tenant.Denied, scope},
		{"accessDenied", "", reads, tenant.Denied, scope},
		{"Authorization_RequestDenied", "", reads, tenant.Denied, scope},
		{"NotFound", "", []op{updateApp}, tenant.NotFound,
			"the catalogue has no app with this id, or one that a person uploaded for themselves: look in the Teams admin center under Manage apps"},
	}
}

// signInRefusals are the answers of the sign-in log.
func signInRefusals() []refusal {
	const role = "reading sign-ins takes the permission AuditLog.Read.All and a role such as Reports Reader: sign in as somebody who has it, or look in the portal under Monitoring, Sign-in logs"
	ops := []op{readSignIns}
	return []refusal{
		{"Authentication_RequestFromNonPremiumTenantOrB2CTenant", "", ops, tenant.Policy,
			"programs may read the sign-in log only with Microsoft Entra ID P1: look in the portal under Monitoring, Sign-in logs"},
		{"Authorization_RequestDenied", "", ops, tenant.Denied, role},
		{"Authentication_MSGraphPermissionMissing", "", ops, tenant.Denied, role},
		{"Forbidden", "", ops, tenant.Denied, role},
		{"accessDenied", "", ops, tenant.Denied, role},
	}
}

// innerCodes are the codes inside a refusal's inner errors, the innermost
// first. The SDK does not keep them.
func innerCodes(body []byte) []string {
	type inner struct {
		Code  string `json:"code"`
		Inner *inner `json:"innerError"`
	}
	var answer struct {
		Error struct {
			Inner *inner `json:"innerError"`
		} `json:"error"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return nil
	}
	var codes []string
	for i := answer.Error.Inner; i != nil && len(codes) < 8; i = i.Inner {
		if c := tenant.Plain(i.Code, 100); c != "" {
			codes = append([]string{c}, codes...)
		}
	}
	return codes
}
