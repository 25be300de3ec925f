package signin

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"teamwright/steps/secret"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

// Door is a way to sign in.
type Door string

const (
	Device      Door = "device"      // a code, typed into any browser
	Browser     Door = "browser"     // a browser on this machine
	AzureCLI    Door = "azcli"       // what "az login" left behind
	Secret      Door = "secret"      // a program with a client secret
	Certificate Door = "certificate" // a program with a certificate
	Workload    Door = "workload"    // a program with a federated token file
)

// AppOnly tells whether the door lets in a program and no person.
func (d Door) AppOnly() bool { return d == Secret || d == Certificate || d == Workload }

// Names under which [Options.Secret] is asked.
const (
	SecretClient      = "client_secret"        // the text of a client secret
	SecretCertificate = "certificate_password" // of an encrypted certificate file
)

// Options of [Open].
type Options struct {
	Door  Door // "" is Device
	Cloud tenant.Cloud
	// Tenant is a domain or a GUID; "" is the home tenant of whoever signs in,
	// which app-only doors do not have.
	Tenant   string
	ClientID string // see [FindClient]; "" is AzureCLIName
	// Transport carries the requests: a [*wire.Transport], or something above
	// one. The Azure CLI's door leaves it to az.
	Transport http.RoundTripper
	Clock     wire.Clock // only its Now is used
	// Scopes are the delegated permissions of Microsoft Graph to ask for by
	// name, such as AppCatalog.ReadWrite.All; none asks for all that the client
	// has been granted.
	Scopes []string
	// For tells the person in a sentence what this sign-in is for, where it is
	// not the first one of a run.
	For string
	// Prompt shows a device code. It must return at once.
	Prompt func(DevicePrompt)
	// Browser shows what the browser's door needs. It must return at once.
	Browser func(BrowserPrompt)
	// OpenURL opens an address in a browser in front of the person; nil is
	// [Opener]'s. Over SSH, as Env tells, it is not called, and Browser shows the
	// address instead.
	OpenURL func(address string) error
	// LoopbackPort waits for a browser that is elsewhere; 0 is [LoopbackPort].
	LoopbackPort int
	// Remember is the file that names the account, so that the next run signs in
	// silently; one file a cloud, tenant and client. It holds no secret: tokens
	// lie where Store keeps them. "" remembers nothing.
	Remember string
	// Silent signs in by what is remembered, and fails with an [*Incomplete]
	// where that is not enough: nobody is asked.
	Silent bool
	// Store keeps tokens beyond the program; nil is the system's own place. Where
	// it fails, a note of the session says so and nothing is remembered.
	Store func() (azidentity.Cache, error)
	// Renew tells, when a code has expired, whether a fresh one is wanted; nil
	// means no.
	Renew func(ctx context.Context) bool
	// Secret asks for a secret by its name.
	Secret func(ctx context.Context, name string) (secret.Text, error)
	// Env reads the environment, for paths and ids of app-only doors:
	// AZURE_CLIENT_ID, AZURE_TENANT_ID, AZURE_CLIENT_CERTIFICATE_PATH,
	// AZURE_FEDERATED_TOKEN_FILE. Nil reads nothing.
	// SSH_CONNECTION, SSH_TTY, SSH_CLIENT, USER and LOGNAME tell where the
	// person's browser is.
	Env func(string) string
}

// Session is an open sign-in.
type Session struct {
	// Credential gives tokens silently. Its errors are a [*Refused] where
	// Entra refuses.
	Credential azcore.TokenCredential
	Account    Account
	Client     Client   // who we are to Microsoft
	Scopes     []string // delegated permissions of the Graph token (scp), nil when it does not say
	Roles      []string // application permissions of an app-only token (roles)
	Notes      []string // what the person should know, a sentence each

	keeper *keeper
}

// Account is who signed in.
type Account struct {
	Username string // a person's sign-in name, a program's client id
	TenantID string // GUID
	ObjectID string // in that tenant; "" when the token does not say
	AppOnly  bool
}

// Incomplete is a sign-in that cannot even be tried.
type Incomplete struct {
	What string // what is missing or wrong
	Cure string // how to give it
}

func (e *Incomplete) Error() string { return e.What + ": " + e.Cure }

// Open signs in. It fails with a [*Refused], an [*Expired], an [*Incomplete],
// the context's error, or what the network answered.
func Open(ctx context.Context, o Options) (*Session, error) {
	if o.Transport == nil {
		return nil, fmt.Errorf("sign-in: a transport is needed")
	}
	if o.Door == "" {
		o.Door = Device
	}
	if o.Env == nil {
		o.Env = func(string) string { return "" }
	}
	if o.OpenURL == nil {
		o.OpenURL = Opener(o.Env)
	}
	o.Clock = o.Clock.OrSystem()
	if o.Door.AppOnly() {
		o = fromEnvironment(o)
	}
	client, err := FindClient(o.ClientID)
	if err != nil {
		return nil, err
	}
	if o.Tenant != "" && !tenantName(o.Tenant) {
		return nil, &Incomplete{"the tenant " + tenant.Plain(o.Tenant, 60) + " is neither a domain nor a GUID", "name it as contoso.onmicrosoft.com or by its id"}
	}
	v := &visit{o: o, client: client, ear: &ear{next: o.Transport, now: o.Clock.Now}, memory: &memory{}}
	switch o.Door {
	case Device, Browser:
		return v.person(ctx)
	case AzureCLI:
		return v.azureCLI(ctx)
	case Secret, Certificate, Workload:
		return v.program(ctx)
	}
	return nil, &Incomplete{"no door is called " + tenant.Plain(string(o.Door), 40), "use one of device, browser, azcli, secret, certificate, workload"}
}

// visit is one call of Open.
type visit struct {
	o      Options
	client Client
	ear    *ear
	memory *memory
}

// azure is what every credential of the library is told.
func (v *visit) azure() azcore.ClientOptions {
	return azcore.ClientOptions{
		Cloud: cloud.Configuration{
			ActiveDirectoryAuthorityHost: v.o.Cloud.Authority + "/",
			Services: map[cloud.ServiceName]cloud.ServiceConfiguration{
				cloud.ResourceManager: {Endpoint: v.o.Cloud.ResourceManager, Audience: v.o.Cloud.ResourceManager},
			},
		},
		Transport: &http.Client{Transport: relay{v.ear}, CheckRedirect: noRedirect},
		Retry:     policy.RetryOptions{MaxRetries: -1}, // the wire repeats
		Telemetry: policy.TelemetryOptions{ApplicationID: "teamwright"},
	}
}

func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// request is the one token request; continuous access evaluation is on because
// the clients of Graph and Azure ask with it on, and the library caches tokens
// with and without it apart.
func (v *visit) request() policy.TokenRequestOptions {
	ask := policy.TokenRequestOptions{Scopes: []string{v.o.Cloud.Graph + "/.default"}, EnableCAE: true}
	if len(v.o.Scopes) > 0 {
		ask.Scopes = nil
		for _, name := range v.o.Scopes {
			ask.Scopes = append(ask.Scopes, v.o.Cloud.Graph+"/"+name)
		}
	}
	return ask
}

// tenantName tells whether s can name a tenant: the library takes letters,
// digits, dots and hyphens.
func tenantName(s string) bool {
	return len(s) <= 253 && strings.IndexFunc(s, func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '.' || r == '-')
	}) < 0
}
