// Package steps is the engine: it brings a tenant, a site and a folder to a
// desired state, one small idempotent piece at a time.
//
// A [Step] is such a piece: "the application exists with these addresses",
// "everyone's consent is given", "the package lies on disk". A step knows how
// to read what is there, to plan what it would change, to change that and
// only that, and to check that it holds.
//
// # Two graphs
//
// Steps name the reads that their read needs and the applies that their apply
// needs. Neither graph has a cycle, and all reads end before any plan, so a
// new secret can be planned because Totara shows none while Totara's settings
// wait for that very secret. What does not depend on each other runs at the
// same time: a run takes as long as its longest chain.
//
// # Values
//
// A [Value] is known, unknown until a named step has run, or absent. Steps
// hand them on through a [Cell]. A step whose need does not exist yet reads
// nothing and plans a creation.
//
// # Confirmed means done, and nothing more
//
// [Runner.Plan] is data to show. [Runner.Apply] takes what a person confirmed;
// before each apply the step reads and plans again with real values, and the
// result must be the confirmed change with the unknowns filled in, or less
// ([Change.Within]). Anything more is not done: the row is blocked and the
// report says that the world has moved. The same goes for a value that is
// still unknown when it would be written, and for a step that finds the world
// moved before its first write ([ErrMoved]). Whatever needs such a step is not
// done either, even across steps that have nothing to do.
//
// # Stopping
//
// A cancelled context starts no new step and no new request: a write in flight
// is awaited for [Grace], reads and checks end at once.
//
// # What it refuses
//
// The engine never prints, never asks and never exits. It talks through
// [Event] and [Result]. It never repeats a write: whether a write may be
// repeated is known by the step that makes it. Before each apply an intent
// goes to the journal and is flushed to disk, afterwards its outcome, so that
// the next run can look for what an interrupted one left.
//
// # Example
//
//	r := steps.Runner{Steps: list, Journal: j, Clock: clock}
//	if err := r.Read(ctx); err != nil { … }
//	plan := r.Plan()
//	if confirmed(plan) {
//		report := r.Apply(ctx, plan)
//	}
package steps
