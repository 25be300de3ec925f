package access

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"teamwright/steps/tenant"
)

// Dynamic is a client that a person's device became under a template.
type Dynamic struct {
	ID string // such as TEMPLATE@UUID
}

const (
	clients    = "oauth2clients"
	clientItem = "oauth2client"
	clientList = "oauth2clientsummarylist"
	pageSize   = 50
	maxPages   = 200 // 10,000 clients; then the number is no longer exact
)

// Clients lists the clients of one template.
func (c *Client) Clients(ctx context.Context, templateID string) ([]Dynamic, error) {
	var all []Dynamic
	for page := range maxPages {
		var got struct {
			Items []struct {
				ID string `json:"clientId"`
			} `json:"items"`
			Total number `json:"totalCount"`
		}
		query := url.Values{"appProductId": {templateID}, "pageSize": {strconv.Itoa(pageSize)}, "startIndex": {strconv.Itoa(page*pageSize + 1)}}
		a := ask{op: "count the clients of the template " + templateID, method: http.MethodGet, path: clients, query: query, takes: clientList}
		if err := c.do(ctx, a, &got); err != nil {
			return nil, err
		}
		for _, item := range got.Items {
			all = append(all, Dynamic{tenant.Plain(item.ID, 300)})
		}
		if len(got.Items) < pageSize || len(all) >= int(got.Total) {
			break
		}
	}
	return all, nil
}

// DeleteClient removes a client and all its tokens for good; one that is gone is
// no error.
func (c *Client) DeleteClient(ctx context.Context, id string) error {
	return gone(c.do(ctx, ask{op: "remove the client " + id, method: http.MethodDelete, path: clients + "/" + segment(id), sends: clientItem, takes: clientItem}, nil))
}

// Accepts asks, as a device would and without signing in, whether a template
// with this redirect URI can be used: Access refuses an unknown pair with 400
// and leads a known one to its sign-in page.
func (c *Client) Accepts(ctx context.Context, templateID, redirectURI string) (bool, error) {
	const op = "see whether Access knows the template with its redirect URI"
	query := url.Values{
		"app_product_id": {templateID}, "redirect_uri": {redirectURI}, "response_type": {"code"},
		"device_name": {"teamwright"}, "user_device": {"teamwright"},
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.o.Origin+"/SAAS/auth/device/register?"+query.Encode(), nil)
	if err != nil {
		return false, err
	}
	got, err := c.send(req, op, false)
	switch {
	case err != nil:
		return false, err
	case got.status == http.StatusBadRequest:
		return false, nil
	case got.status < 400:
		return true, nil
	}
	return false, c.judge(ask{op: op, method: http.MethodGet}, got)
}
