package steps

import (
	"context"
	"strings"
)

// ID names a step, such as "entra.application". The part before the first dot
// is its group.
type ID string

// Group is the part of the id before the first dot.
func (id ID) Group() string {
	group, _, _ := strings.Cut(string(id), ".")
	return group
}

// Step is one idempotent piece of desired state. The engine calls Read before
// Plan, Plan before Apply, and never two methods of one step at once.
type Step interface {
	// About is constant for the life of the step.
	About() About
	// Read looks at what is there. It writes nothing.
	Read(ctx context.Context) error
	// Plan says what Apply would change, from what Read saw and from values
	// of other steps. It makes no request.
	Plan() Change
	// Apply changes what the plan of this moment says, and nothing else.
	Apply(ctx context.Context, c Change) error
	// Check says whether the state holds. After an apply it reads back or
	// uses what was made; without one it judges what Read saw. It writes
	// nothing.
	Check(ctx context.Context) []Result
}

// About tells the engine and the person what a step is.
type About struct {
	ID    ID
	Title string
	// Reads are the steps whose Read must have ended before ours.
	Reads []ID
	// Needs are the steps whose Apply must have succeeded before ours.
	Needs []ID
	// Gates are the steps none of whose checks may have failed before our
	// Apply.
	Gates []ID
	// Behind are the steps whose Apply must be through, whatever came of it,
	// before our Check: what it tries out takes them too.
	Behind []ID
	// Source is who answers the step's writes; empty means [FromGraph].
	Source Source
}

// Forgetter is a step whose Read may be answered from what another step has
// read. [Runner.Apply] calls Forget once before it starts: what was read
// before the person confirmed does not count as read again.
type Forgetter interface {
	Forget()
}

// SecondSignIn is a step whose Apply takes a sign-in beside the run's own. Its
// caller has the person sign in once the plan is confirmed and before anything
// is written; a step that was not signed in for asks by itself, in the middle of
// the run.
type SecondSignIn interface {
	// SignsIn is the name under which the browser shows us, where carrying out
	// the plan of last time takes such a sign-in; empty where it takes none.
	SignsIn() string
	// SignIn has the person sign in.
	SignIn(ctx context.Context) error
}
