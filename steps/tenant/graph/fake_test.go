package graph_test

import (
	"testing"

	"teamwright/steps/tenant"
	"teamwright/steps/tenant/adapter/adaptertest"
	"teamwright/steps/tenant/graph"
)

type answer = adaptertest.Answer

// refuse is a refusal as Graph words it.
func refuse(status int, code, message string) answer {
	return answer{Status: status, Body: `{"error":{"code":"` + code + `","message":"` + message +
		`","innerError":{"date":"2026-11-20T10:00:00","request-id":"11111111-2222-3333-4444-555555555555"}}}`}
}

// rig is a client over a script.
type rig struct {
	*graph.Client
	*adaptertest.Stage
}

func newRig(t *testing.T, script ...answer) *rig {
	t.Helper()
	s := adaptertest.New(t, "Request-Id", script...)
	c, err := graph.New(s.Options)
	if err != nil {
		t.Fatal(err)
	}
	return &rig{c, s}
}

const (
	objectID = "aaaaaaaa-0000-0000-0000-000000000001"
	clientID = "bbbbbbbb-0000-0000-0000-000000000001"
	keyID    = "cccccccc-0000-0000-0000-000000000001"
)

// made is Graph's answer to a new application.
var made = answer{Status: 201, Body: `{"id":"` + objectID + `","appId":"` + clientID + `","uniqueName":"` + unique + `","displayName":"Learn"}`}

// withApp is a client that has just made an application, so that everything
// about it is young; the script is what follows.
func withApp(t *testing.T, script ...answer) *rig {
	t.Helper()
	r := newRig(t, append([]answer{made}, script...)...)
	if _, created, err := r.UpsertApplication(r.Ctx, unique, tenant.ApplicationPatch{DisplayName: ptr("Learn"), Scopes: &[]tenant.Scope{}}); err != nil || !created {
		t.Fatal(created, err)
	}
	r.Service.Play(script...)
	return r
}
