package graph

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"teamwright/steps/sandbox/store"
)

// query is what a read asks beyond the path.
type query struct {
	filter   string
	search   string
	order    string
	expand   string
	selected []string
	top      int // 0 means the default
	skip     int
	next     bool // it follows the link of a page before
	count    bool
	eventual bool
}

const (
	pageSize = 100
	pageMost = 999
)

// parseQuery reads the OData options of a request. Unknown options that begin
// with $ are errors, others are ignored.
func parseQuery(r *http.Request) (query, *problem) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return query{}, malformed("The query string is malformed.")
	}
	q := query{eventual: strings.EqualFold(r.Header.Get("ConsistencyLevel"), "eventual")}
	for name, all := range values {
		if len(all) > 1 && strings.HasPrefix(name, "$") {
			return q, malformed("Query option '%s' was specified more than once, but it must be specified at most once.", clip(name))
		}
		value := all[0]
		switch name {
		case "$filter":
			q.filter = value
		case "$search":
			q.search = value
		case "$orderby":
			q.order = value
		case "$select":
			for _, p := range strings.Split(value, ",") {
				q.selected = append(q.selected, strings.TrimSpace(p))
			}
		case "$top":
			n, err := strconv.Atoi(value)
			if err != nil || n < 1 || n > pageMost {
				return q, bad("Invalid page size specified: '%s'. Must be between 1 and %d inclusive.", clip(value), pageMost)
			}
			q.top = n
		case "$count":
			if value != "true" && value != "false" {
				return q, malformed("Invalid value '%s' for $count query option found. Valid values are 'true' and 'false'.", clip(value))
			}
			q.count = value == "true"
		case "$skiptoken":
			q.next = true
			if q.skip, err = readSkip(value); err != nil {
				return q, &problem{status: http.StatusBadRequest, code: "Directory_ExpiredPageToken", message: "The specified page token value is not valid or has expired."}
			}
		case "$skip":
			return q, unsupportedQuery("'$skip' is not supported by the service.")
		case "$expand":
			q.expand = value
		default:
			if strings.HasPrefix(name, "$") {
				return q, malformed("The query parameter '%s' is not supported.", clip(name))
			}
		}
	}
	return q, nil
}

func (q query) advanced() bool { return q.eventual && q.count }

// list answers a read of a collection: rows are already rendered.
func (s *Service) list(a *ask, rows []store.Object, resource, path string, properties map[string]filterable, known map[string]property) (*reply, *problem) {
	q := a.query
	if q.search != "" {
		if !q.eventual {
			return nil, unsupportedQuery("Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'")
		}
		name, word, ok := strings.Cut(strings.Trim(q.search, `"`), ":")
		if _, exists := properties[name]; !ok || !exists {
			return nil, malformed("Syntax error in the $search clause '%s'.", clip(q.search))
		}
		rows = slices.DeleteFunc(rows, func(o store.Object) bool {
			return !strings.Contains(strings.ToLower(str(o, name)), strings.ToLower(word))
		})
	}
	if q.filter != "" {
		keep, why := parseFilter(q.filter, resource, properties, q.advanced())
		if why != nil {
			return nil, why
		}
		rows = slices.DeleteFunc(rows, func(o store.Object) bool { return !keep(o) })
	}
	if q.order != "" {
		name, direction, _ := strings.Cut(strings.TrimSpace(q.order), " ")
		if !q.advanced() || !slices.Contains([]string{"displayName", "createdDateTime", "deletedDateTime"}, name) {
			return nil, unsupportedQuery("Sorting by '" + clip(name) + "' is not supported for resource '" + resource + "' by this request.")
		}
		slices.SortStableFunc(rows, func(x, y store.Object) int {
			c := strings.Compare(strings.ToLower(str(x, name)), strings.ToLower(str(y, name)))
			if strings.EqualFold(direction, "desc") {
				c = -c
			}
			return c
		})
	}
	if why := checkSelect(q.selected, resource, known); why != nil {
		return nil, why
	}
	total := len(rows)
	body := store.Object{"@odata.context": a.base + "/$metadata#" + path + selection(q.selected)}
	if q.count && q.eventual {
		body["@odata.count"] = total
	}
	size := q.top
	if size == 0 {
		size = pageSize
	}
	rows = rows[min(q.skip, total):]
	if t, why := s.tenant(a); why != nil {
		return nil, why
	} else if t.SmallPages {
		if size = 1; !q.next {
			size = 0
		}
	}
	if len(rows) > size {
		rows = rows[:size]
		body["@odata.nextLink"] = a.nextLink(q.skip + size)
	}
	page := make([]any, 0, len(rows))
	for _, o := range rows {
		page = append(page, project(o, q.selected))
	}
	body["value"] = page
	return &reply{status: http.StatusOK, body: body}, nil
}

// entity answers a read of one object that is already rendered.
func (a *ask) entity(o store.Object, resource, path string, known map[string]property) (*reply, *problem) {
	if why := checkSelect(a.query.selected, resource, known); why != nil {
		return nil, why
	}
	body := project(o, a.query.selected)
	body["@odata.context"] = a.base + "/$metadata#" + path + selection(a.query.selected) + "/$entity"
	return &reply{status: http.StatusOK, body: body}, nil
}

func checkSelect(selected []string, resource string, known map[string]property) *problem {
	for _, name := range selected {
		first, _, _ := strings.Cut(name, "/")
		if _, ok := known[first]; !ok && name != "*" {
			return malformed("Parsing OData Select and Expand failed: Could not find a property named '%s' on type 'microsoft.graph.%s'.", clip(name), strings.ToLower(resource[:1])+resource[1:])
		}
	}
	return nil
}

func project(o store.Object, selected []string) store.Object {
	p := store.Object{}
	if len(selected) == 0 || slices.Contains(selected, "*") {
		for name, value := range o {
			p[name] = value
		}
		return p
	}
	for _, name := range selected {
		first, _, _ := strings.Cut(name, "/")
		if value, ok := o[first]; ok {
			p[first] = value
		}
	}
	return p
}

func selection(selected []string) string {
	if len(selected) == 0 {
		return ""
	}
	return "(" + strings.Join(selected, ",") + ")"
}

// nextLink is the address of the next page: the same request with a token.
func (a *ask) nextLink(skip int) string {
	values, _ := url.ParseQuery(a.r.URL.RawQuery)
	values.Set("$skiptoken", base64.RawURLEncoding.EncodeToString([]byte("at:"+strconv.Itoa(skip))))
	return "https://" + a.r.Host + a.r.URL.EscapedPath() + "?" + values.Encode()
}

func readSkip(token string) (int, error) {
	data, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(strings.TrimPrefix(string(data), "at:"))
	return max(n, 0), err
}
