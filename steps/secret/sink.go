package secret

import (
	"context"
	"strings"
	"time"
)

// Item is a new secret on its way out, with what its receiver needs to know.
type Item struct {
	Name    string // "sso", "bot", "mobileflows", or "connect_setup_secret_" with the client's name
	AppID   string // the application's client id; of Totara Connect, the client's address
	KeyID   string // Entra's id of this secret
	Expires time.Time
	Secret  Text
}

// Title is what the secret belongs to, in words.
func (it Item) Title() string {
	switch {
	case it.Name == "sso":
		return "single sign-on"
	case it.Name == "bot":
		return "the bot"
	case it.Name == "mobileflows":
		return "Mobile Flows"
	case it.connects():
		return "Totara Connect"
	}
	return it.Name
}

// Kind is what sort of secret it is, in words.
func (it Item) Kind() string {
	if it.connects() {
		return "setup secret"
	}
	return "client secret"
}

// Receiver is the system in which a person enters the secret, in words.
func (it Item) Receiver() string {
	switch {
	case it.Name == "mobileflows":
		return "the connector in UEM"
	case it.connects():
		return "the server, where the client is added"
	}
	return "Totara"
}

// Made says what was made, for what, and until when it is good.
func (it Item) Made() string {
	text := "The " + it.Kind() + " of " + it.Title() + " was made for "
	if !it.connects() {
		text += "the application "
	}
	text += it.AppID + "."
	if !it.Expires.IsZero() {
		text += " It expires on " + it.Expires.Format(time.DateOnly) + "."
	}
	return text
}

func (it Item) connects() bool { return strings.HasPrefix(it.Name, "connect_setup_secret_") }

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
