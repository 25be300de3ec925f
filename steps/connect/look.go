package connect

import (
	"strings"
	"time"

	"teamwright/steps/site"
	"teamwright/steps/tenant"
)

// look is what one site says of itself: the result of connect.look.
type look struct {
	Site     site.Hello         `json:"site"`
	Now      int64              `json:"now"`    // the site's own clock
	Server   *serverSide        `json:"server"` // nil: the site cannot be a server
	Client   *clientSide        `json:"client"` // nil: the site cannot be a client
	Settings map[string]setting `json:"settings"`
	Auth     struct {
		Enabled []string `json:"enabled"`
		Lock    string   `json:"lock"`
	} `json:"auth"`
	Curl struct {
		Blocked string `json:"blocked"`
		Ports   string `json:"ports"`
	} `json:"curl"`
	Guards guards                        `json:"guards"`
	Tasks  []task                        `json:"tasks"`
	Found  map[string]map[string][]thing `json:"found"`
}

// setting is the value of a setting and what holds it.
type setting struct {
	Value *string `json:"value"`
	Lock  string  `json:"lock"`
}

type serverSide struct {
	ID      string      `json:"id"` // serveridnumber
	Clients []clientRow `json:"clients"`
}

// clientRow is a client as its server keeps it.
type clientRow struct {
	ID            int            `json:"id"`
	Client        string         `json:"client"` // clientidnumber
	URL           string         `json:"url"`
	Name          string         `json:"name"`
	Type          string         `json:"type"` // empty until the client has called back
	Comment       string         `json:"comment"`
	Audience      int            `json:"audience"`
	Flags         map[string]int `json:"flags"`
	API           int            `json:"api"`
	Cohorts       []int          `json:"cohorts"`
	Courses       []int          `json:"courses"`
	Positions     []int          `json:"positions"`
	Organisations []int          `json:"organisations"`
}

type clientSide struct {
	Enabled bool        `json:"enabled"`
	Waiting bool        `json:"waiting"` // a setup secret waits for a server
	Servers []serverRow `json:"servers"`
}

// serverRow is a server as its client keeps it.
type serverRow struct {
	ID       int    `json:"id"`
	Active   bool   `json:"active"` // false: being deleted
	Server   string `json:"server"` // serveridnumber
	Client   string `json:"client"` // clientidnumber
	URL      string `json:"url"`
	Name     string `json:"name"`
	API      int    `json:"api"`
	Accounts int    `json:"accounts"`
	Arrivals int    `json:"arrivals"` // accounts that have signed in through it
}

type guards struct {
	Locks        map[string]map[string]string `json:"locks"` // field, way of signing in: locked, unlocked …
	Registration string                       `json:"registration"`
	Guest        bool                         `json:"guest"`
	Admins       int                          `json:"admins"` // administrators with a local password
}

type task struct {
	Name     string `json:"name"`
	Last     int64  `json:"last"` // 0: never
	Disabled bool   `json:"disabled"`
	Failing  bool   `json:"failing"`
}

// thing is an audience, a course or a framework.
type thing struct {
	ID       int    `json:"id"`
	Name     string `json:"name"`
	IDNumber string `json:"idnumber"`
	System   bool   `json:"system"` // an audience of the whole site
}

// since is how long before the site's own now something was.
func (l *look) since(then int64) time.Duration {
	return time.Duration(l.Now-then) * time.Second
}

// value is the text of a setting; empty where there is none.
func (l *look) value(full string) string {
	if v := l.Settings[full].Value; v != nil {
		return *v
	}
	return ""
}

// call is what came back when one end called the other.
type call struct {
	Status  int    `json:"status"`
	Error   string `json:"error"`
	State   string `json:"state"` // success, fail, error; empty: no answer of Totara's
	Message string `json:"message"`
	Moved   string `json:"moved"` // where it was sent on to
}

// said is the most telling text of the call.
func (c call) said() string {
	text := c.Message
	if c.Error != "" {
		text = c.Error
	}
	return tenant.Plain(text, 200)
}

// sameSite compares two addresses of sites.
func sameSite(a, b string) bool {
	return strings.EqualFold(strings.TrimRight(a, "/"), strings.TrimRight(b, "/"))
}
