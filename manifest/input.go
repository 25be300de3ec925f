package manifest

// Input is all that a package is built from. Texts are written as they are:
// nothing is shortened, a text that Teams would refuse is refused by [Build].
type Input struct {
	// Site is the address of the Totara site (its wwwroot): https, without a
	// trailing slash, with or without a folder.
	Site string
	// AppID is the id of the app in Teams, a GUID. Deep links hold it, so it
	// must stay the same for the life of the app.
	AppID string
	// PackageName in reverse domain notation. Left out where the schema no
	// longer knows it.
	PackageName string
	// Version of the app: three numbers with dots, at least 1.0.0.
	Version string
	// Schema is the manifest version to write, "" for [schema.Default].
	Schema string

	// ShortName holds at most 30, FullName 100, ShortDescription 80 and
	// FullDescription 4000 UTF-16 units.
	ShortName, FullName, ShortDescription, FullDescription string
	// AccentColor is "#" and six hex digits, "" for white.
	AccentColor string

	// DeveloperName holds at most 32 UTF-16 units. Empty addresses become the
	// site's. MPNID is left out when empty.
	DeveloperName, Website, Privacy, Terms, MPNID string

	// SSO writes webApplicationInfo from SSOAppID and Resource; an empty
	// Resource becomes api://HOST/SSOAppID.
	SSO      bool
	SSOAppID string
	Resource string

	// Bot and MessagingExtension are independent of each other and share BotID.
	Bot, MessagingExtension bool
	BotID                   string

	// NoCurrentLearning and NoLibrary leave out a tab that the site cannot
	// show: the first needs the current learning block, the second Totara
	// Engage.
	NoCurrentLearning, NoLibrary bool

	// Color and Outline are the finished icons, as [Color] and [Outline] make
	// them.
	Color, Outline []byte

	// Language is the tag of the texts above, "" for "en". It is written only
	// when there are Languages.
	Language string
	// Languages holds the further languages by their tag ("fr", "pt-br"). For a
	// language of [StartingTranslation] an empty Translation is enough.
	Languages map[string]Translation
}
