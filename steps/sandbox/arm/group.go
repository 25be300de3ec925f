package arm

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"teamwright/steps/sandbox/store"
)

// groupName is the form of a resource group's name. Source: Azure resource
// naming rules.
// It is made when it is needed: all letters of Unicode take their time.
var groupName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[-\p{L}\p{N}_.()]{0,89}[-\p{L}\p{N}_()]$`)
})

// groupLocations are the regions that this cloud has.
func groupLocations() []string {
	return []string{"eastus", "eastus2", "westus", "westus2", "westus3", "centralus", "northcentralus", "southcentralus", "canadacentral",
		"brazilsouth", "northeurope", "westeurope", "uksouth", "ukwest", "francecentral", "germanywestcentral", "switzerlandnorth",
		"norwayeast", "swedencentral", "polandcentral", "italynorth", "spaincentral", "southafricanorth", "uaenorth", "centralindia",
		"southindia", "eastasia", "southeastasia", "japaneast", "japanwest", "koreacentral", "australiaeast", "australiasoutheast",
		"usgovvirginia", "usgovtexas", "usgovarizona", "chinanorth3", "chinaeast2"}
}

// plainLocation is a region's name as programs write it: "West Europe" is
// westeurope.
func plainLocation(name string) string {
	return strings.ToLower(strings.ReplaceAll(name, " ", ""))
}

// group returns the resource group of a request.
func (a *ask) group(v *store.View) (store.Object, *refusal) {
	if !groupName().MatchString(a.names[0]) {
		return nil, bad("InvalidResourceGroup", "The provided resource group name '%s' is not valid: names have up to 90 letters, digits, '-', '_', '(', ')' and '.', and do not end with a period.", clip(a.names[0]))
	}
	g, ok := v.Get(store.ResourceGroups, store.GroupKey(a.sub.ID, a.names[0]))
	if !ok {
		return nil, noGroup(a.names[0])
	}
	return g, nil
}

// home returns the resource group that a write goes into. The region that
// answers may not have heard of a new one. Source: public reports of
// ResourceGroupNotFound right after a group was made; Microsoft's support puts
// them down to the replication between regions.
func (a *ask) home(tx *store.Tx) (store.Object, *refusal) {
	if _, why := a.group(tx.Seen); why != nil {
		return nil, why
	}
	return a.group(tx.Newest)
}

// usable refuses a write into a group that is locked or on its way out.
func usable(g store.Object) *refusal {
	if why := frozen(g); why != nil {
		return why
	}
	if str(g, "deleting") != "" {
		return conflict("ResourceGroupBeingDeleted", "The resource group '%s' is in deprovisioning state and cannot perform this operation.", str(g, "name"))
	}
	return nil
}

func shownGroup(g store.Object) store.Object {
	state := "Succeeded"
	if str(g, "deleting") != "" {
		state = "Deleting"
	}
	o := store.Object{
		"id": "/subscriptions/" + str(g, "subscription") + "/resourceGroups/" + str(g, "name"), "name": g["name"], "type": "Microsoft.Resources/resourceGroups",
		"location": g["location"], "properties": store.Object{"provisioningState": state},
	}
	if tags := inner(g, "tags"); len(tags) > 0 {
		o["tags"] = tags
	}
	if by := str(g, "managedBy"); by != "" {
		o["managedBy"] = by
	}
	return o
}

func (s *Service) listGroups(a *ask) (*reply, *refusal) {
	rows := []any{}
	why := s.view(a, func(v *store.View) {
		for _, g := range v.All(store.ResourceGroups) {
			if strings.EqualFold(str(g, "subscription"), a.sub.ID) {
				rows = append(rows, shownGroup(g))
			}
		}
	})
	if why != nil {
		return nil, why
	}
	return &reply{status: http.StatusOK, body: store.Object{"value": rows}}, nil
}

func (s *Service) getGroup(a *ask) (*reply, *refusal) {
	var shown store.Object
	var why *refusal
	if p := s.view(a, func(v *store.View) {
		var g store.Object
		if g, why = a.group(v); why == nil {
			shown = shownGroup(g)
		}
	}); p != nil {
		return nil, p
	}
	if why != nil {
		return nil, why
	}
	return &reply{status: http.StatusOK, body: shown}, nil
}

func (s *Service) hasGroup(a *ask) (*reply, *refusal) {
	if _, why := s.getGroup(a); why != nil {
		return nil, why
	}
	return &reply{status: http.StatusNoContent}, nil
}

// putGroup makes a group or replaces its tags.
func (s *Service) putGroup(a *ask) (*reply, *refusal) {
	location := plainLocation(str(a.body, "location"))
	if location == "" {
		return nil, bad("LocationRequired", "The location property is required for this definition.")
	}
	if !slices.Contains(groupLocations(), location) {
		return nil, bad("LocationNotAvailableForResourceGroup", "The provided location '%s' is not available for resource group. List of available regions is '%s'.", clip(str(a.body, "location")), strings.Join(groupLocations(), ","))
	}
	tags, why := readTags(a.body)
	if why != nil {
		return nil, why
	}
	answer := &reply{status: http.StatusOK}
	why = s.change(a, func(tx *store.Tx) *refusal {
		g, why := a.group(tx.Newest)
		switch {
		case why == nil:
			if why := usable(g); why != nil {
				return why
			}
			if str(g, "location") != location {
				return conflict("InvalidResourceGroupLocation", "Invalid resource group location '%s'. The Resource group already exists in location '%s'.", location, str(g, "location"))
			}
			g = store.Clone(g)
		case why.status == http.StatusNotFound:
			g = store.Object{"subscription": a.sub.ID, "name": a.names[0], "location": location}
			answer.status = http.StatusCreated
		default:
			return why
		}
		g["tags"] = tags
		if why := a.policies(g); why != nil {
			return why
		}
		if by := str(a.body, "managedBy"); by != "" {
			g["managedBy"] = by
		}
		tx.Put(store.ResourceGroups, store.GroupKey(a.sub.ID, a.names[0]), g)
		answer.body = shownGroup(g)
		return nil
	})
	if why != nil {
		return nil, why
	}
	return answer, nil
}

func (s *Service) patchGroup(a *ask) (*reply, *refusal) {
	tags, why := readTags(a.body)
	if why != nil {
		return nil, why
	}
	answer := &reply{status: http.StatusOK}
	why = s.change(a, func(tx *store.Tx) *refusal {
		g, why := a.group(tx.Newest)
		if why != nil {
			return why
		}
		if why := usable(g); why != nil {
			return why
		}
		g = store.Clone(g)
		if _, given := a.body["tags"]; given {
			g["tags"] = tags
		}
		if why := a.policies(g); why != nil {
			return why
		}
		tx.Put(store.ResourceGroups, store.GroupKey(a.sub.ID, a.names[0]), g)
		answer.body = shownGroup(g)
		return nil
	})
	if why != nil {
		return nil, why
	}
	return answer, nil
}

// readTags judges the tags of a body. Source: Azure, use tags to organize
// resources.
func readTags(body store.Object) (store.Object, *refusal) {
	tags := store.Object{}
	given, ok := body["tags"].(map[string]any)
	if body["tags"] != nil && !ok {
		return nil, bad("InvalidRequestContent", "The request content was invalid: tags must be an object.")
	}
	if len(given) > 50 {
		return nil, bad("TagCountExceeded", "A resource can have up to 50 tags.")
	}
	for name, value := range given {
		text, ok := value.(string)
		if !ok || name == "" || len(name) > 512 || strings.ContainsAny(name, `<>%&\?/`) || len(text) > 256 {
			return nil, bad("InvalidTagNameCharacters", "The tag '%s' has a name or a value that is not allowed.", clip(name))
		}
		tags[name] = text
	}
	return tags, nil
}

// deleteGroup begins the end of a group with everything in it.
func (s *Service) deleteGroup(a *ask) (*reply, *refusal) {
	why := s.change(a, func(tx *store.Tx) *refusal {
		g, why := a.group(tx.Newest)
		if why != nil {
			return why
		}
		if why := locked(g); why != nil {
			return why
		}
		if str(g, "deleting") == "" {
			g = store.Clone(g)
			g["deleting"] = tx.Now().UTC().Format(time.RFC3339Nano)
			tx.Put(store.ResourceGroups, store.GroupKey(a.sub.ID, a.names[0]), g)
		}
		return nil
	})
	if why != nil {
		return nil, why
	}
	return s.pending(a, a.names[0]), nil
}

// listResources shows what a group holds, from Resource Manager's own cache.
func (s *Service) listResources(a *ask) (*reply, *refusal) {
	rows := []any{}
	var why *refusal
	if p := s.view(a, func(v *store.View) { _, why = a.group(v) }); p != nil {
		return nil, p
	}
	if why != nil {
		return nil, why
	}
	err := s.opt.Store.Read(a.caller.Tenant, func(v *store.View) {
		for _, b := range v.All(store.Bots) {
			if a.holds(b) {
				shown := shownBot(v, b)
				delete(shown, "properties")
				delete(shown, "etag")
				rows = append(rows, shown)
			}
		}
	})
	if err != nil {
		return nil, failure(err)
	}
	return &reply{status: http.StatusOK, body: store.Object{"value": rows}}, nil
}

// holds reports whether the group of the request is that of a resource.
func (a *ask) holds(o store.Object) bool {
	return strings.EqualFold(str(o, "subscription"), a.sub.ID) && strings.EqualFold(str(o, "group"), a.names[0])
}

// wait is the Retry-After of work in the background, in seconds.
func (s *Service) wait() string {
	return strconv.Itoa(max(1, int((s.opt.Settle+time.Second-1)/time.Second)))
}
