package assemble

import (
	"fmt"
	"time"

	"teamwright/steps"
	"teamwright/steps/answers"
)

// Tick turns rows that wait for a person into passes where the answers hold a
// tick that still counts. No other status is touched: a tick never hides a
// failure.
func Tick(rows []steps.Result, confirmed map[string]answers.Tick, now time.Time) []steps.Result {
	out := make([]steps.Result, len(rows))
	for i, r := range rows {
		out[i] = r
		tick, ok := confirmed[r.ID]
		if !ok || !r.Tickable() {
			continue
		}
		on := tick.On.Format(time.DateOnly)
		if tick.Stale(now) {
			why := "too long ago to count"
			if tick.On.After(now) {
				why = "a day that is still to come"
			}
			out[i].Detail = fmt.Sprintf("%s (ticked by %s on %s, %s)", r.Detail, tick.By, on, why)
			continue
		}
		out[i].Status, out[i].Source, out[i].Fix = steps.Pass, steps.FromPerson, ""
		out[i].Detail = fmt.Sprintf("%s (ticked by %s on %s)", r.Detail, tick.By, on)
	}
	return out
}
