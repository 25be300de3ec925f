package plain_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/tenant/signin"
	"teamwright/steps/wire"
	"teamwright/tui"
	"teamwright/tui/pages"
	"teamwright/tui/plain"
)

// hostile is what a cloud, a site or a person abroad may have written.
const hostile = "a\x1b[31mb\x1b]0;title\x07c\rd\x00e\u202Ef\u2066g\u200Fh\u200Bi\u2028j\u0085k\x9b2Jl\xffm\uFEFFn\U000E0041o\nChecklist all pass\n+ pass  entra.secret"

// harmless fails when text holds what a terminal takes for an order, or a line
// that hostile text began.
func harmless(t *testing.T, how, text string) {
	t.Helper()
	if !utf8.ValidString(text) {
		t.Errorf("%s: no valid text: %q", how, text)
	}
	for _, r := range text {
		if r != '\n' && (unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r) || r == '\u2028' || r == '\u2029') {
			t.Errorf("%s: %U reaches the terminal: %q", how, r, text)
		}
	}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "Checklist all") || strings.HasPrefix(line, "+ pass  entra.secret") {
			t.Errorf("%s: foreign text begins a line:\n%s", how, text)
		}
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"":                     "",
		"plain words, 日本語 é €": "plain words, 日本語 é €",
		"two\nlines":           "two\nlines",
		"a\tb\r\nc":            "a b \nc",
		"\x1b[2J\x1b[1;1Hx":    "[2J[1;1Hx",
		"\x1b]0;title\x07x":    "]0;titlex",
		"a\u202Eb\u2066c":      "abc",
		"\x9b31m":              "\uFFFD31m",
		"\u009b31m":            "31m",
		"a\x00b":               "ab",
		"a\xffb":               "a\uFFFDb",
		"a\u2028b\u2029c":      "a b c",
		"\uE000":               "",
	}
	for in, want := range tests {
		if got := plain.Clean(in); got != want {
			t.Errorf("%q gives %q, want %q", in, got, want)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add(hostile)
	f.Fuzz(func(t *testing.T, text string) {
		got := plain.Clean(text)
		if !utf8.ValidString(got) || strings.ContainsFunc(got, func(r rune) bool { return r != '\n' && unicode.IsControl(r) }) {
			t.Errorf("%q gives %q", text, got)
		}
		if plain.Clean(got) != got {
			t.Errorf("%q is cleaned twice", text)
		}
	})
}

func sample() steps.Plan {
	return steps.Plan{Format: 1, Changes: []steps.Change{
		{Step: "entra.application", Action: steps.Update, Summary: `change the application "Learn"`, Fields: []steps.Field{
			{Path: "displayName", From: "Learn", To: "Example Learn"},
			{Path: "web.redirectUris", From: []string{"https://a.example"}, To: []string{"https://a.example", "https://b.example"}},
			{Path: "api.requestedAccessTokenVersion", To: 2},
			{Path: "tags", From: []string{"x"}},
			{Path: "nothing"},
		}, Kept: []string{"redirect URI https://a.example"}},
		{Step: "entra.sso", Action: steps.Create, Summary: "expose the scope", Fields: []steps.Field{{Path: "identifierUris", Unknown: "entra.application"}}},
		{Step: "entra.secret", Action: steps.Replace, Summary: "replace a secret", Fields: []steps.Field{
			{Path: "passwordCredentials[old]", From: "never handed over"}, {Path: "passwordCredentials.secretText", Secret: true},
		}},
		{Step: "entra.logo", Action: steps.Restore, Summary: "take it back"},
		{Step: "entra.clients", Action: steps.Delete, Summary: "remove one"},
		{Step: "entra.principal", Action: steps.None, Summary: "the service principal is there"},
		{Step: "bot.azure", Action: steps.Skip, Summary: "bot and messaging extension are off"},
		{Step: "totara.checklist", Action: steps.Manual, Summary: "enter the settings by hand", Cure: "open the page"},
		{Step: "package.write", Action: steps.Blocked, Summary: "the app has no id yet", Cure: "see the app registration"},
	}}
}

func rows() []steps.Result {
	return []steps.Result{
		{ID: "entra.application", Title: "App registration", Status: steps.Pass, Detail: "for this tenant only", Fix: "not shown"},
		{ID: "bot.azure", Title: "Azure Bot", Status: steps.Skipped, Detail: "the bot is off", Fix: "not shown"},
		{ID: "entra.consent", Title: "Admin consent", Status: steps.Fail, Detail: "HTTP 403:\n  refused", Fix: "ask for\nthe role"},
		{ID: "totara.mf_name", Title: "Manifest short name", Status: steps.ToDo, Source: steps.FromAnswers, Detail: "Short name: Learn", Fix: "enter it and tick this row"},
		{ID: "entra.secret", Title: "Client secret", Status: steps.Unseen},
	}
}

// golden compares with a file; UPDATE_GOLDEN=1 writes it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
	}
}

func TestPlanAndChecklist(t *testing.T) {
	t.Parallel()
	var out, conversation bytes.Buffer
	f := &plain.Front{Out: &out, Err: &conversation}
	f.Plan(sample())
	f.Checklist(rows())
	golden(t, "plan.txt", conversation.String())
	golden(t, "checklist.txt", out.String())
}

func TestSmallPlans(t *testing.T) {
	t.Parallel()
	for want, p := range map[string]steps.Plan{
		"Plan: nothing to do.\n":                                         {},
		"Plan: nothing to do.\n= as it should be a.b: there\n":           {Changes: []steps.Change{{Step: "a.b", Action: steps.None, Summary: "there"}}},
		"Plan: 1 change.\n+ create a.b: make\n":                          {Changes: []steps.Change{{Step: "a.b", Action: steps.Create, Summary: "make"}}},
		"Plan: nothing to do.\n! blocked a.b: no\n    what to do: yes\n": {Changes: []steps.Change{{Step: "a.b", Action: steps.Blocked, Summary: "no", Cure: "yes"}}},
	} {
		var b bytes.Buffer
		plain.WritePlan(&b, p)
		if b.String() != want {
			t.Errorf("got\n%s\nwant\n%s", b.String(), want)
		}
	}
}

// Text from a cloud is data wherever it is shown: it gives no orders to the
// terminal and begins no line.
func TestHostileText(t *testing.T) {
	t.Parallel()
	var said bytes.Buffer
	f := &plain.Front{
		Lines: plain.NewLines(strings.NewReader(strings.Repeat("1\nyes\n", 20))), Out: &said, Err: &said, Terminal: true,
		Clock: wire.Clock{Now: time.Now},
	}
	check := func(how string, show func()) {
		said.Reset()
		show()
		if said.Len() == 0 {
			t.Errorf("%s shows nothing", how)
		}
		harmless(t, how, said.String())
	}
	row := steps.Result{ID: hostile, Title: hostile, Detail: hostile, Fix: hostile, Status: steps.ToDo, Source: steps.FromAnswers}
	check("the plan", func() {
		f.Plan(steps.Plan{Changes: []steps.Change{{Step: hostile, Action: steps.Update, Summary: hostile, Cure: hostile, Kept: []string{hostile}, Fields: []steps.Field{
			{Path: hostile, From: hostile, To: hostile}, {Path: hostile, From: []string{hostile}, To: map[string]string{hostile: hostile}}, {Path: hostile, Unknown: hostile},
		}}}})
	})
	check("the checklist", func() { f.Checklist([]steps.Result{row}) })
	check("an account", func() {
		if ok, err := f.Account(t.Context(), tui.Account{User: hostile, TenantID: hostile, Tenant: hostile, Roles: []string{hostile}}); err != nil {
			t.Error(ok, err)
		}
	})
	check("a code", func() { f.Code(signin.DevicePrompt{URL: hostile, Code: hostile, ClientName: hostile, Attempt: 2}) })
	for _, kind := range []steps.EventKind{steps.Applying, steps.Applied, steps.Waiting, steps.Found, steps.Failed, steps.Held, steps.Moved} {
		check("an event "+string(kind), func() {
			for _, at := range []time.Duration{0, 5 * time.Second} { // a wait is said once it lasts
				f.Event(steps.Event{Step: hostile, Kind: kind, Text: hostile, Time: time.Time{}.Add(at)})
			}
		})
	}
	check("a choice", func() { _, _ = f.Choose(t.Context(), "Which?", []string{hostile, hostile}) })
	check("a question", func() { _, _ = f.Confirm(t.Context(), hostile) })
	check("a row to tick", func() {
		_, _, _ = f.Attend(t.Context(), tui.Ending{Rows: []steps.Result{row}, Tick: func(steps.Result) ([]steps.Result, error) { return nil, nil }})
	})
}

func TestConfirm(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]bool{
		"yes\n": true, "y\n": true, "YES\n": true, " Yes \n": true,
		"no\n": false, "n\n": false, "\n": false,
		"maybe\nyes\n": true, "yess\n\n": false, "j\nno\n": false,
	} {
		f, said := asked(typed)
		got, err := f.Confirm(t.Context(), "Do it?")
		if err != nil || got != want {
			t.Errorf("%q gives %v, %v", typed, got, err)
		}
		if again := strings.Contains(said.String(), "Please type yes or no."); again != (strings.Count(typed, "\n") > 1) {
			t.Errorf("%q: said %s", typed, said)
		}
	}
	f, _ := asked("maybe\n")
	if got, err := f.Confirm(t.Context(), "Do it?"); got || !errors.Is(err, plain.ErrNobody) {
		t.Errorf("the end of the input counts as %v, %v", got, err)
	}
	stop := errors.New("interrupted")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(stop)
	f, _ = asked("yes\n")
	if got, err := f.Confirm(ctx, "Do it?"); got || !errors.Is(err, stop) {
		t.Errorf("a cancel counts as %v, %v", got, err)
	}
}

// asked is a front end whose person has typed already.
func asked(typed string) (*plain.Front, *bytes.Buffer) {
	var said bytes.Buffer
	return &plain.Front{Lines: plain.NewLines(strings.NewReader(typed)), Out: &said, Err: &said, Terminal: true}, &said
}

func TestChoose(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]int{"1\n": 0, "2\n": 1, "0\n3\n-1\nx\n\n2\n": 1} {
		f, said := asked(typed)
		got, err := f.Choose(t.Context(), "Which one?", []string{"one", "two"})
		if err != nil || got != want {
			t.Errorf("%q gives %d, %v", typed, got, err)
		}
		if !strings.HasPrefix(said.String(), "Which one?\n  1: one\n  2: two\nNumber from 1 to 2: ") {
			t.Errorf("said %s", said)
		}
	}
	f, _ := asked("")
	if _, err := f.Choose(t.Context(), "Which one?", []string{"one", "two"}); !errors.Is(err, plain.ErrNobody) {
		t.Errorf("error %v", err)
	}
}

// Address and code stand alone at the beginning of a line.
func TestCode(t *testing.T) {
	t.Parallel()
	f, said := asked("")
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	f.Clock = wire.Clock{Now: func() time.Time { return now }}
	p := signin.DevicePrompt{URL: "https://login.example/device", Code: "ABCD1234", ClientName: "Microsoft Azure CLI", Expires: now.Add(15 * time.Minute), Attempt: 1}
	f.Code(p)
	for _, want := range []string{"\n\nhttps://login.example/device\n\n", "\n\nABCD1234\n\n", `"Microsoft Azure CLI"`, "15m0s"} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("%q is not said:\n%s", want, said)
		}
	}
	if strings.Contains(said.String(), "has expired") {
		t.Errorf("said %s", said)
	}
	p.Attempt, p.For = 2, "For the catalogue."
	f.Code(p)
	if !strings.Contains(said.String(), "For the catalogue.\nSign in:") {
		t.Errorf("said %s", said)
	}
	if !strings.Contains(said.String(), "That code has expired. Here is a new one.") {
		t.Errorf("said %s", said)
	}
}

func TestAccount(t *testing.T) {
	t.Parallel()
	a := tui.Account{User: "robin@contoso.example", TenantID: "guid", Tenant: "Contoso", Roles: []string{"Teams Administrator"}}
	f, said := asked("no\n")
	if ok, err := f.Account(t.Context(), a); ok || err != nil {
		t.Errorf("refused, and it is %v, %v", ok, err)
	}
	for _, want := range []string{"Signed in as robin@contoso.example\n", "Tenant: Contoso (guid)\n", "Active roles: Teams Administrator\n"} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("%q is not said:\n%s", want, said)
		}
	}
	f, said = asked("")
	f.Terminal = false
	if ok, err := f.Account(t.Context(), tui.Account{User: "app", TenantID: "guid"}); !ok || err != nil {
		t.Errorf("nobody is there to ask, and it is %v, %v", ok, err)
	}
	if said.String() != "Signed in as app\nTenant: guid\n" {
		t.Errorf("said %s", said)
	}
}

func TestEvents(t *testing.T) {
	t.Parallel()
	f, said := asked("")
	begun := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	f.Event(steps.Event{Step: "a.b", Kind: steps.Waiting, Text: "short", Time: begun.Add(-4 * time.Second)})
	for _, kind := range []steps.EventKind{steps.Reading, steps.ReadDone, steps.Found, steps.Applying, steps.Waiting, steps.Applied, steps.Failed, steps.Held, steps.Moved, steps.Checking, steps.Checked} {
		f.Event(steps.Event{Step: "a.b", Kind: kind, Text: string(kind) + " text", Time: begun})
	}
	f.Event(steps.Event{Step: "a.b", Kind: steps.Waiting, Text: "soon again", Time: begun.Add(time.Second)})
	const want = "a.b: found text\na.b: applying text …\na.b: waiting text\na.b: done\na.b: FAILED: failed text\na.b: held text\na.b: moved text\n"
	if said.String() != want {
		t.Errorf("said\n%s\nwant\n%s", said, want)
	}
}

func TestAttend(t *testing.T) {
	t.Parallel()
	list := []steps.Result{{ID: "a", Status: steps.ToDo, Source: steps.FromAnswers, Title: "A"}, {ID: "b", Status: steps.Fail}, {ID: "c", Status: steps.ToDo, Source: steps.FromAnswers, Title: "C", Fix: "do it"}, {ID: "d", Status: steps.Unseen}}
	broken := errors.New("read-only file system")
	tests := map[string]struct {
		typed  string
		fail   error
		ticked string
		err    error
	}{
		"all of them":      {"yes\nyes\nyes\n", nil, "a c", nil},
		"one of them":      {"yes\nno\nyes\n", nil, "c", nil},
		"not now":          {"no\n", nil, "", nil},
		"in the middle":    {"yes\nyes\n", nil, "a", plain.ErrNobody},
		"cannot be kept":   {"yes\nyes\nyes\n", broken, "a", broken},
		"nobody to answer": {"", nil, "", plain.ErrNobody},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, _ := asked(tt.typed)
			var ticked []string
			_, _, err := f.Attend(t.Context(), tui.Ending{Rows: list, Tick: func(r steps.Result) ([]steps.Result, error) {
				ticked = append(ticked, r.ID)
				return list, tt.fail
			}})
			if !errors.Is(err, tt.err) || strings.Join(ticked, " ") != tt.ticked {
				t.Errorf("ticked %v, %v", ticked, err)
			}
		})
	}
	f, said := asked("")
	if _, rows, err := f.Attend(t.Context(), tui.Ending{Rows: list[1:2]}); err != nil || len(rows) != 1 || said.Len() > 0 {
		t.Errorf("nothing waits, and it asks: %s, %v", said, err)
	}
}

func TestPassword(t *testing.T) {
	t.Parallel()
	f, said := asked("")
	if _, err := f.Password(t.Context(), "app-only"); err == nil {
		t.Error("typed without a terminal")
	}
	f.Hidden = func() ([]byte, error) { return []byte("  " + hidden + "\r\n"), nil }
	text, err := f.Password(t.Context(), "app-only")
	if err != nil || text.Reveal() != hidden {
		t.Errorf("read %q, %v", text.Reveal(), err)
	}
	gone(t, "the conversation", said.String())
	broken := errors.New("interrupted")
	f.Hidden = func() ([]byte, error) { return []byte("half"), broken }
	if text, err := f.Password(t.Context(), "app-only"); !errors.Is(err, broken) || !text.Empty() {
		t.Errorf("read %q, %v", text.Reveal(), err)
	}
}

// Where nobody can answer everything that is missing is named at once.
func TestFillWithNobodyThere(t *testing.T) {
	t.Parallel()
	f, said := asked("")
	f.Terminal = false
	err := f.Fill(t.Context(), wizard("", pages.Options{}))
	if len(answers.AsProblems(err)) < 3 || said.Len() > 0 {
		t.Errorf("error %v, said %s", err, said)
	}
	if f.Asks() {
		t.Error("asks")
	}
}

func TestBanner(t *testing.T) {
	t.Parallel()
	f, said := asked("")
	f.Banner()
	if !strings.HasPrefix(said.String(), "REHEARSAL") {
		t.Errorf("said %s", said)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
}

// TestQuestionStandsAlone keeps what is said meanwhile behind the answer.
func TestQuestionStandsAlone(t *testing.T) {
	t.Parallel()
	typed, keyboard := io.Pipe()
	var said bytes.Buffer
	f := &plain.Front{Lines: plain.NewLines(typed), Out: &said, Err: &said, Terminal: true}
	done := make(chan error)
	go func() {
		_, err := f.Confirm(t.Context(), "Sure?")
		done <- err
	}()
	if _, err := keyboard.Write([]byte("ye")); err != nil { // the question stands, half of the answer is typed
		t.Fatal(err)
	}
	f.Say("entra.logo: done")
	if _, err := keyboard.Write([]byte("s\n")); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if want := "Sure? Type yes or no, Enter means no: entra.logo: done\n"; said.String() != want {
		t.Errorf("said %q", said.String())
	}
}
