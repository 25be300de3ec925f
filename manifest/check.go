package manifest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/png"
	"regexp"
	"strings"

	"teamwright/manifest/icon"
)

var (
	guid       = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
	appVersion = regexp.MustCompile(`^[0-9]+\.[0-9]+\.[0-9]+$`)
	hexColor   = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)
)

// Check judges the basics of a package.
func Check(p *Package) []Finding {
	var found []Finding
	text, _ := p.File(ManifestFile)
	var d document
	if err := json.Unmarshal(text, &d); err != nil {
		return []Finding{{Severity: Error, Code: "Serialization_FileNotValidJson", File: ManifestFile, Message: "manifest.json is not valid JSON: " + err.Error()}}
	}
	refuse := func(broken bool, code, target, message, fix string) {
		if broken {
			found = append(found, Finding{Severity: Error, Code: code, Target: target, File: ManifestFile, Message: message, Fix: fix})
		}
	}
	length := func(code, target, value string, low, high int) {
		n := UTF16Len(value)
		if strings.TrimSpace(value) == "" {
			n = 0
		}
		refuse(n < low, code, target, target+" is empty", fmt.Sprintf("give a text of at most %d characters", high))
		refuse(n > high, code, target, fmt.Sprintf("%s has %d characters", target, n), fmt.Sprintf("shorten it to %d", high))
	}
	refuse(!guid.MatchString(d.ID), "CommonAppIdIsNotGuid", "id", fmt.Sprintf("the app id %q is no GUID", d.ID), "use the client id of the Entra application")
	refuse(!appVersion.MatchString(d.Version), "VersionContainsOnlyNumbersDotSeparated", "version", fmt.Sprintf("version %q is not three numbers with dots", d.Version), "write it as 1.0.0")
	refuse(strings.HasPrefix(d.Version, "0"), "VersionHasMajorLessThan1", "version", fmt.Sprintf("version %q begins with 0", d.Version), "start at 1.0.0")
	refuse(!hexColor.MatchString(d.AccentColor), "SchemaError_Pattern", "accentColor", fmt.Sprintf("%q is no colour", d.AccentColor), "write it as # and six hex digits")
	length("DeveloperNameLengthCheck", "developer.name", d.Developer.Name, 1, 32)
	length("ShortNameLengthCheck", "name.short", d.Name.Short, 1, 30)
	length("SchemaError_MaximumLength", "name.full", d.Name.Full, 0, 100)
	length("ShortDescriptionLengthCheck", "description.short", d.Description.Short, 1, 80)
	length("FullDescriptionLengthCheck", "description.full", d.Description.Full, 1, 4000)
	length("SchemaError_MaximumLength", "packageName", d.PackageName, 0, 64)
	length("SchemaError_MaximumLength", "developer.mpnId", d.Developer.MPNID, 0, 10)
	https := func(code, target, value string) {
		refuse(!strings.HasPrefix(strings.ToLower(value), "https://") || len(value) > 2048, code, target, fmt.Sprintf("%s %q is no https address", target, value), "give an address that begins with https://")
	}
	https("DeveloperWebsiteUrlMustBeHttps", "developer.websiteUrl", d.Developer.WebsiteURL)
	https("DeveloperPrivacyUrlMustBeHttps", "developer.privacyUrl", d.Developer.PrivacyURL)
	https("DeveloperTermsOfUseUrlMustBeHttps", "developer.termsOfUseUrl", d.Developer.TermsOfUseURL)
	for _, b := range d.Bots {
		refuse(!guid.MatchString(b.BotID), "BotIdIsNotGuid", "bots[0].botId", fmt.Sprintf("the bot id %q is no GUID", b.BotID), "use the client id of the bot's Entra application")
	}
	for _, c := range d.ComposeExtensions {
		refuse(!guid.MatchString(c.BotID), "BotBasedComposeExtensionBotIdNotGuid", "composeExtensions[0].botId", fmt.Sprintf("the bot id %q is no GUID", c.BotID), "use the client id of the bot's Entra application")
	}
	if w := d.WebApplicationInfo; w != nil {
		refuse(!guid.MatchString(w.ID), "SchemaError_Pattern", "webApplicationInfo.id", fmt.Sprintf("the application id %q is no GUID", w.ID), "use the client id of the Entra application")
		refuse(!strings.HasSuffix(strings.ToLower(w.Resource), "/"+strings.ToLower(w.ID)), "sso-resource-id-differs", "webApplicationInfo.resource", fmt.Sprintf("the resource %q does not end with the application id", w.Resource), "write it as api://HOST/APPLICATION-ID")
	}
	for _, i := range []struct {
		target, file, code string
		side               int
	}{
		{"icons.color", d.Icons.Color, "InvalidColorIconHeightAndWidth", icon.ColorSide},
		{"icons.outline", d.Icons.Outline, "InvalidOutlineIconHeightAndWidth", icon.OutlineSide},
	} {
		data, _ := p.File(i.file)
		c, err := png.DecodeConfig(bytes.NewReader(data))
		refuse(err != nil || c.Width != i.side || c.Height != i.side, i.code, i.target, fmt.Sprintf("%s is no PNG of %d×%d pixels", i.file, i.side, i.side), "make it from the logo")
	}
	return found
}
