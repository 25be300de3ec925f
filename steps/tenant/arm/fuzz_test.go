package arm_test

import (
	"errors"
	"strings"
	"testing"

	"teamwright/steps/tenant"
)

// FuzzAnswers answers every operation with foreign bytes.
func FuzzAnswers(f *testing.F) {
	for _, body := range []string{
		``, `{}`, `null`, `[]`, `{"error":`, `{"error":"x"}`, `{"error":{"code":1}}`, `{"error":{"code":"ResourceNotFound","message":"\u001b[2J"}}`,
		`{"value":[{"properties":null}]}`, `{"properties":{"channelName":"MsTeamsChannel"}}`, `{"id":"/resourceGroups","properties":{}}`,
		`{"value":[],"nextLink":"http://[::1"}`, botBody("Succeeded"), channelBody,
	} {
		for _, status := range []int{200, 201, 204, 400, 404, 409} {
			f.Add(status, body)
		}
	}
	f.Fuzz(func(t *testing.T, status int, body string) {
		if status < 200 || status > 599 || status == 429 || status >= 500 {
			return // repeated with pauses, which other tests are about
		}
		for name, op := range operations() {
			r := newRig(t, answer{Status: status, Body: body})
			err := op.run(r)
			var e *tenant.Error
			if err != nil && !errors.As(err, &e) {
				t.Errorf("%s: error %T %v", name, err, err)
			}
			if e != nil && strings.ContainsAny(e.Error(), "\x1b\r\n\u202e") {
				t.Errorf("%s: %q", name, e.Error())
			}
		}
	})
}
