package manifest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"teamwright/manifest/schema"
)

// tokenHost signs users of the bot in; Totara lists it in every manifest.
const tokenHost = "token.botframework.com"

// RefusedError says that the input would give a package that Teams refuses.
type RefusedError struct {
	// Findings holds the errors, at least one.
	Findings []Finding
}

// Error names every finding with its cure.
func (e *RefusedError) Error() string {
	// The schema and the service say the same of many places. One is enough: the
	// service's rule, which knows what the property is for.
	var places []string
	said := map[string]string{}
	for _, f := range e.Findings {
		place := f.Target
		if f.File != ManifestFile {
			place = strings.TrimSpace(f.File + " " + f.Target)
		}
		if _, twice := said[place]; twice && strings.HasPrefix(f.Code, "SchemaError_") {
			continue
		}
		if said[place] == "" {
			places = append(places, place)
		}
		said[place] = f.Message + "; " + f.Fix
	}
	lines := make([]string, len(places))
	for i, place := range places {
		lines[i] = place + ": " + strings.TrimPrefix(said[place], place+" ")
	}
	return "teams would refuse the app package: " + strings.Join(lines, " | ")
}

// Build makes the package that in describes. The same input gives the same
// package. A package that Teams would refuse is not made: the error is then a
// [*RefusedError] with everything that is wrong, all at once.
func Build(in Input) (*Package, error) {
	version := schema.Default
	if in.Schema != "" {
		v, err := schema.ParseVersion(in.Schema)
		if err != nil {
			return nil, err
		}
		version = v
	}
	if version < schema.Oldest {
		return nil, fmt.Errorf("manifest version %s is too old for Totara; use %s or newer", version, schema.Oldest)
	}
	site, err := url.Parse(in.Site)
	if err != nil || site.Scheme != "https" || site.Host == "" || site.RawQuery != "" || site.Fragment != "" || site.User != nil {
		return nil, fmt.Errorf("site %q is no https address; give the address of the Totara site, such as https://learn.example.org", in.Site)
	}
	in = in.withDefaults(site)

	languages, err := in.languages(version)
	if err != nil {
		return nil, err
	}
	text, err := marshal(in.document(version, site, languages))
	if err != nil {
		return nil, err
	}
	p := &Package{Files: []File{
		{ManifestFile, text},
		{ColorFile, in.Color},
		{OutlineFile, in.Outline},
	}}
	for _, l := range languages {
		text, err := marshal(l.entries)
		if err != nil {
			return nil, err
		}
		p.Files = append(p.Files, File{l.file(), text})
	}
	var refused []Finding
	for _, f := range Check(p) {
		// What is only too long in UTF-16 units may pass in Teams, but Totara
		// refuses it, and so do we.
		if f.Severity == Error || f.Code == "length-in-utf16-units" {
			refused = append(refused, f)
		}
	}
	if len(refused) > 0 {
		return nil, &RefusedError{refused}
	}
	return p, nil
}

// withDefaults fills what may be left empty, as Totara does.
func (in Input) withDefaults(site *url.URL) Input {
	in.Site = strings.TrimRight(in.Site, "/")
	for _, link := range []*string{&in.Website, &in.Privacy, &in.Terms} {
		if *link == "" {
			*link = in.Site
		}
	}
	if in.AccentColor == "" {
		in.AccentColor = "#FFFFFF"
	}
	if in.Resource == "" {
		in.Resource = "api://" + site.Host + "/" + in.SSOAppID
	}
	if in.Language == "" {
		in.Language = "en"
	}
	return in
}

func (in Input) document(version schema.Version, site *url.URL, languages []languageFile) document {
	d := document{
		SchemaURL:       version.ManifestURL(),
		ManifestVersion: version.String(),
		Version:         in.Version,
		ID:              in.AppID,
		Developer: developer{
			Name:          in.DeveloperName,
			WebsiteURL:    in.Website,
			PrivacyURL:    in.Privacy,
			TermsOfUseURL: in.Terms,
			MPNID:         in.MPNID,
		},
		Name:             name{Short: in.ShortName, Full: in.FullName},
		Description:      description{Short: in.ShortDescription, Full: in.FullDescription},
		Icons:            icons{Color: ColorFile, Outline: OutlineFile},
		AccentColor:      in.AccentColor,
		ConfigurableTabs: in.configurableTabs(),
		StaticTabs:       in.tabs(in.generic()),
		Permissions:      []string{"identity", "messageTeamMembers"},
		ValidDomains:     []string{site.Host, tokenHost},
	}
	if version.HasPackageName() {
		d.PackageName = in.PackageName
	}
	if version.NeedsFullName() && d.Name.Full == "" {
		d.Name.Full = in.ShortName
	}
	if version.NeedsChannelFeatures() {
		d.SupportsChannelFeatures = "tier1"
	}
	if in.SSO {
		d.WebApplicationInfo = &webApplicationInfo{ID: in.SSOAppID, Resource: in.Resource}
	}
	if in.Bot {
		d.Bots = []bot{in.bot(in.generic())}
	}
	if in.MessagingExtension {
		d.ComposeExtensions = []composeExtension{in.composeExtension(in.generic())}
	}
	if len(languages) > 0 {
		d.LocalizationInfo = &localizationInfo{DefaultLanguageTag: in.Language}
		for _, l := range languages {
			d.LocalizationInfo.AdditionalLanguages = append(d.LocalizationInfo.AdditionalLanguages,
				additionalLanguage{LanguageTag: l.tag, File: l.file()})
		}
	}
	return d
}

// marshal writes JSON for people: four spaces, slashes and letters as they are.
func marshal(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "    ")
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	return buf.Bytes(), nil
}
