package signin

import (
	"regexp"
	"strings"

	"teamwright/steps/tenant"
)

// Names of the presets of [FindClient].
const (
	AzureCLIName = "azcli"
	GraphName    = "graph"
)

// Client is the application that we are to Microsoft while we sign in.
type Client struct {
	ID   string // GUID
	Name string // as the browser shows it; "" for one of the admin's own
	Why  string // one sentence for the person who wonders about that name
}

// FindClient is a preset, "azcli" or "graph", or the client of that GUID; "" is
// azcli.
func FindClient(nameOrID string) (Client, error) {
	switch id := strings.ToLower(strings.TrimSpace(nameOrID)); {
	case id == "", id == AzureCLIName, id == tenant.AzureCLIClient:
		return Client{tenant.AzureCLIClient, "Microsoft Azure CLI",
			"this program signs in as Microsoft's Azure CLI, because that client may manage applications in every tenant without a new consent"}, nil
	case id == GraphName, id == tenant.GraphCLIClient:
		return Client{tenant.GraphCLIClient, "Microsoft Graph Command Line Tools",
			"this program signs in as Microsoft Graph Command Line Tools, because that client can be granted any permission of Microsoft Graph"}, nil
	case guid.MatchString(id):
		return Client{ID: id, Why: "this is the application that --client-id names"}, nil
	}
	return Client{}, &Incomplete{"the client id " + tenant.Plain(nameOrID, 60) + " is unknown", "use azcli, graph, or the GUID of an application of your own"}
}

func (c Client) preset() bool { return c.Name != "" }

var guid = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
