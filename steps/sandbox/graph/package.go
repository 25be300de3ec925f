package graph

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"teamwright/manifest"
	"teamwright/steps/sandbox/store"
)

// uploaded is what the catalogue takes from an app package.
type uploaded struct {
	id, version, name, short, full string
	clientAppID                    any
}

// upload reads the body as an app package and judges it by the publishing
// service's rules.
func (a *ask) upload() (uploaded, *problem) {
	if kind, _, _ := strings.Cut(a.r.Header.Get("Content-Type"), ";"); !strings.EqualFold(strings.TrimSpace(kind), "application/zip") {
		return uploaded{}, teams(http.StatusUnsupportedMediaType, "UnsupportedMediaType", "UnsupportedMediaType", "The Content-Type must be application/zip.")
	}
	if !bytes.HasPrefix(a.body, []byte("PK")) {
		return uploaded{}, teams(http.StatusBadRequest, unreadable, "InvalidRequest", "Invalid zip archive provided, ex: End of Central Directory record could not be found.")
	}
	p, err := manifest.ReadBytes("app.zip", a.body)
	if err != nil {
		return uploaded{}, teams(http.StatusBadRequest, unreadable, "InvalidRequest", "Invalid zip archive provided, ex: %s", clip(err.Error()))
	}
	why := teams(http.StatusBadRequest, unreadable, "UnableToParseTeamsAppManifest", "The app package is not valid.")
	for _, f := range manifest.Check(p) {
		if f.Severity == manifest.Error {
			why.details = append(why.details, detail{Code: f.Code, Message: clip(f.Message), Target: f.Target})
		}
	}
	if len(why.details) > 0 {
		why.message = why.details[0].Code + ": " + why.details[0].Message
		return uploaded{}, why
	}
	text, _ := p.File(manifest.ManifestFile)
	var m struct {
		ID, Version string
		Name        struct{ Short, Full string }
		Description struct{ Short, Full string }
		Web         struct {
			ID string `json:"id"`
		} `json:"webApplicationInfo"`
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return uploaded{}, why
	}
	u := uploaded{id: strings.ToLower(m.ID), version: m.Version, name: m.Name.Short, short: m.Description.Short, full: m.Description.Full}
	if m.Web.ID != "" {
		u.clientAppID = m.Web.ID
	}
	return u, nil
}

// definition is one version of an entry.
func (u uploaded) definition(tx *store.Tx, by caller, state string) (store.Object, *problem) {
	etag, err := tx.NewID()
	if err != nil {
		return nil, failure(err)
	}
	return store.Object{
		"version": u.version, "state": state, "displayName": u.name, "shortDescription": u.short, "description": u.full,
		"clientAppId": u.clientAppID, "by": by.ObjectID, "changed": tx.Now().UTC().Format(time.RFC3339), "etag": etag,
	}, nil
}

// newer reports whether version a is higher than b, number by number.
func newer(a, b string) bool {
	x, y := strings.Split(a, "."), strings.Split(b, ".")
	for i := range max(len(x), len(y)) {
		if m, n := number(x, i), number(y, i); m != n {
			return m > n
		}
	}
	return false
}

func number(parts []string, i int) int {
	if i >= len(parts) {
		return 0
	}
	n, _ := strconv.Atoi(parts[i])
	return n
}
