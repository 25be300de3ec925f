// Package mishap puts into words what went wrong with a request to one of
// Microsoft's services when the service itself did not say: no token could be
// had, no whole answer came, or what came cannot be read. What a service says
// is the business of whoever talks to it; where even that helps no further, the
// status alone is judged here.
//
// It promises that after a write whose fate nobody knows the error is of kind
// [tenant.Lost], after anything else that was not answered of kind
// [tenant.Unreachable], and that every error tells what the admin does next.
//
//	client := newSDK(mishap.Credential(session.Credential))
//	…
//	r := mishap.Request{Words: "make the Azure Bot", Write: true, Service: "Azure"}
//	if e, ok := r.Explain(err, answer); ok {
//		return e
//	}
package mishap
