package graph

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"teamwright/steps/wire"
)

// maxPages bounds how far a list is followed; at Graph's 100 a page this is
// more than any list that is asked for here.
const maxPages = 50

// page is one page of a list, as every collection of the SDK gives it.
type page[T any] interface {
	GetValue() []T
	GetOdataNextLink() *string
}

// pages reads a whole list. get is called with "" for the first page.
func pages[T any](ctx context.Context, c *Client, k call, get func(ctx context.Context, next string) (page[T], error)) ([]T, error) {
	var all []T
	next := ""
	for range maxPages {
		err := c.do(ctx, k, func(ctx context.Context) error {
			p, err := get(ctx, next)
			if err != nil {
				return err
			}
			if p == nil {
				return errEmpty
			}
			all = append(all, p.GetValue()...)
			next, err = c.nextLink(text(p.GetOdataNextLink()))
			return err
		})
		if err != nil || next == "" {
			return all, err
		}
	}
	return nil, explain(k, fmt.Errorf("the list has more than %d pages", maxPages), wire.Answer{})
}

// nextLink lets only a link to the same Graph through: it is followed with the
// person's token.
func (c *Client) nextLink(link string) (string, error) {
	if link == "" {
		return "", nil
	}
	u, err := url.Parse(link)
	if err != nil || u.User != nil || u.Scheme+"://"+u.Host != c.cloud.Graph {
		return "", errors.New("the list goes on at an address that is not Microsoft Graph")
	}
	return link, nil
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func yes(b *bool) bool { return b != nil && *b }

func ptr[T any](v T) *T { return &v }
