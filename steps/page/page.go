// Package page fills HTML pages.
//
// A page begins as a skeleton, and elements are put into it by their id. What
// is put in as text stays text, whatever a site or a tenant wrote into it: no
// page of ours is made by joining strings.
//
// Templates of the standard library would do the same, but they reach methods
// by name, and a program in which anything does that has to carry every method
// of every type, Microsoft's whole Graph SDK with it.
//
//	p, err := page.Parse(skeleton)
//	err = p.Put("rows", page.El("tr", page.El("td", site)))
//	err = p.Render(w)
package page

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Page is a page that is being filled.
type Page struct{ root *html.Node }

// Attr is an attribute of an element.
type Attr struct{ Key, Value string }

// Parse reads a skeleton: a whole document.
func Parse(skeleton string) (*Page, error) {
	root, err := html.Parse(strings.NewReader(skeleton))
	if err != nil {
		return nil, err
	}
	return &Page{root}, nil
}

// El is an element. Inside it go texts, elements, lists of elements, and the
// attributes that it has; nil is nothing.
func El(tag string, inside ...any) *html.Node {
	n := &html.Node{Type: html.ElementNode, Data: tag}
	fill(n, inside)
	return n
}

func fill(n *html.Node, inside []any) {
	for _, x := range inside {
		switch x := x.(type) {
		case string:
			n.AppendChild(&html.Node{Type: html.TextNode, Data: x})
		case *html.Node:
			if x != nil {
				n.AppendChild(x)
			}
		case []*html.Node:
			for _, one := range x {
				n.AppendChild(one)
			}
		case Attr:
			n.Attr = append(n.Attr, html.Attribute{Key: x.Key, Val: x.Value})
		default:
			n.AppendChild(&html.Node{Type: html.TextNode, Data: fmt.Sprint(x)})
		}
	}
}

// Put puts this in the place of what the element with an id holds. The id has
// done its work and goes.
func (p *Page) Put(id string, inside ...any) error {
	n := find(p.root, id)
	if n == nil {
		return fmt.Errorf("the page has no element %q", id)
	}
	for n.FirstChild != nil {
		n.RemoveChild(n.FirstChild)
	}
	n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "id" })
	fill(n, inside)
	return nil
}

// Drop takes the element with an id out of the page.
func (p *Page) Drop(id string) error {
	n := find(p.root, id)
	if n == nil {
		return fmt.Errorf("the page has no element %q", id)
	}
	n.Parent.RemoveChild(n)
	return nil
}

// Render writes the page.
func (p *Page) Render(w io.Writer) error { return html.Render(w, p.root) }

func find(n *html.Node, id string) *html.Node {
	for _, a := range n.Attr {
		if a.Key == "id" && a.Val == id {
			return n
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if found := find(c, id); found != nil {
			return found
		}
	}
	return nil
}
