package bot_test

import (
	"context"
	"strings"
	"testing"

	"teamwright/steps"
	"teamwright/steps/bot"
	"teamwright/steps/tenant"
)

func TestToken(t *testing.T) {
	t.Parallel()
	unreached := &tenant.Error{Kind: tenant.Unreachable, Op: "prove the client secret"}
	usgov, err := tenant.FindCloud("usgov")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		change func(*rig)
		status steps.Status
		says   []string // in the detail
		fix    []string
		later  steps.Status // of a run that has no secret to try
		off    bool         // one can go on with the bot off
	}{
		{"issued", func(*rig) {}, steps.Pass, []string{"does not prove that the bot connector accepts it", bot.Scope}, nil, steps.ToDo, false},
		{"refused there alone", func(r *rig) { r.token[bot.TotaraAuthority] = refused{"AADSTS700016"} }, steps.Fail,
			[]string{"AADSTS700016", "this tenant itself issues one"}, []string{"any organizational directory", "bot.enabled", "ask Totara"}, steps.Fail, true},
		{"refused everywhere", func(r *rig) {
			r.token[bot.TotaraAuthority], r.token[home] = refused{"AADSTS7000215"}, refused{"AADSTS7000215"}
		}, steps.Fail, []string{"AADSTS7000215"}, []string{"run rotate", "bot.enabled"}, steps.Fail, true},
		{"not reached", func(r *rig) { r.token[bot.TotaraAuthority] = unreached }, steps.Unseen, []string{"not tried to the end"}, []string{"Teams"}, steps.ToDo, false},
		{"home not reached", func(r *rig) { r.token[home] = unreached }, steps.Pass, nil, nil, steps.ToDo, false},
		{"nobody to ask", func(r *rig) { r.parts.Token = nil }, steps.Unseen, []string{"cannot be asked"}, nil, steps.Unseen, false},
		{"a government cloud", func(r *rig) { r.parts.Cloud = usgov }, steps.Fail, []string{"https://botframework.azure.us"}, []string{"bot.enabled"}, steps.Fail, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			c.change(r)
			_, rows := r.setup()
			row := rows["bot.token"]
			if row.Status != c.status || row.Source != steps.FromProbe || row.Tickable() {
				t.Errorf("%+v", row)
			}
			for _, s := range c.says {
				if !strings.Contains(row.Detail, s) {
					t.Errorf("detail %q lacks %q", row.Detail, s)
				}
			}
			for _, s := range c.fix {
				if !strings.Contains(row.Fix, s) {
					t.Errorf("fix %q lacks %q", row.Fix, s)
				}
			}
			if r.bot.TokenRefused() != c.off {
				t.Errorf("refused %v", r.bot.TokenRefused())
			}
			if strings.Contains(row.Detail+row.Fix, "s3cret") {
				t.Errorf("the row holds the secret: %+v", row)
			}
			asked := len(r.asked)
			if later := r.check()["bot.token"]; later.Status != c.later || len(r.asked) != asked || r.bot.TokenRefused() != c.off {
				t.Errorf("later %+v", later)
			}
		})
	}
}

func TestTokenWithoutASecret(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if row := r.check()["bot.token"]; row.Status != steps.Unseen || row.Fix == "" {
		t.Errorf("%+v", row)
	}
}

// A later run has no secret to try. Where Totara says which one it uses, and
// that one was tried, the row says so; of any other key nothing is known.
func TestTokenLater(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(r *rig)
		status steps.Status
		source steps.Source
	}{
		"Totara uses the one that was tried": {func(*rig) {}, steps.Pass, steps.FromTotara},
		"Totara uses another one":            {func(r *rig) { r.uses = "xyz" }, steps.ToDo, steps.FromPerson},
		"Totara cannot be asked":             {func(r *rig) { r.uses = "" }, steps.ToDo, steps.FromPerson},
		"two begin alike": {func(r *rig) {
			r.entra.apps[0].Passwords = append(r.entra.apps[0].Passwords, tenant.Password{KeyID: "by hand", Hint: "s3c", End: r.now.AddDate(1, 0, 0)})
		}, steps.ToDo, steps.FromPerson},
		"another key that begins alike": {func(r *rig) { r.entra.apps[0].Passwords[0].KeyID = "another" }, steps.ToDo, steps.FromPerson},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.uses = "s3c"
			r.parts.InUse = func(context.Context) (string, bool, error) { return r.uses, r.uses != "", nil }
			if _, rows := r.setup(); rows["bot.token"].Status != steps.Pass {
				t.Fatalf("%+v", rows["bot.token"])
			}
			c.change(r)
			row := r.check()["bot.token"]
			if row.Status != c.status || row.Source != c.source {
				t.Errorf("%+v", row)
			}
			if row.Status == steps.Pass && !strings.Contains(row.Detail, "issued a token on 2026-11-20. That does not prove that the bot connector accepts it") {
				t.Errorf("%q", row.Detail)
			}
		})
	}
}
