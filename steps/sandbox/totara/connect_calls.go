package totara

import (
	"slices"
	"strings"
)

// connectCall is what came back when one site called another.
type connectCall struct {
	URL     string `json:"url"`
	Status  int    `json:"status"`
	Blocked bool   `json:"blocked"`
	Error   string `json:"error"`
	State   string `json:"state"`
	Message string `json:"message"`
	Moved   string `json:"moved"`
}

// way is the other site, or why it cannot be reached.
func (n *Network) way(from, to string) (*connectEnd, connectCall) {
	c := connectCall{URL: to, Status: 200}
	if n.Cut != nil {
		if why := n.Cut(from, to); why != "" {
			c.Status, c.Error = 0, why
			return nil, c
		}
	}
	other := n.ends[to]
	if other == nil {
		c.Status, c.Error = 0, "Could not resolve host: "+strings.TrimPrefix(to, "https://")
	}
	return other, c
}

func (c connectCall) refused(message string) connectCall {
	c.State, c.Message = "error", message
	return c
}

// takes is the client's answer to a server that shakes hands.
func (n *Network) takes(from, to, setup string, version int) connectCall {
	other, c := n.way(from, to)
	switch {
	case other == nil:
		return c
	case !other.Plugin || setup == "" || other.Setup != setup:
		return c.refused("invalid setup secret")
	case version > 2:
		return c.refused("api version not supported")
	case slices.ContainsFunc(other.Servers, func(r connectServer) bool { return r.Server == n.ends[from].ID }):
		return c.refused("dupplicate server idnumber")
	}
	back, call := n.way(to, from)
	switch {
	case back == nil:
		return c.refused("Remote data request failed - cannot connect server.")
	case !back.Serves:
		call = call.refused("connect server not enabled")
		return call
	}
	c.State = "success"
	return c
}

func (e *connecting) knock(args connectArgs, secrets map[string]string) (any, map[string]string, error) {
	return e.net.takes(e.url, strings.TrimRight(args.URL, "/"), secrets["setup"], 1000000), nil, nil
}

// reach asks the other end of a link, or calls without one and is refused.
func (e *connecting) reach(args connectArgs, _ map[string]string) (any, map[string]string, error) {
	to, known := strings.TrimRight(args.URL, "/"), ""
	for _, r := range e.own.Servers {
		if args.To == "server" && r.ID == args.ID {
			to, known = r.URL, r.Client
		}
	}
	for _, r := range e.own.Clients {
		if args.To == "client" && r.ID == args.ID {
			to, known = r.URL, r.Client
		}
	}
	other, c := e.net.way(e.url, to)
	switch {
	case other == nil:
	case known == "" && args.To == "server":
		c = c.refused("invalid parameters")
	case known == "":
		c = c.refused("invalid setup secret")
	case args.To == "server" && !slices.ContainsFunc(other.Clients, func(r connectClient) bool { return r.Client == known }):
		c = c.refused("invalid server secret or idnumber")
	case args.To == "server" && !other.Serves:
		c = c.refused("connect server not enabled")
	case args.To == "client" && !slices.ContainsFunc(other.Servers, func(r connectServer) bool { return r.Client == known }):
		c = c.refused("invalid client secret or idnumber")
	case args.To == "client" && !other.Plugin:
		c = c.refused("connect client not enabled")
	default:
		c.State = "success"
	}
	return c, nil, nil
}

// add makes a client and shakes hands; a failure leaves nothing behind.
func (e *connecting) add(args connectArgs, secrets map[string]string) (any, map[string]string, error) {
	url := strings.TrimRight(args.URL, "/")
	switch {
	case e.writable() != nil:
		return nil, nil, e.writable()
	case !e.own.Serves:
		return nil, nil, &Refusal{"server_off", "the Totara Connect server is off", "switch enableconnectserver on"}
	case url == e.url:
		return nil, nil, &Refusal{"self", "a site cannot be its own client", "name another site"}
	case slices.ContainsFunc(e.own.Clients, func(r connectClient) bool { return r.URL == url }):
		return nil, nil, &Refusal{"twice", "Client with this URL is already active.", "run the same command again: it looks first"}
	}
	if got := e.net.takes(e.url, url, secrets["setup"], 2); got.State != "success" {
		// The script sees only what the client says to a second, idle call.
		got = e.net.takes(e.url, url, secrets["setup"], 1000000)
		return nil, nil, &Refusal{"registration", "the client did not take the server: " + got.Error + got.Message, ""}
	}
	other := e.net.ends[url]
	e.own.Last++
	row := connectClient{ID: e.own.Last, Client: token(), URL: url, Type: "totaralms", API: 2, Flags: map[string]int{}, Cohorts: []int{}, Courses: []int{}, Positions: []int{}, Organisations: []int{}}
	row.fill(args.connectRecord)
	e.own.Clients = append(e.own.Clients, row)
	other.Last++
	other.Servers = append(other.Servers, connectServer{ID: other.Last, Active: true, Server: e.own.ID, Client: row.Client, URL: e.url, Name: e.own.Name, API: 2})
	other.Setup = ""
	e.site.written++
	return map[string]any{"id": row.ID}, nil, nil
}

// fill takes over what is given.
func (r *connectClient) fill(w connectRecord) {
	if w.Name != nil {
		r.Name = *w.Name
	}
	if w.Comment != nil {
		r.Comment = *w.Comment
	}
	if w.Audience != nil {
		r.Audience = *w.Audience
	}
	for name, on := range w.Flags {
		r.Flags[name] = on
	}
	for to, from := range map[*[]int][]int{&r.Cohorts: w.Cohorts, &r.Courses: w.Courses, &r.Positions: w.Positions, &r.Organisations: w.Organisations} {
		if from != nil {
			*to = from
		}
	}
}

// row is the place of one client.
func (e *connecting) row(args connectArgs) (int, error) {
	i := slices.IndexFunc(e.own.Clients, func(r connectClient) bool { return r.ID == args.ID && r.Client == args.Client })
	if i < 0 {
		return 0, &Refusal{"moved", "the server no longer has the client that was to be changed", "run the same command again"}
	}
	return i, nil
}

func (e *connecting) edit(args connectArgs, _ map[string]string) (any, map[string]string, error) {
	i, err := e.row(args)
	if err != nil {
		return nil, nil, err
	}
	e.own.Clients[i].fill(args.connectRecord)
	e.site.written++
	return map[string]any{"id": args.ID}, nil, nil
}

func (e *connecting) drop(args connectArgs, _ map[string]string) (any, map[string]string, error) {
	i, err := e.row(args)
	if err != nil {
		return nil, nil, err
	}
	e.own.Clients = slices.Delete(e.own.Clients, i, i+1)
	e.site.written++
	return e.counted()
}
