package graph

import (
	"context"
	"slices"
	"strings"

	"github.com/microsoftgraph/msgraph-sdk-go/auditlogs"

	"teamwright/steps/tenant"
	"teamwright/steps/tenant/mishap"
)

var _ tenant.SignIns = (*Client)(nil)

// maxSignIns bounds one look into the log: it serves a person who reads.
const maxSignIns = 100

// SignIns implements [tenant.SignIns]. Graph v1.0 shows the sign-ins in which a
// person took part, not the silent ones of a token that is renewed.
func (c *Client) SignIns(ctx context.Context, appID, userPrincipalName string, top int) (all []tenant.SignInEvent, err error) {
	// The log keeps user principal names in lower case and compares exactly.
	filter := "appId eq " + quote(appID) + " and userPrincipalName eq " + quote(strings.ToLower(userPrincipalName))
	size := int32(min(max(top, 1), maxSignIns))
	err = c.do(ctx, call{op: readSignIns, words: "read the sign-ins of " + tenant.Plain(userPrincipalName, 100)}, func(ctx context.Context) error {
		r, err := c.sdk.AuditLogs().SignIns().Get(ctx, &auditlogs.SignInsRequestBuilderGetRequestConfiguration{
			QueryParameters: &auditlogs.SignInsRequestBuilderGetQueryParameters{Filter: &filter, Top: &size}})
		if err != nil {
			return err
		}
		if r == nil {
			return errEmpty
		}
		all = nil
		for _, m := range r.GetValue() {
			e := tenant.SignInEvent{Time: instant(m.GetCreatedDateTime()), User: word(m.GetUserPrincipalName()),
				Resource: word(m.GetResourceDisplayName()), Client: word(m.GetClientAppUsed()), CorrelationID: word(m.GetCorrelationId())}
			if s := m.GetStatus(); s != nil {
				e.Reason = tenant.Plain(text(s.GetFailureReason()), mishap.MaxMessage)
				if n := s.GetErrorCode(); n != nil {
					e.Code = int(*n)
				}
			}
			all = append(all, e)
		}
		return nil
	})
	slices.SortStableFunc(all, func(a, b tenant.SignInEvent) int { return b.Time.Compare(a.Time) })
	return all[:min(len(all), int(size))], err
}

// word is a short text of the log, fit for a terminal.
func word(s *string) string { return tenant.Plain(text(s), 200) }
