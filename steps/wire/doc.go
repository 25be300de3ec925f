// Package wire is the one HTTP round-tripper under every client of this
// program: Microsoft Graph, the sign-in, Azure Resource Manager.
//
// SDKs each bring their own idea of retrying, of time limits and of what an
// answer looks like, and lose what an admin needs when something between here
// and Microsoft answers instead. [Transport] sits below all of them and
// promises:
//
//   - A request that may be repeated is repeated: reads and writes that set a
//     state, and token requests that are safe by nature, on 429, 500, 502,
//     503, 504, on a page where data was due, and on a broken connection. A
//     request that creates something ([Repeatable] says which do not) is
//     repeated only when it surely was not done: on 429, or when no
//     connection came to be. Everything else surfaces at once, so that the
//     caller can look before it tries again.
//   - Retry-After is obeyed, in seconds and as a date; without one the pauses
//     are 0.5, 1, 2, 4, 8, 8 … seconds with jitter. One request has a budget
//     of time and of tries. A wait that the budget cannot hold is not begun.
//   - Every try has a deadline, and the body is read within it: a caller gets
//     a whole answer or an error, never half a body. A body over the limit is
//     an error.
//   - Status, request id and date of the last answer are kept ([Record]),
//     whatever the SDK above makes of the answer.
//   - Waiting is told ([WithWait]), so that a screen can say what it waits for.
//   - A [Trace] holds every request and answer without any secret.
//
// It follows no redirect, sends no cookie and adds no header. Clock and jitter
// are handed in ([Clock]); no test here waits for real time.
//
//	base, err := wire.Base(wire.BaseOptions{Env: os.Getenv, CAPEM: cloud.CAPEM})
//	…
//	client := &http.Client{Transport: wire.New(wire.Options{Base: base, Clock: wire.System()})}
//
// What it refuses: TLS below 1.2, and to hide a failed certificate check behind
// retries.
package wire
