package totara

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"

	"teamwright/steps/sandbox/place"
)

// Network is where rehearsed sites reach each other for Totara Connect. What
// it holds is every site's side of the links.
type Network struct {
	// Cut tells why a call from one address to another does not get through,
	// in curl's words; nil or empty: it does.
	Cut func(from, to string) string

	memory string
	mu     sync.Mutex
	ends   map[string]*connectEnd // by address
}

// connectEnd is one site's side.
type connectEnd struct {
	ID      string          `json:"id"` // serveridnumber
	Name    string          `json:"name"`
	Serves  bool            `json:"serves"` // enableconnectserver, as of its last operation
	Plugin  bool            `json:"plugin"` // connect in auth, likewise
	Setup   string          `json:"-"`
	Clients []connectClient `json:"clients"`
	Servers []connectServer `json:"servers"`
	Last    int             `json:"last"` // the last id of a row
}

type connectClient struct {
	ID            int            `json:"id"`
	Client        string         `json:"client"`
	URL           string         `json:"url"`
	Name          string         `json:"name"`
	Type          string         `json:"type"`
	Comment       string         `json:"comment"`
	Audience      int            `json:"audience"`
	Flags         map[string]int `json:"flags"`
	API           int            `json:"api"`
	Cohorts       []int          `json:"cohorts"`
	Courses       []int          `json:"courses"`
	Positions     []int          `json:"positions"`
	Organisations []int          `json:"organisations"`
}

type connectServer struct {
	ID       int    `json:"id"`
	Active   bool   `json:"active"`
	Server   string `json:"server"`
	Client   string `json:"client"`
	URL      string `json:"url"`
	Name     string `json:"name"`
	API      int    `json:"api"`
	Accounts int    `json:"accounts"`
	Arrivals int    `json:"arrivals"`
}

// Connectable is what a site shows of itself beside its links.
type Connectable struct {
	Name         string
	Audiences    []Thing
	Courses      []Thing
	Positions    []Thing
	NoServer     bool                         // an edition without the server's side
	Locks        map[string]map[string]string // of profile fields, by way of signing in
	Registration string                       // the way of signing in by which people make accounts
	Guest        bool
	Admins       int   // administrators with a local password
	TaskAge      int64 // seconds since the tasks ran; negative: never
}

// Thing is an audience, a course or a framework of a site.
type Thing struct {
	ID       int    `json:"id"`
	Name     string `json:"name"`
	IDNumber string `json:"idnumber"`
	System   bool   `json:"system"`
}

// NewNetwork is a network as it was left in the memory file, or an empty one.
// Setup secrets are never remembered.
func NewNetwork(memory string) (*Network, error) {
	n := &Network{memory: memory, ends: map[string]*connectEnd{}}
	if memory == "" {
		return n, nil
	}
	raw, err := os.ReadFile(memory)
	if errors.Is(err, fs.ErrNotExist) {
		return n, nil
	}
	if err == nil {
		err = json.Unmarshal(raw, &n.ends)
	}
	if err != nil {
		return nil, fmt.Errorf("memory of the rehearsed links: %w", err)
	}
	return n, nil
}

// Join gives a site the operations of Totara Connect.
func (n *Network) Join(s *Site, c Connectable) {
	n.mu.Lock()
	defer n.mu.Unlock()
	url := strings.TrimRight(s.options.WWWRoot, "/")
	if n.ends[url] == nil {
		n.ends[url] = &connectEnd{ID: token(), Name: c.Name}
	}
	e := &connecting{site: s, net: n, url: url, shows: c, own: n.ends[url]}
	for name, op := range map[string]func(connectArgs, map[string]string) (any, map[string]string, error){
		"connect.look": e.look, "connect.set": e.set, "connect.open": e.open, "connect.close": e.shut,
		"connect.add": e.add, "connect.edit": e.edit, "connect.drop": e.drop, "connect.sso": e.sso,
		"connect.knock": e.knock, "connect.reach": e.reach,
	} {
		s.Handle(name, e.operation(op))
	}
}

// Arrive plays people who sign in to a client through each of its servers.
func (n *Network) Arrive(client string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for i := range n.ends[client].Servers {
		n.ends[client].Servers[i].Accounts++
		n.ends[client].Servers[i].Arrivals++
	}
}

// Forget plays a restored database: one site loses its side of all links.
func (n *Network) Forget(url string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.ends[url].Clients, n.ends[url].Servers = nil, nil
}

// keep writes the memory file: all of it or nothing. The caller holds the lock.
func (n *Network) keep() error {
	if n.memory == "" {
		return nil
	}
	raw, err := json.MarshalIndent(n.ends, "", " ")
	if err != nil {
		return err
	}
	return place.Write(n.memory, raw)
}

// token is a random id of forty hex digits, as Totara makes them.
func token() string {
	b := make([]byte, 20)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}
