package totara

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"teamwright/steps"
	"teamwright/steps/answers"
)

// Names of settings as Totara's own code writes them: a name alone is one of
// the core, the others stand behind their component.
const (
	keyFeature     = "enabletotara_msteams"
	keyEmbedding   = "allowframembedding" // with one e, in Totara too
	keyCatalogue   = "catalogtype"
	keyImages      = "publishgridcatalogimage"
	keyCookies     = "cookiesecure"
	keyPublisher   = "publishername"
	keyWebsite     = "publisherwebsite"
	keyPrivacy     = "privacypolicy"
	keyTerms       = "termsofuse"
	keyAppID       = "totara_msteams/manifest_app_id"
	keyPackage     = "totara_msteams/manifest_app_package_name"
	keyIssuer      = "totara_msteams/oauth2_issuer"
	keySSOAppID    = "totara_msteams/sso_app_id"
	keyScope       = "totara_msteams/sso_scope"
	keyBot         = "totara_msteams/bot_feature_enabled"
	keyExtension   = "totara_msteams/messaging_extension_enabled"
	keyBotAppID    = "totara_msteams/bot_app_id"
	keyBotSecret   = "totara_msteams/bot_app_secret"
	keyVersion     = "totara_msteams/manifest_app_version"
	keyName        = "totara_msteams/manifest_app_name"
	keyFullName    = "totara_msteams/manifest_app_fullname"
	keyDescription = "totara_msteams/manifest_app_description"
	keyFullText    = "totara_msteams/manifest_app_fulldescription"
	keyColor       = "totara_msteams/manifest_app_icon_color"
	keyOutline     = "totara_msteams/manifest_app_icon_outline"
	keyAccent      = "totara_msteams/manifest_app_accent_color"
	keyPartner     = "totara_msteams/publisher_mpnid"

	// Not ours to set; rows speak of them.
	keyProxy         = "sslproxy"
	keyForceLogin    = "forcelogin"
	keyBlockedHosts  = "curlsecurityblockedhosts"
	keyAllowedPorts  = "curlsecurityallowedport"
	keyAutoLink      = "auth_oauth2/allowautolinkingexisting"
	keyAccountMaking = "auth_oauth2/allowaccountcreation"
)

// featureOn is Totara's value for a feature that is switched on; 3 is off.
const featureOn = "1"

// managed are the settings that a look reads.
func managed() []string {
	return []string{
		keyFeature, keyEmbedding, keyCatalogue, keyImages, keyCookies, keyPublisher, keyWebsite, keyPrivacy, keyTerms,
		keyAppID, keyPackage, keyIssuer, keySSOAppID, keyScope, keyBot, keyExtension, keyBotAppID,
		keyVersion, keyName, keyFullName, keyDescription, keyFullText, keyColor, keyOutline, keyAccent, keyPartner,
		keyProxy, keyForceLogin, keyBlockedHosts, keyAllowedPorts, keyAutoLink, keyAccountMaking,
	}
}

// wish is one setting as it shall be.
type wish struct {
	key   string
	value steps.Value[string]
	// fold compares without case: ids and colours.
	fold bool
}

// wishes are the settings that the answers ask for, in the order of Totara's
// pages. What the answers leave empty is not managed: a value that somebody
// entered in Totara stays.
func (t *Totara) wishes() []wish {
	a := t.Answers
	app, bot := t.appID(), t.botID()
	list := []wish{
		{key: keyFeature, value: steps.Known(featureOn)},
		{key: keyEmbedding, value: steps.Known("1")},
		{key: keyCookies, value: steps.Known("1")},
		{key: keyCatalogue, value: steps.Known("totara")},
	}
	if a.Totara.PublicImages {
		list = append(list, wish{key: keyImages, value: steps.Known("1")})
	}
	list = append(list,
		wish{key: keyAppID, value: app, fold: true},
		wish{key: keyPackage, value: filled(a.App.PackageName)})
	if a.SSO.Enabled {
		list = append(list,
			wish{key: keySSOAppID, value: app, fold: true},
			wish{key: keyScope, value: derived(app, a.Addresses().IdentifierURI), fold: true})
	} else {
		list = append(list, wish{key: keyIssuer, value: steps.Known("0")})
	}
	list = append(list,
		wish{key: keyBot, value: steps.Known(oneOrZero(a.Bot.Enabled))},
		wish{key: keyExtension, value: steps.Known(oneOrZero(a.Bot.MessagingExtension))})
	if a.Bot.Needed() {
		list = append(list, wish{key: keyBotAppID, value: bot, fold: true})
	}
	list = append(list,
		wish{key: keyVersion, value: t.version()},
		wish{key: keyName, value: filled(a.App.ShortName)},
		wish{key: keyFullName, value: filled(a.App.FullName)},
		wish{key: keyDescription, value: filled(a.App.ShortDescription)},
		wish{key: keyFullText, value: filled(a.App.FullDescription)},
		wish{key: keyAccent, value: filled(a.App.AccentColor), fold: true},
		wish{key: keyPublisher, value: filled(a.Publisher.Name)},
		wish{key: keyWebsite, value: filled(a.Publisher.Website)},
		wish{key: keyPrivacy, value: filled(a.Publisher.Privacy)},
		wish{key: keyTerms, value: filled(a.Publisher.Terms)},
		wish{key: keyPartner, value: filled(a.Publisher.MPNID)})
	return slices.DeleteFunc(list, func(w wish) bool { return w.value.Absent() })
}

// holds tells whether the setting is as wished.
func (w wish) holds(have setting) bool {
	want, known := w.value.Get()
	if !known {
		return false
	}
	got := lines(have.text())
	want = lines(want)
	switch {
	case want == "0" && got == "":
		return true
	case w.fold:
		return strings.EqualFold(got, want)
	}
	return got == want
}

// lines are line ends as one kind: a browser sends others than we do.
func lines(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }

// field is the change of a setting for the plan.
func (w wish) field(have setting) steps.Field {
	f := steps.Field{Path: w.key}
	if have.Value != nil {
		f.From = *have.Value
	}
	if by, ok := w.value.By(); ok {
		f.Unknown = by
		return f
	}
	f.To = w.value.Or("")
	return f
}

// filled is a wish that is absent when the answers are empty.
func filled(s string) steps.Value[string] {
	if s == "" {
		return steps.Value[string]{}
	}
	return steps.Known(s)
}

// derived makes one value from another.
func derived(v steps.Value[string], make func(string) string) steps.Value[string] {
	if s, ok := v.Get(); ok {
		return steps.Known(make(s))
	}
	return v
}

func oneOrZero(on bool) string {
	if on {
		return "1"
	}
	return "0"
}

// endpoints are the addresses of Microsoft's sign-in that the OAuth 2 service
// has to use. Totara's stock ones are those of /common, which an application
// of one tenant refuses (AADSTS50194).
func (t *Totara) endpoints() map[string]string {
	return endpoints(t.Answers, t.Authority)
}

func endpoints(a answers.Answers, authority string) map[string]string {
	authority = cmp.Or(authority, publicAuthority)
	base := fmt.Sprintf("%s/%s/oauth2/v2.0/", authority, audienceTenant(a))
	return map[string]string{"authorization_endpoint": base + "authorize", "token_endpoint": base + "token"}
}

// publicAuthority is the sign-in host of Microsoft's public cloud.
const publicAuthority = "https://login.microsoftonline.com"

// audienceTenant is the part of an endpoint that names who may sign in.
// Source: Microsoft identity platform, "OAuth 2.0 authorization code flow",
// parameter tenant.
func audienceTenant(a answers.Answers) string {
	switch a.SSO.Audience {
	case answers.AudienceSingle:
		return a.Tenant
	case answers.AudiencePersonal:
		return "consumers"
	}
	return "common"
}
