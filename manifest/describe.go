package manifest

import (
	"fmt"
	"strings"

	"teamwright/manifest/jsondoc"
)

// Describe reads back from a package of Totara, its own download or one of ours,
// the [Input] that would give it again. Languages come with all their texts.
// What cannot be told is left empty; a package whose tabs are not Totara's is an
// error.
func Describe(p *Package) (Input, error) {
	s := subjectOf(p, func(problem) {})
	if s.root == nil {
		return Input{}, fmt.Errorf("the package has no manifest.json that can be read; judge it first")
	}
	in := Input{Site: siteOf(s)}
	if in.Site == "" {
		return Input{}, fmt.Errorf("no tab of the package leads to %s of a Totara site; give the package that Totara offers for download", plugin)
	}
	text := func(steps ...any) string { return s.at(steps...).text() }
	in.AppID, in.Version, in.PackageName, in.Schema = text("id"), text("version"), text("packageName"), text("manifestVersion")
	in.ShortName, in.FullName = text("name", "short"), text("name", "full")
	in.ShortDescription, in.FullDescription = text("description", "short"), text("description", "full")
	in.AccentColor = text("accentColor")
	in.DeveloperName, in.MPNID = text("developer", "name"), text("developer", "mpnId")
	for name, link := range map[string]*string{"websiteUrl": &in.Website, "privacyUrl": &in.Privacy, "termsOfUseUrl": &in.Terms} {
		// The site's own address stands for an empty answer.
		if address := text("developer", name); strings.TrimRight(address, "/") != in.Site {
			*link = address
		}
	}
	in.SSO = s.at("webApplicationInfo").node != nil
	in.SSOAppID, in.Resource = text("webApplicationInfo", "id"), text("webApplicationInfo", "resource")
	in.Bot, in.MessagingExtension = len(s.each("bots")) > 0, len(s.each("composeExtensions")) > 0
	if in.BotID = text("bots", 0, "botId"); in.BotID == "" {
		in.BotID = text("composeExtensions", 0, "botId")
	}
	tabs := map[string]int{}
	for i, tab := range s.each("staticTabs") {
		tabs[tab.get("entityId").text()] = i + 1
	}
	in.NoCurrentLearning, in.NoLibrary = tabs["mylearning"] == 0, tabs["library"] == 0
	in.Color, _ = p.File(text("icons", "color"))
	in.Outline, _ = p.File(text("icons", "outline"))
	if in.Language = text("localizationInfo", "defaultLanguageTag"); in.Language != "" {
		in.Languages = map[string]Translation{}
	}
	for _, l := range s.languages {
		in.Languages[l.tag] = translationOf(l.root, tabs)
	}
	return in, nil
}

// siteOf is what stands before the plugin's own path, the site's folder
// included.
func siteOf(s *subject) string {
	for _, tab := range s.tabs() {
		if site, _, found := strings.Cut(tab.text(), plugin+"/"); found && isHTTPS(site) {
			return site
		}
	}
	return ""
}

// translationOf reads a language file back; tabs counts entity ids from 1.
func translationOf(root *jsondoc.Node, tabs map[string]int) Translation {
	text := func(key string) string { return root.Get(key).Str() }
	tab := func(id string) string {
		if tabs[id] == 0 {
			return ""
		}
		return text(fmt.Sprintf("staticTabs[%d].name", tabs[id]-1))
	}
	command := func(i int) string {
		return text(fmt.Sprintf("bots[0].commandLists[0].commands[%d].description", i))
	}
	const search = "composeExtensions[0].commands[0]."
	return Translation{
		ShortName: text("name.short"), FullName: text("name.full"),
		ShortDescription: text("description.short"), FullDescription: text("description.full"),
		Catalog: tab("catalog"), CurrentLearning: tab("mylearning"), Library: tab("library"), Help: tab("help"),
		BotHelp: command(0), BotSignIn: command(1), BotSignOut: command(2),
		Search: text(search + "title"), SearchDescription: text(search + "description"),
		SearchTerm: text(search + "parameters[0].title"), SearchTermDescription: text(search + "parameters[0].description"),
	}
}
