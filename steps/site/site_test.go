package site

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"teamwright/steps/secret"
)

// scripted is a transport that answers by a function and keeps the requests.
type scripted struct {
	requests []document
	answer   func(document) (string, string, error)
}

func (s *scripted) Answer(_ context.Context, request []byte) ([]byte, string, error) {
	var d document
	if err := json.Unmarshal(request, &d); err != nil {
		return nil, "", err
	}
	s.requests = append(s.requests, d)
	a, beside, err := s.answer(d)
	return []byte(a), beside, err
}

func says(answer string) *scripted {
	return &scripted{answer: func(document) (string, string, error) { return answer, "", nil }}
}

const fine = `{"version":1,"ok":true,"result":{"a":1}}`

func TestAskSaysHelloBeforeTheFirstSecret(t *testing.T) {
	t.Parallel()
	tr := says(fine)
	s := New(tr, Options{Config: "/srv/config.php"})
	for range 2 {
		if _, err := s.Ask(t.Context(), Request{Op: "x.y", Secrets: map[string]secret.Text{"sso": secret.New("hush")}}); err != nil {
			t.Fatal(err)
		}
	}
	var ops []string
	for _, r := range tr.requests {
		ops = append(ops, r.Op)
		if r.Op == "site.hello" && len(r.Secrets) > 0 || r.Op == "x.y" && r.Secrets["sso"] != "hush" || r.Config != "/srv/config.php" || r.Version != 1 {
			t.Errorf("request %+v", r)
		}
	}
	if got := strings.Join(ops, " "); got != "site.hello x.y x.y" {
		t.Errorf("operations %s", got)
	}
}

func TestASecretStaysWhereNobodyAnswers(t *testing.T) {
	t.Parallel()
	tr := &scripted{answer: func(document) (string, string, error) { return "", "", &Error{Kind: Fatal, What: "no"} }}
	_, err := New(tr, Options{}).Ask(t.Context(), Request{Op: "x.y", Secrets: map[string]secret.Text{"sso": secret.New("hush")}})
	var e *Error
	if !errors.As(err, &e) || !e.NothingDone() || len(tr.requests) != 1 || len(tr.requests[0].Secrets) > 0 {
		t.Errorf("error %v after %+v", err, tr.requests)
	}
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	const refusal = `{"version":1,"ok":false,"error":{"code":"forced","text":"it is \u001b[31mset hush","cure":"remove hush","written":%}}`
	tests := map[string]struct {
		answer string
		kind   Kind // empty: no error
		code   string
		says   string
		done   bool // whether something may have been done
	}{
		"fine":                   {fine, "", "", "", false},
		"no JSON":                {`<html>hush`, Garbled, "", "no JSON document", true},
		"empty":                  {``, Garbled, "", "no JSON document", true},
		"another version":        {`{"version":2,"ok":true,"result":{}}`, Garbled, "", "not the script's", true},
		"neither":                {`{"version":1}`, Garbled, "", "not the script's", true},
		"both":                   {`{"version":1,"ok":true,"result":{},"error":{"text":"x"}}`, Garbled, "", "not the script's", true},
		"no result":              {`{"version":1,"ok":true}`, Garbled, "", "not the script's", true},
		"refused":                {strings.Replace(refusal, "%", "0", 1), Refused, "forced", "it is [31mset ••", false},
		"refused half way":       {strings.Replace(refusal, "%", "2", 1), Refused, "forced", "a part was written", true},
		"refused, nobody knows":  {strings.Replace(refusal, "%", "-1", 1), Refused, "forced", "it is", true},
		"no config":              {`{"version":1,"ok":false,"error":{"code":"no_config","text":"nothing there"}}`, NoConfig, "no_config", "nothing there", false},
		"a full disk":            {`{"version":1,"ok":false,"error":{"text":"SQLSTATE[53100] x","written":1}}`, Full, "", "disk", true},
		"fatal":                  {`{"version":1,"ok":false,"error":{"code":"ended","text":"PHP Fatal error: x","written":-1}}`, Fatal, "ended", "x", true},
		"nobody knows of memory": {`{"version":1,"ok":false,"error":{"code":"ended","text":"PHP Fatal error: Allowed memory size of 1 bytes exhausted","written":-1}}`, Fatal, "ended", "memory", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := New(says(tt.answer), Options{})
			s.answered = true
			a, err := s.Ask(t.Context(), Request{Op: "x.y", Secrets: map[string]secret.Text{"s": secret.New("hush")}})
			if tt.kind == "" {
				var v struct{ A int }
				if err != nil || a.Into(&v) != nil || v.A != 1 {
					t.Errorf("answer %s, error %v", a.Result, err)
				}
				return
			}
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("error %v", err)
			}
			if !is(err, tt.kind) || Code(err) != tt.code || !strings.Contains(e.Error(), tt.says) || e.NothingDone() == tt.done {
				t.Errorf("error %+v", e)
			}
			if all := e.Error() + e.CureText() + e.Detail; strings.Contains(all, "hush") || strings.ContainsRune(all, 0x1b) {
				t.Errorf("error %q", all)
			}
		})
	}
}

func TestNotesAreFitForATerminal(t *testing.T) {
	t.Parallel()
	tr := &scripted{answer: func(document) (string, string, error) {
		return `{"version":1,"ok":true,"result":{},"secrets":{"setup":"0123"},"notes":["hush \u001b[2J","again"]}`, "again\n\ufeffbanner\n\n" + strings.Repeat("x", 1000), nil
	}}
	s := New(tr, Options{})
	s.answered = true
	a, err := s.Ask(t.Context(), Request{Op: "x.y", Secrets: map[string]secret.Text{"s": secret.New("hush"), "empty": secret.New("")}})
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Notes) != 4 || a.Notes[0] != "•••••••• [2J" || a.Notes[1] != "again" || a.Notes[2] != "banner" || len(a.Notes[3]) > 410 {
		t.Errorf("notes %q", a.Notes)
	}
	if a.Secrets["setup"].Reveal() != "0123" {
		t.Error("the secret was not handed out")
	}
	if err := a.Into(new([]int)); !is(err, Garbled) {
		t.Errorf("error %v", err)
	}
}

func TestAskEnds(t *testing.T) {
	t.Parallel()
	hangs := waiting{}
	_, err := New(hangs, Options{Timeout: time.Millisecond}).Ask(t.Context(), Request{Op: "x.y"})
	if !is(err, TooSlow) {
		t.Errorf("error %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := New(hangs, Options{}).Ask(ctx, Request{Op: "x.y"}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// waiting never answers.
type waiting struct{}

func (waiting) Answer(ctx context.Context, _ []byte) ([]byte, string, error) {
	<-ctx.Done()
	return nil, "", ctx.Err()
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte(fine), "beside")
	f.Add([]byte(`{"version":1,"ok":false,"error":{"text":"hush","written":1}}`), "hush")
	hide := blind{secret.New("hush")}
	f.Fuzz(func(t *testing.T, raw []byte, beside string) {
		a, err := open(raw, beside, hide)
		var e *Error
		texts := strings.Join(a.Notes, "")
		if errors.As(err, &e) {
			texts += e.What + e.Cure + e.Detail
		} else if err != nil {
			t.Errorf("error %T", err)
		}
		if strings.Contains(texts, "hush") || strings.ContainsAny(texts, "\x1b\x07\r") {
			t.Errorf("texts %q", texts)
		}
	})
}
