package connect

import (
	"fmt"

	"teamwright/steps"
)

// standing is how two sites stand to each other, as far as it can be seen.
type standing struct {
	linked  bool
	client  *clientRow // the client as the server keeps it; nil: not there, or not seen
	server  *serverRow // the server as the client keeps it
	dead    *clientRow // a record of the server that the client never answered
	problem *trouble   // what a person has to clear up first
}

// stands compares both ends.
func (p *pair) stands() standing {
	s, c := p.server.last(), p.client.last()
	switch {
	case s != nil && s.Server == nil, c != nil && c.Client == nil:
		return standing{problem: &trouble{"a site has no Totara Connect in its edition", "ask Totara for an edition that has it"}}
	case s != nil && c != nil:
		return p.both(s, c)
	case s != nil:
		return p.fromServer(s)
	case c != nil:
		return p.fromClient(c)
	}
	return standing{}
}

// both knows everything: a link is two records with the ids of both sites.
func (p *pair) both(s, c *look) standing {
	st := standing{}
	if c.Server != nil && c.Server.ID == s.Server.ID {
		st.problem = &trouble{fmt.Sprintf("%s is a copy of the server: both have the same id of Totara Connect", p.client.words), "a copied site cannot be connected with its origin; set up the client as a site of its own"}
		return st
	}
	for i := range c.Client.Servers {
		if row := &c.Client.Servers[i]; row.Server == s.Server.ID {
			st.server = row
		}
	}
	for i := range s.Server.Clients {
		row := &s.Server.Clients[i]
		switch {
		case st.server != nil && row.Client == st.server.Client:
			st.client = row
		case sameSite(row.URL, p.client.url()):
			st.dead = row
		}
	}
	servers := p.client.page("/auth/connect/index.php")
	switch {
	case st.server != nil && !st.server.Active:
		st.problem = &trouble{p.client.words + " is still deleting this server", "open " + servers + " and finish the deletion; the server has to be reachable for that"}
	case st.server != nil && st.client == nil:
		st.problem = &trouble{p.client.words + " has this server, and the server does not know the client any more", "delete the server at " + servers + ", where Totara asks what happens to its accounts; then run the same command again"}
	case st.server != nil && !sameSite(st.client.URL, p.client.url()):
		st.problem = &trouble{fmt.Sprintf("the server keeps %s under another address: %s", p.client.words, plain(st.client.URL)), "a site that has moved has to be connected anew: delete the server at " + servers + " first"}
	case st.server != nil && !sameSite(st.server.URL, p.server.url()):
		st.problem = &trouble{fmt.Sprintf("%s keeps the server under another address: %s", p.client.words, plain(st.server.URL)), "a server that has moved has to be connected anew: delete the server at " + servers + " first"}
	case st.server != nil && st.dead != nil:
		st.problem = &trouble{"the server has two records of " + p.client.words, "delete the one that is not in use at " + p.server.page("/totara/connect/index.php")}
	}
	st.linked = st.server != nil && st.problem == nil
	return st
}

// fromServer sees the server alone: a client that has called back is linked.
func (p *pair) fromServer(s *look) standing {
	st := standing{}
	for i := range s.Server.Clients {
		row := &s.Server.Clients[i]
		if !sameSite(row.URL, p.client.url()) {
			continue
		}
		if row.Type == "" {
			st.problem = &trouble{"the server has a record of " + p.client.words + " that the client never answered", "see that the client does not list this server, delete the record at " + p.server.page("/totara/connect/index.php") + ", and run the same command again"}
			continue
		}
		st.client, st.linked = row, true
	}
	return st
}

// fromClient sees the client alone. Where the server is not named, the only
// one counts.
func (p *pair) fromClient(c *look) standing {
	st := standing{}
	for i := range c.Client.Servers {
		row := &c.Client.Servers[i]
		if p.server.url() != "" && !sameSite(row.URL, p.server.url()) {
			continue
		}
		if st.server != nil {
			st.problem = &trouble{p.client.words + " has several servers", "run the command with the answers of the server that is meant"}
		}
		st.server = row
	}
	if st.server != nil && !st.server.Active {
		st.problem = &trouble{p.client.words + " is still deleting this server", "open " + p.client.page("/auth/connect/index.php") + " and finish the deletion"}
	}
	st.linked = st.server != nil && st.problem == nil
	return st
}

// blocked is the change of a problem that a person has to clear up.
func (t *trouble) blocked() steps.Change {
	return steps.Change{Action: steps.Blocked, Summary: t.what, Cure: t.cure}
}
