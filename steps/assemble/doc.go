// Package assemble is the one place that knows all steps and puts them
// together.
//
// [Open] makes a [Session]: it signs in and connects the clients. [Rehearse]
// starts the rehearsal cloud inside the program. [Setup], [Remove], [Rotate],
// [Totara], [Connect] and [Session.MobileFlows] list the steps of a job. What a
// command then does with them (show, confirm, apply) is the command's.
//
// Nothing here talks to a service itself.
package assemble
