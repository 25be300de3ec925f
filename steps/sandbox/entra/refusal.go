package entra

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"teamwright/steps/sandbox/store"
)

// refusal is an answer of the sign-in host that is no token: an AADSTS number
// and our own words for it.
type refusal struct {
	code int
	text string
}

func (r refusal) Error() string { return fmt.Sprintf("AADSTS%d: %s", r.code, r.text) }

// oauth returns the OAuth error, the status and the suberror that go with an
// AADSTS number. Sources: Microsoft Entra authentication and authorization
// error codes; OAuth 2.0 device authorization grant in Microsoft's
// documentation of the device code flow; public reports for those that the
// documentation leaves out.
func oauth(code int) (name string, status int, suberror string) {
	switch code {
	case 70016:
		return "authorization_pending", http.StatusBadRequest, ""
	case 70018:
		return "bad_verification_code", http.StatusBadRequest, ""
	case 70019:
		return "expired_token", http.StatusBadRequest, ""
	case 65004:
		return "authorization_declined", http.StatusBadRequest, ""
	case 90120, 50173, 700082, 70043, 70008, 70000, 54005, 501481, 50126, 50034, 50053, 50055, 50057, 50020, 51004, 90072, 500112, 9002313:
		return "invalid_grant", http.StatusBadRequest, ""
	case 65001:
		return "invalid_grant", http.StatusBadRequest, "consent_required"
	case 50072, 50074, 50076, 50079, 50158, 50199, 16000, 50058:
		return "interaction_required", http.StatusBadRequest, "basic_action"
	case 53003, 530035, 530036, 530032, 53000, 53001, 53002, 50005, 50097, 50129, 50131, 50155:
		return "invalid_grant", http.StatusBadRequest, "message_only"
	case 700016, 70001, 7000112, 90094, 90095, 1000031, 50105:
		return "unauthorized_client", http.StatusBadRequest, ""
	case 7000215, 7000218, 7000222, 7000229, 700027, 700021, 700023, 700024, 700211, 700212, 700213, 1000502, 50027:
		return "invalid_client", http.StatusUnauthorized, ""
	case 500011, 650057, 65005, 650056:
		return "invalid_resource", http.StatusBadRequest, ""
	case 70011, 28000, 1002012:
		return "invalid_scope", http.StatusBadRequest, ""
	case 500021, 500022, 50002, 500212, 500213:
		return "access_denied", http.StatusBadRequest, ""
	case 70003:
		return "unsupported_grant_type", http.StatusBadRequest, ""
	case 70005, 70007:
		return "unsupported_response_type", http.StatusBadRequest, ""
	case 90033, 90006, 50033:
		return "temporarily_unavailable", http.StatusServiceUnavailable, ""
	case 90000:
		return "server_error", http.StatusInternalServerError, ""
	case 90024, 90055:
		return "temporarily_unavailable", http.StatusTooManyRequests, ""
	case 900561:
		return "invalid_request", http.StatusMethodNotAllowed, ""
	case 65002, 900144, 50149, 501491, 90002, 90014, 90038, 50011, 50194, 50059:
		return "invalid_request", http.StatusBadRequest, ""
	}
	if code >= 50000 && code < 60000 {
		return "interaction_required", http.StatusBadRequest, ""
	}
	return "invalid_request", http.StatusBadRequest, ""
}

// early is a refusal of the request itself, before anybody signs in: the client,
// the tenant or the cloud is wrong.
func early(trouble store.SignIn) error {
	switch trouble.Refuse {
	case 700016, 70001, 1000031, 7000112, 7000218, 90002, 90038, 50194, 500011, 650057, 65005, 650056, 50011:
		if !trouble.InBrowser {
			return refusal{trouble.Refuse, "the request was refused"}
		}
	}
	return nil
}

// later reports whether a number is about a session that was good before: it
// refuses a refresh, not a sign-in.
func later(code int) bool {
	switch code {
	case 70043, 700082, 50173, 70008:
		return true
	}
	return false
}

// ofSecret reports whether a number is about the credential of an application
// that asks for itself.
func ofSecret(code int) bool {
	switch code {
	case 7000215, 7000222, 700027:
		return true
	}
	return false
}

// asRefusal is an error as the sign-in host says it.
func asRefusal(err error) refusal {
	var why refusal
	if !errors.As(err, &why) {
		why = refusal{90000, err.Error()}
	}
	return why
}

func (h *Host) refuse(w http.ResponseWriter, r *http.Request, err error) {
	why := asRefusal(err)
	trace, _ := h.opt.Store.NewID()
	correlation := r.Header.Get("client-request-id")
	if correlation == "" {
		correlation, _ = h.opt.Store.NewID()
	}
	_, status, _ := oauth(why.code)
	w.Header().Set("x-ms-request-id", trace)
	h.send(w, r, status, problem(why, trace, clip(correlation), h.opt.Now()))
}

// Refuse answers that the sign-in host cannot serve the request now, in its
// own form, with a status of 429, 500 or 503.
func Refuse(w http.ResponseWriter, r *http.Request, status int, now time.Time) {
	why := refusal{90033, "a transient error occurred; try again"}
	switch status {
	case http.StatusTooManyRequests:
		why = refusal{90055, "there are too many requests; try again later"}
	case http.StatusInternalServerError:
		why = refusal{90000, "an internal error occurred"}
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	const none = "00000000-0000-0000-0000-000000000000"
	json.NewEncoder(w).Encode(problem(why, none, clip(r.Header.Get("client-request-id")), now))
}

func problem(why refusal, trace, correlation string, now time.Time) map[string]any {
	name, _, suberror := oauth(why.code)
	stamp := now.UTC().Format("2006-01-02 15:04:05Z")
	body := map[string]any{
		"error": name,
		"error_description": fmt.Sprintf("%s. Trace ID: %s Correlation ID: %s Timestamp: %s",
			why.Error(), trace, correlation, stamp),
		"error_codes":    []int{why.code},
		"timestamp":      stamp,
		"trace_id":       trace,
		"correlation_id": correlation,
		"error_uri":      fmt.Sprintf("https://login.microsoftonline.com/error?code=%d", why.code),
	}
	if suberror != "" {
		body["suberror"] = suberror
	}
	return body
}
