package manifest

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"teamwright/manifest/schema"
)

// limit is how long one text may be.
type limit struct {
	steps []any
	most  int
	// empty and long are the service's codes for a text that is missing or too
	// long; "" where it has none.
	empty, long string
}

func limits() []limit {
	return []limit{
		{[]any{"name", "short"}, 30, "ShortNameIsRequiredField", "ShortNameLengthCheck"},
		{[]any{"name", "full"}, 100, "", ""},
		{[]any{"description", "short"}, 80, "ShortDescriptionCannotBeEmpty", "ShortDescriptionLengthCheck"},
		{[]any{"description", "full"}, 4000, "FullDescriptionCannotBeEmpty", "FullDescriptionLengthCheck"},
		{[]any{"developer", "name"}, 32, "DeveloperNameIsRequiredField", "DeveloperNameLengthCheck"},
	}
}

// textRules are about the texts that people read.
func textRules() []Rule {
	var rules []Rule
	for _, l := range limits() {
		target := fmt.Sprintf("%s.%s", l.steps...)
		if l.empty != "" {
			rules = append(rules, Rule{
				Code: l.empty, Severity: Error, Target: target, Asks: target + " is not empty",
				Fix: fmt.Sprintf("write a text of at most %d characters", l.most), Source: srcPublish,
				check: func(s *subject, report reporter) {
					if at := s.at(l.steps...); strings.TrimSpace(at.text()) == "" {
						report(at, target+" is missing or empty")
					}
				},
			})
		}
		if l.long != "" {
			rules = append(rules, Rule{
				Code: l.long, Severity: Error, Target: target, Asks: fmt.Sprintf("%s has at most %d characters", target, l.most),
				Fix: fmt.Sprintf("shorten it to %d characters", l.most), Source: srcPublish,
				check: func(s *subject, report reporter) {
					at := s.at(l.steps...)
					if n := utf8.RuneCountInString(at.text()); n > l.most {
						report(at, fmt.Sprintf("%s has %d characters, at most %d are allowed", target, n, l.most))
					}
				},
			})
		}
	}
	return append(rules, []Rule{
		{
			Code: "length-in-utf16-units", Severity: Warning, Asks: "texts keep their limits in UTF-16 units too, in which an emoji counts as two",
			Fix: "leave out an emoji or shorten the text", Source: "inference: the service and Totara count UTF-16 units", check: checkUTF16,
		},
		{
			Code: "ShortNameEqualsReservedName", Severity: Error, Target: "name.short", Asks: "the short name is not that of a part of Teams",
			Fix: "choose a name of your own", Source: srcPublish,
			check: func(s *subject, report reporter) {
				at := s.at("name", "short")
				for _, name := range []string{"Chat", "Chats", "Contacts", "Calendar", "Calls", "Files", "Activity", "Apps", "Help", "Teams", "Microsoft Teams"} {
					if strings.EqualFold(strings.TrimSpace(at.text()), name) {
						report(at, fmt.Sprintf("the short name %s is that of a part of Teams", schema.Show(at.node)))
					}
				}
			},
		},
		{
			Code: "ShortNameContainsPreprodWording", Severity: Warning, Target: "name.short", Asks: "the short name has no word of a stage, such as beta or preview",
			Fix: "take the word out of the name that users see", Source: srcPortal,
			check: func(s *subject, report reporter) {
				at := s.at("name", "short")
				if word := stageWord.FindString(at.text()); word != "" {
					report(at, fmt.Sprintf("the short name %s has the word %q", schema.Show(at.node), word))
				}
			},
		},
		{
			Code: "name-has-product-word", Severity: Warning, Asks: "names have no Microsoft product in them",
			Fix: "take the product's name out", Source: srcStore,
			check: func(s *subject, report reporter) {
				for _, at := range []spot{s.at("name", "short"), s.at("name", "full")} {
					if word := productWord.FindString(at.text()); word != "" {
						report(at, fmt.Sprintf("%s %s has the word %q", at.target, schema.Show(at.node), word))
					}
				}
			},
		},
		{
			Code: "name-full-equals-short", Severity: Warning, Target: "name.full", Asks: "the full name says more than the short one",
			Fix: "write a longer full name, or leave it out where the version allows it", Source: srcReference,
			check: func(s *subject, report reporter) {
				at := s.at("name", "full")
				if at.text() != "" && strings.EqualFold(at.text(), s.at("name", "short").text()) {
					report(at, "the full name is the short name again")
				}
			},
		},
		{
			Code: "FullDescriptionContainsShortDescription", Severity: Warning, Target: "description.full", Asks: "the full description does not repeat the short one",
			Fix: "say it in other words", Source: srcPortal,
			check: func(s *subject, report reporter) {
				at, short := s.at("description", "full"), strings.TrimSpace(s.at("description", "short").text())
				if short != "" && strings.Contains(strings.ToLower(at.text()), strings.ToLower(short)) {
					report(at, "the full description repeats the short one")
				}
			},
		},
	}...)
}

var (
	stageWord   = regexp.MustCompile(`(?i)\b(alpha|beta|dev|development|debug|local|preprod|pre-prod|preview|prod|production|qa|sandbox|stage|staging|test|testing|uat)\b`)
	productWord = regexp.MustCompile(`(?i)\b(Microsoft|Microsoft 365|MS Teams|Teams|Office 365|Office|Outlook|SharePoint|OneDrive|OneNote|PowerPoint|Excel|Azure|Copilot|Viva|Windows|Skype|Yammer)\b`)
)

func checkUTF16(s *subject, report reporter) {
	for _, l := range limits() {
		at := s.at(l.steps...)
		if n := UTF16Len(at.text()); n > l.most && utf8.RuneCountInString(at.text()) <= l.most {
			report(at, fmt.Sprintf("%s has %d UTF-16 units, at most %d are safe", at.target, n, l.most))
		}
		for _, file := range s.languages {
			at := walk(file.root, file.file, at.target)
			if n := UTF16Len(at.text()); n > l.most && utf8.RuneCountInString(at.text()) <= l.most {
				report(at, fmt.Sprintf("%s has %d UTF-16 units, at most %d are safe", at.target, n, l.most))
			}
		}
	}
}
