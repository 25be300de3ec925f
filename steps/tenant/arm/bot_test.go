package arm_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/application"
	"teamwright/steps/bot"
	"teamwright/steps/journal"
	"teamwright/steps/sandbox"
	"teamwright/steps/secret"
	"teamwright/steps/tenant/signin"
)

// receiver takes secrets and keeps none.
type receiver struct{}

func (receiver) Where() string                              { return "the test" }
func (receiver) Ready(string) error                         { return nil }
func (receiver) Deliver(context.Context, secret.Item) error { return nil }

// job is the bot of one site in a rehearsal cloud.
type job struct {
	*rehearsal
	answers answers.Answers
	journal *journal.Journal
	ids     int
}

func newJob(t *testing.T, r *rehearsal) *job {
	t.Helper()
	j, err := journal.View(t.TempDir(), "j", r.clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	return &job{rehearsal: r, journal: j, answers: answers.Answers{
		Site: "https://learn.example.org/totara", Tenant: contoso, App: answers.App{ShortName: "Example Learn"},
		Bot: answers.Bot{
			Enabled: true, Handle: handle, Messaging: answers.MessagingCommercial,
			ResourceGroup: group, Location: "westeurope", SecretDays: 365,
		},
	}}
}

// run plans and does it, and gives the plan's actions and the rows' states.
func (j *job) run(t *testing.T) (plan, rows map[string]string, report steps.Report) {
	t.Helper()
	b := bot.New(j.answers, application.Env{
		Directory: j.graph, Ledger: j.journal, Clock: j.clock.Wire(),
		NewID:      func() string { j.ids++; return fmt.Sprintf("%08d-0000-4000-8000-000000000000", j.ids) },
		Identified: func(id string) error { j.answers.IDs.Bot = id; return nil },
	}, bot.Parts{
		Azure: j.arm, Cloud: j.where, TenantID: j.session.Account.TenantID, Sink: receiver{}, TermsAccepted: true,
		Token: func(ctx context.Context, authority, appID string, text secret.Text) error {
			p := signin.Prover{Cloud: j.where, Transport: j.transport, Clock: j.clock.Wire(), Patience: 90 * time.Second}
			return p.Prove(ctx, authority, appID, text, bot.Scope)
		},
	})
	runner := &steps.Runner{Steps: b.Steps(), Journal: j.journal, Clock: j.clock.Wire()}
	if err := runner.Read(t.Context()); err != nil {
		t.Fatal(err)
	}
	p := runner.Plan()
	report = runner.Apply(t.Context(), p)
	plan, rows = map[string]string{}, map[string]string{}
	for _, c := range p.Changes {
		plan[string(c.Step)] = string(c.Action)
	}
	for _, r := range report.Results {
		rows[r.ID] = string(r.Status)
	}
	return plan, rows, report
}

// TestBot takes the steps of the bot through both adapters, in tenants of many
// kinds. A row that is not named passes.
func TestBot(t *testing.T) {
	t.Parallel()
	const (
		app      = "11111111-2222-4333-8444-555555555555"
		audience = "applications:\n  - {appId: " + app + ", displayName: Old bot, signInAudience: "
		bots     = "}\nsubscriptions:\n  - {bot_provider: Registered, resource_groups: [{name: rg-old}], bots: [{name: " + handle + ", resource_group: rg-old, endpoint: 'https://old.example.org/', msaAppId: " + app
	)
	for _, c := range []struct {
		name, tenant string
		plan         string // what is not none on the first run
		rows         string // what does not pass
	}{
		{"as it is", "", "application create, azure create, channel create, group create, principal create, provider update, secret create", ""},
		{"a bot of the old kind", audience + "AzureADMultipleOrgs" + bots + ", sku: S1, teams: CommercialDeployment}]}\n",
			"application update, azure update, principal create, secret create", ""},
		{"a bot that only this tenant may use", audience + "AzureADMyOrg" + bots + ", msaAppType: SingleTenant}]}\n",
			"application update, azure update, channel create, principal create, secret create", "token fail"},
		{"a role in the group alone", "subscriptions:\n  - {role: none, bot_provider: Registered, resource_groups: [{name: rg-learn, role: Contributor}]}\n",
			"application create, azure create, channel create, principal create, secret create", "provider unknown"},
		{"two subscriptions", "subscriptions:\n  - {name: A}\n  - {name: B}\n",
			"application blocked, azure blocked, channel blocked, group blocked, principal blocked, provider blocked, secret blocked, token manual",
			"application fail, azure fail, channel fail, group fail, principal fail, provider fail, secret fail, token unknown"},
		{"no subscription", "subscriptions: []\n",
			"application manual, azure manual, channel skip, group skip, principal manual, provider skip, secret manual, token manual",
			"application manual, azure manual, channel skip, group skip, principal manual, provider skip, secret manual, token unknown"},
		{"a handle that strangers have", "bot_names_taken: [" + handle + "]\n",
			"application create, azure blocked, channel blocked, group create, principal create, provider update, secret create", "azure fail, channel fail"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			file, err := sandbox.ReadTenant(strings.NewReader(c.tenant))
			if err != nil {
				t.Fatal(err)
			}
			j := newJob(t, rehearse(t, sandbox.Options{Tenant: file, Lag: time.Second}))
			plan, rows, report := j.run(t)
			if got := listed(plan, "none"); got != c.plan {
				t.Errorf("plan %s, want %s", got, c.plan)
			}
			if got := listed(rows, "pass"); got != c.rows {
				t.Errorf("rows %s, want %s", got, c.rows)
				for _, r := range report.Results {
					t.Logf("%s %s: %s; %s", r.ID, r.Status, r.Detail, r.Fix)
				}
			}
			if c.rows != "" {
				return
			}
			// Whoever comes again finds nothing to do, also without the id.
			for _, id := range []string{j.answers.IDs.Bot, ""} {
				j.answers.IDs.Bot = id
				if plan, rows, _ := j.run(t); listed(plan, "none") != "" || listed(rows, "pass") != "secret_proof manual, token manual" {
					t.Errorf("again, id %q: plan %s, rows %s", id, listed(plan, "none"), listed(rows, "pass"))
				}
			}
		})
	}
}

// listed are the entries that are not usual, without their group, sorted.
func listed(all map[string]string, usual string) string {
	var out []string
	for id, v := range all {
		if v != usual {
			out = append(out, strings.TrimPrefix(id, "bot.")+" "+v)
		}
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}
