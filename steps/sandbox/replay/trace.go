package replay

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// Bounds of what is read.
const (
	maxLine  = 8 << 20
	maxLines = 100_000
)

// line is one try of one request, as a trace keeps it.
type line struct {
	N       int     `json:"n"`
	Method  string  `json:"method"`
	URL     string  `json:"url"`
	Request message `json:"request"`
	Status  int     `json:"status"`
	Answer  message `json:"answer"`
	Error   string  `json:"error"`

	key    string // the address it is about
	query  url.Values
	played bool
}

type message struct {
	Headers map[string]string `json:"headers"`
	JSON    json.RawMessage   `json:"json"`
	Form    string            `json:"form"`
	Text    string            `json:"text"`
	Bytes   int               `json:"bytes"`
	SHA256  string            `json:"sha256"`
}

// readTrace reads the lines of a trace, and the hosts they went to.
func readTrace(r io.Reader) ([]*line, []string, error) {
	scanner := bufio.NewScanner(r)
	scanner.Buffer(make([]byte, 64<<10), maxLine)
	var (
		lines []*line
		hosts []string
	)
	seen := map[string]bool{}
	for number := 1; scanner.Scan(); number++ {
		text := bytes.TrimSpace(scanner.Bytes())
		if len(text) == 0 {
			continue
		}
		if len(lines) == maxLines {
			return nil, nil, fmt.Errorf("trace: has more than %d lines", maxLines)
		}
		l, host, err := readLine(text)
		if err != nil {
			return nil, nil, fmt.Errorf("trace, line %d: %w", number, err)
		}
		lines = append(lines, l)
		if !seen[host] {
			seen[host] = true
			hosts = append(hosts, host)
		}
	}
	if err := scanner.Err(); err != nil {
		return nil, nil, fmt.Errorf("trace: %w", err)
	}
	if len(lines) == 0 {
		return nil, nil, errors.New("trace: holds no request")
	}
	return lines, hosts, nil
}

func readLine(text []byte) (*line, string, error) {
	var l line
	if err := json.Unmarshal(text, &l); err != nil {
		return nil, "", err
	}
	u, err := url.Parse(l.URL)
	if err != nil || u.Scheme == "" || u.Host == "" || l.Method == "" {
		return nil, "", errors.New("method or url is missing")
	}
	if l.Status == 0 && l.Error == "" {
		return nil, "", errors.New("neither status nor error tells how it ended")
	}
	if l.Status != 0 && (l.Status < 100 || l.Status > 599) {
		return nil, "", fmt.Errorf("status is %d", l.Status)
	}
	form, err := url.ParseQuery(l.Request.Form)
	if err != nil {
		return nil, "", fmt.Errorf("form: %w", err)
	}
	l.key, l.query = address(l.Method, u, form), u.Query()
	return &l, u.Scheme + "://" + u.Host, nil
}

// address is what the order of a trace is kept for: a path, and at the sign-in
// host the kind of token and the client too. Names of Azure have no case, so
// none has.
func address(method string, u *url.URL, form url.Values) string {
	path := strings.ToLower(strings.TrimSuffix(u.EscapedPath(), "/"))
	if plain, err := url.PathUnescape(path); err == nil {
		path = plain
	}
	if token(path) {
		return path + " " + form.Get("grant_type") + " " + strings.ToLower(form.Get("client_id"))
	}
	return path
}

func token(path string) bool {
	return strings.HasSuffix(path, "/oauth2/v2.0/token") || strings.HasSuffix(path, "/oauth2/v2.0/devicecode")
}

// reads reports whether a request only looks. Tokens and whether a name is free
// are asked by POST.
func reads(method, key string) bool {
	path, _, _ := strings.Cut(key, " ")
	return method == http.MethodGet || method == http.MethodHead || token(path) || strings.HasSuffix(path, "/checknameavailability")
}

// effect reports whether a line changed something, or may have.
func (l *line) effect() bool {
	return !reads(l.Method, l.key) && (l.Status < 400 && l.Status != 0)
}

// same reports whether a query asks the same. What the trace masks may be
// anything.
func (l *line) same(asked url.Values) bool {
	if len(asked) != len(l.query) {
		return false
	}
	for name, values := range l.query {
		other, ok := asked[name]
		if !ok || len(other) != len(values) {
			return false
		}
		for i, v := range values {
			if v != other[i] && !strings.Contains(v, masked) {
				return false
			}
		}
	}
	return true
}
