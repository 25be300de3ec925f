package secret

import (
	"context"
	"time"
)

// Item is a new secret on its way out, with what its receiver needs to know.
type Item struct {
	Name    string // "sso", "bot" or "mobileflows"
	AppID   string // the application's client id
	KeyID   string // Entra's id of this secret
	Expires time.Time
	Secret  Text
}

// Receiver is the system in which a person enters the secret, in words.
func (it Item) Receiver() string {
	if it.Name == "mobileflows" {
		return "the connector in UEM"
	}
	return "Totara"
}

// Sink is a place where a secret may go.
type Sink interface {
	// Where names the place in words for the journal and the person, such as
	// "file /root/sso.json". It holds no secret.
	Where() string
	// Ready tells, before any secret is made, why the sink could not take
	// one. resumed names the place that an earlier, interrupted run was
	// handing to.
	Ready(resumed string) error
	// Deliver hands over one secret. When it returns nil the secret has
	// arrived: it is flushed to disk, or a person has seen it.
	Deliver(ctx context.Context, it Item) error
}
