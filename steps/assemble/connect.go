package assemble

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/connect"
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
	if given.Profile == "" {
		return answers.Answers{}, []answers.Problem{{File: s.File.Name(), Key: key, Wrong: "is missing", Right: "name the answers file of the client " + given.Name}}
	}
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
	missing := f.Answers().Missing(answers.PartConnect)
	for i := range missing {
		missing[i].File = f.Name()
	}
	return f.Answers(), missing
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
