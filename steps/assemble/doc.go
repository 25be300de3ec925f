// Package assemble is the one place that knows all steps and puts them
// together.
//
// [Open] makes a [Session]: it chooses the cloud (starting the rehearsal
// cloud inside the program when that is asked for), signs in, and connects
// the clients. [Setup] and [Check] list the steps of a job for one site. What
// a command then does with them (show, confirm, apply) is the command's.
//
// Nothing here talks to a service itself.
package assemble
