package arm

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"teamwright/steps/sandbox/store"
)

// refusal is an answer that refuses. Codes are Azure's, messages our own except
// where a client must recognise a fragment.
type refusal struct {
	status  int
	code    string
	message string
	header  map[string]string
}

func (r *refusal) Error() string { return fmt.Sprintf("%d %s: %s", r.status, r.code, r.message) }

func (r *refusal) write(w http.ResponseWriter) {
	header := w.Header()
	for name, value := range r.header {
		header.Set(name, value)
	}
	header.Set("Content-Type", "application/json; charset=utf-8")
	header.Set("x-ms-failure-cause", "gateway")
	w.WriteHeader(r.status)
	json.NewEncoder(w).Encode(map[string]any{"error": map[string]any{"code": r.code, "message": r.message}})
}

func bad(code, format string, args ...any) *refusal {
	return &refusal{http.StatusBadRequest, code, fmt.Sprintf(format, args...), nil}
}

func conflict(code, format string, args ...any) *refusal {
	return &refusal{http.StatusConflict, code, fmt.Sprintf(format, args...), nil}
}

func absent(code, format string, args ...any) *refusal {
	return &refusal{http.StatusNotFound, code, fmt.Sprintf(format, args...), nil}
}

func failure(err error) *refusal {
	return &refusal{http.StatusInternalServerError, "InternalServerError", err.Error(), nil}
}

func disabled(s store.Subscription) *refusal {
	return conflict("ReadOnlyDisabledSubscription", "The subscription '%s' is disabled and therefore marked as read only. You cannot perform any write actions on this subscription until it is re-enabled.", s.ID)
}

func unregistered() *refusal {
	return conflict("MissingSubscriptionRegistration", "The subscription is not registered to use namespace 'Microsoft.BotService'. See https://aka.ms/rps-not-found for how to register subscriptions.")
}

func noGroup(name string) *refusal {
	return absent("ResourceGroupNotFound", "Resource group '%s' could not be found.", clip(name))
}

// Refuse answers that Resource Manager cannot serve the request now, with a
// status of 429, 500 or 503.
func Refuse(w http.ResponseWriter, r *http.Request, status int, now time.Time) {
	const id = "00000000-0000-0000-0000-000000000000"
	stamp(w.Header(), r, id, now)
	why := &refusal{status: status, code: "InternalServerError", message: fmt.Sprintf("Encountered internal server error. Diagnostic information: timestamp '%s'.", now.UTC().Format("20060102T150405Z"))}
	switch status {
	case http.StatusTooManyRequests:
		why.code, why.message = "SubscriptionRequestsThrottled", "Number of requests for the subscription exceeded the limit for the time interval. Please try again later."
	case http.StatusServiceUnavailable:
		why.code, why.message = "ServiceUnavailable", "The service is temporarily unavailable. Please try again later."
	}
	why.write(w)
}

// RefuseConcurrent answers a write to a resource on which another write is
// under way.
func RefuseConcurrent(w http.ResponseWriter, r *http.Request, now time.Time) {
	stamp(w.Header(), r, "00000000-0000-0000-0000-000000000000", now)
	conflict("AnotherOperationInProgress", "Another operation on this or a dependent resource is in progress. Please retry later.").write(w)
}
