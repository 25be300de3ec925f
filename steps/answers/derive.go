package answers

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"teamwright/manifest"
)

// Derive is the best guess for key that can be made from the site's address and
// the other answers: a default for a form to show, never applied unasked. It is
// empty where nothing can be guessed. Every guess passes [CheckValue].
func (a Answers) Derive(key string) string {
	guess := a.guess(key)
	if guess == "" || CheckValue(key, guess) != nil {
		return ""
	}
	return guess
}

func (a Answers) guess(key string) string {
	switch key {
	case "app.short_description":
		return manifest.StockShortDescription
	case "app.full_description":
		return manifest.StockFullDescription
	case "bot.display_name":
		return a.App.ShortName
	}
	u, err := url.Parse(a.Site)
	if a.Site == "" || err != nil || u.Hostname() == "" {
		return ""
	}
	if _, err := netip.ParseAddr(u.Hostname()); err == nil {
		return ""
	}
	labels := strings.Split(strings.ToLower(u.Hostname()), ".")
	site, owner := nameParts(labels)
	switch key {
	case "app.short_name":
		return fit(30, title(owner), title(site))
	case "app.full_name":
		return fit(100, title(owner), "Learning Platform")
	case "app.package_name":
		reversed := slices.Clone(labels)
		slices.Reverse(reversed)
		return strings.Join(append(reversed, "teams"), ".")
	case "publisher.name":
		return fit(32, title(owner))
	case "bot.handle":
		return cut(strings.Trim(owner+"-"+site, "-"), 64)
	case "bot.resource_group":
		name := site
		if name == "" {
			name = owner
		}
		return cut("rg-"+name, 90)
	}
	return ""
}

// nameParts takes the label of the site and the label of its owner from a host:
// learn.example.org gives learn and example. www says nothing, and neither does a
// second-level registry such as co.uk.
func nameParts(labels []string) (site, owner string) {
	labels = slices.Clone(labels)
	if len(labels) > 1 {
		tld := labels[len(labels)-1]
		labels = labels[:len(labels)-1]
		registries := []string{"ac", "co", "com", "edu", "gov", "govt", "gv", "mil", "ne", "net", "nhs", "or", "org", "sch"}
		if len(labels) > 1 && len(tld) == 2 && slices.Contains(registries, labels[len(labels)-1]) {
			labels = labels[:len(labels)-1]
		}
	}
	owner = labels[len(labels)-1]
	if len(labels) > 1 && labels[0] != "www" {
		site = labels[0]
	}
	return site, owner
}

// title writes a label of a host as a name: example-learn becomes Example Learn.
func title(label string) string {
	words := strings.FieldsFunc(label, func(r rune) bool { return r == '-' || r == '_' })
	for i, w := range words {
		if r, size := utf8.DecodeRuneInString(w); size > 0 {
			words[i] = string(unicode.ToUpper(r)) + w[size:]
		}
	}
	return strings.Join(words, " ")
}

// fit joins as many of the words as the limit of UTF-16 units allows.
func fit(limit int, words ...string) string {
	text := ""
	for _, w := range words {
		next := strings.TrimSpace(text + " " + w)
		if manifest.UTF16Len(next) > limit {
			break
		}
		text = next
	}
	return text
}

// cut shortens ASCII text to at most limit bytes.
func cut(s string, limit int) string {
	if len(s) > limit {
		s = strings.TrimRight(s[:limit], "-.")
	}
	return s
}
