// Package judge holds Microsoft's own descriptions, of Microsoft Graph and of
// the Azure Bot Service, against what a client asks and what the rehearsal
// cloud answers.
//
// It promises that nothing is forgiven silently: every request and every
// answer that passes is validated, and what does not conform is collected with
// method, path and reason. It never changes either. Paths that the description
// lacks must stand in the list that Undescribed returns, by name.
//
// It is for tests only; nothing in the program imports it.
//
//	j, err := judge.New("graph-v1.0-subset.yaml")
//	cloud, err := sandbox.New(sandbox.Options{Judge: j.Wrap})
//	... run ...
//	for _, v := range j.Violations() { t.Error(v) }
package judge

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// Judge validates requests and answers against one description. It is safe
// for concurrent use.
type Judge struct {
	router *table
	azure  bool // the description is that of the Azure Bot Service

	mu         sync.Mutex
	judged     int
	violations []string
}

// New reads an OpenAPI 3 description of Microsoft Graph v1.0.
func New(path string) (*Judge, error) {
	doc, err := openapi3.NewLoader().LoadFromFile(path)
	if err != nil {
		return nil, fmt.Errorf("description of Microsoft Graph: %w", err)
	}
	complete(doc)
	router, err := newTable(doc)
	if err != nil {
		return nil, fmt.Errorf("description of Microsoft Graph: %w", err)
	}
	return &Judge{router: router}, nil
}

// Fresh returns a judge by the same description that has seen nothing yet.
// Reading the description takes a tenth of a second; tests share it so.
func (j *Judge) Fresh() *Judge { return &Judge{router: j.router, azure: j.azure} }

// complete adds what the current metadata has and the description lacks: the
// definitions that a Teams app is read with ($expand), and the restrictions on identifier URIs of an app management policy. Source:
// Microsoft Graph, appManagementApplicationConfiguration.
func complete(doc *openapi3.T) {
	if app := doc.Components.Schemas["microsoft.graph.teamsApp"]; app != nil {
		app.Value.Properties["appDefinitions"] = openapi3.NewSchemaRef("", openapi3.NewArraySchema())
		app.Value.Properties["appDefinitions"].Value.Items = doc.Components.Schemas["microsoft.graph.teamsAppDefinition"]
	}
	ref := doc.Components.Schemas["microsoft.graph.appManagementApplicationConfiguration"]
	if ref == nil || ref.Value.Properties["identifierUris"] != nil {
		return
	}
	ref.Value.Properties["identifierUris"] = openapi3.NewSchemaRef("", openapi3.NewObjectSchema())
}

// Undescribed lists what the description lacks and the rehearsal cloud has.
func Undescribed() []string {
	return []string{
		"GET /me/transitiveMemberOf/microsoft.graph.directoryRole",
		"GET /applications/$count",
		"GET /auditLogs/signIns",
		"GET /directory/deletedItems/microsoft.graph.servicePrincipal",
	}
}

// Violations returns what did not conform so far, in order of appearance.
func (j *Judge) Violations() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.violations)
}

// Judged is how many requests were held against the description: a test that
// relies on the judge asks whether it had anything to do.
func (j *Judge) Judged() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.judged
}

func (j *Judge) report(r *http.Request, format string, args ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.violations = append(j.violations, r.Method+" "+r.URL.RequestURI()+": "+fmt.Sprintf(format, args...))
}

// Wrap returns a handler that judges what next is asked and answers. Requests
// carry the version as first segment of the path.
func (j *Judge) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			j.report(r, "request body: %v", err)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		heard := &recorder{header: http.Header{}, status: http.StatusOK}
		next.ServeHTTP(heard, r)
		j.judge(r, body, heard)
		for name, values := range heard.header {
			w.Header()[name] = values
		}
		w.WriteHeader(heard.status)
		w.Write(heard.body.Bytes())
	})
}

// judge holds one exchange against the description. An answer that refuses the
// request is judged too; the request is not where it was refused for its form,
// because refusing it may be the very point.
func (j *Judge) judge(r *http.Request, body []byte, heard *recorder) {
	path, ok := strings.CutPrefix(r.URL.EscapedPath(), "/v1.0")
	if j.azure {
		if path = r.URL.EscapedPath(); !describesAzure(path) {
			return
		}
	} else if !ok {
		j.report(r, "the version is not v1.0")
		return
	}
	if slices.Contains(Undescribed(), r.Method+" "+path) {
		return
	}
	j.mu.Lock()
	j.judged++
	j.mu.Unlock()
	ask, err := described(r, path, body)
	if err != nil && forForm(heard.status) {
		return
	}
	if err != nil {
		j.report(r, "request body: %v", err)
		return
	}
	route, params, err := j.router.FindRoute(ask)
	if err != nil {
		if !forForm(heard.status) {
			j.report(r, "the description has no such path: %v", err)
		}
		return
	}
	input := &openapi3filter.RequestValidationInput{
		Request: ask, PathParams: params, Route: route,
		Options: &openapi3filter.Options{
			IncludeResponseStatus: true, MultiError: true,
			AuthenticationFunc: openapi3filter.NoopAuthenticationFunc,
		},
	}
	if media, binary := unreadable(ask); binary {
		if route.Operation.RequestBody == nil || route.Operation.RequestBody.Value.Content.Get(media) == nil {
			j.report(r, "request body: the type %s is not described", media)
		}
		input.Options.ExcludeRequestBody = true
	}
	if !forForm(heard.status) {
		if err := openapi3filter.ValidateRequest(context.Background(), input); err != nil {
			j.report(r, "request: %s", oneLine(err))
		}
	}
	answer, err := heard.plain()
	if err != nil {
		j.report(r, "answer: %v", err)
		return
	}
	err = openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: heard.status, Header: heard.header,
		Body: io.NopCloser(bytes.NewReader(answer)), Options: input.Options,
	})
	if err != nil {
		j.report(r, "answer %d: %s", heard.status, oneLine(err))
	}
}

// forForm reports whether a status refuses the form of a request.
func forForm(status int) bool {
	switch status {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusMethodNotAllowed, http.StatusUnsupportedMediaType, http.StatusNotImplemented:
		return true
	}
	return false
}

// described returns the request as the description knows it: without version,
// unpacked.
func described(r *http.Request, path string, body []byte) (*http.Request, error) {
	if r.Header.Get("Content-Encoding") == "gzip" {
		var err error
		if body, err = gunzip(body); err != nil {
			return nil, err
		}
	}
	ask := r.Clone(context.Background())
	plain, err := url.PathUnescape(path)
	if err != nil {
		return nil, err
	}
	ask.URL.Path, ask.URL.RawPath = plain, ""
	ask.URL.Scheme, ask.URL.Host, ask.Host = "", "", ""
	ask.RequestURI = ""
	ask.Header.Del("Content-Encoding")
	ask.Body = io.NopCloser(bytes.NewReader(body))
	ask.ContentLength = int64(len(body))
	if len(body) == 0 {
		ask.Body = http.NoBody
	}
	return ask, nil
}

// unreadable reports whether a body is a picture or an archive, which only its
// type is judged of.
func unreadable(r *http.Request) (media string, ok bool) {
	media, _, _ = strings.Cut(r.Header.Get("Content-Type"), ";")
	return media, strings.HasPrefix(media, "image/") || media == "application/zip"
}

func oneLine(err error) string {
	return strings.Join(strings.Fields(err.Error()), " ")
}

// recorder keeps an answer to be judged.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(b []byte) (int, error) { return r.body.Write(b) }

func (r *recorder) plain() ([]byte, error) {
	if r.header.Get("Content-Encoding") != "gzip" {
		return r.body.Bytes(), nil
	}
	return gunzip(r.body.Bytes())
}

func gunzip(data []byte) ([]byte, error) {
	reader, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("gzip: %w", err)
	}
	plain, err := io.ReadAll(io.LimitReader(reader, 64<<20))
	return plain, errors.Join(err, reader.Close())
}
