package answers

import (
	"regexp"
	"strings"
)

var (
	secretName = regexp.MustCompile(`(?i)(secret|passw|passwd|pwd|token|api_?key|private_?key|credential)`)

	// An Entra client secret: 40 characters with "8Q~" or a neighbour of it from
	// the fourth on, the mark by which secret scanners know it.
	entraSecret = regexp.MustCompile(`[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}`)
	jsonToken   = regexp.MustCompile(`eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}`)
)

// noSecret is the cure for every kind of secret in the file.
const noSecret = "take it out and consider it known to others; no secret belongs in this file: --secrets-from reads them, --secrets-to hands them over"

// looksSecretName reports whether a key's name says that its value is a secret.
func looksSecretName(name string) bool { return secretName.MatchString(name) }

// looksSecret reports whether a value is a secret by its looks.
func looksSecret(s string) bool {
	return entraSecret.MatchString(s) || jsonToken.MatchString(s) || strings.Contains(s, "PRIVATE KEY-----")
}
