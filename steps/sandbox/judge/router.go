package judge

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
)

// table finds the operation of a request. Paths with fewer parameters come
// first, so that a literal segment wins over a key.
type table struct {
	doc  *openapi3.T
	rows []row
}

type row struct {
	template string
	names    []string
	pattern  *regexp.Regexp
}

var parameter = regexp.MustCompile(`\{([^}]+)\}`)

func newTable(doc *openapi3.T) (*table, error) {
	t := &table{doc: doc}
	for template := range doc.Paths.Map() {
		r := row{template: template}
		var pattern strings.Builder
		rest := template
		for {
			at := parameter.FindStringSubmatchIndex(rest)
			if at == nil {
				break
			}
			pattern.WriteString(regexp.QuoteMeta(rest[:at[0]]) + `([^/]+?)`)
			r.names = append(r.names, rest[at[2]:at[3]])
			rest = rest[at[1]:]
		}
		var err error
		if r.pattern, err = regexp.Compile("^" + pattern.String() + regexp.QuoteMeta(rest) + "$"); err != nil {
			return nil, fmt.Errorf("path %s: %w", template, err)
		}
		t.rows = append(t.rows, r)
	}
	slices.SortFunc(t.rows, func(a, b row) int {
		if d := len(a.names) - len(b.names); d != 0 {
			return d
		}
		return strings.Compare(a.template, b.template)
	})
	return t, nil
}

// FindRoute returns the operation of a request and its path parameters.
func (t *table) FindRoute(r *http.Request) (*routers.Route, map[string]string, error) {
	for _, row := range t.rows {
		found := row.pattern.FindStringSubmatch(r.URL.Path)
		if found == nil {
			continue
		}
		item := t.doc.Paths.Value(row.template)
		operation := item.GetOperation(r.Method)
		if operation == nil {
			return nil, nil, routers.ErrMethodNotAllowed
		}
		values := map[string]string{}
		for i, name := range row.names {
			values[name] = found[i+1]
		}
		return &routers.Route{Spec: t.doc, Path: row.template, PathItem: item, Method: r.Method, Operation: operation}, values, nil
	}
	return nil, nil, routers.ErrPathNotFound
}
