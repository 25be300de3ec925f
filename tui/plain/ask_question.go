package plain

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"teamwright/steps/answers"
	"teamwright/tui/pages"
)

// nothing is typed to leave an answer empty, since Enter alone takes the default.
const nothing = "-"

// ask puts one question until it has a good answer, or the person goes back.
func (a *asker) ask(ctx context.Context, q pages.Question) (move, error) {
	a.question(q)
	for {
		line, err := a.read(ctx, "Answer:")
		if err != nil {
			return forward, err
		}
		switch {
		case line == "<":
			return backward, nil
		case line == "?":
			a.help(q)
			continue
		case line == "":
			err = a.w.Accept(q.Key)
		default:
			err = a.answer(q, line)
		}
		if err == nil {
			a.note(q.Key)
			return forward, nil
		}
		a.refuse(err)
	}
}

// question says what is asked, what may be typed and what Enter means, a line each.
func (a *asker) question(q pages.Question) {
	label := q.Label
	switch {
	case q.Limit > 0:
		label += fmt.Sprintf(" (at most %d characters)", q.Limit)
	case q.Kind == answers.Number:
		label += fmt.Sprintf(" (%d to %d)", q.Min, q.Max)
	case q.Kind == answers.Toggle:
		label += " (yes or no)"
	}
	a.say("")
	a.say("%s", label)
	if len(q.Options) > 0 {
		a.options(q)
	}
	a.say("%s", a.defaultInWords(q.Field))
}

// options lists the values of a choice; with what they ask for and risk where that
// decides.
func (a *asker) options(q pages.Question) {
	best, why := a.w.Recommended(q.Key)
	for i, o := range q.Options {
		line := fmt.Sprintf("%d: %s", i+1, o.Value)
		if o.Label != o.Value {
			line += ", " + o.Label
		}
		if o.Value == best {
			line += " (recommended, because " + why + ")"
		}
		a.say("%s", line)
		if o.Asks != "" {
			a.say("   asks for: %s", o.Asks)
		}
		if o.Risks != "" {
			a.say("   risks: %s", o.Risks)
		}
	}
}

// defaultInWords says what Enter alone means.
func (a *asker) defaultInWords(f pages.Field) string {
	text, origin := a.w.Text(f.Key)
	value := text
	if i := indexOf(f.Options, text); i >= 0 && text != "" {
		value = fmt.Sprintf("%d, %s", i+1, text)
	}
	switch {
	case text == "" && f.Required:
		return "There is no default: an answer is needed."
	case text == "" && f.Empty != "":
		return "Press Enter for none (" + f.Empty + ")."
	case text == "":
		return "Press Enter for none."
	case origin == pages.Typed:
		return "Press Enter to keep " + value + "."
	case origin == pages.InFile:
		return "Press Enter to keep " + value + ", from the file."
	}
	return "Press Enter for " + value + "."
}

// answer takes a line as the answer. A line that cannot be right leaves the answer
// as it was.
func (a *asker) answer(q pages.Question, line string) error {
	if n, err := strconv.Atoi(line); err == nil && n >= 1 && n <= len(q.Options) {
		line = q.Options[n-1].Value
	}
	if line == nothing {
		line = ""
	}
	before, origin := a.w.Text(q.Key)
	err := a.w.Answer(q.Key, line)
	if err == nil {
		return nil
	}
	a.w.Forget(q.Key)
	if origin == pages.Typed {
		if back := a.w.Answer(q.Key, before); back != nil {
			return errors.Join(err, back)
		}
	}
	return err
}

// help explains the question.
func (a *asker) help(q pages.Question) {
	a.say("%s", q.Help)
	a.say("It stands in the answers file as %s.", q.Key)
	if w := q.Page.Warning(); w != "" {
		a.say("%s", w)
	}
	switch q.Kind {
	case answers.List:
		if q.Key == "totara.command" {
			a.say("Type it as in a shell.")
		} else {
			a.say("Type the entries with commas between them.")
		}
	case answers.Map, answers.Clients:
		a.say("Type NAME: FILE, with commas between several.")
	case answers.Path:
		a.say("A path that does not begin with / is looked for beside %s.", a.w.File().Name())
	case answers.Choice:
		a.say("Type the number or the word.")
	}
	if !q.Required {
		a.say("Type %s to leave it empty.", nothing)
	}
	a.say("%s", a.defaultInWords(q.Field))
}

// note says what is unusual about an answer.
func (a *asker) note(key string) {
	if text := a.w.Unusual(key); text != "" {
		a.say("Note: %s", text)
	}
}

// refuse says why an answer is not taken, one problem a line.
func (a *asker) refuse(err error) {
	if list := answers.AsProblems(err); len(list) > 0 {
		for _, p := range list {
			a.say("Not taken: %s", p.Error())
		}
		return
	}
	a.say("Not taken: %s", strings.TrimSpace(err.Error()))
}

func indexOf(options []pages.Option, value string) int {
	for i, o := range options {
		if o.Value == value {
			return i
		}
	}
	return -1
}
