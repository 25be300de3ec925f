package graph

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/microsoftgraph/msgraph-sdk-go/applications"
	"github.com/microsoftgraph/msgraph-sdk-go/models"

	"teamwright/steps/secret"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

// AddPassword implements [tenant.Applications].
func (c *Client) AddPassword(ctx context.Context, objectID, name string, end time.Time) (p tenant.Password, s secret.Text, err error) {
	k := call{op: addPassword, words: "make a client secret", write: true, on: []string{objectID}}
	err = c.do(ctx, k, func(ctx context.Context) error {
		wanted := models.NewPasswordCredential()
		wanted.SetDisplayName(&name)
		wanted.SetEndDateTime(ptr(end.UTC()))
		body := applications.NewItemAddPasswordPostRequestBody()
		body.SetPasswordCredential(wanted)
		m, err := c.sdk.Applications().ByApplicationId(objectID).AddPassword().Post(ctx, body, nil)
		if err != nil {
			return err
		}
		if m == nil || text(m.GetSecretText()) == "" {
			return errEmpty
		}
		p, s = password(m), secret.New(text(m.GetSecretText()))
		return nil
	})
	if err == nil {
		c.young.Add("key:" + p.KeyID)
	}
	return p, s, err
}

// RemovePassword implements [tenant.Applications].
func (c *Client) RemovePassword(ctx context.Context, objectID, keyID string) error {
	key, err := uuid.Parse(keyID)
	if err != nil {
		return &tenant.Error{Kind: tenant.Refused, Op: "remove a client secret", Message: "its key id is no GUID", Err: err}
	}
	// A secret of a moment ago may be unknown to the replica that answers;
	// taking that for "gone" would leave it alive. Nor does a repeated request
	// prove anything: a 503 before it may have come from one that did nothing.
	k := call{op: removePassword, words: "remove a client secret", write: true, away: true, on: []string{"key:" + key.String()}}
	err = c.do(ctx, k, func(ctx context.Context) error {
		body := applications.NewItemRemovePasswordPostRequestBody()
		body.SetKeyId(&key)
		return c.sdk.Applications().ByApplicationId(objectID).RemovePassword().Post(wire.Repeatable(ctx), body, nil)
	})
	switch {
	case !nothingToRemove(err):
		return err
	case !c.young.Any(k.on):
		return nil
	}
	return c.keyGone(ctx, objectID, key, err)
}

// keyGone makes sure by agreeing reads that an application no longer has a
// secret; refusal is what is said when it has.
func (c *Client) keyGone(ctx context.Context, objectID string, key uuid.UUID, refusal error) error {
	for try := 1; try <= agreeing; try++ {
		if try > 1 {
			if err := c.clock.Sleep(ctx, c.clock.Pause(try)); err != nil {
				return refusal
			}
		}
		there := false
		err := c.do(ctx, call{op: read, words: "look whether the client secret is gone"}, func(ctx context.Context) error {
			m, err := c.sdk.Applications().ByApplicationId(objectID).Get(ctx, &applications.ApplicationItemRequestBuilderGetRequestConfiguration{
				QueryParameters: &applications.ApplicationItemRequestBuilderGetQueryParameters{Select: []string{"id", "passwordCredentials"}}})
			if err != nil {
				return err
			}
			if m == nil {
				return errEmpty
			}
			there = slices.ContainsFunc(m.GetPasswordCredentials(), func(p models.PasswordCredentialable) bool {
				return p.GetKeyId() != nil && *p.GetKeyId() == key
			})
			return nil
		})
		if err != nil && !tenant.Is(err, tenant.NotFound) { // without its application it is gone too
			return err
		}
		if there {
			return refusal
		}
	}
	return nil
}

// nothingToRemove tells whether a removal was refused because there is nothing
// to remove. Graph says so with a general code, 400 or 404, and these words.
func nothingToRemove(err error) bool {
	var e *tenant.Error
	return errors.As(err, &e) && strings.Contains(strings.ToLower(e.Message), nothingThere)
}

const nothingThere = "no credentials found to be removed"
