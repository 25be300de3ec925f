package answers

import "fmt"

// Answers is the typed content of an answers file with the fixed defaults
// applied. It is a plain value: copying it and changing a field (a flag that wins
// over the file, say) does not touch the file.
type Answers struct {
	Site        string // wwwroot: https, no trailing slash, may have a folder
	Tenant      string // a domain of the Entra tenant, or its GUID
	Cloud       string // CloudPublic …, or the path of a cloud file; see File.Path
	Auth        string // AuthDevice …
	ClientID    string // ClientAzureCLI, ClientGraph or a GUID
	IDs         IDs
	App         App
	Publisher   Publisher
	SSO         SSO
	Bot         Bot
	Publish     Publish
	Totara      Totara
	Connect     Connect
	MobileFlows MobileFlows
	Confirmed   map[string]Tick // ticks by a person, by the id of the checklist row
}

// IDs are the identifiers of what exists already. Empty means: not made yet.
type IDs struct {
	App     string // client id of the single sign-on application; also the manifest's id
	Bot     string // client id of the bot's application
	Catalog string // id of the entry in the Teams app catalogue
}

// App is the branding of the app as Teams shows it. Lengths are UTF-16 units.
type App struct {
	ShortName        string // at most 30
	FullName         string // at most 100
	ShortDescription string // at most 80
	FullDescription  string // at most 4000
	PackageName      string // reversed domain, at most 64; leaves the manifest at schema 1.17
	Version          string // x.y.z, major at least 1
	Manifest         string // schema version to write, such as 1.12
	AccentColor      string // # and six hex digits
	Icon             string // path relative to the answers file
	IconOutline      string // path relative to the answers file; empty: made from Icon
	Languages        map[string]string
}

// Publisher is who stands behind the app. Empty links fall back to the site; see
// [Answers.Addresses].
type Publisher struct {
	Name    string // at most 32 UTF-16 units
	Website string
	Privacy string
	Terms   string
	MPNID   string // Microsoft Partner Network ID, at most 10 bytes
}

// SSO is single sign-on: the Entra application behind the tabs.
type SSO struct {
	Enabled                  bool
	Audience                 string // AudienceSingle …; no default
	RequireEmailVerification bool
	AllowedDomains           []string
	SecretDays               int // wished life of the secret; the tenant's policy may clamp it
}

// Bot is the bot and the messaging extension; they share one application.
type Bot struct {
	Enabled            bool
	MessagingExtension bool
	Handle             string // name of the Azure Bot resource, unique in all of Azure
	DisplayName        string // empty: App.ShortName
	IconURL            string
	Messaging          string // MessagingCommercial or MessagingGCC
	Subscription       string // GUID; empty: the only one there is
	ResourceGroup      string
	Location           string // Azure region of the resource group
	SecretDays         int
}

// Needed reports whether anything asks for the bot's application.
func (b Bot) Needed() bool { return b.Enabled || b.MessagingExtension }

// Publish says whether the package is put into the organisation's catalogue.
type Publish struct {
	Enabled bool
	Review  bool // submit for review by a Teams administrator
}

// Totara says how the Totara side is reached and set.
type Totara struct {
	Via          string   // ViaHand or ViaExec
	Command      []string // what runs PHP on the server, as separate arguments
	Config       string   // path of config.php on that server
	AdminFolder  string   // $CFG->admin
	PublicImages bool     // publishgridcatalogimage
}

// Connect is Totara Connect as seen from this site. Which fields count depends on
// Role; the others are kept and ignored.
type Connect struct {
	Role string // RoleNone, RoleClient or RoleServer

	// On a server.
	SyncPasswords bool
	Clients       []ConnectClient

	// On a client.
	AutoSSO           bool
	Migrate           bool
	Map               string // username, email, idnumber or uniqueid
	OnRemoval         string // keep, suspend or delete
	SyncProfileFields bool
	SyncJobs          bool
	SyncPositions     bool
	SyncOrganisations bool
	// AllowPluginServices lets the server's code call any plugin here.
	AllowPluginServices bool
}

// ConnectClient is one client site, as its server sees it.
type ConnectClient struct {
	Name              string
	Profile           string // the client's own answers file, relative to this one
	Audience          string // only this audience's people; empty: everybody
	Audiences         []string
	Courses           []string
	AddNewAudiences   bool
	AddNewCourses     bool
	SyncProfileFields bool
	SyncJobs          bool
	// PositionFrameworks and OrganisationFrameworks are what the client may
	// take, by name, id number or id.
	PositionFrameworks     []string
	OrganisationFrameworks []string
	AllowPluginServices    bool // its code may call any plugin of the server
	Comment                string
}

// MobileFlows is Workspace ONE Mobile Flows with the Teams connector.
type MobileFlows struct {
	Enabled     bool
	Name        string // display name of its Entra application
	Access      string // address of Workspace ONE Access
	Host        string // host of the Mobile Flows service
	Permissions string // PermissionsGuide or PermissionsLeast
	TTL         string // TTLGuide or TTLStrict
	Connector   string // ConnectorHosted or the https address of an own one
	SecretDays  int
}

// Values of the keys that know only a few.
const (
	CloudPublic = "public"
	CloudUSGov  = "usgov"
	CloudUSDoD  = "usdod"
	CloudChina  = "china"

	AuthDevice      = "device"
	AuthBrowser     = "browser"
	AuthAzureCLI    = "azcli"
	AuthSecret      = "secret"
	AuthCertificate = "certificate"
	AuthWorkload    = "workload"

	ClientAzureCLI = "azcli" // Microsoft Azure CLI
	ClientGraph    = "graph" // Microsoft Graph Command Line Tools

	AudienceSingle              = "single"               // this tenant only
	AudienceMultitenant         = "multitenant"          // any Entra tenant
	AudienceMultitenantPersonal = "multitenant+personal" // any tenant and personal accounts
	AudiencePersonal            = "personal"             // personal accounts only
	MessagingCommercial         = "commercial"
	MessagingGCC                = "gcc"
	ViaHand                     = "hand"
	ViaExec                     = "exec"
	RoleNone                    = "none"
	RoleClient                  = "client"
	RoleServer                  = "server"
	MapUsername                 = "username"
	MapEmail                    = "email"
	MapIDNumber                 = "idnumber"
	MapUniqueID                 = "uniqueid"
	RemovalKeep                 = "keep"
	RemovalSuspend              = "suspend"
	RemovalDelete               = "delete"
	PermissionsGuide            = "guide"
	PermissionsLeast            = "least"
	TTLGuide                    = "guide"
	TTLStrict                   = "strict"
	ConnectorHosted             = "hosted"
)

// Value is the typed value of a key of the table: string, bool, int, []string,
// map[string]string, map[string]Tick or []ConnectClient; nil for an unknown key.
func (a Answers) Value(key string) any {
	k, ok := Find(key)
	if !ok {
		return nil
	}
	switch p := k.field(&a).(type) {
	case *string:
		return *p
	case *bool:
		return *p
	case *int:
		return *p
	case *[]string:
		return *p
	case *map[string]string:
		if key != k.Name {
			return (*p)[key[len(k.Name)+1:]]
		}
		return *p
	case *map[string]Tick:
		if key != k.Name {
			return (*p)[key[len(k.Name)+1:]]
		}
		return *p
	case *[]ConnectClient:
		return *p
	}
	return nil
}

// Put sets the typed value of a key of the table in a alone, without a file: how a
// flag or a draft wins over what the file says. The value is checked; the error is
// a [*Problem].
func (a *Answers) Put(key string, value any) error {
	k, ok := Find(key)
	if !ok || k.Name != key {
		return unknownKey(key)
	}
	if !k.takes(value) {
		return &Problem{Key: key, Wrong: fmt.Sprintf("cannot hold a %T", value), Right: "it takes " + k.Kind.String()}
	}
	if err := check(key, value); err != nil {
		return err
	}
	switch p := k.field(a).(type) {
	case *string:
		*p = value.(string)
	case *bool:
		*p = value.(bool)
	case *int:
		*p = value.(int)
	case *[]string:
		*p = value.([]string)
	case *map[string]string:
		*p = value.(map[string]string)
	case *map[string]Tick:
		*p = value.(map[string]Tick)
	case *[]ConnectClient:
		*p = value.([]ConnectClient)
	}
	return nil
}
