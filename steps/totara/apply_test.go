package totara

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"teamwright/steps"
	"teamwright/steps/answers"
	rehearsed "teamwright/steps/sandbox/totara"
	"teamwright/steps/secret"
	"teamwright/steps/site"
)

// both runs a test against the stand-in and against real PHP.
func both(t *testing.T, test func(t *testing.T, r *rig)) {
	t.Run("stand-in", func(t *testing.T) {
		t.Parallel()
		test(t, standIn(t, rehearsed.Options{}))
	})
	t.Run("php", func(t *testing.T) {
		t.Parallel()
		r, _ := stubbed(t)
		test(t, r)
	})
}

func TestASecondApplyWritesNothing(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, r *rig) {
		plan, rows := r.apply()
		if plan.Writes() != 3 {
			t.Errorf("plan %+v", plan)
		}
		for _, id := range []string{"totara.service", "totara.settings", "totara.notifications", "totara.mf_name", "totara.ids", "totara.host"} {
			if rows[id].Status != steps.Pass {
				t.Errorf("row %+v", rows[id])
			}
		}
		again := &counting{Transport: r.way}
		r.way = again
		if plan, _ := r.apply(); !plan.Empty() {
			t.Errorf("the second plan has %v", fields(plan))
		}
		if slices.Contains(again.ops, "totara.write") {
			t.Errorf("asked %v", again.ops)
		}
	})
}

// With every setting in place, Totara's 21 rows pass or skip on the stand-in.
func TestTheRehearsedSiteIsContent(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*answers.Answers){
		"everything": func(*answers.Answers) {},
		"sso alone":  func(a *answers.Answers) { a.Bot = answers.Bot{} },
		"bot alone":  func(a *answers.Answers) { a.SSO.Enabled = false },
		"nothing":    func(a *answers.Answers) { a.SSO.Enabled = false; a.Bot = answers.Bot{} },
		"no links":   func(a *answers.Answers) { a.Publisher = answers.Publisher{Name: "Example Ltd"} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, rows := standIn(t, rehearsed.Options{}).with(change).apply()
			if f := failing(rows); f != "" {
				t.Error(f)
			}
			n := 0
			for _, r := range rowIDs() {
				if _, ok := rows[r]; ok {
					n++
				}
			}
			if n != 21 {
				t.Errorf("%d of Totara's rows", n)
			}
		})
	}
}

// A new secret goes straight into Totara, before the steps that need it.
func TestSink(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, r *rig) {
		r.parts.Given = nil
		tt := r.totara()
		sink := tt.Sink()
		if err := sink.Ready("anything"); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"sso", "bot"} {
			if err := sink.Deliver(t.Context(), secret.Item{Name: name, AppID: appID, Secret: secret.New(name + "~new'\"\\")}); err != nil {
				t.Fatal(err)
			}
		}
		if err := sink.Deliver(t.Context(), secret.Item{Name: "mobileflows", Secret: secret.New("x")}); err == nil {
			t.Error("a secret that is none of Totara's was taken")
		}
		st := tt.view.now()
		if rows := st.withClient(appID); len(rows) != 1 || !rows[0].Secret.holds(secret.New(`sso~new'"\`), "nonce") || rows[0].Secret.holds(secret.New("other"), "nonce") {
			t.Errorf("services %+v", st.Services)
		}
		if !st.Secrets[keyBotSecret].holds(secret.New(`bot~new'"\`), "nonce") || st.Secrets[keyBotSecret].Hint != "bot" {
			t.Errorf("secrets %+v", st.Secrets)
		}
		// What the hand-over did is not planned again, and no second service made.
		_, rows := r.apply()
		if rows["totara.service"].Status != steps.Pass {
			t.Errorf("row %+v", rows["totara.service"])
		}
		if n := len(r.write(writeArgs{}, nil).Services); n != 1 {
			t.Errorf("%d services", n)
		}
	})
}

// A set-up confirms the creation of the service and then hands the secret over
// first: what is left to do is less than was confirmed, not something else.
func TestSinkWithinAConfirmedPlan(t *testing.T) {
	t.Parallel()
	r := standIn(t, rehearsed.Options{})
	r.parts.Given = nil
	tt := r.totara()
	run := &steps.Runner{Steps: tt.Steps(), Journal: r.journal, Clock: r.parts.Clock}
	if err := run.Read(t.Context()); err != nil {
		t.Fatal(err)
	}
	plan := run.Plan()
	if err := tt.Sink().Deliver(t.Context(), secret.Item{Name: "sso", AppID: appID, Secret: secret.New("s")}); err != nil {
		t.Fatal(err)
	}
	report := run.Apply(t.Context(), plan)
	if report.Moved || byID(report.Results)["totara.service"].Status != steps.Pass {
		t.Errorf("report %+v", report)
	}
}

func TestObstacles(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		options rehearsed.Options
		says    string
	}{
		"Totara's cloud":   {rehearsed.Options{Gateway: true}, "gateway"},
		"no Engage":        {rehearsed.Options{NoEngage: true}, "Engage"},
		"another site":     {rehearsed.Options{WWWRoot: "https://other.example.org"}, "other.example.org"},
		"an upgrade waits": {rehearsed.Options{Pending: true}, "upgrade"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := standIn(t, tt.options)
			counted := &counting{Transport: r.way}
			r.way = counted
			plan, rows := r.apply()
			if len(plan.Blocked()) == 0 || !plan.Empty() {
				t.Errorf("plan %+v", plan)
			}
			for _, c := range plan.Blocked() {
				if !strings.Contains(c.Summary, tt.says) || c.Cure == "" {
					t.Errorf("change %+v", c)
				}
			}
			if rows["totara.checklist"].Status != steps.Skipped || rows["totara.settings"].Status != steps.Fail {
				t.Errorf("rows %+v", rows)
			}
			if slices.Contains(counted.ops, "totara.write") {
				t.Errorf("asked %v", counted.ops)
			}
			if err := r.totara().Sink().Ready(""); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("ready: %v", err)
			}
		})
	}
	t.Run("Totara's cloud, through PHP", func(t *testing.T) {
		t.Parallel()
		r, _ := stubbed(t, "STUB_FAULT=gateway")
		if _, plan := r.plan(); len(plan.Blocked()) == 0 || !strings.Contains(plan.Blocked()[0].Summary, "gateway") {
			t.Errorf("plan %+v", plan)
		}
	})
}

// What config.php holds is named; the rest is written all the same.
func TestHeldSettings(t *testing.T) {
	t.Parallel()
	check := func(t *testing.T, r *rig) {
		t.Helper()
		plan, rows := r.apply()
		c, _ := plan.Of("totara.settings")
		if len(c.Kept) != 2 || !strings.Contains(strings.Join(c.Kept, " "), "allowframembedding is held by config.php") {
			t.Errorf("kept %q", c.Kept)
		}
		row := rows["totara.settings"]
		if row.Status != steps.Fail || !strings.Contains(row.Detail, "manifest_app_name is held by config.php") || row.Fix == "" {
			t.Errorf("row %+v", row)
		}
		if slices.Contains(fields(plan), keyName) || !slices.Contains(fields(plan), keyFullName) {
			t.Errorf("fields %v", fields(plan))
		}
		if again, _ := r.apply(); !again.Empty() {
			t.Errorf("again %v", fields(again))
		}
	}
	t.Run("stand-in", func(t *testing.T) {
		t.Parallel()
		check(t, standIn(t, rehearsed.Options{Forced: map[string]string{keyEmbedding: "0", keyName: "Held"}}))
	})
	t.Run("php", func(t *testing.T) {
		t.Parallel()
		r, _ := stubbed(t, "STUB_FAULT=forced")
		check(t, r)
	})
	t.Run("the bot's secret", func(t *testing.T) {
		t.Parallel()
		r := standIn(t, rehearsed.Options{Forced: map[string]string{keyBotSecret: "x"}})
		if err := r.totara().Sink().Ready(""); err == nil || !strings.Contains(err.Error(), "config.php") {
			t.Errorf("ready: %v", err)
		}
	})
}

// A disk that fills up half way: the error says so, the next run does the rest.
func TestHalfWritten(t *testing.T) {
	t.Parallel()
	r, _ := stubbed(t, "STUB_FAULT=full write")
	run, plan := r.plan()
	rows := byID(run.Apply(t.Context(), plan).Results)
	row := rows["totara.settings"]
	if row.Status != steps.Fail || !strings.Contains(row.Detail, "full") || !strings.Contains(row.Detail, "a part was written") || !strings.Contains(row.Fix, "does the rest") {
		t.Errorf("row %+v", row)
	}
	if len(r.journal.open) == 0 {
		t.Error("the journal keeps no intent")
	}
	way, ok := r.way.(site.Exec)
	if !ok {
		t.Fatal("no command")
	}
	way.Env = append(way.Env, "STUB_FAULT=")
	r.way = way
	second, rows := r.apply()
	if n := len(fields(second)); n == 0 || n >= len(fields(plan)) {
		t.Errorf("the second plan has %d fields of %d", n, len(fields(plan)))
	}
	if rows["totara.settings"].Status != steps.Pass || len(r.journal.open) > 0 {
		t.Errorf("row %+v, open %v", rows["totara.settings"], r.journal.open)
	}
}

// Whatever a text holds, it arrives byte for byte, and what is read back is
// what was written.
func TestTextsArriveByteForByte(t *testing.T) {
	t.Parallel()
	r, state := stubbed(t)
	pieces := []string{
		"'", `"`, `\`, "\n", "\r\n", "\t", "<?php", "?>", "<?=", "$x", "${x}", "{$x}", "%s", "EOT", "EOT;\n", "');", "#", "//", "/*", "*/", "\x00"[:0],
		"😀", "مرحبا", "שלום", "\u202e", "\u200b", "ß", "日本語", "</", "<teamwright-", "&amp;", "\\u0041", "\\'", "`id`", "a", " ",
	}
	random := rand.New(rand.NewPCG(6, 2026))
	set := map[string]string{
		keyFullText:    strings.Repeat("é", 4000),
		keyDescription: "<?php exit; ?>' . phpinfo() . '",
	}
	keys := []string{keyName, keyFullName, keyPackage, keyVersion, keyScope, keyPublisher, keyWebsite, keyTerms, keyPartner, keyAccent}
	for round := range 6 {
		for _, key := range keys {
			var b strings.Builder
			for range random.IntN(60) {
				b.WriteString(pieces[random.IntN(len(pieces))])
			}
			set[key] = b.String()
		}
		hidden := "s'\"\\\n<?php ?>" + set[keyName]
		st := r.write(writeArgs{Set: set}, map[string]secret.Text{"bot": secret.New(hidden)})
		for key, want := range set {
			if got := st.Settings[key].text(); got != want {
				t.Errorf("round %d: %s is %q, want %q", round, key, got, want)
			}
		}
		raw, err := json.Marshal(state()["config"])
		if err != nil {
			t.Fatal(err)
		}
		var kept map[string]map[string]string
		if err := json.Unmarshal(raw, &kept); err != nil {
			t.Fatal(err)
		}
		if got := kept["totara_msteams"]["bot_app_secret"]; got != hidden {
			t.Errorf("round %d: secret %q, want %q", round, got, hidden)
		}
	}
}

// While a secret is on its way and afterwards, neither the list of processes
// nor the environment nor the change log holds it.
func TestNobodySeesASecret(t *testing.T) {
	t.Parallel()
	r, state := stubbed(t, "STUB_FAULT=spy")
	r.apply()
	way, ok := r.way.(site.Exec)
	if !ok {
		t.Fatal("no command")
	}
	i := slices.IndexFunc(way.Env, func(e string) bool { return strings.HasPrefix(e, "STUB_STATE=") })
	spied, err := os.ReadFile(strings.TrimPrefix(way.Env[i], "STUB_STATE=") + ".spy")
	if err != nil {
		t.Fatal(err)
	}
	if len(spied) == 0 {
		t.Skip("no /proc here")
	}
	log := fmt.Sprint(state()["log"])
	for _, text := range []string{"sso~s3cret", "bot~s3cret"} {
		if strings.Contains(string(spied), text) {
			t.Errorf("the list of processes holds %s", text)
		}
		if strings.Contains(log, text) {
			t.Errorf("the change log holds %s", text)
		}
	}
	if !strings.Contains(log, "totara_msteams bot_app_secret  ********") || !strings.Contains(log, "manifest_app_version") {
		t.Errorf("change log %s", log)
	}
	if callbacks := fmt.Sprint(state()["callbacks"]); !strings.Contains(callbacks, "enabletotara_msteams") {
		t.Errorf("callbacks %s", callbacks)
	}
	raw, err := json.Marshal(state()["tables"])
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"clientsecret":"sso~s3cret"`, `"name":"msteams"`, "/contoso.onmicrosoft.com/oauth2/v2.0/token"} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("tables lack %s: %s", want, raw)
		}
	}
}

// Another id is another app: the plan says so, and what is held is named beside
// what is not.
func TestTheAppGetsAnotherID(t *testing.T) {
	t.Parallel()
	r := standIn(t, rehearsed.Options{Forced: map[string]string{keyName: "Held"}})
	r.apply()
	r.with(func(a *answers.Answers) { a.IDs.App = botID })
	run, plan := r.plan()
	if c, _ := plan.Of("totara.settings"); !strings.Contains(c.Summary, "another id than "+appID) {
		t.Errorf("summary %q", c.Summary)
	}
	row := byID(run.Check(t.Context()))["totara.settings"]
	if !strings.Contains(row.Detail, keyAppID) || !strings.Contains(row.Detail, "held by config.php") {
		t.Errorf("row %+v", row)
	}
}

// Secrets stand in no plan, journal, argument or note.
func TestAPlanShowsNoSecret(t *testing.T) {
	t.Parallel()
	r := standIn(t, rehearsed.Options{})
	_, plan := r.plan()
	raw, err := json.Marshal(plan)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(raw), "s3cret") || strings.Count(string(raw), `"secret":true`) != 2 {
		t.Errorf("plan %s", raw)
	}
	if keys := slices.Sorted(maps.Keys(r.journal.open)); len(keys) > 0 {
		t.Errorf("journal %v", keys)
	}
}
