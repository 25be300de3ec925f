package totara

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"net/url"
)

// object is a JSON object; readers of manifests do not care for the order of its
// keys.
type object = map[string]any

// packed are the files of the app package that Totara itself makes, base64.
func (s *Site) packed() (any, error) {
	text, err := json.MarshalIndent(s.manifest(), "", "    ")
	if err != nil {
		return nil, err
	}
	files := object{"manifest.json": encode(text)}
	for name, side := range map[string]int{"color": 192, "outline": 32} {
		content := s.data.Icons[name]
		if len(content) == 0 {
			if content, err = stock(side); err != nil {
				return nil, err
			}
		}
		files[name+".png"] = encode(content)
	}
	return files, nil
}

// stock stands in for the picture that Totara ships: a square of one colour,
// or a transparent one with a white dot.
func stock(side int) ([]byte, error) {
	img := image.NewNRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			switch {
			case side > 100:
				img.Set(x, y, color.NRGBA{0x99, 0xac, 0x3a, 0xff})
			case x > 8 && x < 24 && y > 8 && y < 24:
				img.Set(x, y, color.White)
			}
		}
	}
	var b bytes.Buffer
	err := png.Encode(&b, img)
	return b.Bytes(), err
}

// manifest is what Totara 17.3 generates: schema 1.5, one configurable tab,
// static tabs, bot and extension where they are on.
func (s *Site) manifest() object {
	root := s.options.WWWRoot
	at := func(path string) string { return root + path }
	link := func(name string) string {
		if v := s.value(name); v != "" {
			return v
		}
		return root
	}
	host := ""
	if u, err := url.Parse(root); err == nil {
		host = u.Hostname()
	}
	developer := object{"name": s.value("publishername"), "websiteUrl": link("publisherwebsite"), "privacyUrl": link("privacypolicy"), "termsOfUseUrl": link("termsofuse")}
	if id := s.plugin("publisher_mpnid"); id != "" {
		developer["mpnId"] = id
	}
	m := object{
		"$schema":         "https://developer.microsoft.com/en-us/json-schemas/teams/v1.5/MicrosoftTeams.schema.json",
		"manifestVersion": "1.5", "version": s.plugin("manifest_app_version"), "id": s.plugin("manifest_app_id"),
		"packageName": s.plugin("manifest_app_package_name"), "developer": developer,
		"icons":       object{"color": "color.png", "outline": "outline.png"},
		"name":        object{"short": s.plugin("manifest_app_name"), "full": s.plugin("manifest_app_fullname")},
		"description": object{"short": s.plugin("manifest_app_description"), "full": s.plugin("manifest_app_fulldescription")},
		"accentColor": s.plugin("manifest_app_accent_color"), "permissions": []string{"identity", "messageTeamMembers"},
		"validDomains":     []string{host, "token.botframework.com"},
		"configurableTabs": []object{{"configurationUrl": at("/totara/msteams/tabs/config.php"), "canUpdateConfiguration": true, "scopes": []string{"team"}}},
		"staticTabs": []object{
			tab("catalog", "Find learning", at("/totara/msteams/tabs/catalog.php"), at("/totara/catalog/index.php")),
			tab("mylearning", "Current learning", at("/totara/msteams/tabs/mylearning.php"), at("/totara/msteams/tabs/mylearning.php?redirect=1")),
			tab("library", "Library", at("/totara/msteams/tabs/contributions.php"), at("/totara/engage/your_resources.php")),
			tab("help", "Help", at("/totara/msteams/tabs/help.php"), at("/totara/msteams/help.php")),
		},
	}
	if status, _ := s.judgeService(); status == pass {
		m["webApplicationInfo"] = object{"id": s.plugin("sso_app_id"), "resource": s.plugin("sso_scope")}
	}
	if !empty(s.plugin("bot_feature_enabled")) {
		m["bots"] = []object{{"botId": s.plugin("bot_app_id"), "needsChannelSelector": false, "isNotificationOnly": false, "scopes": []string{"personal"}}}
	}
	if !empty(s.plugin("messaging_extension_enabled")) {
		m["composeExtensions"] = []object{{
			"botId": s.plugin("bot_app_id"), "canUpdateConfiguration": false,
			"commands": []object{{
				"id": "searchCommand", "context": []string{"compose", "commandBox"}, "title": "Search", "description": "Search the catalogue",
				"type": "query", "initialRun": true,
				"parameters": []object{{"name": "search", "title": "Search", "description": "What to look for", "inputType": "text"}},
			}},
		}}
	}
	return m
}

func tab(id, name, content, website string) object {
	return object{"entityId": id, "name": name, "contentUrl": content, "websiteUrl": website, "scopes": []string{"personal"}}
}
