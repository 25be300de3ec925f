package connect

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/site"
	"teamwright/steps/tenant"
)

// End is one site and the way to it.
type End struct {
	Answers answers.Answers
	Site    *site.Site // nil: a person sets it by hand
}

// end is an [End] with what was last seen of it. Several steps share it.
type end struct {
	End
	words string // "the server", or "the client Partner site"
	find  map[string][]string

	mu    sync.Mutex
	seen  *look
	fresh bool // what was seen still counts
	age   int  // grows whenever it no longer does
}

// byHand tells whether a person sets it.
func (e *end) byHand() bool { return e.Site == nil }

// url is the site's address; empty for a server that nobody named.
func (e *end) url() string { return e.Answers.Site }

// page is the address of one of the site's pages.
func (e *end) page(path string) string {
	if e.url() == "" {
		return path + " of the " + strings.TrimPrefix(e.words, "the ")
	}
	return e.url() + path
}

// admin is the address of a page in the site's admin folder.
func (e *end) admin(path string) string {
	folder := e.Answers.Totara.AdminFolder
	if folder == "" {
		folder = "admin"
	}
	return e.page("/" + folder + path)
}

// read looks at the site unless that has been done. By hand it looks at
// nothing and gives nil.
func (e *end) read(ctx context.Context) (*look, error) {
	if e.byHand() {
		return nil, nil
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.fresh {
		return e.seen, nil
	}
	var l look
	if err := e.ask(ctx, "connect.look", map[string]any{"find": e.find}, &l); err != nil {
		return nil, err
	}
	if !sameSite(l.Site.WWWRoot, e.url()) {
		return nil, &trouble{
			what: fmt.Sprintf("the command for %s leads to the site %s, and its answers say %s", e.words, tenant.Plain(l.Site.WWWRoot, 120), e.url()),
			cure: "correct site, totara.command or totara.config in its answers file",
		}
	}
	e.seen, e.fresh = &l, true
	return e.seen, nil
}

// last is what was seen last, by the step's own look or a later one; nil by
// hand or before the first look.
func (e *end) last() *look {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.seen
}

// forget makes the next read look again.
func (e *end) forget() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.fresh = false
	e.age++
}

// turn counts how often what was seen ceased to count.
func (e *end) turn() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.age
}

// ask has one operation done and reads its result, unless into is nil.
func (e *end) ask(ctx context.Context, op string, args, into any) error {
	answer, err := e.Site.Ask(ctx, site.Request{Op: op, Args: args})
	if err != nil {
		return e.named(err)
	}
	if into == nil {
		return nil
	}
	return answer.Into(into)
}

// write has one operation done that changes the site.
func (e *end) write(ctx context.Context, r site.Request) (site.Answer, error) {
	if err := steps.Stopping(ctx); err != nil {
		return site.Answer{}, err
	}
	answer, err := e.Site.Ask(ctx, r)
	e.forget()
	if err != nil {
		return site.Answer{}, e.named(err)
	}
	return answer, nil
}

// named says which site an error is about.
func (e *end) named(err error) error { return fmt.Errorf("%s: %w", e.words, err) }

// trouble is an error with a cure, from before anything was written.
type trouble struct{ what, cure string }

func (t *trouble) Error() string     { return t.what }
func (t *trouble) CureText() string  { return t.cure }
func (t *trouble) NothingDone() bool { return true }
