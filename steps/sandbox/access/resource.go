package access

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// kind is a kind of object with an interface of its own.
type kind struct {
	name     string // last segment of the collection
	id       string // property that names an object
	item     string // media types, without the vendor's prefix
	list     string
	required []string
	puts     int // status of a PUT that changed something
}

const vendor = "application/vnd.vmware.horizon.manager."

// Collections.
const (
	templates = "oauth2apptemplates"
	clients   = "oauth2clients"
)

// kindOf is the kind of a collection's objects.
func kindOf(collection string) kind {
	if collection == clients {
		return kind{clients, "clientId", "oauth2client", "oauth2clientsummarylist",
			[]string{"clientId", "scope", "authGrantTypes"}, http.StatusCreated}
	}
	return kind{templates, "appProductId", "oauth2apptemplate", "oauth2apptemplate.list",
		[]string{"appProductId", "scope", "redirectUri", "tokenType", "authGrantTypes"}, http.StatusOK}
}

// resource answers for templates and clients.
func (s *Service) resource(w http.ResponseWriter, r *http.Request, path string) {
	name, id, single := strings.Cut(path, "/")
	if name != clients && (name != templates || s.opt.Old) {
		http.NotFound(w, r)
		return
	}
	k := kindOf(name)
	if !s.admitted(w, r) {
		return
	}
	form := k.item
	if !single && r.Method == http.MethodGet {
		form = k.list
	}
	answer, ok := s.accepts(r, form)
	if !ok {
		w.WriteHeader(http.StatusNotAcceptable)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	set := s.state.Templates
	if k.name == clients {
		set = s.state.Clients
	}
	switch {
	case !single && r.Method == http.MethodGet:
		s.list(w, r, k, set, answer)
	case !single && r.Method == http.MethodPost:
		s.create(w, r, k, set, answer)
	case single && r.Method == http.MethodGet:
		if set[id] == nil {
			complain(w, http.StatusNotFound, k.item+".not.found", "there is none with this id")
			return
		}
		say(w, http.StatusOK, answer, shown(set[id]))
	case single && r.Method == http.MethodPut:
		s.change(w, r, k, set, id, answer)
	case single && r.Method == http.MethodDelete:
		if set[id] == nil {
			complain(w, http.StatusNotFound, k.item+".not.found", "there is none with this id")
			return
		}
		delete(set, id)
		s.keep(w, func() { w.WriteHeader(http.StatusNoContent) })
	default:
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

// accepts chooses the media type of an answer.
func (s *Service) accepts(r *http.Request, form string) (string, bool) {
	own := vendor + form + "+json"
	asked := r.Header.Get("Accept")
	for _, part := range strings.Split(asked, ",") {
		media, _, err := mime.ParseMediaType(part)
		switch {
		case err != nil && asked == "", media == "*/*":
			if s.opt.Legacy {
				return own, true
			}
			return "application/json", true
		case media == own, media == "application/json" && !s.opt.Legacy:
			return media, true
		}
	}
	return "", false
}

// body reads an object, or answers why it cannot.
func (s *Service) body(w http.ResponseWriter, r *http.Request, k kind) (object, bool) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != vendor+k.item+"+json" && (media != "application/json" || s.opt.Legacy) {
		w.WriteHeader(http.StatusUnsupportedMediaType)
		return nil, false
	}
	var o object
	data, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil || json.Unmarshal(data, &o) != nil || o == nil {
		complain(w, http.StatusBadRequest, "request.unreadable", "no JSON object")
		return nil, false
	}
	for _, field := range k.required {
		if text, _ := o[field].(string); text == "" {
			complain(w, http.StatusBadRequest, k.item+".invalid", field+" is missing")
			return nil, false
		}
	}
	if strings.ContainsAny(o[k.id].(string), " \t/\\") {
		complain(w, http.StatusBadRequest, k.item+".invalid", k.id+" has a character that is not allowed")
		return nil, false
	}
	for _, field := range []string{"accessTokenTTL", "refreshTokenTTL", "refreshTokenIdleTTL"} {
		if n, number := o[field].(float64); o[field] != nil && (!number || n < 1) {
			complain(w, http.StatusBadRequest, k.item+".invalid", field+" is no positive number")
			return nil, false
		}
	}
	delete(o, "secret") // never kept
	refresh, _ := o["refreshTokenTTL"].(float64)
	if idle, ok := o["refreshTokenIdleTTL"].(float64); ok && idle >= refresh {
		complain(w, http.StatusBadRequest, k.item+".invalid", "the idle time must be shorter than the life of the refresh token")
		return nil, false
	}
	return o, true
}

func (s *Service) list(w http.ResponseWriter, r *http.Request, k kind, set map[string]object, answer string) {
	q := r.URL.Query()
	number := func(name string, otherwise int) int {
		if n, err := strconv.Atoi(q.Get(name)); err == nil && n > 0 {
			return n
		}
		return otherwise
	}
	var found []object
	for _, id := range slices.Sorted(maps.Keys(set)) {
		if product := q.Get("appProductId"); product == "" || k.name == templates || set[id]["appProductId"] == product {
			found = append(found, shown(set[id]))
		}
	}
	size, total := number("pageSize", 50), len(found)
	from := min(number("startIndex", 1)-1, total)
	page := append([]object{}, found[from:min(from+size, total)]...)
	say(w, http.StatusOK, answer, map[string]any{"items": page, "totalCount": total, "totalPages": (total + size - 1) / size, "_links": object{}})
}

func (s *Service) create(w http.ResponseWriter, r *http.Request, k kind, set map[string]object, answer string) {
	o, ok := s.body(w, r, k)
	if !ok {
		return
	}
	id := o[k.id].(string)
	if set[id] != nil {
		complain(w, http.StatusInternalServerError, "internal.error", "could not execute statement")
		return
	}
	set[id] = o
	s.keep(w, func() { say(w, http.StatusCreated, answer, shown(o)) })
}

func (s *Service) change(w http.ResponseWriter, r *http.Request, k kind, set map[string]object, id, answer string) {
	o, ok := s.body(w, r, k)
	switch {
	case !ok:
		return
	case set[id] == nil:
		complain(w, http.StatusNotFound, k.item+".not.found", "there is none with this id")
		return
	case o[k.id] != id:
		complain(w, http.StatusBadRequest, k.item+".invalid", "it cannot be renamed")
		return
	}
	set[id] = o
	s.keep(w, func() { say(w, k.puts, answer, shown(o)) })
}

// keep remembers before it answers.
func (s *Service) keep(w http.ResponseWriter, answer func()) {
	if err := remember(s.opt.Memory, s.state); err != nil {
		complain(w, http.StatusInternalServerError, "internal.error", err.Error())
		return
	}
	answer()
}

// shown is an object as it leaves: with its links.
func shown(o object) object {
	out := maps.Clone(o)
	out["_links"] = object{}
	return out
}

// register answers the request with which a device becomes a dynamic client of
// a template: 400 for a pair of template and redirect URI that does not fit,
// else the way to the sign-in page.
func (s *Service) register(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	s.mu.Lock()
	t := s.state.Templates[q.Get("app_product_id")]
	s.mu.Unlock()
	uris, _ := t["redirectUri"].(string)
	split := func(c rune) bool { return c == ' ' || c == ',' }
	if t == nil || !slices.Contains(strings.FieldsFunc(uris, split), q.Get("redirect_uri")) {
		complain(w, http.StatusBadRequest, "invalid.request", "template and redirect URI do not fit")
		return
	}
	w.Header().Set("Location", fmt.Sprintf("https://%s/SAAS/auth/login", r.Host))
	w.WriteHeader(http.StatusFound)
}
