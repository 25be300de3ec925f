package sandbox_test

import (
	"fmt"
	"maps"
	"testing"
	"time"

	"teamwright/steps/sandbox"
)

const lag = 4 * time.Second

// statuses asks the same n times and counts the answers by status.
func (r *rig) statuses(n int, method, path string, body any, headers ...string) map[int]int {
	r.t.Helper()
	seen := map[int]int{}
	for range n {
		seen[r.call(method, path, body, headers...).status]++
	}
	return seen
}

// until repeats a request until it has the status; every other answer must be
// one of those allowed meanwhile.
func (r *rig) until(status int, method, path string, body any, meanwhile ...int) answer {
	r.t.Helper()
	for range 100 {
		a := r.call(method, path, body)
		if a.status == status {
			return a
		}
		ok := false
		for _, s := range meanwhile {
			ok = ok || a.status == s
		}
		if !ok {
			r.t.Fatalf("%s %s: %d %s", method, path, a.status, a.raw)
		}
	}
	r.t.Fatalf("%s %s: never %d", method, path, status)
	return answer{}
}

func TestLagAfterCreate(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{Lag: lag})
	r.signIn(azureCLI, graphAll)
	made := r.want(201, "POST", "/applications", object{"displayName": "Fresh"})
	path := "/applications/" + made.text("id")

	seen := r.statuses(60, "GET", path, nil)
	if seen[200] == 0 || seen[404] == 0 || seen[200]+seen[404] != 60 {
		t.Errorf("right after the create reads answer %v, want 200 and 404 to alternate", seen)
	}
	if seen := r.statuses(60, "PATCH", path, object{"notes": "x"}); seen[204] == 0 || seen[404] == 0 {
		t.Errorf("right after the create updates answer %v", seen)
	}
	if seen := r.statuses(30, "POST", path+"/addPassword", object{}); seen[200] == 0 || seen[404] == 0 {
		t.Errorf("right after the create addPassword answers %v", seen)
	}
	if rows := r.want(200, "GET", "/applications?$count=true&$filter=startswith(displayName,'Fresh')", nil, "ConsistencyLevel: eventual").rows(); len(rows) != 0 {
		t.Error("the index knows the application before the delay is over")
	}
	r.clock.Move(lag / 2)
	if seen := r.statuses(60, "GET", path, nil); seen[404] == 0 || seen[404] > 40 {
		t.Errorf("half way reads answer %v", seen)
	}
	r.clock.Move(lag / 2)
	if seen := r.statuses(60, "GET", path, nil); seen[200] != 60 {
		t.Errorf("after the delay reads answer %v", seen)
	}
	if rows := r.want(200, "GET", "/applications?$count=true&$filter=startswith(displayName,'Fresh')", nil, "ConsistencyLevel: eventual").rows(); len(rows) != 1 {
		t.Error("the index does not know the application after the delay")
	}
}

func TestLagAfterUpdateAndDelete(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{Lag: lag})
	r.signIn(azureCLI, graphAll)
	path := "/applications/" + r.want(201, "POST", "/applications", object{"displayName": "Old name"}).text("id")
	r.clock.Move(lag)
	r.want(204, "PATCH", path, object{"displayName": "New name"})
	names := map[string]int{}
	for range 60 {
		names[r.want(200, "GET", path, nil).text("displayName")]++
	}
	if names["Old name"] == 0 || names["New name"] == 0 {
		t.Errorf("right after the update reads show %v", names)
	}
	r.clock.Move(lag)
	for range 20 {
		if name := r.want(200, "GET", path, nil).text("displayName"); name != "New name" {
			t.Fatalf("after the delay a read shows %q", name)
		}
	}
	r.until(204, "DELETE", path, nil)
	if seen := r.statuses(60, "GET", path, nil); seen[200] == 0 || seen[404] == 0 {
		t.Errorf("right after the delete reads answer %v", seen)
	}
	r.clock.Move(lag)
	if seen := r.statuses(20, "GET", path, nil); seen[404] != 20 {
		t.Errorf("after the delay reads answer %v", seen)
	}
}

// TestLagBetweenObjects walks the refusals that one object's delay causes for
// another.
func TestLagBetweenObjects(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{Lag: lag})
	r.signIn(azureCLI, graphAll)
	made := r.want(201, "PATCH", "/applications(uniqueName='lagging')", object{"displayName": "Lagging"}, "Prefer: create-if-missing")
	again := map[string]int{}
	for range 60 {
		a := r.call("PATCH", "/applications(uniqueName='lagging')", object{"displayName": "Lagging"}, "Prefer: create-if-missing")
		again[fmt.Sprint(a.status, a.reason())]++
	}
	if again["204"] == 0 || again["400ObjectConflict"] == 0 || len(again) != 2 {
		t.Errorf("the upsert, again at once, is answered %v: a replica that does not know the application would make it, and may not", again)
	}
	refusals := map[string]int{}
	for range 200 {
		a := r.call("POST", "/servicePrincipals", object{"appId": made.text("appId")})
		if a.status == 201 {
			break
		}
		refusals[a.code()]++
	}
	path := "/applications/" + made.text("id")
	principal := r.until(409, "POST", "/servicePrincipals", object{"appId": made.text("appId")}, 400, 403)
	if principal.code() != "Request_MultipleObjectsWithSameKeyValue" {
		t.Errorf("second principal: %s", principal.raw)
	}
	id := r.until(200, "GET", "/servicePrincipals(appId='"+made.text("appId")+"')", nil, 404).text("id")
	resource := r.want(200, "GET", "/servicePrincipals(appId='"+graphAppID+"')", nil).text("id")
	grant := object{"clientId": id, "consentType": "AllPrincipals", "resourceId": resource, "scope": "User.Read"}
	early := map[string]int{}
	for range 200 {
		a := r.call("POST", "/oauth2PermissionGrants", grant)
		if a.status == 201 {
			break
		}
		if a.status != 400 || a.code() != "Request_BadRequest" {
			t.Fatalf("early grant: %d %s", a.status, a.raw)
		}
		early[a.message()]++
	}
	for m := range early {
		if want := "Resource '" + id + "' does not exist or one of its queried reference-property objects are not present."; m != want {
			t.Errorf("early grant: %q", m)
		}
	}
	r.clock.Move(lag)
	const scope = "0b9f2c50-9a56-4f5e-8b8f-0e9d5c3a1f22"
	r.until(204, "PATCH", path, object{"api": object{"oauth2PermissionScopes": list{object{"id": scope, "value": "access_as_user",
		"adminConsentDisplayName": "a", "adminConsentDescription": "b"}}}})
	clients := object{"api": object{"preAuthorizedApplications": list{object{"appId": "1fec8e78-bce4-4aaf-ab1b-5451cc387264", "delegatedPermissionIds": list{scope}}}}}
	if seen := r.statuses(40, "PATCH", path, clients); seen[204] == 0 || seen[400] == 0 {
		t.Errorf("authorised clients right after the scope: %v", seen)
	}
	r.clock.Move(lag)
	r.want(204, "PATCH", path, clients)
	// A disabled scope goes only once the replica has seen that it is disabled.
	r.want(204, "PATCH", path, object{"api": object{"preAuthorizedApplications": list{}, "oauth2PermissionScopes": list{object{"id": scope, "value": "access_as_user",
		"adminConsentDisplayName": "a", "adminConsentDescription": "b", "isEnabled": false}}}})
	early = map[string]int{}
	for range 100 {
		a := r.call("PATCH", path, object{"api": object{"oauth2PermissionScopes": list{}, "preAuthorizedApplications": list{}}})
		if a.status == 204 {
			break
		}
		early[a.code()]++
	}
	for code := range early {
		if code != "CannotDeleteOrUpdateEnabledEntitlement" {
			t.Errorf("early removal: %s", code)
		}
	}
}

// TestLagOfTheBotFramework: the directory of the Bot Framework hears of a new
// application later too.
func TestLagOfTheBotFramework(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{Lag: lag})
	r.signIn(azureCLI, graphAll)
	app := r.want(201, "POST", "/applications", object{"displayName": "Bot", "signInAudience": "AzureADMultipleOrgs"})
	text := r.until(200, "POST", "/applications/"+app.text("id")+"/addPassword", object{}, 404).text("secretText")
	seen := map[int]int{}
	ask := func() int {
		return r.form("/botframework.com/oauth2/v2.0/token", "grant_type", "client_credentials", "client_id", app.text("appId"),
			"client_secret", text, "scope", "https://api.botframework.com/.default").aadsts()
	}
	for range 60 {
		seen[ask()]++
	}
	if seen[700016] == 0 || seen[7000215] == 0 || seen[0] == 0 {
		t.Errorf("right after it was made: %v", seen)
	}
	r.clock.Move(lag)
	if n := ask(); n != 0 {
		t.Errorf("after the delay: AADSTS%d", n)
	}
}

// TestLagOfSecrets shows that the sign-in host learns late of a new secret,
// and late that it was removed.
func TestLagOfSecrets(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{Lag: lag, Tenant: prepared()})
	r.signIn(azureCLI, graphAll)
	path := "/applications/" + r.want(200, "GET", "/applications(appId='"+secretClient+"')", nil).text("id")
	secret := r.want(200, "POST", path+"/addPassword", object{})
	proof := func() map[int]int {
		seen := map[int]int{}
		for range 60 {
			seen[r.form("/example.org/oauth2/v2.0/token", "grant_type", "client_credentials", "client_id", secretClient,
				"client_secret", secret.text("secretText"), "scope", "https://graph.microsoft.com/.default").aadsts()]++
		}
		return seen
	}
	if seen := proof(); seen[0] == 0 || seen[7000215] == 0 {
		t.Errorf("a new secret is answered with %v", seen)
	}
	r.clock.Move(lag)
	if seen := proof(); seen[0] != 60 {
		t.Errorf("after the delay a new secret is answered with %v", seen)
	}
	r.want(204, "PATCH", path, object{"notes": "changed"})
	early := map[string]int{}
	for range 200 {
		a := r.call("POST", path+"/removePassword", object{"keyId": secret.text("keyId")})
		if a.status == 204 {
			break
		}
		early[a.code()]++
	}
	for code := range early {
		if code != "Directory_ConcurrencyViolation" {
			t.Errorf("removing a secret before the change before it has settled: %s", code)
		}
	}
	if seen := proof(); seen[0] == 0 || seen[7000215] == 0 {
		t.Errorf("a removed secret is answered with %v", seen)
	}
	r.clock.Move(lag)
	if seen := proof(); seen[7000215] != 60 {
		t.Errorf("after the delay a removed secret is answered with %v", seen)
	}
}

// TestWritesAtOnce shows that of two writes to one object at the same time one
// is refused, and that other objects are not concerned.
func TestWritesAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{Now: time.Now, Latency: 300 * time.Millisecond})
	r.signIn(azureCLI, graphAll)
	first := "/applications/" + r.want(201, "POST", "/applications", object{"displayName": "First"}).text("id")
	second := "/applications/" + r.want(201, "POST", "/applications", object{"displayName": "Second"}).text("id")
	answers := make(chan string, 4)
	for _, ask := range []struct{ method, path string }{{"PATCH", first}, {"PATCH", first}, {"PATCH", second}, {"GET", first}} {
		go func() {
			a, err := r.try(ask.method, ask.path, object{"notes": "n"})
			answers <- fmt.Sprint(ask.method, " ", a.status, " ", a.code(), " ", err)
		}()
	}
	seen := map[string]int{}
	for range 4 {
		seen[<-answers]++
	}
	want := map[string]int{"PATCH 204  <nil>": 2, "PATCH 409 Directory_ConcurrencyViolation <nil>": 1, "GET 200  <nil>": 1}
	if !maps.Equal(seen, want) {
		t.Errorf("got %v, want %v", seen, want)
	}
	r.want(204, "PATCH", first, object{"notes": "n"})
}
