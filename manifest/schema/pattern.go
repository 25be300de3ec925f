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

	match func(string) bool
}

// Match reports whether s has the form.
func (c PatternClass) Match(s string) bool { return c.match(s) }

// PatternClasses lists every class that the schemas use.
func PatternClasses() []PatternClass {
	expr := func(name, form, expression string, more ...string) PatternClass {
		return PatternClass{name, append([]string{expression}, more...), form, regexp.MustCompile(expression).MatchString}
	}
	return []PatternClass{
		expr("guid", "a GUID such as 12345678-90ab-cdef-1234-567890abcdef", `^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$`),
		expr("http-url", "an address that begins with https://", `^[Hh][Tt][Tt][Pp][Ss]?://`),
		expr("https-url", "an address that begins with https://", `^[Hh][Tt][Tt][Pp][Ss]://`),
		expr("color", "# and six hex digits, such as #0B5CAB", `^#[0-9a-fA-F]{6}$`),
		expr("language-tag", "a language tag such as fr or pt-br", `^[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8}){0,2}$`),
		expr("semver", "three numbers with dots, such as 1.0.0", `^([0-9]|[1-9]+[0-9]*)\.([0-9]|[1-9]+[0-9]*)\.([0-9]|[1-9]+[0-9]*)$`),
		expr("task-size", "a number of pixels, large, medium or small", `^((([0-9]*\.)?[0-9]+)|[lL][aA][rR][gG][eE]|[mM][eE][dD][iI][uU][mM]|[sS][mM][aA][lL][lL])$`),
		expr("plus-identifier", "letters, digits, hyphens, underscores and pluses", `^[A-Za-z0-9-_+]+$`),
		expr("dotted-identifier", "a letter, then letters, digits, dots and underscores", `^[A-Za-z][A-Za-z0-9._]*$`, `^[a-zA-Z][a-zA-Z0-9._]*$`),
		expr("any-letter-identifier", "a letter, then letters, digits, dots and underscores", `^[\p{L}][\p{L}0-9._]*$`),
		expr("dashed-identifier", "letters, digits, dots, underscores and hyphens", `^[a-zA-Z0-9._-]+$`),
		expr("hyphen-identifier", "a letter or digit, then letters, digits and hyphens", `^[A-Za-z0-9][A-Za-z0-9-]*$`),
		expr("upper-case", "capital letters and digits", `^[A-Z0-9]+$`),
		{"text", []string{`^(?![nN][uU][lL]{2}$)\s*\S.*`}, "a text that is not blank and not the word null", isText},
		{"xll-name", []string{`^(?!.*[\r\n\f\b\v\u0007\t])[\S]*\.xll$`}, "the name of an .xll file without spaces", isXLL},
	}
}

func isText(s string) bool {
	return !strings.EqualFold(s, "null") && strings.IndexFunc(s, visible) >= 0
}

func isXLL(s string) bool {
	return strings.HasSuffix(s, ".xll") && strings.IndexFunc(s, func(r rune) bool { return !visible(r) || r == '\b' || r == '\a' }) < 0
}

// visible is \S of ECMAScript.
func visible(r rune) bool { return r == '\u0085' || r != '\ufeff' && !unicode.IsSpace(r) }
