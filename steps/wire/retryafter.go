package wire

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// RetryAfter reads how long an answer asks to wait, as seconds or as a date;
// ok is false when it does not say. A date counts from the answer's own Date,
// so that a wrong clock here does no harm. Source: RFC 9110, Retry-After; the
// millisecond forms are Azure's.
func RetryAfter(h http.Header, now time.Time) (d time.Duration, ok bool) {
	for _, name := range []string{"retry-after-ms", "x-ms-retry-after-ms"} {
		if ms, err := strconv.ParseUint(strings.TrimSpace(h.Get(name)), 10, 31); err == nil {
			return time.Duration(ms) * time.Millisecond, true
		}
	}
	v := strings.TrimSpace(h.Get("Retry-After"))
	if v == "" {
		return 0, false
	}
	if s, err := strconv.ParseUint(v, 10, 31); err == nil {
		return time.Duration(s) * time.Second, true
	}
	at, err := http.ParseTime(v)
	if err != nil {
		return 0, false
	}
	if sent, err := http.ParseTime(h.Get("Date")); err == nil {
		now = sent
	}
	return max(0, at.Sub(now)), true
}
