package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"teamwright/manifest"
	"teamwright/manifest/schema"
	"teamwright/manifest/schema/official"
	"teamwright/steps/wholefile"
	"teamwright/steps/wire"
)

// maxSchema bounds one official schema, in bytes; the largest has 150 KB.
const maxSchema = 4 << 20

// officialSchemas is the second judge: nil where no folder of official schemas
// is named or found.
func (p *program) officialSchemas(ctx context.Context, folder string, fetch bool, paths []string) (manifest.SchemaJudge, error) {
	named := folder != ""
	if !named {
		folder = p.schemaFolder(fetch)
	}
	if folder == "" {
		return nil, nil
	}
	if fetch {
		if err := p.fetchSchemas(ctx, folder, paths); err != nil {
			return nil, err
		}
	}
	judge, err := official.Open(folder)
	if err != nil {
		if named {
			return nil, usage(fmt.Errorf("--schemas: %w", err))
		}
		return nil, nil
	}
	return judge, nil
}

// schemaFolder is the first folder "schemas" among the XDG data folders, or the
// cache, which is also where fetched ones go.
func (p *program) schemaFolder(fetch bool) string {
	home := p.Env("HOME")
	or := func(name, other string) string {
		if v := p.Env(name); v != "" {
			return v
		}
		return other
	}
	cache := filepath.Join(or("XDG_CACHE_HOME", filepath.Join(home, ".cache")), "teamwright", "schemas")
	if fetch {
		return cache
	}
	data := []string{or("XDG_DATA_HOME", filepath.Join(home, ".local", "share"))}
	data = append(data, strings.Split(or("XDG_DATA_DIRS", "/usr/local/share:/usr/share"), ":")...)
	for _, dir := range data {
		if folder := filepath.Join(dir, "teamwright", "schemas"); isFolder(folder) {
			return folder
		}
	}
	if isFolder(cache) {
		return cache
	}
	return ""
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// fetchSchemas downloads the official schemas of the versions that the packages
// declare, those that are not there yet.
func (p *program) fetchSchemas(ctx context.Context, folder string, paths []string) error {
	base, err := wire.Base(wire.BaseOptions{Env: p.Env})
	if err != nil {
		return err
	}
	client := &http.Client{Transport: wire.New(wire.Options{Base: base, Clock: p.Clock, Limit: maxSchema}), Timeout: time.Minute}
	for _, v := range declared(paths) {
		for _, kind := range []schema.Kind{schema.Manifest, schema.Localization} {
			target := official.File(folder, kind, v)
			if _, err := os.Stat(target); err == nil {
				continue
			}
			if err := fetch(ctx, client, kind, v, target); err != nil {
				return fmt.Errorf("official schema of %s: %w; without --fetch-schemas the built-in tables judge alone", v, err)
			}
		}
	}
	return nil
}

// declared are the known versions that the packages declare.
func declared(paths []string) []schema.Version {
	var out []schema.Version
	seen := map[schema.Version]bool{}
	for _, path := range paths {
		pkg, err := manifest.Read(path)
		if err != nil {
			continue
		}
		var says struct{ ManifestVersion string }
		data, _ := pkg.File(manifest.ManifestFile)
		_ = json.Unmarshal(data, &says) // what cannot be read declares nothing
		if v, err := schema.ParseVersion(says.ManifestVersion); err == nil && !seen[v] {
			seen[v] = true
			out = append(out, v)
		}
	}
	return out
}

// fetch keeps one official schema once it proved to be one: what is published
// may be an error page, or two documents in one file.
func fetch(ctx context.Context, client *http.Client, kind schema.Kind, v schema.Version, target string) error {
	url := kind.URL(v)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode == http.StatusNotFound {
		return nil // versions before 1.5 have no schema for languages
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %s", url, res.Status)
	}
	data, err := io.ReadAll(io.LimitReader(res.Body, maxSchema+1))
	if err != nil {
		return err
	}
	if len(data) > maxSchema {
		return errors.New("larger than 4 MB")
	}
	if err := official.Check(kind, data); err != nil {
		return fmt.Errorf("%s: %w", url, err)
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	return wholefile.Replace(target, data, 0o644)
}
