package catalog

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"

	"teamwright/steps"
	"teamwright/steps/answers"
)

// versionStep is the id of the step that settles the version.
const versionStep steps.ID = "catalog.version"

// Version is the step that raises app.version when the content of the package
// has changed since it was published: Teams takes no update without that. The
// new version stands in the plan, goes into the answers, and through
// [Edition.Version] into whatever else names it.
type Version struct {
	*shelf
	written string // into the answers, in this run
}

// About says that the application comes first, which knows what was published,
// and the bot, whose id the package holds.
func (v *Version) About() steps.About {
	return steps.About{ID: versionStep, Title: "App version", Reads: v.After}
}

// Read settles the version, so that every plan made later knows it.
func (v *Version) Read(ctx context.Context) error {
	if v.impossible() != "" {
		return nil
	}
	if err := v.look(ctx); err != nil {
		return err
	}
	v.Edition.Version.Set(steps.Known(v.settle()))
	return nil
}

// settle is the version that the content of this moment needs.
func (v *Version) settle() string {
	answered := v.answers().App.Version
	before, marked := v.published()
	top := before.Version
	if seen := v.sight().highest(); seen != "" && (top == "" || rises(top, seen)) {
		top = seen
	}
	switch {
	case top == "", rises(top, answered):
		return answered
	case marked && before.Version == top && !v.changed(before):
		return top
	}
	return next(top)
}

// Plan is the change to the answers.
func (v *Version) Plan() steps.Change {
	if why := v.impossible(); why != "" {
		return steps.Change{Action: steps.Skip, Summary: why}
	}
	from, to := v.answered(), v.Edition.version()
	if from == to {
		return steps.Change{Action: steps.None, Summary: "the version is " + to}
	}
	before, _ := v.published()
	c := steps.Change{
		Action: steps.Update, Key: to,
		Summary: fmt.Sprintf("raise app.version to %s: the content is not that of the version in the catalogue", to),
		Fields:  []steps.Field{{Path: "app.version", From: from, To: to}},
	}
	if v.answers().Totara.Via != answers.ViaExec {
		c.Summary += "; Totara's setting App version has to follow by hand"
	}
	if to == before.Version {
		c.Summary = fmt.Sprintf("set app.version to %s, the version in the catalogue", to)
	}
	return c
}

func (v *Version) answered() string { return cmp.Or(v.written, v.answers().App.Version) }

// Apply keeps the version in the answers.
func (v *Version) Apply(context.Context, steps.Change) error {
	to := v.Edition.version()
	if v.Versioned != nil {
		if err := v.Versioned(to); err != nil {
			return fmt.Errorf("keep app.version in the answers: %w", err)
		}
	}
	v.written = to
	return nil
}

// Check compares the answers with what the content needs.
func (v *Version) Check(context.Context) []steps.Result {
	row := steps.Result{ID: string(versionStep), Group: "catalog", Title: "App version", Source: steps.FromAnswers, Status: steps.Pass}
	row.Detail = "version " + v.answered()
	if c := v.Plan(); c.Action != steps.None {
		row.Status, row.Detail, row.Fix = steps.Fail, fmt.Sprintf("app.version is %s, and %s is needed", v.answered(), v.Edition.version()), "run setup: it raises the version"
	}
	return []steps.Result{row}
}

// next is the version after one of three numbers.
func next(version string) string {
	numbers := strings.Split(version, ".")
	last, err := strconv.Atoi(numbers[len(numbers)-1])
	if err != nil || len(numbers) != 3 {
		return version
	}
	numbers[2] = strconv.Itoa(last + 1)
	return strings.Join(numbers, ".")
}

// rises tells whether newer is a higher version than older, number by number.
func rises(older, newer string) bool {
	a, b := strings.Split(older, "."), strings.Split(newer, ".")
	for i := range max(len(a), len(b)) {
		if x, y := number(a, i), number(b, i); x != y {
			return y > x
		}
	}
	return false
}

// number is a part of a version; what is none counts as the lowest.
func number(parts []string, i int) int {
	if i >= len(parts) {
		return 0
	}
	n, err := strconv.Atoi(parts[i])
	if err != nil {
		return -1
	}
	return n
}
