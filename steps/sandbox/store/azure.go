package store

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// Subscription describes an Azure subscription of a tenant and what is in it
// before the rehearsal.
type Subscription struct {
	ID    string `yaml:"id"`    // GUID; absent means one derived from the tenant's
	Name  string `yaml:"name"`  // display name
	State string `yaml:"state"` // absent means Enabled

	// BotProvider is the registration state of Microsoft.BotService; absent
	// means NotRegistered, as in a new subscription.
	BotProvider string `yaml:"bot_provider"`

	// Role is what the person may do in the whole subscription: Owner (the
	// default), Contributor, Reader or none.
	Role string `yaml:"role"`
	// Applications may do something for themselves: roles by client id.
	Applications map[string]string `yaml:"applications"`

	// AllowedLocations and RequiredTags are Azure policies on new resource
	// groups; empty ones do not restrict.
	AllowedLocations []string `yaml:"allowed_locations"`
	RequiredTags     []string `yaml:"required_tags"`
	// ForbiddenTypes are types of resources that an Azure policy allows nobody
	// to make, such as Microsoft.BotService/botServices.
	ForbiddenTypes []string `yaml:"forbidden_types"`

	ResourceGroups []ResourceGroup `yaml:"resource_groups"`
	Bots           []Bot           `yaml:"bots"`
}

// ResourceGroup describes a resource group that is there already.
type ResourceGroup struct {
	Name     string            `yaml:"name"`
	Location string            `yaml:"location"` // absent means westeurope
	Tags     map[string]string `yaml:"tags"`
	Role     string            `yaml:"role"`      // the person's role here, beside that of the subscription
	Locked   bool              `yaml:"locked"`    // a lock against deleting
	ReadOnly bool              `yaml:"read_only"` // a lock against any change
}

// Bot describes an Azure Bot that is there already. Keys are those of the
// resource's properties.
type Bot struct {
	Name          string            `yaml:"name"`
	ResourceGroup string            `yaml:"resource_group"`
	SKU           string            `yaml:"sku"` // absent means F0
	Tags          map[string]string `yaml:"tags"`
	DisplayName   string            `yaml:"displayName"`
	Endpoint      string            `yaml:"endpoint"`
	IconURL       string            `yaml:"iconUrl"`
	AppID         string            `yaml:"msaAppId"`
	AppType       string            `yaml:"msaAppType"` // absent means MultiTenant, the default of its time
	AppTenantID   string            `yaml:"msaAppTenantId"`
	Teams         string            `yaml:"teams"` // deployment environment of the Teams channel; absent means there is none
}

// Roles of Azure and states of a subscription and of a provider that this
// cloud knows. Sources: Azure built-in roles; Azure subscription states;
// Azure resource providers and types.
const (
	Owner       = "Owner"
	Contributor = "Contributor"
	Reader      = "Reader"
	NoRole      = "none"

	Enabled       = "Enabled"
	NotRegistered = "NotRegistered"
	Registered    = "Registered"
)

func azureRoles() []string { return []string{Owner, Contributor, Reader, NoRole} }

func subscriptionStates() []string {
	return []string{Enabled, "Warned", "PastDue", "Disabled", "Deleted"}
}

func providerStates() []string {
	return []string{NotRegistered, Registered, "Registering", "Unregistering", "Unregistered"}
}

// Subscription returns the subscription with the given id.
func (t Tenant) Subscription(id string) (Subscription, bool) {
	i := slices.IndexFunc(t.Subscriptions, func(s Subscription) bool { return strings.EqualFold(s.ID, id) })
	if i < 0 {
		return Subscription{}, false
	}
	return t.Subscriptions[i], true
}

// subscriptionDefaults completes the subscriptions of a tenant. Absent ones
// mean the default tenant's one, an empty list none.
func subscriptionDefaults(t Tenant) []Subscription {
	if uuid.Validate(t.ID) != nil {
		return t.Subscriptions // refused by check
	}
	if t.Subscriptions == nil {
		return []Subscription{{ID: derived(t.ID, "subscription 0"), Name: "Azure subscription 1", State: Enabled, BotProvider: NotRegistered, Role: Owner}}
	}
	all := slices.Clone(t.Subscriptions)
	for i := range all {
		s := &all[i]
		s.ID = strings.ToLower(s.ID)
		fill(&s.ID, derived(t.ID, fmt.Sprintf("subscription %d", i)))
		fill(&s.Name, fmt.Sprintf("Azure subscription %d", i+1))
		fill(&s.State, Enabled)
		fill(&s.BotProvider, NotRegistered)
		fill(&s.Role, Owner)
		s.ResourceGroups = slices.Clone(s.ResourceGroups)
		for j := range s.ResourceGroups {
			fill(&s.ResourceGroups[j].Location, "westeurope")
			fill(&s.ResourceGroups[j].Role, NoRole)
		}
		s.Bots = slices.Clone(s.Bots)
		for j := range s.Bots {
			b := &s.Bots[j]
			fill(&b.SKU, "F0")
			fill(&b.AppType, "MultiTenant")
			fill(&b.DisplayName, b.Name)
			if b.AppType == "SingleTenant" {
				fill(&b.AppTenantID, t.ID)
			}
		}
	}
	return all
}

func fill(field *string, initial string) {
	if *field == "" {
		*field = initial
	}
}

func (t Tenant) checkSubscriptions() error {
	for i, s := range t.Subscriptions {
		if err := s.check(); err != nil {
			return fmt.Errorf("subscriptions[%d]: %w", i, err)
		}
		if first, _ := t.Subscription(s.ID); first.Name != s.Name {
			return fmt.Errorf("subscriptions[%d]: the id %s is given twice", i, s.ID)
		}
	}
	return nil
}

func (s Subscription) check() error {
	if _, err := uuid.Parse(s.ID); err != nil {
		return fmt.Errorf("id %q is no GUID", s.ID)
	}
	if err := oneOf("state", s.State, subscriptionStates()); err != nil {
		return err
	}
	if err := oneOf("bot_provider", s.BotProvider, providerStates()); err != nil {
		return err
	}
	if err := oneOf("role", s.Role, azureRoles()); err != nil {
		return err
	}
	for client, role := range s.Applications {
		if err := oneOf("applications."+client, role, azureRoles()); err != nil {
			return err
		}
	}
	for _, g := range s.ResourceGroups {
		if g.Name == "" {
			return fmt.Errorf("resource_groups: a name is missing")
		}
		if err := oneOf("resource_groups."+g.Name+".role", g.Role, azureRoles()); err != nil {
			return err
		}
	}
	for _, b := range s.Bots {
		if b.Name == "" || b.AppID == "" {
			return fmt.Errorf("bots: name or msaAppId is missing")
		}
		if !slices.ContainsFunc(s.ResourceGroups, func(g ResourceGroup) bool { return strings.EqualFold(g.Name, b.ResourceGroup) }) {
			return fmt.Errorf("bots.%s: resource_group %q is none of the subscription's", b.Name, b.ResourceGroup)
		}
		if err := oneOf("bots."+b.Name+".msaAppType", b.AppType, []string{"MultiTenant", "SingleTenant", "UserAssignedMSI"}); err != nil {
			return err
		}
	}
	return nil
}

func oneOf(key, value string, known []string) error {
	if slices.Contains(known, value) {
		return nil
	}
	return fmt.Errorf("%s is %q; it can be one of %v", key, value, known)
}

// GroupKey and BotKey are the identifiers of a resource group and of a bot in
// their sets: names of Azure are compared without case.
func GroupKey(subscription, group string) string {
	return strings.ToLower(subscription + "/" + group)
}

// BotKey is the identifier of a bot; with a channel's name that of a channel.
func BotKey(subscription, group, bot string, channel ...string) string {
	return strings.ToLower(strings.Join(append([]string{subscription, group, bot}, channel...), "/"))
}

// azure keeps what the subscriptions hold before the rehearsal.
func (d *directory) azure() {
	forever := func(name Set, key string, o Object) {
		o["id"] = key
		d.keep(name, o)
	}
	for _, s := range d.tenant.Subscriptions {
		for _, g := range s.ResourceGroups {
			forever(ResourceGroups, GroupKey(s.ID, g.Name), Object{
				"subscription": s.ID, "name": g.Name, "location": g.Location, "tags": tagged(g.Tags), "locked": g.Locked, "readOnly": g.ReadOnly,
			})
		}
		for _, b := range s.Bots {
			properties := Object{"displayName": b.DisplayName, "endpoint": b.Endpoint, "msaAppId": b.AppID, "msaAppType": b.AppType}
			for name, value := range map[string]string{"msaAppTenantId": b.AppTenantID, "iconUrl": b.IconURL} {
				if value != "" {
					properties[name] = value
				}
			}
			forever(Bots, BotKey(s.ID, b.ResourceGroup, b.Name), Object{
				"subscription": s.ID, "group": b.ResourceGroup, "name": b.Name, "location": "global", "kind": "azurebot",
				"sku": b.SKU, "tags": tagged(b.Tags), "properties": properties, "etag": derived(d.tenant.ID, "bot "+b.Name),
			})
			if b.Teams != "" {
				forever(Channels, BotKey(s.ID, b.ResourceGroup, b.Name, "MsTeamsChannel"), Object{
					"subscription": s.ID, "group": b.ResourceGroup, "bot": b.Name, "name": "MsTeamsChannel", "etag": derived(d.tenant.ID, "channel "+b.Name),
					"properties": Object{"isEnabled": true, "acceptedTerms": true, "deploymentEnvironment": b.Teams, "enableCalling": false},
				})
			}
		}
	}
}

func tagged(tags map[string]string) Object {
	o := Object{}
	for name, value := range tags {
		o[name] = value
	}
	return o
}
