package manifest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"teamwright/manifest/jsondoc"
	"teamwright/manifest/schema"
)

// manifestFixer mends the tree of a manifest.
type manifestFixer struct {
	*fixer
	root *jsondoc.Node
}

func (m manifestFixer) did(code, target, done string, values ...any) {
	m.note(code, ManifestFile, target, done, values...)
}

func (m manifestFixer) mend() {
	m.version()
	m.identity()
	m.scopes()
	m.tabs()
	m.domains()
}

// declared is the version of the manifest, when it is a known one.
func (m manifestFixer) declared() (schema.Version, bool) {
	v, err := schema.ParseVersion(m.root.Get("manifestVersion").Str())
	return v, err == nil
}

// version makes $schema and manifestVersion agree. Where they differ,
// manifestVersion counts: it is what the service reads.
func (m manifestFixer) version() {
	named := versionIn(m.root.Get("$schema").Str())
	if _, there := m.root.Member("manifestVersion"); !there {
		if _, err := schema.ParseVersion(named); err == nil {
			m.root.SetFirst("manifestVersion", jsondoc.NewString(named))
			m.did("Serialization_ManifestVersionPropertyMissing", "manifestVersion", "wrote %s, as $schema says", named)
		}
	}
	v, known := m.declared()
	if !known {
		return
	}
	switch {
	case m.root.Get("$schema").Str() == "":
		m.root.SetFirst("$schema", jsondoc.NewString(v.ManifestURL()))
		m.did("CommonSchemaUrlIsRequiredField", "$schema", "added the address of the schema")
	case named != "" && named != v.String():
		m.root.Set("$schema", jsondoc.NewString(v.ManifestURL()))
		m.did("schema-url-version-differs", "$schema", "named version %s, as manifestVersion does", v)
	}
	if _, there := m.root.Member("packageName"); there && !v.HasPackageName() {
		m.root.Remove("packageName")
		m.did("SchemaError_AdditionalProperties", "packageName", "removed it; %s does not know it", v)
	}
}

var (
	shortVersion = regexp.MustCompile(`^[1-9][0-9]{0,4}(\.[0-9]{1,5})?$`)
	shortColor   = regexp.MustCompile(`^#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})$`)
)

// identity mends forms that can mean only one value.
func (m manifestFixer) identity() {
	if s := m.root.Get("version").Str(); shortVersion.MatchString(s) {
		full := s + strings.Repeat(".0", 2-strings.Count(s, "."))
		m.root.Set("version", jsondoc.NewString(full))
		m.did("VersionContainsOnlyNumbersDotSeparated", "version", "wrote %s", full)
	}
	m.guid(m.root, "id", "id", "CommonAppIdIsNotGuid")
	for i, bot := range m.root.Get("bots").Elements() {
		m.guid(bot, "botId", fmt.Sprintf("bots[%d].botId", i), "BotIdIsNotGuid")
	}
	for i, extension := range m.root.Get("composeExtensions").Elements() {
		m.guid(extension, "botId", fmt.Sprintf("composeExtensions[%d].botId", i), "BotBasedComposeExtensionBotIdNotGuid")
	}
	m.guid(m.root.Get("webApplicationInfo"), "id", "webApplicationInfo.id", "SchemaError_Pattern")
	color := m.root.Get("accentColor").Str()
	if full := "#" + strings.TrimPrefix(color, "#"); shortColor.MatchString(color) && full != color || len(color) == 4 && shortColor.MatchString(color) {
		if len(full) == 4 {
			full = fmt.Sprintf("#%c%c%c%c%c%c", full[1], full[1], full[2], full[2], full[3], full[3])
		}
		m.root.Set("accentColor", jsondoc.NewString(full))
		m.did("SchemaError_Pattern", "accentColor", "wrote %s", full)
	}
}

// guid takes braces and spaces off an id.
func (m manifestFixer) guid(parent *jsondoc.Node, key, target, code string) {
	s := parent.Get(key).Str()
	if bare := strings.Trim(s, "{} \t"); bare != s && guid.MatchString(bare) {
		parent.Set(key, jsondoc.NewString(bare))
		m.did(code, target, "took the braces off")
	}
}

// scopes spells groupChat as the version does, and declares channel features.
func (m manifestFixer) scopes() {
	v, known := m.declared()
	if !known {
		return
	}
	if v >= 17 {
		visit(m.root, func(target, key string, n *jsondoc.Node) {
			if key == "scopes" && n.Kind == jsondoc.String && n.Text == "groupchat" {
				n.Text = v.GroupChat()
				m.did("SchemaError_Enum", schema.Printable(target), "spelled it groupChat, as %s does", v)
			}
		})
	}
	s := &subject{root: m.root, version: v, known: true}
	if _, there := m.root.Member("supportsChannelFeatures"); !there && v.NeedsChannelFeatures() && teamScope(s) {
		m.root.Set("supportsChannelFeatures", jsondoc.NewString("tier1"))
		m.did("channel-features-undeclared", "supportsChannelFeatures", "added tier1")
	}
}

// tabs takes the names off reserved tabs, and the loading indicator off pages of
// Totara, which never say that they are ready.
func (m manifestFixer) tabs() {
	s := &subject{root: m.root}
	for i, tab := range s.each("staticTabs") {
		if _, named := tab.node.Member("name"); named && reservedTab(tab) {
			tab.node.Remove("name")
			m.did("ReservedStaticTabNameShouldBeNull", fmt.Sprintf("staticTabs[%d].name", i), "removed the name")
		}
	}
	totara := slices.ContainsFunc(s.tabs(), func(at spot) bool { return strings.Contains(at.text(), plugin+"/") })
	if m.root.Get("showLoadingIndicator").True() && totara {
		m.root.Set("showLoadingIndicator", &jsondoc.Node{Kind: jsondoc.Bool, Text: "false"})
		m.did("loading-indicator-on", "showLoadingIndicator", "wrote false")
	}
	if totara && len(s.each("bots")) > 0 && !covered(s, tokenHost) {
		m.addDomain(tokenHost, "bot-token-host-missing")
	}
}

// domains leaves host names, and adds the hosts of the tabs.
func (m manifestFixer) domains() {
	s := &subject{root: m.root}
	hosts := s.each("validDomains")
	for _, extension := range s.each("composeExtensions") {
		for _, handler := range extension.get("messageHandlers").list() {
			hosts = append(hosts, handler.get("value").get("domains").list()...)
		}
	}
	for _, at := range hosts {
		host := bareHost(at.text())
		if strings.ContainsAny(at.text(), "/\\?#@") && host != "" && !strings.ContainsAny(host, " *") {
			at.node.Text = host
			code := "ValidDomainsContainsUrl"
			if strings.HasPrefix(at.target, "composeExtensions") {
				code = "handler-domain-is-url"
			}
			m.did(code, at.target, "wrote %s", host)
		}
	}
	for _, tab := range s.each("staticTabs") {
		if host := hostOf(tab.get("contentUrl").text()); isHTTPS(tab.get("contentUrl").text()) && !covered(s, host) && !tooWide(host) {
			m.addDomain(host, "tab-host-not-in-validDomains")
		}
	}
}

func (m manifestFixer) addDomain(host, code string) {
	list := m.root.Get("validDomains")
	if list == nil {
		list = &jsondoc.Node{Kind: jsondoc.Array}
		m.root.Set("validDomains", list)
	}
	if list.Kind != jsondoc.Array {
		return
	}
	list.Items = append(list.Items, jsondoc.NewString(host))
	m.did(code, "validDomains", "added %s", schema.Printable(host))
}
