package graph

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// problem is an answer that refuses. Codes are Microsoft Graph's, messages our
// own except where a client must recognise a fragment.
type problem struct {
	status  int
	code    string
	message string
	target  string
	details []detail
	header  map[string]string

	inner  string // the code of the service behind, where it stands in innerError
	silent bool   // innerError has no message
}

// detail is one entry of error.details.
type detail struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Target  string `json:"target,omitempty"`
}

func (p *problem) Error() string { return fmt.Sprintf("%d %s: %s", p.status, p.code, p.message) }

// Codes that occur again and again.
const (
	badRequest    = "Request_BadRequest"
	notFound      = "Request_ResourceNotFound"
	denied        = "Authorization_RequestDenied"
	unreadable    = "BadRequest"
	sameKeyValue  = "Request_MultipleObjectsWithSameKeyValue"
	quotaExceeded = "Directory_QuotaExceeded"
)

func bad(format string, args ...any) *problem {
	return &problem{status: http.StatusBadRequest, code: badRequest, message: fmt.Sprintf(format, args...)}
}

// malformed is a request that Microsoft Graph refuses before the directory
// sees it.
func malformed(format string, args ...any) *problem {
	return &problem{status: http.StatusBadRequest, code: unreadable, message: fmt.Sprintf(format, args...)}
}

// absent is the answer for an object that a replica does not know.
func absent(id string) *problem {
	return &problem{status: http.StatusNotFound, code: notFound,
		message: fmt.Sprintf("Resource '%s' does not exist or one of its queried reference-property objects are not present.", id)}
}

func forbidden() *problem {
	return &problem{status: http.StatusForbidden, code: denied, message: "Insufficient privileges to complete the operation."}
}

// concurrent is the answer to a write that meets another one on the same
// object.
func concurrent() *problem {
	return &problem{status: http.StatusConflict, code: "Directory_ConcurrencyViolation",
		message: "Error due to concurrent requests being made to the tenant. Please wait briefly and retry."}
}

// RefuseConcurrent answers a write to an object on which another write is
// under way.
func RefuseConcurrent(w http.ResponseWriter, r *http.Request, now time.Time) {
	why := concurrent()
	if strings.Contains(r.URL.Path, "/appCatalogs/") {
		// Source: public reports of Microsoft's own tools, which try again.
		why = teams(http.StatusPreconditionFailed, "PreconditionFailed", "PreconditionFailed", "PreconditionFailed")
	}
	refuse(w, r, why, now)
}

// write puts the problem on the wire.
func (p *problem) write(w http.ResponseWriter, requestID, clientID string, now time.Time) {
	header := w.Header()
	header.Set("Content-Type", "application/json")
	for name, value := range p.header {
		header.Set(name, value)
	}
	within := map[string]any{
		"date":              now.UTC().Format("2006-01-02T15:04:05"),
		"request-id":        requestID,
		"client-request-id": clientID,
	}
	if p.inner != "" {
		within["code"], within["message"], within["innerError"] = p.inner, p.message, map[string]any{}
		if p.silent {
			within["message"] = ""
		}
	}
	body := map[string]any{"code": p.code, "message": p.message, "innerError": within}
	if p.target != "" {
		body["target"] = p.target
	}
	if len(p.details) > 0 {
		body["details"] = p.details
	}
	w.WriteHeader(p.status)
	json.NewEncoder(w).Encode(map[string]any{"error": body})
}

// Refuse answers that Microsoft Graph cannot serve the request now, with a
// status of 429, 500 or 503.
func Refuse(w http.ResponseWriter, r *http.Request, status int, now time.Time) {
	p := &problem{status: status, code: "InternalServerError", message: "Internal server error."}
	switch status {
	case http.StatusTooManyRequests:
		p.code, p.message = "TooManyRequests", "Too many requests."
	case http.StatusServiceUnavailable:
		p.code, p.message = "serviceNotAvailable", "The service is temporarily unavailable."
	}
	refuse(w, r, p, now)
}

func refuse(w http.ResponseWriter, r *http.Request, p *problem, now time.Time) {
	const id = "00000000-0000-0000-0000-000000000000"
	w.Header().Set("request-id", id)
	p.write(w, id, clip(r.Header.Get("client-request-id")), now)
}
