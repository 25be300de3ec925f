package arm

import (
	"context"
	"errors"
	"fmt"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

const (
	maxPages = 50  // more than any list that is asked for here
	maxName  = 200 // runes of a name or an address
)

// errEmpty is a success without the body that it should have.
var errEmpty = errors.New("the answer is empty")

// pages reads a whole list.
func pages[P, T any](ctx context.Context, c *Client, k call, pager *runtime.Pager[P], value func(P) []T) ([]T, error) {
	var all []T
	for range maxPages {
		if !pager.More() {
			return all, nil
		}
		err := c.do(ctx, k, func(ctx context.Context) error {
			p, err := pager.NextPage(ctx)
			all = append(all, value(p)...)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	if pager.More() {
		return nil, explain(k, fmt.Errorf("the list has more than %d pages", maxPages), wire.Answer{})
	}
	return all, nil
}

func text[S ~string](s *S) string {
	if s == nil {
		return ""
	}
	return string(*s)
}

// plain is a name or an address from Azure, fit for a terminal.
func plain[S ~string](s *S) string { return tenant.Plain(text(s), maxName) }

func yes(b *bool) bool { return b != nil && *b }

func ptr[T any](v T) *T { return &v }

// some is a pointer to a text that is there, or nil.
func some(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
