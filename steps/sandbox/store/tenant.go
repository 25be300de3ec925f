package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/google/uuid"
	"go.yaml.in/yaml/v3"
)

// Tenant describes one tenant of the cloud. The zero value stands for the
// default one; every field left empty takes its default.
type Tenant struct {
	ID       string   `yaml:"id"`   // GUID
	Name     string   `yaml:"name"` // display name of the organization
	Domains  []Domain `yaml:"domains"`
	Person   Person   `yaml:"person"` // who signs in
	Policies Policies `yaml:"policies"`
	SignIn   SignIn   `yaml:"sign_in"`

	// What is there before the rehearsal, as Microsoft Graph objects. Ids and
	// defaults are filled in; see the package's comment.
	Applications      []Object `yaml:"applications"`
	ServicePrincipals []Object `yaml:"service_principals"`
	Grants            []Object `yaml:"grants"`
	Deleted           []Object `yaml:"deleted"` // applications in the deleted items
	DeletedPrincipals []Object `yaml:"deleted_principals"`

	// What applications may do for themselves in Microsoft Graph: by client
	// id, the names of application permissions.
	AppPermissions map[string][]string `yaml:"app_permissions"`

	// Federated says whose tokens applications take for their own: by client id.
	Federated map[string][]Federated `yaml:"federated"`

	SignIns   []LoggedSignIn `yaml:"sign_ins"`   // the sign-in log
	NoPremium bool           `yaml:"no_premium"` // no licence that shows the sign-in log

	SmallPages bool `yaml:"small_pages"` // lists of Microsoft Graph come in pages of one, and the first is empty

	Catalog Catalog `yaml:"catalog"` // the organisation's catalogue of Teams apps

	Access Access `yaml:"access"` // Workspace ONE Access

	// Azure subscriptions; absent means one, an empty list none.
	Subscriptions []Subscription `yaml:"subscriptions"`
	// BotNames are names of bots that strangers have taken: they are unique in
	// all of Azure.
	BotNames []string `yaml:"bot_names_taken"`
}

// Federated is an issuer of tokens that an application trusts.
type Federated struct {
	Issuer   string `yaml:"issuer"`
	Subject  string `yaml:"subject"`
	Audience string `yaml:"audience"` // absent means api://AzureADTokenExchange
}

// Access says what kind of Workspace ONE Access there is. The zero value is a
// current one.
type Access struct {
	Legacy  bool `yaml:"legacy"`  // knows only its own media types, as before 2025
	Seconds bool `yaml:"seconds"` // counts the life of tokens in seconds
	Old     bool `yaml:"old"`     // has no interface for templates
	Page    bool `yaml:"page"`    // a gateway before it answers everything with a sign-in page
	Denied  bool `yaml:"denied"`  // the service client lacks the admin scope
}

// Domain is a domain name of the tenant.
type Domain struct {
	Name       string `yaml:"name"`
	Unverified bool   `yaml:"unverified"`
}

// Person is who signs in.
type Person struct {
	ID    string   `yaml:"id"`    // object id
	Name  string   `yaml:"name"`  // display name
	UPN   string   `yaml:"upn"`   // user principal name
	Roles []string `yaml:"roles"` // display names of directory roles; absent means every role, an empty list none

	// Unlicensed people have no Microsoft 365 licence: Teams knows them not.
	Unlicensed bool `yaml:"unlicensed"`

	// Eligible are roles that the person could activate (Privileged Identity
	// Management). Nothing shows them before.
	Eligible []string `yaml:"eligible"`
}

// Policies are the tenant's restrictions. The zero value restricts nothing.
type Policies struct {
	SecretsForbidden  bool `yaml:"secrets_forbidden"`   // passwordAddition
	SecretMaxDays     int  `yaml:"secret_max_days"`     // passwordLifetime; 0 means no limit
	URINeedsTenantID  bool `yaml:"uri_needs_tenant_id"` // uriAdditionWithoutUniqueTenantIdentifier
	URIDefaultOnly    bool `yaml:"uri_default_only"`    // nonDefaultUriAddition
	URIStrictForV2    bool `yaml:"uri_strict_for_v2"`   // takes the exemption of applications with v2 tokens away
	UserConsentOff    bool `yaml:"user_consent_off"`
	PersonQuota       int  `yaml:"person_quota"`         // objects of a person without an administrative role; 0 means 250
	TenantQuota       int  `yaml:"tenant_quota"`         // objects of the directory; 0 means no limit
	UsersMayNotCreate bool `yaml:"users_may_not_create"` // defaultUserRolePermissions.allowedToCreateApps is false
}

// SignIn says how signing in goes wrong. The zero value lets it succeed.
type SignIn struct {
	Refuse   int  `yaml:"refuse"`   // AADSTS number the token endpoint answers once the code is used
	Declined bool `yaml:"declined"` // the person declines on the code page
	// RefuseAzure is the AADSTS number that a silent refresh for Azure is
	// answered with: a policy of its own for Azure management, say.
	RefuseAzure int  `yaml:"refuse_azure"`
	InBrowser   bool `yaml:"in_browser"` // the refusal shows in the browser only: the code stays pending
}

const (
	defaultTenantID = "5f2b7d34-9c1e-4a86-b0d7-3e9f1c6a8b42"
	defaultPersonID = "c7a41f0e-6b38-4d95-8e72-f50d9b1a2c63"
	maxTenantFile   = 4 << 20
)

// ReadTenant reads a tenant from YAML or JSON. Unknown keys and impossible
// values are errors.
func ReadTenant(r io.Reader) (Tenant, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxTenantFile+1))
	if err != nil {
		return Tenant{}, fmt.Errorf("tenant file: %w", err)
	}
	if len(data) > maxTenantFile {
		return Tenant{}, errors.New("tenant file: is larger than 4 MiB")
	}
	decoder := yaml.NewDecoder(strings.NewReader(string(data)))
	decoder.KnownFields(true)
	var t Tenant
	if err := decoder.Decode(&t); err != nil && !errors.Is(err, io.EOF) {
		return Tenant{}, fmt.Errorf("tenant file: %w", err)
	}
	t = t.withDefaults()
	if err := t.check(); err != nil {
		return Tenant{}, fmt.Errorf("tenant file: %w", err)
	}
	return t, nil
}

// Plain turns what YAML or Go code made of an object (times, integers) into
// JSON values.
func Plain(o Object) (Object, error) {
	data, err := json.Marshal(o)
	if err != nil {
		return nil, err
	}
	var p Object
	return p, json.Unmarshal(data, &p)
}

func (t Tenant) withDefaults() Tenant {
	if t.ID == "" {
		t.ID = defaultTenantID
	}
	t.ID = strings.ToLower(t.ID)
	if t.Name == "" {
		t.Name = "Contoso"
	}
	if len(t.Domains) == 0 {
		t.Domains = []Domain{{Name: "contoso.onmicrosoft.com"}, {Name: "example.org"}}
	}
	if t.Person.ID == "" {
		t.Person.ID = defaultPersonID
	}
	if t.Person.Name == "" {
		t.Person.Name = "Robin Admin"
	}
	if t.Person.UPN == "" {
		t.Person.UPN = "robin@" + t.Domains[0].Name
	}
	if t.Person.Roles == nil {
		for _, role := range Roles() {
			t.Person.Roles = append(t.Person.Roles, role.Name)
		}
	}
	t.Federated = maps.Clone(t.Federated)
	for client, list := range t.Federated {
		list = slices.Clone(list)
		for i := range list {
			fill(&list[i].Audience, "api://AzureADTokenExchange")
		}
		t.Federated[client] = list
	}
	t.Subscriptions = subscriptionDefaults(t)
	return t
}

var domainName = regexp.MustCompile(`^(?i)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$`)

func (t Tenant) check() error {
	for what, id := range map[string]string{"id": t.ID, "person.id": t.Person.ID} {
		if _, err := uuid.Parse(id); err != nil {
			return fmt.Errorf("%s %q is no GUID", what, id)
		}
	}
	for _, d := range t.Domains {
		if !domainName.MatchString(d.Name) {
			return fmt.Errorf("domains: %q is no domain name", d.Name)
		}
	}
	known := map[string]bool{}
	for _, r := range Roles() {
		known[r.Name] = true
	}
	for key, roles := range map[string][]string{"roles": t.Person.Roles, "eligible": t.Person.Eligible} {
		for _, r := range roles {
			if !known[r] {
				return fmt.Errorf("person.%s: %q is none of the directory roles this cloud knows", key, r)
			}
		}
	}
	if t.Policies.PersonQuota < 0 || t.Policies.TenantQuota < 0 {
		return fmt.Errorf("policies: a quota is negative")
	}
	if t.Policies.SecretMaxDays < 0 {
		return fmt.Errorf("policies.secret_max_days: %d is negative", t.Policies.SecretMaxDays)
	}
	if t.Catalog.ListLag < 0 {
		return fmt.Errorf("catalog.list_lag: %s is negative", t.Catalog.ListLag)
	}
	return t.checkSubscriptions()
}

// Has reports whether the person holds one of the roles.
func (p Person) Has(roles ...string) bool {
	for _, have := range p.Roles {
		for _, want := range roles {
			if have == want {
				return true
			}
		}
	}
	return false
}

// InitialDomain returns the onmicrosoft.com domain, or the first one.
func (t Tenant) InitialDomain() string {
	for _, d := range t.Domains {
		if strings.HasSuffix(strings.ToLower(d.Name), ".onmicrosoft.com") {
			return d.Name
		}
	}
	return t.Domains[0].Name
}

// Covers reports whether host is a verified domain of the tenant or lies under
// one.
func (t Tenant) Covers(host string) bool {
	host = strings.ToLower(host)
	for _, d := range t.Domains {
		name := strings.ToLower(d.Name)
		if !d.Unverified && (host == name || strings.HasSuffix(host, "."+name)) {
			return true
		}
	}
	return false
}
