package answers

import (
	"fmt"
	"slices"

	"teamwright/manifest/schema"
)

// Part is a part of the work that needs answers of its own. The first five are
// what setup --only takes.
type Part string

// The parts of the work.
const (
	PartEntra       Part = "entra"       // the single sign-on application
	PartBot         Part = "bot"         // the bot's application and the Azure Bot
	PartCatalog     Part = "catalog"     // the organisation's app catalogue
	PartTotara      Part = "totara"      // Totara's own settings
	PartConnect     Part = "connect"     // Totara Connect
	PartMobileFlows Part = "mobileflows" // Workspace ONE Mobile Flows
	PartBranding    Part = "branding"    // what the manifest says about the app
	PartPackage     Part = "package"     // the package from the answers alone: branding and ids
)

// SetupParts are the parts of a whole set-up.
func SetupParts() []Part {
	return []Part{PartEntra, PartBranding, PartBot, PartCatalog, PartTotara, PartConnect}
}

// need is a key that a part cannot do without.
type need struct {
	key  string
	why  string // completes "is missing: …"
	part Part
	when func(Answers) bool // nil: always
}

func needs() []need {
	sso := func(a Answers) bool { return a.SSO.Enabled }
	bot := func(a Answers) bool { return a.Bot.Needed() }
	exec := func(a Answers) bool { return a.Totara.Via == ViaExec }
	flows := func(a Answers) bool { return a.MobileFlows.Enabled }
	packageName := func(a Answers) bool {
		v, err := schema.ParseVersion(a.App.Manifest)
		return err == nil && v.HasPackageName()
	}
	server := func(a Answers) bool { return a.Connect.Role == RoleServer }

	return []need{
		{"site", "every address is made from it", "", nil},
		{"tenant", "sign-in is pinned to it", PartEntra, nil},
		{"app.short_name", "the application is named after it", PartEntra, nil},
		{"sso.audience", "it has no default: it decides whose accounts may sign in", PartEntra, sso},
		{"app.icon", "the application's logo is made from it", PartEntra, nil},

		{"app.short_name", "Teams shows it below the icon", PartBranding, nil},
		{"app.short_description", "Teams and Totara demand it", PartBranding, nil},
		{"app.full_description", "Teams and Totara demand it", PartBranding, nil},
		{"app.package_name", "Totara demands it", PartBranding, packageName},
		{"app.icon", "both icons are made from it", PartBranding, nil},
		{"publisher.name", "Teams and Totara demand it", PartBranding, nil},

		{"ids.app", "setup writes it, or you do when the application exists", PartPackage, nil},
		{"ids.bot", "setup writes it, or you do when the bot's application exists", PartPackage, bot},

		{"tenant", "sign-in is pinned to it", PartBot, bot},
		{"app.short_name", "the bot's application is named after it", PartBot, bot},
		{"bot.handle", "the Azure Bot is named so", PartBot, bot},
		{"bot.resource_group", "the Azure Bot lives in it", PartBot, bot},

		{"tenant", "sign-in is pinned to it", PartCatalog, func(a Answers) bool { return a.Publish.Enabled }},

		{"totara.command", "totara.via is exec", PartTotara, exec},
		{"totara.config", "totara.via is exec", PartTotara, exec},
		{"totara.command", "totara.via is exec", PartConnect, func(a Answers) bool { return exec(a) && a.Connect.Role != RoleNone }},
		{"totara.config", "totara.via is exec", PartConnect, func(a Answers) bool { return exec(a) && a.Connect.Role != RoleNone }},
		{"connect.clients", "a Connect server without clients has nothing to do", PartConnect, server},

		{"tenant", "sign-in is pinned to it", PartMobileFlows, flows},
		{"mobileflows.access", "redirect and logout addresses are made from it", PartMobileFlows, flows},
	}
}

// Missing names what the parts still need, all at once and each key once, in the
// order of the table: its key, its flag and variable where it has them, and a
// value that would do. Parts that are switched off in the answers need nothing.
// No parts means a whole set-up.
func (a Answers) Missing(parts ...Part) []Problem {
	if len(parts) == 0 {
		parts = SetupParts()
	}
	if slices.Contains(parts, PartPackage) {
		parts = append(slices.Clone(parts), PartBranding)
	}
	why := map[string]string{}
	for _, n := range needs() {
		if n.part != "" && !slices.Contains(parts, n.part) || n.when != nil && !n.when(a) {
			continue
		}
		if _, twice := why[n.key]; !twice && emptyValue(a.Value(n.key)) {
			why[n.key] = n.why
		}
	}
	var problems []Problem
	for _, k := range table() {
		if reason, ok := why[k.Name]; ok {
			problems = append(problems, Problem{Key: k.Name, Wrong: "is missing: " + reason, Right: a.howToGive(k)})
		}
	}
	return problems
}

// howToGive says how a missing answer is given.
func (a Answers) howToGive(k Key) string {
	example := a.Derive(k.Name)
	if example == "" {
		example = sample(k)
	}
	how := fmt.Sprintf("add %s: %s to the answers file", k.Name, example)
	if k.Flag != "" {
		how += fmt.Sprintf(", or use %s or %s", k.Flag, k.Variable())
	}
	return how
}

// sample is a value that shows what a key takes.
func sample(k Key) string {
	switch k.Name {
	case "site":
		return "https://learn.example.org"
	case "tenant":
		return "contoso.onmicrosoft.com"
	case "app.icon":
		return "logo.png"
	case "publisher.name":
		return "Example Ltd"
	case "ids.app", "ids.bot":
		return "GUID"
	case "totara.command":
		return "[ssh, lms, sudo, -u, www-data, php]"
	case "totara.config":
		return "/var/www/totara/config.php"
	case "connect.clients":
		return "[{name: Partner site, profile: partner.yaml}]"
	case "mobileflows.access":
		return "https://access.example.org"
	case "sso.audience":
		return AudienceSingle + " or " + AudienceMultitenant
	}
	return "…"
}

func emptyValue(v any) bool {
	switch v := v.(type) {
	case string:
		return v == ""
	case []string:
		return len(v) == 0
	case []ConnectClient:
		return len(v) == 0
	}
	return false
}
