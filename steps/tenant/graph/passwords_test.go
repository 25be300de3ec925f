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
	with := answer{status: 200, body: `{"id":"` + objectID + `","passwordCredentials":[{"keyId":"` + keyID + `"}]}`}
	without := answer{status: 200, body: `{"id":"` + objectID + `","passwordCredentials":[]}`}
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
		{"removed at once", []answer{{status: 204}}, nil, false, true, 0, 0},
		{"unknown at first", []answer{nothing, nothing, {status: 204}}, nil, false, true, time.Second, 0},
		{"busy, then unknown, then removed", []answer{{status: 503}, nothing, nothing, {status: 204}}, nil, false, true, time.Second, 0},
		{"throttled, then unknown, then removed", []answer{{status: 429}, nothing, {status: 204}}, nil, false, true, time.Second, 0},
		{"removed, the answer lost", []answer{{err: errors.New("connection reset by peer")}, nothing}, []answer{without}, false, true, time.Minute, 3},
		{"unknown to the writers, seen by a reader", []answer{nothing}, []answer{with}, false, false, time.Minute, 1},
		{"unknown to the writers, seen by the last reader", []answer{nothing}, []answer{without, without, with}, false, false, time.Minute, 3},
		{"gone with its application", []answer{nothing}, []answer{noApp}, false, true, time.Minute, 3},
		{"nobody can look", []answer{nothing}, []answer{refuse(403, "Authorization_RequestDenied", "x")}, false, false, time.Minute, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := young(t)
			if c.old {
				r.clock.now = r.clock.now.Add(11 * time.Minute)
			}
			r.fake.play(c.posts...)
			r.fake.gets = c.gets
			before := r.clock.slept
			err := r.RemovePassword(r.ctx, objectID, keyID)
			if (err == nil) != c.gone {
				t.Errorf("gone %v, want %v: %v", err == nil, c.gone, err)
			}
			var e *tenant.Error
			if err != nil && !errors.As(err, &e) {
				t.Errorf("error %T", err)
			}
			reads := 0
			for _, h := range r.fake.heard {
				if h.method == "GET" {
					reads++
				}
			}
			if slept := r.clock.slept - before; slept < c.waited || slept > 2*time.Minute || reads != c.reads {
				t.Errorf("slept %v, %d reads", slept, reads)
			}
		})
	}
}
