package answers

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing that is wrong with the answers, and its cure. It is an
// error, so that a check of a single key can return it.
type Problem struct {
	File  string // as the caller named it; empty where no file is concerned
	Line  int    // 1-based; 0 where the key stands on no line
	Key   string // such as app.short_name; empty where the whole file is meant
	Wrong string // what is wrong, to be read after the key: "is 34 UTF-16 units; at most 30"
	Right string // what would be right, as an order: "shorten it"
}

// Error prints the problem on one line:
//
//	teamwright.yaml:12: app.short_name is 34 UTF-16 units; at most 30 — shorten it
func (p *Problem) Error() string {
	var b strings.Builder
	switch {
	case p.File != "" && p.Line > 0:
		fmt.Fprintf(&b, "%s:%d: ", p.File, p.Line)
	case p.File != "":
		fmt.Fprintf(&b, "%s: ", p.File)
	case p.Line > 0:
		fmt.Fprintf(&b, "line %d: ", p.Line)
	}
	if p.Key != "" {
		b.WriteString(p.Key + " ")
	}
	b.WriteString(p.Wrong)
	if p.Right != "" {
		b.WriteString(" — " + p.Right)
	}
	return b.String()
}

// Problems is everything that is wrong with an answers file, in the order of its
// lines.
type Problems struct {
	List []Problem
}

// maxProblems is how many problems are named one by one. A file with more is
// probably no answers file.
const maxProblems = 50

// newProblems sorts problems by line and names the file in each.
func newProblems(file string, list []Problem) *Problems {
	slices.SortStableFunc(list, func(a, b Problem) int { return a.Line - b.Line })
	if rest := len(list) - maxProblems; rest > 0 {
		list = append(list[:maxProblems:maxProblems], Problem{
			Line: list[maxProblems].Line, Wrong: fmt.Sprintf("is where %d more problems begin", rest), Right: "is it the right file?",
		})
	}
	for i := range list {
		list[i].File = file
	}
	return &Problems{List: list}
}

// Error prints one line a problem.
func (p *Problems) Error() string {
	lines := make([]string, len(p.List))
	for i := range p.List {
		lines[i] = p.List[i].Error()
	}
	return strings.Join(lines, "\n")
}

// AsProblems gives the problems that err carries, be it [*Problems] or a single
// [*Problem]. It is empty for any other error.
func AsProblems(err error) []Problem {
	var many *Problems
	if errors.As(err, &many) {
		return many.List
	}
	var one *Problem
	if errors.As(err, &one) {
		return []Problem{*one}
	}
	return nil
}
