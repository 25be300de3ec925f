package answers

import "time"

// TickDays is how long a person's tick counts, in days. After that the row waits
// for a person again.
const TickDays = 400

// Tick is a person's word that a row of the checklist holds.
type Tick struct {
	By string    // who, usually an e-mail address
	On time.Time // the day, at midnight UTC
}

// NewTick is a tick made at the moment now, with the day that now shows in its
// own time zone.
func NewTick(by string, now time.Time) Tick {
	y, m, d := now.Date()
	return Tick{By: by, On: time.Date(y, m, d, 0, 0, 0, 0, time.UTC)}
}

// Stale reports whether the tick no longer counts: its day is more than [TickDays]
// before today, or after tomorrow (a day is left for time zones).
func (t Tick) Stale(now time.Time) bool {
	const day = 24 * time.Hour
	age := NewTick("", now).On.Sub(t.On) / day
	return age > TickDays || age < -1
}
