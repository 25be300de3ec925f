package arm_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"teamwright/steps/tenant"
	"teamwright/steps/tenant/adapter/adaptertest"
	"teamwright/steps/wire"
)

// fresh is a client that has just registered the provider and made the group,
// the bot and its channel.
func fresh(t *testing.T) *rig {
	t.Helper()
	r := newRig(t, yes(`{}`))
	for _, name := range []string{"register", "put group", "create bot", "put channel"} {
		op := operations()[name]
		r.Service.Play(op.done)
		if err := op.run(r); err != nil {
			t.Fatal(name, err)
		}
	}
	r.Clock.Slept, r.Waits = 0, nil
	return r
}

func TestAzureIsGivenItsTime(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, op string
		no       answer
		what     string
		old      bool // waited out however old the thing
	}{
		{"the registration has not arrived", "create bot", refuse(409, "MissingSubscriptionRegistration", "x"), "Azure is registering the bot service everywhere", false},
		{"the group is unknown", "create bot", refuse(404, "ResourceGroupNotFound", "x"), "Azure is making the new resource group known", false},
		{"the group does not show", "group", refuse(404, "ResourceGroupNotFound", "x"), "Azure is making the new resource group known", false},
		{"the bot does not show", "bot", refuse(404, "ResourceNotFound", "x"), "Azure is making the new bot known", false},
		{"the bot is unknown to its channel", "put channel", refuse(404, "ParentResourceNotFound", "x"), "Azure is making the new bot known", false},
		{"the bot is unknown to its channel, other code", "put channel", refuse(404, "ResourceNotFound", "x"), "Azure is making the new bot known", false},
		{"the channel does not show", "channel", refuse(404, "ResourceNotFound", "x"), "Azure is making the new bot known", false},
		{"the old group is still going", "put group", refuse(409, "ResourceGroupBeingDeleted", "x"), "Azure is still deleting a resource group of this name", true},
		{"two changes at a time", "update bot", refuse(409, "AnotherOperationInProgress", "x"), "Azure is busy with the change before", true},
		{"two changes, other code", "put channel", refuse(409, "RequestConflict", "x"), "Azure is busy with the change before", true},
		{"two writers", "update bot", refuse(412, "PreconditionFailed", "x"), "Azure is busy with the change before", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			op := operations()[c.op]

			r := fresh(t)
			r.Service.Play(c.no, c.no, op.done)
			if err := op.run(r); err != nil {
				t.Fatalf("young: %v", err)
			}
			if len(r.Service.Heard) != 3 || len(r.Waits) != 2 || (r.Waits)[1].What != c.what || (r.Waits)[1].Try != 2 {
				t.Errorf("young: %d requests, waits %+v", len(r.Service.Heard), r.Waits)
			}

			r = fresh(t)
			r.Service.Play(c.no)
			if err := op.run(r); err != nil && !strings.Contains(adaptertest.Failure(t, err).Cure, "not through") {
				t.Errorf("never: cure %q", adaptertest.Failure(t, err).Cure)
			}
			if r.Clock.Slept > 120*time.Second || r.Clock.Slept < 100*time.Second {
				t.Errorf("never: slept %v", r.Clock.Slept)
			}

			r = fresh(t)
			r.Clock.Pass(11 * time.Minute)
			r.Service.Play(c.no, op.done)
			err := op.run(r)
			if waited := len(r.Waits) > 0; waited != c.old {
				t.Errorf("old: waited %v, want %v (error %v)", waited, c.old, err)
			}
		})
	}
}

func TestBackgroundWorkIsAwaited(t *testing.T) {
	t.Parallel()
	at := func(state string) answer { return yes(`{"registrationState":"` + state + `"}`) }
	slow := at("Registering")
	slow.Header = map[string][]string{"Retry-After": {"20"}}
	for _, c := range []struct {
		name, op string
		script   []answer
		requests int
		slept    time.Duration
		kind     tenant.Kind
		fails    bool
	}{
		{"a registration", "register", []answer{at("Registering"), at("Registering"), at("registered")}, 3, 500 * time.Millisecond, 0, false},
		{"a registration that names its pace", "register", []answer{at("Registering"), slow, at("Registered")}, 3, 20 * time.Second, 0, false},
		{"a registration without end", "register", []answer{at("Registering")}, 20, 119500 * time.Millisecond, tenant.Lost, true},
		{"a registration that is refused later", "register", []answer{at("Registering"), refuse(403, "AuthorizationFailed", "x")}, 2, 0, tenant.Denied, true},
		{"a bot", "create bot", []answer{{Status: 201, Body: botBody("Accepted")}, yes(botBody("Running")), yes(botBody("Succeeded"))}, 3, 500 * time.Millisecond, 0, false},
		{"a bot that fails", "create bot", []answer{{Status: 201, Body: botBody("Accepted")}, yes(botBody("Failed"))}, 2, 0, tenant.Refused, true},
		{"a bot that fails at once", "create bot", []answer{{Status: 201, Body: botBody("Failed")}}, 1, 0, tenant.Refused, true},
		{"a changed bot", "update bot", []answer{yes(botBody("Updating")), yes(botBody("Succeeded"))}, 2, 0, 0, false},
		{"a bot that vanishes", "create bot", []answer{{Status: 201, Body: botBody("Accepted")}, refuse(404, "ResourceNotFound", "x"), yes(botBody("Succeeded"))}, 3, 500 * time.Millisecond, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, c.script...)
			err := operations()[c.op].run(r)
			if (err != nil) != c.fails || c.fails && !tenant.Is(err, c.kind) || len(r.Service.Heard) != c.requests || r.Clock.Slept != c.slept {
				t.Errorf("%v after %d requests and %v", err, len(r.Service.Heard), r.Clock.Slept)
			}
			if c.fails && adaptertest.Failure(t, err).Cure == "" {
				t.Errorf("no cure: %v", err)
			}
		})
	}
}

func TestDeletingAGroup(t *testing.T) {
	t.Parallel()
	accepted := answer{Status: 202, Header: map[string][]string{"Location": {"https://management.azure.com/operationresults/1"}}}
	going := yes(`{"name":"rg-learn","location":"westeurope","properties":{"provisioningState":"Deleting"}}`)
	gone := refuse(404, "ResourceGroupNotFound", "x")
	r := newRig(t, accepted, going, going, gone)
	if err := r.DeleteResourceGroup(r.Ctx, sub, group); err != nil || len(r.Service.Heard) != 4 || len(r.Waits) != 2 {
		t.Errorf("%v after %d requests, waits %v", err, len(r.Service.Heard), r.Waits)
	}
	if h := r.Service.Heard[0]; h.Method != "DELETE" || !strings.HasSuffix(h.Path, "/resourcegroups/rg-learn") {
		t.Errorf("asked %+v", h)
	}
	r = newRig(t, refuse(409, "ScopeLocked", "x"))
	if err := r.DeleteResourceGroup(r.Ctx, sub, group); !tenant.Is(err, tenant.Policy) {
		t.Errorf("locked: %v", err)
	}
	r = newRig(t, accepted, going)
	if err := r.DeleteResourceGroup(r.Ctx, sub, group); !tenant.Is(err, tenant.Lost) || r.Clock.Slept > 120*time.Second {
		t.Errorf("without end: %v after %v", err, r.Clock.Slept)
	}
}

func TestWaitingEndsWithTheContext(t *testing.T) {
	t.Parallel()
	for name, script := range map[string][]answer{
		"register":   {yes(`{"registrationState":"Registering"}`)},
		"update bot": {refuse(409, "AnotherOperationInProgress", "x")},
	} {
		r := newRig(t, script...)
		ctx, cancel := context.WithCancel(t.Context())
		r.Ctx = wire.WithWait(ctx, func(wire.Wait) { cancel() })
		if err := operations()[name].run(r); err == nil || len(r.Service.Heard) > 2 {
			t.Errorf("%s: %v after %d requests", name, err, len(r.Service.Heard))
		}
	}
}
