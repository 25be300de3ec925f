package graph

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/microsoftgraph/msgraph-sdk-go/applications"
	"github.com/microsoftgraph/msgraph-sdk-go/models"
	"github.com/microsoftgraph/msgraph-sdk-go/models/odataerrors"

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
		c.young.add("key:" + p.KeyID)
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
	// taking that for "gone" would leave it alive.
	k := call{op: removePassword, words: "remove a client secret", write: true, on: []string{"key:" + key.String()}}
	err = c.do(ctx, k, func(ctx context.Context) error {
		body := applications.NewItemRemovePasswordPostRequestBody()
		body.SetKeyId(&key)
		recording, recorder := wire.Record(wire.Repeatable(ctx))
		err := c.sdk.Applications().ByApplicationId(objectID).RemovePassword().Post(recording, body, nil)
		if last, _ := recorder.Last(); last.Tries > 1 && nothingToRemove(err) {
			return nil // an earlier try removed it, and its answer was lost
		}
		return err
	})
	if nothingToRemove(err) && !c.young.any(k.on) {
		return nil
	}
	return err
}

// nothingToRemove tells whether a removal was refused because there is nothing
// to remove. Graph says so with a general code, 400 or 404, and these words.
func nothingToRemove(err error) bool {
	const fragment = "no credentials found to be removed"
	var (
		odata *odataerrors.ODataError
		e     *tenant.Error
	)
	if errors.As(err, &e) {
		return strings.Contains(strings.ToLower(e.Message), fragment)
	}
	return errors.As(err, &odata) && odata.GetErrorEscaped() != nil &&
		strings.Contains(strings.ToLower(text(odata.GetErrorEscaped().GetMessage())), fragment)
}
