package manifest

import (
	"teamwright/manifest/schema"
)

// Rule is one thing that Teams asks of a package beyond its schema, or that an
// admin had better know.
type Rule struct {
	// Code is Microsoft's own where the publishing service has one, else one of
	// ours in small letters.
	Code     string   `json:"code"`
	Severity Severity `json:"severity"`
	// Target is where the rule usually points.
	Target string `json:"target"`
	// Asks is the rule in one sentence, Fix the cure, Source where it stands.
	Asks   string `json:"asks"`
	Fix    string `json:"fix"`
	Source string `json:"source"`

	// check reports every place that breaks the rule. It is nil for a rule that
	// is judged while the package is read.
	check func(*subject, reporter)
}

// reporter notes one place that breaks the rule at hand, with one sentence that
// says how.
type reporter func(at spot, message string, more ...detail)

// detail changes what the rule says in general.
type detail func(*Finding)

// cure replaces the rule's cure by one that knows the value.
func cure(fix string) detail { return func(f *Finding) { f.Fix = fix } }

// only lowers the finding to advice.
func only(advice bool) detail {
	return func(f *Finding) {
		if advice {
			f.Severity = Warning
		}
	}
}

// value is what was found, where the place itself does not say it.
func value(v string) detail { return func(f *Finding) { f.Value = schema.Printable(v) } }

// Rules lists every rule, in the order in which the groups are judged. What the
// schemas demand comes on top, with codes that begin with "SchemaError_".
func Rules() []Rule {
	var all []Rule
	for _, group := range [][]Rule{packageRules(), identityRules(), textRules(), addressRules(), signOnRules(), capabilityRules(), iconRules(), languageRules()} {
		all = append(all, group...)
	}
	return all
}

// Where the rules stand.
const (
	srcPublish   = "Microsoft Graph: teamsApp: publish, inner error codes"
	srcPackage   = "Teams platform: app package"
	srcReference = "Teams platform: app manifest reference"
	srcStore     = "Teams platform: Microsoft Teams Store validation guidelines"
	srcPortal    = "Teams Developer Portal: validation of app packages"
	srcTabs      = "Teams platform: tab requirements"
	srcChannels  = "Teams platform: apps for shared and private channels"
	srcLanguages = "Teams platform: localize your app"
	srcDefensive = "our own: readers of archives and of JSON disagree here"
	srcTotara    = "Totara Learn: Microsoft Teams integration"
)
