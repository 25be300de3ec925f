package assemble

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/connect"
	"teamwright/steps/journal"
	rehearsed "teamwright/steps/sandbox/totara"
	"teamwright/steps/secret"
	"teamwright/steps/site"
	"teamwright/steps/wire"
)

// Sites is what the steps of Totara Connect are made of.
type Sites struct {
	// File is the server's answers file, which names those of its clients; or
	// the file of a client whose server is not known here.
	File   *answers.File
	Ledger connect.Ledger
	Clock  wire.Clock
	Sink   secret.Sink
	Secret func(ctx context.Context, name string) (secret.Text, error)
	// Transport is the way to a site; nil: the command of its answers.
	Transport func(a answers.Answers) (site.Transport, error)
	// Plays tells whether a stand-in answers for a site; nil: for none.
	Plays func(a answers.Answers) bool
}

// Linked are the ways with stand-ins that reach each other. They have the
// audiences and courses that the answers of their server name.
func (w Ways) Linked(server answers.Answers) (Ways, error) {
	if !w.Rehearsal {
		return w, nil
	}
	memory := ""
	if w.State != "" {
		memory = filepath.Join(w.State, "connect-"+journal.Name(server.Site)+".json")
	}
	network, err := rehearsed.NewNetwork(memory)
	if err != nil {
		return w, err
	}
	shows := rehearsed.Connectable{Admins: 1, TaskAge: 600}
	for _, c := range server.Connect.Clients {
		for _, name := range append([]string{c.Audience}, c.Audiences...) {
			if name != "" {
				shows.Audiences = addThing(shows.Audiences, name)
			}
		}
		for _, name := range c.Courses {
			shows.Courses = addThing(shows.Courses, name)
		}
	}
	w.shared = map[string]*rehearsed.Site{}
	extend := w.Extend
	w.Extend = func(s *rehearsed.Site) {
		if extend != nil {
			extend(s)
		}
		network.Join(s, shows)
	}
	return w, nil
}

// addThing adds a name that is not there yet.
func addThing(all []rehearsed.Thing, name string) []rehearsed.Thing {
	if slices.ContainsFunc(all, func(t rehearsed.Thing) bool { return t.Name == name }) {
		return all
	}
	return append(all, rehearsed.Thing{ID: len(all) + 11, Name: name, System: true})
}

// Connect lists the steps for a server and all of its clients, or for one
// client alone. What is wrong in any of the answers files is said at once, as
// [answers.Problems].
func Connect(s Sites) ([]steps.Step, error) {
	own := s.File.Answers()
	j := connect.Job{Confirmed: own.Confirmed, Ledger: s.Ledger, Clock: s.Clock, Sink: s.Sink, Secret: s.Secret}
	here, err := s.end(own)
	if err != nil {
		return nil, err
	}
	if own.Connect.Role == answers.RoleClient {
		j.Clients = []connect.Client{{End: here}}
		return connect.Steps(j)
	}
	j.Server = &here
	var wrong []answers.Problem
	for i, given := range own.Connect.Clients {
		a, problems := s.profile(i, given)
		if len(problems) > 0 {
			wrong = append(wrong, problems...)
			continue
		}
		there, err := s.end(a)
		if err != nil {
			return nil, err
		}
		j.Clients = append(j.Clients, connect.Client{Given: given, End: there})
	}
	if len(wrong) > 0 {
		return nil, &answers.Problems{List: wrong}
	}
	return connect.Steps(j)
}

// profile reads a client's own answers file.
func (s Sites) profile(i int, given answers.ConnectClient) (answers.Answers, []answers.Problem) {
	key := fmt.Sprintf("connect.clients[%d].profile", i)
	f, err := answers.Load(s.File.Path(given.Profile))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return answers.Answers{}, []answers.Problem{{File: s.File.Name(), Key: key, Wrong: "names a file that does not exist", Right: "write it beside this one, with site and connect: {role: client}"}}
	case err != nil:
		if list := answers.AsProblems(err); len(list) > 0 {
			return answers.Answers{}, list
		}
		return answers.Answers{}, []answers.Problem{{File: s.File.Name(), Key: key, Wrong: "cannot be read: " + err.Error(), Right: "see to the file's rights"}}
	}
	missing := s.Missing(f.Answers())
	for i := range missing {
		missing[i].File = f.Name()
	}
	return f.Answers(), missing
}

// Missing is what the answers of one site lack for Totara Connect. A stand-in
// needs neither a command nor a config.php.
func (s Sites) Missing(a answers.Answers) []answers.Problem {
	if s.Plays != nil && s.Plays(a) {
		a.Totara.Command, a.Totara.Config = []string{"php"}, "/config.php"
	}
	return a.Missing(answers.PartConnect)
}

// end is one site and the way to it.
func (s Sites) end(a answers.Answers) (connect.End, error) {
	e := connect.End{Answers: a}
	if a.Totara.Via != answers.ViaExec {
		return e, nil
	}
	var t site.Transport = site.Exec{Argv: a.Totara.Command}
	if s.Transport != nil {
		var err error
		if t, err = s.Transport(a); err != nil {
			return e, err
		}
	}
	e.Site = site.New(t, site.Options{Config: a.Totara.Config})
	return e, nil
}
