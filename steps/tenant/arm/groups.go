package arm

import (
	"context"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/resources/armresources"

	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

// ResourceGroup reads one resource group.
func (c *Client) ResourceGroup(ctx context.Context, sub, name string) (g tenant.ResourceGroup, ok bool, err error) {
	k := call{op: read, words: "read the resource group " + name, on: []string{groupKey(sub, name)}}
	err = c.run(ctx, sub, k, func(ctx context.Context, s *subscription) error {
		r, err := s.groups.Get(ctx, name, nil)
		if err == nil && text(r.Name) == "" {
			err = errEmpty
		}
		g = tenant.ResourceGroup{Name: plain(r.Name), Location: plain(r.Location), Tags: tags(r.Tags)}
		if r.Properties != nil {
			g.State = plain(r.Properties.ProvisioningState)
		}
		return err
	})
	if tenant.Is(err, tenant.NotFound) {
		return tenant.ResourceGroup{}, false, nil
	}
	return g, err == nil, err
}

// PutResourceGroup creates the group, or writes its tags.
func (c *Client) PutResourceGroup(ctx context.Context, sub string, g tenant.ResourceGroup) error {
	k := call{op: putGroup, words: "make the resource group " + g.Name, write: true}
	err := c.run(ctx, sub, k, func(ctx context.Context, s *subscription) error {
		_, err := s.groups.CreateOrUpdate(ctx, g.Name, armresources.ResourceGroup{Location: &g.Location, Tags: toTags(g.Tags)}, nil)
		return err
	})
	if err == nil {
		c.young.Add(groupKey(sub, g.Name))
	}
	return err
}

// ResourcesIn lists what a group holds.
func (c *Client) ResourcesIn(ctx context.Context, sub, group string) ([]tenant.Resource, error) {
	k := call{op: read, words: "list what is in the resource group " + group, on: []string{groupKey(sub, group)}}
	s, err := c.in(sub)
	if err != nil {
		return nil, explain(k, err, wire.Answer{})
	}
	list, err := pages(ctx, c, k, s.resources.NewListByResourceGroupPager(group, nil),
		func(p armresources.ClientListByResourceGroupResponse) []*armresources.GenericResourceExpanded {
			return p.Value
		})
	if err != nil {
		return nil, err
	}
	var inside []tenant.Resource
	for _, r := range list {
		if r != nil {
			inside = append(inside, tenant.Resource{Type: plain(r.Type), Name: plain(r.Name)})
		}
	}
	return inside, nil
}

// DeleteResourceGroup removes the group with everything in it and waits until
// it is gone.
func (c *Client) DeleteResourceGroup(ctx context.Context, sub, name string) error {
	k := call{op: deleteGroup, words: "delete the resource group " + name, write: true}
	err := c.run(ctx, sub, k, func(ctx context.Context, s *subscription) error {
		// The poller is left alone: it would wait by a clock of its own.
		_, err := s.groups.BeginDelete(ctx, name, nil)
		return err
	})
	if tenant.Is(err, tenant.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return c.until(ctx, k, "Azure is deleting the resource group", func(ctx context.Context) (bool, error) {
		_, there, err := c.ResourceGroup(ctx, sub, name)
		return !there && err == nil, err
	})
}

func groupKey(sub, name string) string { return "group:" + strings.ToLower(sub+"/"+name) }

func tags(from map[string]*string) map[string]string {
	if len(from) == 0 {
		return nil
	}
	out := make(map[string]string, len(from))
	for k, v := range from {
		out[tenant.Plain(k, maxName)] = plain(v)
	}
	return out
}

func toTags(from map[string]string) map[string]*string {
	if len(from) == 0 {
		return nil
	}
	out := make(map[string]*string, len(from))
	for k, v := range from {
		out[k] = &v
	}
	return out
}
