package graph_test

import (
	"testing"
	"time"

	"teamwright/steps/tenant"
)

func TestFacts(t *testing.T) {
	t.Parallel()
	r := newRig(t, answer{Status: 200, Body: `{"id":"u1","displayName":"Robin","userPrincipalName":"robin@example.org"}`})
	if p, ok, err := r.Person(r.Ctx); err != nil || !ok || p != (tenant.Person{ObjectID: "u1", Name: "Robin", UPN: "robin@example.org"}) {
		t.Errorf("%+v, %v, %v", p, ok, err)
	}
	r.Service.Play(answer{Status: 200, Body: `{"value":[{"id":"t1","displayName":"Contoso"}]}`})
	if o, err := r.Organization(r.Ctx); err != nil || o != (tenant.Organization{TenantID: "t1", Name: "Contoso"}) {
		t.Errorf("%+v, %v", o, err)
	}
	r.Service.Play(answer{Status: 200, Body: `{"value":[{"id":"1","displayName":"Cloud Application Administrator","roleTemplateId":"158c047a-c907-4556-b7ef-446551a6b5f7"}]}`})
	if roles, err := r.Roles(r.Ctx); err != nil || len(roles) != 1 || roles[0].TemplateID != "158c047a-c907-4556-b7ef-446551a6b5f7" {
		t.Errorf("%+v, %v", roles, err)
	}
	r.Service.Play(answer{Status: 200, Body: `{"value":[]}`})
	if _, err := r.Organization(r.Ctx); !tenant.Is(err, tenant.Unreachable) {
		t.Errorf("no organization: %v", err)
	}
}

func TestProgramIsNobody(t *testing.T) {
	t.Parallel()
	r := newRig(t, refuse(400, "BadRequest", "/me request is only valid with delegated authentication flow."))
	if _, ok, err := r.Person(r.Ctx); ok || err != nil {
		t.Errorf("%v, %v", ok, err)
	}
	if roles, err := r.Roles(r.Ctx); len(roles) != 0 || err != nil {
		t.Errorf("%v, %v", roles, err)
	}
}

func TestAppPolicy(t *testing.T) {
	t.Parallel()
	const (
		open  = `{"id":"x","isEnabled":`
		rules = `,"applicationRestrictions":{"passwordCredentials":[`
	)
	day := 24 * time.Hour
	for _, c := range []struct {
		name, body string
		want       tenant.AppPolicy
	}{
		{"none", open + `false}`, tenant.AppPolicy{}},
		{"switched off as a whole", open + `false` + rules + `{"restrictionType":"passwordAddition","state":"enabled"}]}}`, tenant.AppPolicy{}},
		{"secrets forbidden", open + `true` + rules + `{"restrictionType":"passwordAddition","state":"enabled"}]}}`, tenant.AppPolicy{SecretsForbidden: true}},
		{"a rule without a state", open + `true` + rules + `{"restrictionType":"passwordAddition"}]}}`, tenant.AppPolicy{SecretsForbidden: true}},
		{"a rule switched off", open + `true` + rules + `{"restrictionType":"passwordAddition","state":"disabled"}]}}`, tenant.AppPolicy{}},
		{"a rule of the future", open + `true` + rules + `{"restrictionType":"passwordAddition","restrictForAppsCreatedAfterDateTime":"2027-01-01T00:00:00Z"}]}}`, tenant.AppPolicy{}},
		{"short secrets", open + `true` + rules + `{"restrictionType":"passwordLifetime","maxLifetime":"P90D"},{"restrictionType":"passwordLifetime","maxLifetime":"P4DT12H"}]}}`, tenant.AppPolicy{SecretMaxLife: 4*day + 12*time.Hour}},
		{"an unknown rule", open + `true` + rules + `{"restrictionType":"tomorrow","state":"enabled"}]}}`, tenant.AppPolicy{}},
		{"identifier URIs", open + `true,"applicationRestrictions":{"identifierUris":{"uriAdditionWithoutUniqueTenantIdentifier":{"state":"enabled"},"nonDefaultUriAddition":{"state":"disabled"}}}}`, tenant.AppPolicy{URINeedsTenantID: true}},
		{"stricter identifier URIs", open + `true,"applicationRestrictions":{"identifierUris":{"nonDefaultUriAddition":{"state":"enabled"}}}}`, tenant.AppPolicy{URINonDefaultOnly: true}},
		{"for version 2 tokens too", open + `true,"applicationRestrictions":{"identifierUris":{"nonDefaultUriAddition":{"state":"enabled","excludeAppsReceivingV2Tokens":false}}}}`, tenant.AppPolicy{URINonDefaultOnly: true, URIStrictForV2: true}},
		{"but not for version 2 tokens", open + `true,"applicationRestrictions":{"identifierUris":{"nonDefaultUriAddition":{"state":"enabled","excludeAppsReceivingV2Tokens":true}}}}`, tenant.AppPolicy{URINonDefaultOnly: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, answer{Status: 200, Body: c.body})
			if got, err := r.AppPolicy(r.Ctx); err != nil || got != c.want {
				t.Errorf("%+v, %v; want %+v", got, err, c.want)
			}
		})
	}
	r := newRig(t, refuse(403, "Authorization_RequestDenied", "Insufficient privileges."))
	if _, err := r.AppPolicy(r.Ctx); !tenant.Is(err, tenant.Denied) {
		t.Errorf("without Policy.Read.All: %v", err)
	}
}

func TestMissingIsNoError(t *testing.T) {
	t.Parallel()
	r := newRig(t, refuse(404, "Request_ResourceNotFound", "Resource does not exist."))
	if _, ok, err := r.ApplicationByAppID(r.Ctx, clientID); ok || err != nil {
		t.Errorf("application: %v, %v", ok, err)
	}
	if _, ok, err := r.PrincipalByAppID(r.Ctx, clientID); ok || err != nil {
		t.Errorf("principal: %v, %v", ok, err)
	}
	if found, err := r.FindApplications(r.Ctx, tenant.Key{UniqueName: unique}); len(found) != 0 || err != nil {
		t.Errorf("by name: %v, %v", found, err)
	}
}
