package plain

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"teamwright/tui/pages"
)

// review shows every answer and asks for changes until the person takes them all.
func (a *asker) review(ctx context.Context) error {
	a.list()
	for {
		line, err := a.read(ctx, "Number, or Enter to go on:")
		if err != nil {
			return err
		}
		switch line {
		case "":
			if a.sound() {
				return nil
			}
		case "?":
			a.say("Type the number of an answer to change it, list to hear all again, < for the last question, or Enter alone when all is right.")
		case "list":
			a.list()
		case "<":
			if !a.w.Back() {
				a.say("There is no question before.")
				continue
			}
			if err := a.walk(ctx, a.w.Next); err != nil {
				return err
			}
			a.list()
		default:
			if err := a.pick(ctx, line); err != nil {
				return err
			}
		}
	}
}

// list says every answer, one a line, with where it came from.
func (a *asker) list() {
	a.say("")
	a.say("Review: all answers, and where each came from.")
	page := ""
	for i, e := range a.w.Review() {
		if e.Page.ID != page {
			page = e.Page.ID
			a.say("")
			a.say("%s", e.Page.Title)
		}
		a.entry(i, e)
	}
	for _, p := range a.w.Passed() {
		a.say("Passed over: %s, because %s.", p.Page.Title, p.Why)
	}
	a.say("")
	a.say("Type a number to change an answer, < for the last question, or press Enter to go on.")
}

// sound judges all answers once more, and says what is wrong with them.
func (a *asker) sound() bool {
	err := a.w.Check()
	if err == nil {
		return true
	}
	a.refuse(err)
	a.say("Type the number of what has to change.")
	return false
}

// pick changes the answer that a line names, by number or by key. All answers are
// said again only when there are others now.
func (a *asker) pick(ctx context.Context, line string) error {
	before := a.w.Review()
	at := slices.IndexFunc(before, func(e pages.Entry) bool { return strings.EqualFold(e.Field.Key, line) })
	if n, err := strconv.Atoi(line); err == nil {
		at = n - 1
	}
	if at < 0 || at >= len(before) || !a.w.Goto(before[at].Field.Key) {
		a.say("Type a number of the list, or Enter to go on.")
		return nil
	}
	q, _ := a.w.Question()
	m, err := a.ask(ctx, q)
	if err != nil {
		return err
	}
	if m == forward && a.w.Open() {
		if err := a.walk(ctx, func() { a.w.Open() }); err != nil {
			return err
		}
	}
	a.w.ToReview()
	after := a.w.Review()
	if !slices.EqualFunc(before, after, func(b, c pages.Entry) bool { return b.Field.Key == c.Field.Key }) {
		a.list()
		return nil
	}
	for i := range after {
		if after[i].Value != before[i].Value || i == at {
			a.entry(i, after[i])
		}
	}
	return nil
}

// entry says one answer.
func (a *asker) entry(i int, e pages.Entry) {
	a.say("%d: %s: %s (%s)", i+1, e.Field.Label, e.Shown(), e.Where)
	if e.Unusual != "" {
		a.say("   Note: %s", e.Unusual)
	}
	if e.Problem != nil {
		a.say("   Not right: %s", e.Problem.Error())
	}
}
