package wire

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strings"
)

type repeatableKey struct{}

// Repeatable says that every request made under ctx can be sent twice without
// harm, POST included: an action whose second run finds nothing to do.
func Repeatable(ctx context.Context) context.Context {
	return context.WithValue(ctx, repeatableKey{}, true)
}

type pagesKey struct{}

// Pages says that under ctx a page for people is an answer, and no fault of
// something on the way that passes.
func Pages(ctx context.Context) context.Context {
	return context.WithValue(ctx, pagesKey{}, true)
}

// repeatable tells whether a request whose fate is unknown may be sent again.
func repeatable(req *http.Request, body []byte) bool {
	switch req.Method {
	case http.MethodGet, http.MethodHead, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return true
	case http.MethodPost:
		return req.Context().Value(repeatableKey{}) != nil || tokenRequest(req, body)
	}
	return false
}

// tokenRequest tells whether a POST asks Entra for a token in a way that
// spends nothing: with a secret, a refresh token, or by polling a device code,
// or asks for a new device code. An authorization code can be redeemed once
// and is left alone.
func tokenRequest(req *http.Request, body []byte) bool {
	path := strings.ToLower(req.URL.Path)
	if strings.HasSuffix(path, "/oauth2/v2.0/devicecode") {
		return true
	}
	if !strings.HasSuffix(path, "/oauth2/v2.0/token") || len(body) > maxKept {
		return false
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return false
	}
	switch form.Get("grant_type") {
	case "client_credentials", "refresh_token", "device_code", "urn:ietf:params:oauth:grant-type:device_code":
		return true
	}
	return false
}

// outcome is what one try came to.
type outcome struct {
	resp *http.Response // body read and replaced
	body []byte
	err  error
	sent bool // the request may have arrived
}

// verdict says whether to try again, and in which words.
type verdict struct {
	again bool
	what  string // without the service's name
}

func judge(req *http.Request, body []byte, o outcome) verdict {
	safe := repeatable(req, body)
	if o.err != nil {
		if _, large := o.err.(*TooLarge); large || classify(o.err) != passing {
			return verdict{}
		}
		return verdict{safe || !o.sent, "cannot be reached"}
	}
	switch code := o.resp.StatusCode; {
	case code == http.StatusTooManyRequests:
		return verdict{true, "asks for patience (429)"}
	case code == http.StatusInternalServerError, code == http.StatusBadGateway,
		code == http.StatusServiceUnavailable, code == http.StatusGatewayTimeout:
		return verdict{safe, "has a fault (" + http.StatusText(code) + ")"}
	case code < 300 && mediaType(o.resp.Header) == "text/html" && len(bytes.TrimSpace(o.body)) > 0 && req.Context().Value(pagesKey{}) == nil:
		return verdict{safe, "is hidden behind a page of something on the way"}
	}
	return verdict{}
}
