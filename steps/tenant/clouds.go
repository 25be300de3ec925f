package tenant

import (
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strings"
)

// Cloud is one of Microsoft's clouds, or one that a cloud file describes: the
// hosts of its services and what it lacks.
type Cloud struct {
	Name string // "public", "usgov", "usdod", "china", or a cloud file's

	Authority       string // Entra sign-in, such as https://login.microsoftonline.com
	Graph           string // Microsoft Graph without /v1.0
	ResourceManager string // Azure Resource Manager
	Access          string // Workspace ONE Access; "" where none is named

	// CAPEM are the authorities that signed those hosts, beside the system's.
	CAPEM []byte
	// InstanceDiscovery asks Microsoft whether the authority is one of its own
	// before anybody signs in there. Only a cloud file turns it off.
	InstanceDiscovery bool
	// Rehearsal says that nothing done there is real.
	Rehearsal bool

	Portal string // Azure portal; "" when unknown
	Teams  string // Teams in the browser; "" when there is none
	// BotChannel is the channel service that a bot's code must be told of; ""
	// where the default is right. Source: "Configure a bot to run on US
	// Government clouds".
	BotChannel string
	Lacks      []Lack
}

// Lack is something that a cloud does not have.
type Lack string

const (
	// LacksTeams: no Teams client. Source: "Teams SDK: sovereign clouds".
	LacksTeams Lack = "Microsoft Teams"
	// LacksCatalog: apps cannot be published to the organisation's catalogue
	// through Graph. Source: Microsoft Graph: "Publish teamsApp", availability.
	LacksCatalog Lack = "the Teams app catalogue"
	// LacksPersonalAccounts: no audience with personal Microsoft accounts.
	// Source: "Validation differences by supported account types".
	LacksPersonalAccounts Lack = "personal Microsoft accounts"
	// LacksVerifiedPublisher: no publisher verification. Source: Microsoft
	// Graph: "application: setVerifiedPublisher", availability.
	LacksVerifiedPublisher Lack = "publisher verification"
)

// Has tells whether the cloud has something.
func (c Cloud) Has(l Lack) bool { return !slices.Contains(c.Lacks, l) }

// CloudNames lists the clouds of Microsoft that FindCloud knows.
func CloudNames() []string { return []string{"public", "usgov", "usdod", "china"} }

// FindCloud is the cloud of that name, or the one that the cloud file of that
// name describes.
func FindCloud(nameOrFile string) (Cloud, error) {
	if c, ok := microsoft(nameOrFile); ok {
		return c, nil
	}
	if _, err := os.Stat(nameOrFile); err != nil && !strings.ContainsAny(nameOrFile, `./\`) {
		return Cloud{}, fmt.Errorf("cloud %q: known are %s; a cloud file is named with its path, such as ./%s.yaml",
			Plain(nameOrFile, 60), strings.Join(CloudNames(), ", "), "cloud")
	}
	return readCloud(nameOrFile)
}

// microsoft is a cloud of Microsoft's. Sources: "National cloud deployments"
// of Microsoft Graph, "Microsoft Entra authentication and national clouds".
func microsoft(name string) (Cloud, bool) {
	c := Cloud{Name: name, InstanceDiscovery: true}
	switch name {
	case "public":
		c.Authority, c.Graph = "https://login.microsoftonline.com", "https://graph.microsoft.com"
		c.ResourceManager = "https://management.azure.com"
		c.Portal, c.Teams = "https://portal.azure.com", "https://teams.microsoft.com"
	case "usgov":
		c.Authority, c.Graph = "https://login.microsoftonline.us", "https://graph.microsoft.us"
		c.ResourceManager = "https://management.usgovcloudapi.net"
		c.Portal, c.Teams = "https://portal.azure.us", "https://gov.teams.microsoft.us"
		c.BotChannel = "https://botframework.azure.us"
		c.Lacks = []Lack{LacksPersonalAccounts, LacksVerifiedPublisher}
	case "usdod":
		c.Authority, c.Graph = "https://login.microsoftonline.us", "https://dod-graph.microsoft.us"
		c.ResourceManager = "https://management.usgovcloudapi.net"
		c.Portal, c.Teams = "https://portal.azure.us", "https://dod.teams.microsoft.us"
		c.BotChannel = "https://botframework.azure.us"
		c.Lacks = []Lack{LacksPersonalAccounts, LacksVerifiedPublisher}
	case "china":
		c.Authority, c.Graph = "https://login.chinacloudapi.cn", "https://microsoftgraph.chinacloudapi.cn"
		c.ResourceManager = "https://management.chinacloudapi.cn"
		c.Portal = "https://portal.azure.cn"
		c.Lacks = []Lack{LacksTeams, LacksCatalog, LacksPersonalAccounts, LacksVerifiedPublisher}
	default:
		return Cloud{}, false
	}
	return c, true
}

// Service names the service behind an address, for a person. One host may be
// several services, as in the rehearsal cloud, so the path helps.
func (c Cloud) Service(u *url.URL) string {
	switch at := u.Scheme + "://" + u.Host; {
	case strings.Contains(u.Path, "/oauth2/v2.0/"), strings.Contains(u.Path, "/.well-known/"), strings.Contains(u.Path, "/discovery/instance"):
		return "Microsoft Entra"
	case at == c.Graph && (c.Graph != c.ResourceManager || strings.HasPrefix(u.Path, "/v1.0")):
		return "Microsoft Graph"
	case at == c.ResourceManager:
		return "Azure"
	case at == c.Access:
		return "Workspace ONE Access"
	case at == c.Authority:
		return "Microsoft Entra"
	}
	return u.Host
}

// loopback tells whether an address leads back to this machine.
func loopback(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	if u.Hostname() == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return err == nil && ip.IsLoopback()
}
