package page

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

const skeleton = `<!DOCTYPE html><html><head><title id="title"></title></head><body><h1 id="head">x</h1><p id="gone">y</p><table><tbody id="rows"></tbody></table></body></html>`

func TestTextStaysText(t *testing.T) {
	t.Parallel()
	const evil = `</title></td><script>alert("1")</script>&amp;'`
	p, err := Parse(skeleton)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		p.Put("title", evil), p.Put("head", evil),
		p.Put("rows", []*html.Node{El("tr", El("td", Attr{"class", `" onclick="x`}, evil, 7))}),
		p.Drop("gone"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	var b strings.Builder
	if err := p.Render(&b); err != nil {
		t.Fatal(err)
	}
	again, err := html.Parse(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	texts, scripts := 0, 0
	for n := range again.Descendants() {
		switch {
		case n.Type == html.ElementNode && n.Data == "script", n.Type == html.ElementNode && n.Data == "p":
			scripts++
		case n.Type == html.TextNode && strings.HasPrefix(n.Data, evil):
			texts++
		}
		for _, a := range n.Attr {
			if a.Key == "onclick" {
				scripts++
			}
		}
	}
	if texts != 3 || scripts != 0 {
		t.Errorf("%d texts of 3, %d strangers in\n%s", texts, scripts, b.String())
	}
}

func TestUnknownElement(t *testing.T) {
	t.Parallel()
	p, err := Parse(skeleton)
	if err != nil {
		t.Fatal(err)
	}
	if p.Put("nowhere", "x") == nil || p.Drop("nowhere") == nil {
		t.Error("an element that is not there is filled")
	}
}
