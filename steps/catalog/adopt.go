package catalog

import (
	"fmt"
	"strings"

	"teamwright/manifest"
	"teamwright/steps/answers"
)

// Adopted are the answers that an app package holds, Totara's own download or
// one of ours. Values that the answers could not hold are left out and named
// in left.
func Adopted(p *manifest.Package) (settings []answers.Setting, left []string, err error) {
	in, err := manifest.Describe(p)
	if err != nil {
		return nil, nil, err
	}
	texts := []answers.Setting{
		{Key: "site", Value: in.Site},
		{Key: "ids.app", Value: strings.ToLower(in.AppID)},
		{Key: "ids.bot", Value: strings.ToLower(in.BotID)},
		{Key: "app.short_name", Value: in.ShortName},
		{Key: "app.full_name", Value: in.FullName},
		{Key: "app.short_description", Value: in.ShortDescription},
		{Key: "app.full_description", Value: in.FullDescription},
		{Key: "app.package_name", Value: in.PackageName},
		{Key: "app.version", Value: in.Version},
		{Key: "app.manifest", Value: in.Schema},
		{Key: "app.accent_color", Value: in.AccentColor},
		{Key: "publisher.name", Value: in.DeveloperName},
		{Key: "publisher.website", Value: in.Website},
		{Key: "publisher.privacy", Value: in.Privacy},
		{Key: "publisher.terms", Value: in.Terms},
		{Key: "publisher.mpn_id", Value: in.MPNID},
	}
	for _, s := range texts {
		text, _ := s.Value.(string)
		if text == "" {
			continue
		}
		if err := answers.CheckValue(s.Key, text); err != nil {
			left = append(left, err.Error())
			continue
		}
		settings = append(settings, s)
	}
	for tag := range in.Languages {
		left = append(left, fmt.Sprintf("the texts in %s: write them into a file and name it under app.languages", tag))
	}
	return append(settings,
		answers.Setting{Key: "sso.enabled", Value: in.SSO},
		answers.Setting{Key: "bot.enabled", Value: in.Bot},
		answers.Setting{Key: "bot.messaging_extension", Value: in.MessagingExtension}), left, nil
}
