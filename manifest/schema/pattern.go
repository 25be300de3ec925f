package schema

import (
	"regexp"
	"strings"
	"unicode"
)

// PatternClass is one form that a string may have to have. The schemas write
// forms as regular expressions, some of them with look-ahead, which Go's engine
// does not have; here each has a name, a test and words for people.
type PatternClass struct {
	Name string
	// Expressions are those of the schemas that mean this class.
	Expressions []string
	// Form ends the sentence "it must be …".
	Form string

	// test stands for expressions that Go's engine does not take.
	test func(string) bool
}

// PatternClasses lists every class that the schemas use.
func PatternClasses() []PatternClass {
	return []PatternClass{
		{Name: "guid", Form: "a GUID such as 12345678-90ab-cdef-1234-567890abcdef", Expressions: []string{`^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$`}},
		{Name: "http-url", Form: "an address that begins with https://", Expressions: []string{`^[Hh][Tt][Tt][Pp][Ss]?://`}},
		{Name: "https-url", Form: "an address that begins with https://", Expressions: []string{`^[Hh][Tt][Tt][Pp][Ss]://`}},
		{Name: "color", Form: "# and six hex digits, such as #0B5CAB", Expressions: []string{`^#[0-9a-fA-F]{6}$`}},
		{Name: "language-tag", Form: "a language tag such as fr or pt-br", Expressions: []string{`^[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8}){0,2}$`}},
		{Name: "semver", Form: "three numbers with dots, such as 1.0.0", Expressions: []string{`^([0-9]|[1-9]+[0-9]*)\.([0-9]|[1-9]+[0-9]*)\.([0-9]|[1-9]+[0-9]*)$`}},
		{Name: "task-size", Form: "a number of pixels, large, medium or small", Expressions: []string{`^((([0-9]*\.)?[0-9]+)|[lL][aA][rR][gG][eE]|[mM][eE][dD][iI][uU][mM]|[sS][mM][aA][lL][lL])$`}},
		{Name: "plus-identifier", Form: "letters, digits, hyphens, underscores and pluses", Expressions: []string{`^[A-Za-z0-9-_+]+$`}},
		{Name: "dotted-identifier", Form: "a letter, then letters, digits, dots and underscores", Expressions: []string{`^[A-Za-z][A-Za-z0-9._]*$`, `^[a-zA-Z][a-zA-Z0-9._]*$`}},
		{Name: "any-letter-identifier", Form: "a letter, then letters, digits, dots and underscores", Expressions: []string{`^[\p{L}][\p{L}0-9._]*$`}},
		{Name: "dashed-identifier", Form: "letters, digits, dots, underscores and hyphens", Expressions: []string{`^[a-zA-Z0-9._-]+$`}},
		{Name: "hyphen-identifier", Form: "a letter or digit, then letters, digits and hyphens", Expressions: []string{`^[A-Za-z0-9][A-Za-z0-9-]*$`}},
		{Name: "upper-case", Form: "capital letters and digits", Expressions: []string{`^[A-Z0-9]+$`}},
		{Name: "text", Form: "a text that is not blank and not the word null", Expressions: []string{`^(?![nN][uU][lL]{2}$)\s*\S.*`}, test: isText},
		{Name: "xll-name", Form: "the name of an .xll file without spaces", Expressions: []string{`^(?!.*[\r\n\f\b\v\u0007\t])[\S]*\.xll$`}, test: isXLL},
	}
}

// matcher is the test of the class.
func (c PatternClass) matcher() func(string) bool {
	if c.test != nil {
		return c.test
	}
	return regexp.MustCompile(c.Expressions[0]).MatchString
}

func isText(s string) bool {
	return !strings.EqualFold(s, "null") && strings.IndexFunc(s, visible) >= 0
}

func isXLL(s string) bool {
	return strings.HasSuffix(s, ".xll") && strings.IndexFunc(s, func(r rune) bool { return !visible(r) || r == '\b' || r == '\a' }) < 0
}

// visible is \S of ECMAScript.
func visible(r rune) bool { return r == '\u0085' || r != '\ufeff' && !unicode.IsSpace(r) }
