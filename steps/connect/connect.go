package connect

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/secret"
	"teamwright/steps/wire"
)

// Ledger is the record of setup secrets on their way out; the journal keeps it.
type Ledger interface {
	Note(step, key string, detail map[string]string) error
	Facts(step, key string) (facts map[string]string, known bool)
}

// Job is what the steps of one server and its clients are made of.
type Job struct {
	// Server is the server's end; nil: it is not known here, and the one
	// client's side is done alone.
	Server  *End
	Clients []Client
	// Confirmed are the ticks of the answers that the run was started with.
	Confirmed map[string]answers.Tick
	Ledger    Ledger
	Clock     wire.Clock
	// Sink takes a setup secret for the server's admin, where the server is
	// set by hand; nil: the client is not opened.
	Sink secret.Sink
	// Secret asks for a setup secret by its name, where the client is set by
	// hand.
	Secret func(ctx context.Context, name string) (secret.Text, error)
}

// Client is one client: its own end, and what the server gives it.
type Client struct {
	End
	Given answers.ConnectClient
}

// self stands for the client's name where its own answers are the run's.
const self = "self"

// SecretName is the name under which the setup secret of a client comes in.
func SecretName(client string) string { return "connect_setup_secret_" + Slug(client) }

// Steps lists the work. The error is a [steps.Cured]: answers of two sites that
// do not fit together.
func Steps(j Job) ([]steps.Step, error) {
	server := &end{words: "the server"}
	var list []steps.Step
	var first *settings
	if j.Server != nil {
		server.End = *j.Server
		server.find = refs(j.Clients)
		first = &settings{job: &j, end: server, id: "connect.server", title: "Totara Connect server", wishes: serverWishes(server.Answers.Connect), others: others(j)}
		list = append(list, first)
	}
	seen := map[string]string{}
	for _, c := range j.Clients {
		slug := self
		if j.Server != nil {
			slug = Slug(c.Given.Name)
			if err := fits(server, c); err != nil {
				return nil, err
			}
		}
		if other, taken := seen[slug]; taken {
			return nil, &trouble{fmt.Sprintf("the clients %s and %s have names that are too much alike", other, c.Given.Name), "give one of them another name"}
		}
		seen[slug] = c.Given.Name
		p := &pair{job: &j, server: server, slug: slug, given: c}
		p.client = &end{End: c.End, words: strings.TrimSpace("the client " + c.Given.Name)}
		list = append(list, p.steps()...)
	}
	return list, nil
}

// fits refuses a client whose own answers say something else.
func fits(server *end, c Client) error {
	switch {
	case c.Answers.Connect.Role != answers.RoleClient:
		return &trouble{fmt.Sprintf("the answers of the client %s do not call it a client", c.Given.Name), "write role: client under connect in " + c.Given.Profile}
	case sameSite(c.Answers.Site, server.url()):
		return &trouble{fmt.Sprintf("the client %s is the server itself", c.Given.Name), "name another answers file in its profile"}
	}
	return nil
}

// pair is one server with one client.
type pair struct {
	job            *Job
	server, client *end
	slug           string
	given          Client
}

func (p *pair) id(part string) steps.ID { return steps.ID("connect." + p.slug + "." + part) }

// key is the natural key of the link.
func (p *pair) key() string { return p.client.url() + " < " + p.server.url() }

// steps are the parts of the work for one client.
func (p *pair) steps() []steps.Step {
	s := &settings{
		job: p.job, end: p.client, id: p.id("settings"), title: "Totara Connect client " + p.given.Given.Name,
		wishes: clientWishes(p.client.Answers.Connect), plugin: true, pair: p,
	}
	s.title = strings.TrimSpace(s.title)
	if p.server.url() != "" {
		s.behind = []steps.ID{"connect.server"}
	}
	return []steps.Step{s, &link{pair: p}, &autoSSO{pair: p}, &state{pair: p}}
}

// social tells whether the server knows the client as a Totara Social site.
func (p *pair) social() bool {
	l := p.server.last()
	if l == nil || l.Server == nil {
		return false
	}
	for _, row := range l.Server.Clients {
		if sameSite(row.URL, p.client.url()) && row.Type == "totarasocial" {
			return true
		}
	}
	return false
}

// left is the change of a step that leaves a Totara Social site out.
func left() steps.Change {
	return steps.Change{Action: steps.Skip, Summary: "the client is a Totara Social site: its side is set there by hand, and this program knows Totara alone"}
}

// read looks at both ends.
func (p *pair) read(ctx context.Context) error {
	if _, err := p.server.read(ctx); err != nil {
		return err
	}
	_, err := p.client.read(ctx)
	return err
}

// Slug is a client's name as a part of the ids of its rows: small letters,
// digits and hyphens; a name without any of those becomes a digest.
func Slug(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(name) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
			continue
		}
		gap = true
	}
	if b.Len() == 0 {
		sum := sha256.Sum256([]byte(name))
		return "client-" + hex.EncodeToString(sum[:4])
	}
	return b.String()
}

// refs are the audiences, courses and frameworks that any client names.
func refs(clients []Client) map[string][]string {
	find := map[string][]string{}
	for _, c := range clients {
		if c.Given.Audience != "" {
			find["audiences"] = append(find["audiences"], c.Given.Audience)
		}
		find["audiences"] = append(find["audiences"], c.Given.Audiences...)
		find["courses"] = append(find["courses"], c.Given.Courses...)
		find["positions"] = append(find["positions"], c.Given.PositionFrameworks...)
		find["organisations"] = append(find["organisations"], c.Given.OrganisationFrameworks...)
	}
	return find
}

// others counts on a server the clients that the answers do not name.
func others(j Job) func(*look) []string {
	return func(l *look) []string {
		var out []string
		for _, row := range l.Server.Clients {
			named := false
			for _, c := range j.Clients {
				named = named || sameSite(c.Answers.Site, row.URL)
			}
			if !named {
				out = append(out, fmt.Sprintf("the client %s at %s, which the answers do not name", plain(row.Name), plain(row.URL)))
			}
		}
		return out
	}
}
