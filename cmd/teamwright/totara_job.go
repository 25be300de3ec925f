package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/assemble"
	"teamwright/steps/catalog"
	"teamwright/steps/journal"
	"teamwright/steps/secret"
	"teamwright/steps/tenant"
	"teamwright/tui"
)

// settling is an open job of the Totara side alone.
type settling struct {
	*program
	front   tui.Front
	file    *answers.File
	answers answers.Answers
	runner  *steps.Runner
	side    assemble.TotaraSide
	closers []func() error
}

func (j *settling) Close() error {
	var errs []error
	for i := len(j.closers) - 1; i >= 0; i-- {
		errs = append(errs, j.closers[i]())
	}
	return errors.Join(errs...)
}

// totaraJob opens the job and looks at the site. writes says that it may
// change something, which takes the lock.
func (p *program) totaraJob(ctx context.Context, front tui.Front, writes bool) (*settling, error) {
	file, err := p.load()
	if err != nil {
		return nil, err
	}
	j := &settling{program: p, front: front, file: file, answers: p.effective(file)}
	if err := j.complete(writes); err != nil {
		return nil, err
	}
	if err := j.open(writes); err != nil {
		return nil, errors.Join(err, j.Close())
	}
	if p.rehearses(j.answers) {
		front.Banner()
	}
	if err := j.runner.Read(ctx); err != nil {
		return nil, errors.Join(err, j.Close())
	}
	return j, nil
}

// complete refuses answers that lack something, all of it at once.
func (j *settling) complete(writes bool) error {
	a := j.answers
	var also []answers.Problem
	if a.SSO.Enabled && a.SSO.Audience == answers.AudienceSingle && a.Tenant == "" {
		also = append(also, answers.Problem{Key: "tenant", Wrong: "is missing: the endpoints of the OAuth 2 service name it", Right: "add tenant: contoso.onmicrosoft.com to the answers file"})
	}
	if writes && a.Totara.Via == answers.ViaExec && !j.front.Asks() && !j.flags.yes {
		also = append(also, answers.Problem{Wrong: "the plan needs a confirmation, and nobody is there to give it", Right: "run on a terminal, or confirm with --yes"})
	}
	return j.need(j.file, a, also, answers.PartTotara, answers.PartBranding)
}

func (j *settling) ways(state string) assemble.Ways {
	return assemble.Ways{Rehearsal: j.rehearses(j.answers), State: state, Clock: j.Clock}
}

// totaraCloud is Microsoft's cloud of the site; in a rehearsal the public one.
func (p *program) totaraCloud(a answers.Answers) (tenant.Cloud, error) {
	name := a.Cloud
	if p.rehearses(a) {
		name = answers.CloudPublic
	}
	cloud, err := tenant.FindCloud(name)
	if err != nil {
		return tenant.Cloud{}, usage(err)
	}
	return cloud, nil
}

// open takes the lock, opens the journal and lists the steps.
func (j *settling) open(writes bool) error {
	dir, err := j.state()
	if err != nil {
		return err
	}
	look := journal.View
	if writes {
		lock, err := journal.Acquire(dir, journal.Name(j.cloudName(j.answers), j.answers.Site), j.Clock.Now)
		if err != nil {
			return err
		}
		j.closers = append(j.closers, lock.Release)
		look = journal.Open
	}
	record, err := look(dir, journal.Name("totara", j.answers.Site), j.Clock.Now)
	if err != nil {
		return err
	}
	j.closers = append(j.closers, record.Close)
	assets, err := catalog.ReadAssets(j.file)
	if err != nil {
		return err
	}
	cloud, err := j.totaraCloud(j.answers)
	if err != nil {
		return err
	}
	given, err := j.given()
	if err != nil {
		return err
	}
	j.side, err = assemble.Totara(assemble.TotaraJob{
		Answers: j.answers, Assets: assets, Ways: j.ways(dir), Clock: j.Clock, Env: j.Env, NewID: uuid.NewString, Cloud: cloud, Given: given,
	})
	if err != nil {
		return err
	}
	j.runner = &steps.Runner{Steps: j.side.Steps, Journal: record, Clock: j.Clock, Rehearsal: j.rehearses(j.answers), Events: j.front.Event}
	return nil
}

// given are secrets that another admin handed over in a file, as --secrets-to
// wrote it: those of single sign-on and of the bot, each optional.
func (j *settling) given() (map[string]secret.Text, error) {
	var r io.ReadCloser
	var err error
	switch kind, rest, _ := strings.Cut(j.flags.secretsFrom, ":"); {
	case kind == "file" && rest != "":
		if r, err = os.Open(rest); err != nil {
			return nil, usage(err)
		}
	case kind == "fd" && rest != "":
		n, err := strconv.Atoi(rest)
		if err != nil || n < 3 {
			return nil, usage(errors.New("--secrets-from " + j.flags.secretsFrom + ": fd takes a number from 3"))
		}
		r = os.NewFile(uintptr(n), "secrets")
	default:
		return nil, nil
	}
	defer r.Close()
	out := map[string]secret.Text{}
	sc := bufio.NewScanner(io.LimitReader(r, 1<<20))
	for sc.Scan() {
		var line struct{ Name, Value, Secret string }
		if json.Unmarshal(sc.Bytes(), &line) != nil {
			return nil, usage(errors.New("--secrets-from: a line is no JSON document"))
		}
		if text := line.Value + line.Secret; text != "" && (line.Name == "sso" || line.Name == "bot") {
			out[line.Name] = secret.New(text)
		}
	}
	if err := sc.Err(); err != nil {
		return nil, usage(err)
	}
	return out, nil
}

// show writes the rows, as words or as JSON.
func (j *settling) show(rows []steps.Result) error {
	if !j.flags.json {
		j.front.Checklist(rows)
		return nil
	}
	return j.document(checklist{
		Format: 1, Rehearsal: j.rehearses(j.answers), Site: j.answers.Site, Tenant: j.answers.Tenant,
		Time: j.Clock.Now().UTC().Format(time.RFC3339), Results: rows, Summary: steps.Summarize(rows),
	})
}

// tick keeps that the person at this terminal has seen a row hold.
func (j *settling) tick(rows []steps.Result) func(steps.Result) ([]steps.Result, error) {
	return func(r steps.Result) ([]steps.Result, error) {
		if err := j.file.Set("confirmed."+r.ID, answers.NewTick(whoami(), j.Clock.Now())); err != nil {
			return rows, err
		}
		if err := j.file.Save(j.file.Name()); err != nil {
			return rows, err
		}
		return assemble.Tick(rows, j.file.Answers().Confirmed, j.Clock.Now()), nil
	}
}
