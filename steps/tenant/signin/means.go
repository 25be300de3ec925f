package signin

import "strings"

// Meaning says what an AADSTS number means and what the admin does about it;
// both are empty for a number that the table does not have. It is for numbers
// that are read in a log: the names of tenant and client in a cure stay
// general.
func Meaning(code int) (means, cure string) {
	m, ok := lookUp(code)
	if !ok {
		return "", ""
	}
	general := strings.NewReplacer("{authority}", "https://login.microsoftonline.com", "{tenant}", "organizations", "{client}", "CLIENT-ID")
	return m.means, general.Replace(m.cure)
}
