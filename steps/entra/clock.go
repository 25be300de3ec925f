package entra

import (
	"fmt"
	"time"

	"teamwright/steps"
)

// maxSkew is how wrong this machine's clock may be. Source: Microsoft identity
// platform: five minutes of skew are forgiven when tokens are validated.
const maxSkew = 5 * time.Minute

// clock tells, by the date of Microsoft's answers, whether this machine's clock
// is right. Nothing is asked for it.
func (p Preflight) clock() steps.Step {
	return &question{id: "entra.clock", title: "Clock of this machine", read: nil, judge: func() finding {
		ahead, known := p.Clock.Skew()
		switch {
		case !known:
			return finding{steps.Unseen, "Microsoft has not answered yet", "run again", steps.FromProbe}
		case ahead.Abs() <= maxSkew:
			return finding{steps.Pass, "right within five minutes", "", steps.FromProbe}
		}
		way := "slow"
		if ahead < 0 {
			way = "fast"
		}
		return finding{
			steps.ToDo, fmt.Sprintf("%s %s, by the date of Microsoft's answers", ahead.Abs().Round(time.Second), way),
			"set the clock, with chronyd or systemd-timesyncd say, and run again: certificates are refused, and secrets run out at another time than is shown",
			steps.FromProbe,
		}
	}}
}
