package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"teamwright/steps/application"
)

// globals are the flags that every command knows.
type globals struct {
	profile     string
	sandbox     bool
	cloud       string
	auth        string
	clientID    string
	remember    bool
	plain       bool
	yes         bool
	trace       string
	json        bool
	out         string
	stateDir    string
	secretsTo   string
	secretsFrom string

	rehearsal rehearsalFlags
	notice    application.Notice // of the commands that look at secrets
}

// rehearsalFlags describe the rehearsal cloud.
type rehearsalFlags struct {
	approve string
	latency time.Duration
	lag     time.Duration
	faults  string
	log     string
	tenant  string
}

func (g *globals) register(f *pflag.FlagSet) {
	f.StringVarP(&g.profile, "profile", "p", "teamwright.yaml", "the answers `FILE`")
	f.BoolVar(&g.sandbox, "sandbox", false, "use the rehearsal cloud inside the program instead of Microsoft's")
	f.StringVar(&g.cloud, "cloud", "", "`NAME` of the cloud: public, usgov, usdod, china, or a cloud file (default public)")
	f.StringVar(&g.auth, "auth", "", "`WAY` to sign in: device, browser, azcli, secret, certificate or workload (default device)")
	f.StringVar(&g.clientID, "client-id", "", "`ID` that the program has for Microsoft: azcli, graph or a client id (default azcli)")
	f.BoolVar(&g.remember, "remember", false, "keep the sign-in in the system's own store for the next run")
	f.BoolVar(&g.plain, "plain", false, "one line at a time, fit for screen readers and logs")
	f.BoolVar(&g.yes, "yes", false, "confirm the plan without a question")
	f.StringVar(&g.trace, "trace", "", "write every request and answer, without secrets, to this `FILE`")
	f.BoolVar(&g.json, "json", false, "the result as one JSON document on standard output")
	f.StringVarP(&g.out, "out", "o", "", "`PATH` of the app package, a file or a folder (default <package-name>-<version>.zip)")
	f.StringVar(&g.stateDir, "state-dir", "", "`DIR` of journals and of the sandbox's memory (default the XDG state folder)")
	f.StringVar(&g.secretsTo, "secrets-to", "", "`WHERE` new secrets go: screen, clipboard, totara, file:PATH (a new file) or fd:N (default totara where totara.via is exec, else screen)")
	f.StringVar(&g.secretsFrom, "secrets-from", "prompt", "`WHERE` secrets come from: prompt, file:PATH or fd:N")
	g.rehearsal.register(f)
}

func (r *rehearsalFlags) register(f *pflag.FlagSet) {
	f.StringVar(&r.approve, "sandbox-approve", "1s", "the rehearsal cloud approves a device code after this `TIME`; never: nobody does")
	f.DurationVar(&r.latency, "sandbox-latency", 0, "latency of each request to the rehearsal cloud: a `TIME` such as 150ms")
	f.DurationVar(&r.lag, "sandbox-lag", time.Second, "replication delay of the rehearsal cloud's Entra: a `TIME`")
	f.StringVar(&r.faults, "sandbox-faults", "", "`FILE` with faults of the rehearsal cloud, one JSON object a line")
	f.StringVar(&r.log, "sandbox-log", "", "`FILE` for the requests to the rehearsal cloud, one JSON object a line")
	f.StringVar(&r.tenant, "sandbox-tenant", "", "`FILE` that describes the rehearsal cloud's tenant")
}

// noticed gives a command the flags that say when a secret wants attention.
func (g *globals) noticed(f *pflag.FlagSet) {
	f.IntVar(&g.notice.Warn, "warn-days", application.WarnDays, "`DAYS` before a client secret ends from which its row wants attention")
	f.IntVar(&g.notice.Fail, "fail-days", application.FailDays, "`DAYS` before a client secret ends from which its row fails")
}

// unbound are the flags without a variable: a confirmation is a person's word
// and not something that an environment gives.
func unbound(name string) bool {
	switch name {
	case "yes", "accept-bot-terms", "totara-works", "trust-host", "remove", "for-good", "listen", "cloud-file", "replay", "help", "version":
		return true
	}
	return name == "sandbox" || strings.HasPrefix(name, "sandbox-")
}

// variable is the environment variable of a flag.
func variable(flag string) string {
	return "TEAMWRIGHT_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// bind fills flags that were not given from their variables.
func (p *program) bind(cmd *cobra.Command) error {
	var wrong error
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Changed || unbound(f.Name) || wrong != nil {
			return
		}
		if v := p.Env(variable(f.Name)); v != "" {
			if err := cmd.Flags().Set(f.Name, v); err != nil {
				wrong = usage(fmt.Errorf("%s: %w", variable(f.Name), err))
			}
		}
	})
	if wrong == nil {
		if err := p.flags.notice.Validate(); err != nil {
			wrong = usage(fmt.Errorf("--warn-days, --fail-days: %w", err))
		}
	}
	if wrong != nil {
		return wrong
	}
	return p.flags.judge()
}

// judge refuses values that no command could do anything with.
func (g *globals) judge() error {
	if _, err := outsideAt(g.secretsFrom); err != nil {
		return usage(fmt.Errorf("--secrets-from: %w", err))
	}
	for name, d := range map[string]time.Duration{"latency": g.rehearsal.latency, "lag": g.rehearsal.lag} {
		if d < 0 {
			return usage(fmt.Errorf("--sandbox-%s %s: no time is below 0", name, d))
		}
	}
	return nil
}

// state is the folder of journals.
func (p *program) state() (string, error) {
	if p.flags.stateDir != "" {
		return filepath.Abs(p.flags.stateDir)
	}
	if dir := p.Env("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "teamwright"), nil
	}
	home := p.Env("HOME")
	if home == "" {
		var err error
		if home, err = os.UserHomeDir(); err != nil {
			return "", usage(fmt.Errorf("no home folder for journals: %w; name one with --state-dir", err))
		}
	}
	return filepath.Join(home, ".local", "state", "teamwright"), nil
}
