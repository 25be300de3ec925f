package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"teamwright/steps/answers"
	"teamwright/steps/assemble"
	"teamwright/steps/tenant"
	"teamwright/steps/tenant/signin"
	"teamwright/steps/wire"
	"teamwright/tui"
)

// connect chooses the cloud and signs in. What has to be closed afterwards is
// left in c, whatever comes of it.
func (p *program) connect(ctx context.Context, a answers.Answers, front tui.Front, c *closers) (*assemble.Session, error) {
	cloud, err := p.cloud(a, c)
	if err != nil {
		return nil, err
	}
	trace, err := p.traceTo(c)
	if err != nil {
		return nil, err
	}
	if cloud.Rehearsal {
		front.Banner()
	}
	remember := ""
	if p.flags.remember {
		if remember, err = p.state(); err != nil {
			return nil, err
		}
	}
	var session *assemble.Session
	err = front.SignIn(ctx, func(ctx context.Context) (err error) {
		session, err = assemble.Open(ctx, assemble.Access{
			Cloud: cloud, Door: signin.Door(a.Auth), Tenant: a.Tenant, ClientID: a.ClientID,
			Clock: p.Clock, Env: p.Env, Trace: trace,
			Prompt: front.Code, Browser: front.Browse,
			Renew:    func(context.Context) bool { return front.Asks() },
			Secret:   p.secretFrom(front),
			Remember: remember,
		})
		return err
	})
	if err != nil {
		return nil, p.hint(err, cloud)
	}
	for _, note := range session.Notes() {
		front.Say(note)
	}
	return session, nil
}

// hint adds to a refusal of the rehearsal cloud which tenant it plays.
func (p *program) hint(err error, cloud tenant.Cloud) error {
	var refused *signin.Refused
	if cloud.Rehearsal && p.flags.sandbox && errors.As(err, &refused) && refused.Code == "AADSTS90002" {
		refused.Cure = "the rehearsal cloud plays the tenant contoso.onmicrosoft.com; name it in the answers, or describe yours with --sandbox-tenant"
	}
	return err
}

// cloud is the cloud to talk to; the rehearsal cloud is started for it.
func (p *program) cloud(a answers.Answers, c *closers) (tenant.Cloud, error) {
	if !p.flags.sandbox {
		cloud, err := tenant.FindCloud(a.Cloud)
		if err != nil {
			return tenant.Cloud{}, usage(err)
		}
		return cloud, nil
	}
	dir, err := p.state()
	if err != nil {
		return tenant.Cloud{}, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return tenant.Cloud{}, fmt.Errorf("state folder: %w", err)
	}
	stage, err := p.rehearse("", filepath.Join(dir, "sandbox.json"), c)
	if err != nil {
		return tenant.Cloud{}, err
	}
	return stage.Cloud, nil
}

// rehearse starts the rehearsal cloud.
func (p *program) rehearse(addr, memory string, c *closers) (*assemble.Stage, error) {
	f := p.flags.rehearsal
	r := assemble.Rehearsal{
		Addr: addr, Approve: f.approve, Latency: f.latency, Lag: f.lag,
		Faults: f.faults, Tenant: f.tenant, Memory: memory, Clock: p.Clock,
	}
	log, closeLog, err := p.sandboxLog()
	if err != nil {
		return nil, err
	}
	r.Log = log
	c.later(closeLog)
	stage, err := assemble.Rehearse(r)
	if err != nil {
		return nil, usage(err)
	}
	c.later(stage.Close)
	return stage, nil
}

// sandboxLog opens the log of the rehearsal cloud; nil where none is wanted.
func (p *program) sandboxLog() (io.Writer, func() error, error) {
	name := p.flags.rehearsal.log
	if name == "" {
		return nil, func() error { return nil }, nil
	}
	w, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, nil, usage(fmt.Errorf("--sandbox-log: %w", err))
	}
	return w, w.Close, nil
}

// traceTo opens the trace file.
func (p *program) traceTo(c *closers) (*wire.Trace, error) {
	if p.flags.trace == "" {
		return nil, nil
	}
	w, err := os.OpenFile(p.flags.trace, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, usage(fmt.Errorf("--trace: %w", err))
	}
	trace := wire.NewTrace(w)
	c.later(func() error { return errors.Join(trace.Err(), w.Close()) })
	return trace, nil
}

// confirmAccount shows who signed in, and asks where a person can answer.
func (p *program) confirmAccount(ctx context.Context, c *assemble.Session, a answers.Answers, front tui.Front) error {
	shown := tui.Account{User: c.Account.Username, TenantID: c.Account.TenantID, Expected: a.Tenant}
	if p.flags.yes {
		front.Say("Signed in as " + shown.User + ", tenant " + shown.TenantID)
		return nil
	}
	var asked sync.WaitGroup
	asked.Go(func() {
		if org, err := c.Directory.Organization(ctx); err == nil {
			shown.Tenant = org.Name
		}
	})
	asked.Go(func() {
		if roles, err := c.Directory.Roles(ctx); err == nil {
			for _, r := range roles {
				shown.Roles = append(shown.Roles, r.Name)
			}
		}
	})
	asked.Wait()
	ok, err := front.Account(ctx, shown)
	if err == nil && !ok {
		err = &exitError{exitSignIn, errors.New("another account or tenant was meant: nothing was done; run again and sign in with the right account, or correct tenant in the answers")}
	}
	return err
}
