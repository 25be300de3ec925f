package wire

import (
	"bytes"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// gone stands where a secret stood.
const gone = "[redacted]"

// secretKey tells whether a value under this key is a secret, in JSON, in a
// form, in a query: keys are compared without case and separators, so that
// client_secret and clientSecret are one.
func secretKey(key string) bool {
	k := strings.ToLower(strings.NewReplacer("_", "", "-", "", ".", "").Replace(key))
	switch k {
	case "authorization", "cookie", "setcookie", "devicecode", "usercode", "codeverifier", "hint", "key", "privatekey", "sig", "apikey", "passwd", "pwd":
		return true
	}
	return strings.HasSuffix(k, "token") || strings.HasSuffix(k, "assertion") ||
		strings.Contains(k, "secret") || strings.Contains(k, "password")
}

// formSecret is secretKey for forms and queries, where code is an
// authorization code; in JSON it is an error's code.
func formSecret(key string) bool { return key == "code" || secretKey(key) }

// redactJSON is the document with every secret replaced; ok is false when body
// is no JSON document.
func redactJSON(body []byte) (doc json.RawMessage, ok bool) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil || d.More() {
		return nil, false
	}
	var found []string
	v = redactValue(v, false, &found)
	// A device code answer repeats the user code in the sentence for the
	// person, so what was found is taken out of the other texts too.
	v = scrubValue(v, longestFirst(found))
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if e.Encode(v) != nil {
		return nil, false
	}
	return bytes.TrimSpace(out.Bytes()), true
}

// redactValue replaces the strings under secret keys, however deep, and
// collects them. Numbers and switches under such a key are no secrets
// (requestedAccessTokenVersion), nor are whole objects (passwordCredentials):
// their own keys decide.
func redactValue(v any, secret bool, found *[]string) any {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			v[k] = redactValue(e, secretKey(k), found)
		}
	case []any:
		for i, e := range v {
			v[i] = redactValue(e, secret, found)
		}
	case string:
		if secret && v != "" {
			*found = append(*found, v)
			return gone
		}
	}
	return v
}

func scrubValue(v any, found []string) any {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			v[k] = scrubValue(e, found)
		}
	case []any:
		for i, e := range v {
			v[i] = scrubValue(e, found)
		}
	case string:
		for _, f := range found {
			v = strings.ReplaceAll(v, f, gone)
		}
		return scrubText(v)
	}
	return v
}

// longestFirst drops what is too short to be looked for in other texts.
func longestFirst(found []string) []string {
	found = slices.DeleteFunc(found, func(s string) bool { return len(s) < 6 })
	slices.SortFunc(found, func(a, b string) int { return len(b) - len(a) })
	return found
}

// redactForm is the form with every secret replaced, sorted by key; ok is
// false when body is no form.
func redactForm(body string) (form string, ok bool) {
	v, err := url.ParseQuery(body)
	if err != nil {
		return "", false
	}
	for k, list := range v {
		if formSecret(k) {
			for i := range list {
				list[i] = gone
			}
		}
	}
	return v.Encode(), true
}

// redactURL is the address without secrets in its query.
func redactURL(u *url.URL) string {
	c := *u
	c.User, c.Fragment = nil, ""
	if c.RawQuery != "" {
		q, ok := redactQuery(c.RawQuery)
		if !ok {
			q = "redacted"
		}
		c.RawQuery = q
	}
	return c.String()
}

// redactQuery keeps a query byte for byte unless it holds a secret.
func redactQuery(raw string) (string, bool) {
	v, err := url.ParseQuery(raw)
	if err != nil {
		return "", false
	}
	for k := range v {
		if formSecret(k) {
			return redactForm(raw)
		}
	}
	return raw, true
}

// scrubText takes out of running text what looks like a token or like a secret
// behind its name.
func scrubText(s string) string {
	s = jwtPattern.ReplaceAllString(s, gone)
	return namedPattern.ReplaceAllString(s, "${1}"+gone)
}

var (
	// A JSON Web Token: base64 of {" and two dots.
	jwtPattern = regexp.MustCompile(`eyJ[A-Za-z0-9_-]{10,}(\.[A-Za-z0-9_-]*){1,4}`)
	// secret=…, "access_token":"…", Bearer ….
	namedPattern = regexp.MustCompile(`(?i)((?:client_?secret|secret_?text|device_?code|user_?code|(?:access|refresh|id)_?token|client_?assertion|password)["']?\s*[:=]\s*["']?|bearer\s+)[^\s"'&<>,;]{6,}`)
)
