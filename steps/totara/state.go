package totara

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"teamwright/steps/secret"
	"teamwright/steps/site"
)

// state is what a site says of itself; a part that was not asked for is empty.
type state struct {
	Site      site.Hello         `json:"site"`
	Settings  map[string]setting `json:"settings"`
	Secrets   map[string]sealed  `json:"secrets"`
	Auth      auth               `json:"auth"`
	Services  []service          `json:"services"`
	Processor processor          `json:"processor"`
	Icons     map[string]icon    `json:"icons"`
	Messages  []message          `json:"messages"`
	Events    []event            `json:"events"`
	Facts     siteFacts          `json:"facts"`
	Verify    []verdictRow       `json:"verify"`
	Package   map[string]string  `json:"package"` // file name to base64
}

// setting is one value of Totara's configuration.
type setting struct {
	Value *string `json:"value"` // nil: none is stored
	Known bool    `json:"known"` // a page of the administration has it
	Lock  string  `json:"lock"`  // "config.php", "flavour" or nothing
}

func (s setting) text() string {
	if s.Value == nil {
		return ""
	}
	return *s.Value
}

// sealed is what a site tells of a secret that it holds.
type sealed struct {
	Set    bool   `json:"set"`
	Digest string `json:"digest"`
	Hint   string `json:"hint"` // its first three characters, as Entra gives them too
	Lock   string `json:"lock"`
}

// holds tells whether the sealed secret is this one.
func (s sealed) holds(text secret.Text, nonce string) bool {
	sum := sha256.Sum256([]byte(text.Reveal()))
	mac := hmac.New(sha256.New, []byte(nonce))
	mac.Write([]byte(hex.EncodeToString(sum[:])))
	return s.Set && hmac.Equal([]byte(s.Digest), []byte(hex.EncodeToString(mac.Sum(nil))))
}

// auth are the ways of signing in.
type auth struct {
	Plugin  bool     `json:"plugin"` // the site has auth_oauth2
	Enabled []string `json:"enabled"`
	Lock    string   `json:"lock"`
}

// service is one OAuth 2 service.
type service struct {
	ID        int               `json:"id"`
	Name      string            `json:"name"`
	Type      string            `json:"type"`
	ClientID  string            `json:"client_id"`
	Secret    sealed            `json:"secret"`
	Enabled   bool              `json:"enabled"`
	Confirm   bool              `json:"confirm"`
	Domains   string            `json:"domains"`
	Endpoints map[string]string `json:"endpoints"`
}

// processor is the message output of Teams.
type processor struct {
	Present bool `json:"present"`
	Enabled bool `json:"enabled"`
}

// icon is one of the two pictures in Totara's file areas.
type icon struct {
	SHA256 string `json:"sha256"` // empty: Totara packs its own
	Path   string `json:"path"`
}

// message is a message that Totara ships with Teams as an output.
type message struct {
	Provider       string   `json:"provider"`
	Permitted      string   `json:"permitted"`
	In             []string `json:"in"`  // outputs while somebody is signed in
	Off            []string `json:"off"` // and while not
	ShipsPermitted bool     `json:"ships_permitted"`
	ShipsIn        bool     `json:"ships_in"`
	ShipsOff       bool     `json:"ships_off"`
}

// event is a notification of Totara 14 and newer.
type event struct {
	Resolver string   `json:"resolver"`
	Chosen   bool     `json:"chosen"` // somebody stored the channels
	Channels []string `json:"channels"`
	Off      bool     `json:"off"`
}

// siteFacts are nobody's setting.
type siteFacts struct {
	Feature  bool  `json:"feature"`  // totara_msteams is there
	Services bool  `json:"services"` // OAuth 2 services are
	Cron     int64 `json:"cron"`     // when it began last, in seconds since 1970; 0: never
	Now      int64 `json:"now"`
	HTTPS    bool  `json:"https"`
}

// verdictRow is one row of Totara's own verifier.
type verdictRow struct {
	Class  string `json:"class"`
	Name   string `json:"name"`
	Status int    `json:"status"`
	Report string `json:"report"`
}

// Totara's results, class totara_msteams\check\status.
const (
	verdictPass    = 0
	verdictSkipped = 1
)

// withClient are the services with that client id.
func (s state) withClient(id string) []service {
	var out []service
	for _, v := range s.Services {
		if id != "" && strings.EqualFold(v.ClientID, id) {
			out = append(out, v)
		}
	}
	return out
}

// chosen is the service that the Teams settings name.
func (s state) chosen() (service, bool) {
	id := s.Settings[keyIssuer].text()
	i := slices.IndexFunc(s.Services, func(v service) bool { return strconv.Itoa(v.ID) == id })
	if i < 0 {
		return service{}, false
	}
	return s.Services[i], true
}
