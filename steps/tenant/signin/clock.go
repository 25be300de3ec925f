package signin

import (
	"fmt"
	"time"
)

// maxSkew is how wrong this machine's clock may be before anybody is told:
// Entra tolerates five minutes. Source: "Access tokens in the Microsoft identity
// platform", clock skew of token validation.
const maxSkew = 5 * time.Minute

// wrongClock says in a sentence that this machine's clock is wrong, by the Date
// of the sign-in host's last answer; "" when it is right or nothing is known.
func (h heard) wrongClock() string {
	way, d := "ahead", h.ahead
	if d < 0 {
		way, d = "behind", -d
	}
	if d <= maxSkew {
		return ""
	}
	return fmt.Sprintf("the clock of this machine is %s %s: set it right, for example with \"timedatectl set-ntp true\"", roughly(d), way)
}

// roughly is a span for a person.
func roughly(d time.Duration) string {
	switch {
	case d < 2*time.Hour:
		return fmt.Sprintf("%d minutes", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d hours", int(d.Hours()))
	}
	return fmt.Sprintf("%d days", int(d.Hours()/24))
}
