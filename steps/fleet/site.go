package fleet

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"teamwright/steps/answers"
)

// Site is one answers file of a fleet.
type Site struct {
	Name    string          // the file's name within its folder
	Path    string          // where the file lies
	Answers answers.Answers // with what stands over them; zero when it has no answers
	Err     error           // why the file is no use
}

// File reads the answers file again: a thousand of them are too many to hold.
func (s Site) File() (*answers.File, error) { return answers.Load(s.Path) }

// Tenant names a sign-in: sites that agree in all of it share one.
type Tenant struct {
	Cloud, Tenant, Auth, ClientID string
}

// tenant is the sign-in of a site.
func (s Site) tenant() Tenant {
	low := strings.ToLower
	return Tenant{Cloud: s.Answers.Cloud, Tenant: low(s.Answers.Tenant), Auth: low(s.Answers.Auth), ClientID: low(s.Answers.ClientID)}
}

// Reading is how answers files are taken. The zero value takes them as they
// are.
type Reading struct {
	// Over puts flags over the answers.
	Over func(answers.Answers) answers.Answers
	// Missing is what answers lack to be looked at; nil is what they lack for a
	// set-up.
	Missing func(answers.Answers) []answers.Problem
}

// Load reads the answers files of a folder: what ends in .yaml or .yml and is
// neither a translation or cloud file that one of them names nor a client of
// Totara Connect without a tenant, which is looked at with its server. A single
// file may be named too. An error means that the folder itself cannot be read
// or holds no site.
func Load(dir string, r Reading) ([]Site, error) {
	names, folder, err := files(dir)
	if err != nil {
		return nil, err
	}
	if r.Over == nil {
		r.Over = func(a answers.Answers) answers.Answers { return a }
	}
	if r.Missing == nil {
		r.Missing = func(a answers.Answers) []answers.Problem { return a.Missing() }
	}
	var sites []Site
	others, clients := map[string]bool{}, map[string]bool{} // files that sites name
	for _, name := range names {
		s := Site{Name: name, Path: filepath.Join(folder, name)}
		if file, err := s.File(); err != nil {
			s.Err = err
		} else {
			s.Answers = r.Over(file.Placed())
			if missing := r.Missing(s.Answers); len(missing) > 0 {
				for i := range missing {
					missing[i].File = name
				}
				s.Err = &answers.Problems{List: missing}
			}
			for _, other := range s.Answers.App.Languages {
				others[filepath.Clean(file.Path(other))] = true
			}
			for _, c := range s.Answers.Connect.Clients {
				clients[filepath.Clean(file.Path(c.Profile))] = true
			}
			others[filepath.Clean(s.Answers.Cloud)] = true
		}
		sites = append(sites, s)
	}
	sites = slices.DeleteFunc(sites, func(s Site) bool {
		return others[s.Path] || clients[s.Path] && s.Answers.Site != "" && s.Answers.Tenant == ""
	})
	if len(sites) == 0 {
		return nil, fmt.Errorf("%s holds no answers file (*.yaml)", dir)
	}
	return sites, nil
}

// files lists the candidates of a folder by name.
func files(dir string) (names []string, folder string, err error) {
	info, err := os.Stat(dir)
	if err != nil {
		return nil, "", err
	}
	if !info.IsDir() {
		return []string{filepath.Base(dir)}, filepath.Dir(dir), nil
	}
	list, err := os.ReadDir(dir)
	if err != nil {
		return nil, "", err
	}
	for _, f := range list {
		if ext := strings.ToLower(filepath.Ext(f.Name())); (ext == ".yaml" || ext == ".yml") && !f.IsDir() && !strings.HasPrefix(f.Name(), ".") {
			names = append(names, f.Name())
		}
	}
	slices.Sort(names)
	return names, filepath.Clean(dir), nil
}
