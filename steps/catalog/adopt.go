package catalog

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"teamwright/manifest"
	"teamwright/steps/answers"
)

// foreign is what is taken from somebody's manifest.
type foreign struct {
	ManifestVersion, Version, ID, PackageName, AccentColor string
	Name                                                   struct{ Short, Full string }
	Description                                            struct{ Short, Full string }
	Developer                                              struct{ Name, WebsiteURL, PrivacyURL, TermsOfUseURL, MpnID string }
	WebApplicationInfo                                     *struct{ ID, Resource string }
	ConfigurableTabs                                       []struct{ ConfigurationURL string }
	StaticTabs                                             []struct{ ContentURL string }
	Bots                                                   []struct{ BotID string }
	ComposeExtensions                                      []struct{ BotID string }
}

// Adopted are the answers that an app package holds. Values that the answers
// could not hold are left out and named in left.
func Adopted(p *manifest.Package) (settings []answers.Setting, left []string, err error) {
	data, ok := p.File(manifest.ManifestFile)
	if !ok {
		return nil, nil, errors.New("the package has no manifest.json: validate says more")
	}
	var m foreign
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, nil, errors.New("the package's manifest.json cannot be read: validate says more")
	}
	site := m.site()
	if site == "" {
		return nil, nil, errors.New("no tab of the package leads to a Totara site (…/totara/msteams/tabs/…), so the site is not known")
	}
	own := func(link string) string {
		if strings.TrimSuffix(link, "/") == site {
			return ""
		}
		return link
	}
	bot := m.botID()
	list := []answers.Setting{
		{Key: "site", Value: site},
		{Key: "ids.app", Value: strings.ToLower(m.ID)},
		{Key: "ids.bot", Value: strings.ToLower(bot)},
		{Key: "app.short_name", Value: m.Name.Short},
		{Key: "app.full_name", Value: m.Name.Full},
		{Key: "app.short_description", Value: m.Description.Short},
		{Key: "app.full_description", Value: m.Description.Full},
		{Key: "app.package_name", Value: m.PackageName},
		{Key: "app.version", Value: m.Version},
		{Key: "app.manifest", Value: m.ManifestVersion},
		{Key: "app.accent_color", Value: m.AccentColor},
		{Key: "publisher.name", Value: m.Developer.Name},
		{Key: "publisher.website", Value: own(m.Developer.WebsiteURL)},
		{Key: "publisher.privacy", Value: own(m.Developer.PrivacyURL)},
		{Key: "publisher.terms", Value: own(m.Developer.TermsOfUseURL)},
		{Key: "publisher.mpn_id", Value: m.Developer.MpnID},
	}
	for _, s := range list {
		text, _ := s.Value.(string)
		switch {
		case text == "":
		case answers.CheckValue(s.Key, text) != nil:
			left = append(left, fmt.Sprintf("%s: %v", s.Key, answers.CheckValue(s.Key, text)))
		default:
			settings = append(settings, s)
		}
	}
	settings = append(settings,
		answers.Setting{Key: "sso.enabled", Value: m.WebApplicationInfo != nil},
		answers.Setting{Key: "bot.enabled", Value: len(m.Bots) > 0},
		answers.Setting{Key: "bot.messaging_extension", Value: len(m.ComposeExtensions) > 0})
	return settings, left, nil
}

// site is what stands before the plugin's own path in the first tab that has
// it.
func (m foreign) site() string {
	var urls []string
	for _, t := range m.ConfigurableTabs {
		urls = append(urls, t.ConfigurationURL)
	}
	for _, t := range m.StaticTabs {
		urls = append(urls, t.ContentURL)
	}
	i := slices.IndexFunc(urls, func(u string) bool { return strings.Contains(u, "/totara/msteams/tabs/") })
	if i < 0 {
		return ""
	}
	site, _, _ := strings.Cut(urls[i], "/totara/msteams/tabs/")
	return site
}

func (m foreign) botID() string {
	for _, b := range m.Bots {
		return b.BotID
	}
	for _, c := range m.ComposeExtensions {
		return c.BotID
	}
	return ""
}
