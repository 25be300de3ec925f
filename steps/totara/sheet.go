package totara

import "teamwright/steps/answers"

// Sheet is everything that a person enters into Totara by hand, in the order
// of Totara's own pages. It holds no secret: where one belongs, it says where
// it was handed to.
type Sheet struct {
	Format int         `json:"format"`
	Site   string      `json:"site"`
	Pages  []SheetPage `json:"pages"`
}

// SheetPage is one page of Totara's administration.
type SheetPage struct {
	Title string `json:"title"`
	// Menu is the way there through the menus of Totara 17, Address its link.
	Menu    string       `json:"menu"`
	Address string       `json:"address"`
	Notes   []string     `json:"notes,omitempty"`
	Entries []SheetEntry `json:"entries"`
}

// SheetEntry is one value to enter.
type SheetEntry struct {
	Label string `json:"label"`
	// Key is Totara's name of the setting; empty for fields of other pages.
	Key   string `json:"key,omitempty"`
	Value string `json:"value"`
	// Words says that Value describes what to enter and is not to be copied.
	Words bool   `json:"words,omitempty"`
	Note  string `json:"note,omitempty"`
	// Row is the row of the checklist that judges the value; empty: none.
	Row string `json:"row,omitempty"`
}

// MenuNote says that menus differ.
const MenuNote = "Menus are those of Totara 17. When a page is not where you expect it, search the administration for the key."

// NewSheet is the sheet for these answers; authority is the sign-in host of
// the cloud, empty for the public one.
func NewSheet(a answers.Answers, authority string) Sheet {
	b := sheetBuilder{a: a, at: a.Addresses(), authority: authority}
	s := Sheet{Format: 1, Site: a.Site, Pages: []SheetPage{b.features()}}
	if a.SSO.Enabled {
		s.Pages = append(s.Pages, b.authentication(), b.service())
	}
	s.Pages = append(s.Pages, b.security(), b.catalogue(), b.teams())
	if a.Bot.Needed() {
		s.Pages = append(s.Pages, b.notifications())
	}
	s.Pages = append(s.Pages, b.installation())
	return s
}

// sheetBuilder makes the pages.
type sheetBuilder struct {
	a         answers.Answers
	at        answers.Addresses
	authority string
}
