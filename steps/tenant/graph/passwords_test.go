package graph_test

import (
	"errors"
	"testing"
	"time"

	"teamwright/steps/tenant"
)

// TestSecretAlreadyGone tells a secret that is gone from one that the answering
// replica has not heard of: taking the second for the first leaves it alive.
func TestSecretAlreadyGone(t *testing.T) {
	t.Parallel()
	nothing := refuse(400, "Request_BadRequest", "No credentials found to be removed.")
	with := answer{Status: 200, Body: `{"id":"` + objectID + `","passwordCredentials":[{"keyId":"` + keyID + `"}]}`}
	without := answer{Status: 200, Body: `{"id":"` + objectID + `","passwordCredentials":[]}`}
	noApp := refuse(404, "Request_ResourceNotFound", "Resource does not exist.")
	for _, c := range []struct {
		name   string
		posts  []answer
		gets   []answer
		old    bool // the secret
		gone   bool
		waited time.Duration // at least
		reads  int
	}{
		{"an old secret", []answer{nothing}, nil, true, true, 0, 0},
		{"removed at once", []answer{{Status: 204}}, nil, false, true, 0, 0},
		{"unknown at first", []answer{nothing, nothing, {Status: 204}}, nil, false, true, time.Second, 0},
		{"busy, then unknown, then removed", []answer{{Status: 503}, nothing, nothing, {Status: 204}}, nil, false, true, time.Second, 0},
		{"throttled, then unknown, then removed", []answer{{Status: 429}, nothing, {Status: 204}}, nil, false, true, time.Second, 0},
		{"removed, the answer lost", []answer{{Err: errors.New("connection reset by peer")}, nothing}, []answer{without}, false, true, time.Minute, 3},
		{"unknown to the writers, seen by a reader", []answer{nothing}, []answer{with}, false, false, time.Minute, 1},
		{"unknown to the writers, seen by the last reader", []answer{nothing}, []answer{without, without, with}, false, false, time.Minute, 3},
		{"gone with its application", []answer{nothing}, []answer{noApp}, false, true, time.Minute, 3},
		{"nobody can look", []answer{nothing}, []answer{refuse(403, "Authorization_RequestDenied", "x")}, false, false, time.Minute, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := young(t)
			if c.old {
				r.Clock.Pass(11 * time.Minute)
			}
			r.Service.Play(c.posts...)
			r.Service.Gets = c.gets
			before := r.Clock.Slept
			err := r.RemovePassword(r.Ctx, objectID, keyID)
			if (err == nil) != c.gone {
				t.Errorf("gone %v, want %v: %v", err == nil, c.gone, err)
			}
			var e *tenant.Error
			if err != nil && !errors.As(err, &e) {
				t.Errorf("error %T", err)
			}
			reads := 0
			for _, h := range r.Service.Heard {
				if h.Method == "GET" {
					reads++
				}
			}
			if slept := r.Clock.Slept - before; slept < c.waited || slept > 2*time.Minute || reads != c.reads {
				t.Errorf("slept %v, %d reads", slept, reads)
			}
		})
	}
}
