package manifest

// The parts of a manifest that the builder writes, in the order they appear.
type document struct {
	SchemaURL               string              `json:"$schema"`
	ManifestVersion         string              `json:"manifestVersion"`
	Version                 string              `json:"version"`
	ID                      string              `json:"id"`
	PackageName             string              `json:"packageName,omitempty"`
	Developer               developer           `json:"developer"`
	LocalizationInfo        *localizationInfo   `json:"localizationInfo,omitempty"`
	Name                    name                `json:"name"`
	Description             description         `json:"description"`
	Icons                   icons               `json:"icons"`
	AccentColor             string              `json:"accentColor"`
	ConfigurableTabs        []configurableTab   `json:"configurableTabs"`
	StaticTabs              []staticTab         `json:"staticTabs"`
	Bots                    []bot               `json:"bots,omitempty"`
	ComposeExtensions       []composeExtension  `json:"composeExtensions,omitempty"`
	Permissions             []string            `json:"permissions"`
	ValidDomains            []string            `json:"validDomains"`
	WebApplicationInfo      *webApplicationInfo `json:"webApplicationInfo,omitempty"`
	SupportsChannelFeatures string              `json:"supportsChannelFeatures,omitempty"`
}

type developer struct {
	Name          string `json:"name"`
	WebsiteURL    string `json:"websiteUrl"`
	PrivacyURL    string `json:"privacyUrl"`
	TermsOfUseURL string `json:"termsOfUseUrl"`
	MPNID         string `json:"mpnId,omitempty"`
}

type localizationInfo struct {
	DefaultLanguageTag  string               `json:"defaultLanguageTag"`
	AdditionalLanguages []additionalLanguage `json:"additionalLanguages"`
}

type additionalLanguage struct {
	LanguageTag string `json:"languageTag"`
	File        string `json:"file"`
}

type name struct {
	Short string `json:"short"`
	Full  string `json:"full,omitempty"`
}

type description struct {
	Short string `json:"short"`
	Full  string `json:"full"`
}

type icons struct {
	Color   string `json:"color"`
	Outline string `json:"outline"`
}

type configurableTab struct {
	ConfigurationURL       string   `json:"configurationUrl"`
	CanUpdateConfiguration bool     `json:"canUpdateConfiguration"`
	Scopes                 []string `json:"scopes"`
}

type staticTab struct {
	EntityID   string   `json:"entityId"`
	Name       string   `json:"name"`
	ContentURL string   `json:"contentUrl"`
	WebsiteURL string   `json:"websiteUrl"`
	Scopes     []string `json:"scopes"`
}

type bot struct {
	BotID                string        `json:"botId"`
	NeedsChannelSelector bool          `json:"needsChannelSelector"`
	IsNotificationOnly   bool          `json:"isNotificationOnly"`
	Scopes               []string      `json:"scopes"`
	CommandLists         []commandList `json:"commandLists"`
}

type commandList struct {
	Scopes   []string     `json:"scopes"`
	Commands []botCommand `json:"commands"`
}

type botCommand struct {
	Title       string `json:"title"`
	Description string `json:"description"`
}

type composeExtension struct {
	BotID                  string             `json:"botId"`
	CanUpdateConfiguration bool               `json:"canUpdateConfiguration"`
	Commands               []extensionCommand `json:"commands"`
}

type extensionCommand struct {
	ID          string      `json:"id"`
	Context     []string    `json:"context"`
	Title       string      `json:"title"`
	Description string      `json:"description"`
	Type        string      `json:"type"`
	InitialRun  bool        `json:"initialRun"`
	Parameters  []parameter `json:"parameters"`
}

type parameter struct {
	Name        string `json:"name"`
	Title       string `json:"title"`
	Description string `json:"description"`
	InputType   string `json:"inputType"`
}

type webApplicationInfo struct {
	ID       string `json:"id"`
	Resource string `json:"resource"`
}
