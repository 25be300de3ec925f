package store

import "time"

// FirstParty reports whether a service principal belongs to an application of
// Microsoft.
func FirstParty(principal Object) bool {
	return text(principal, "appOwnerOrganizationId") == MicrosoftServices
}

// LiveSecrets counts the client secrets of an application that have not
// expired.
func LiveSecrets(application Object, now time.Time) int {
	n := 0
	secrets, _ := application["passwordCredentials"].([]any)
	for _, e := range secrets {
		secret, _ := e.(map[string]any)
		end, err := time.Parse(time.RFC3339, text(secret, "endDateTime"))
		if err != nil || now.Before(end) {
			n++
		}
	}
	return n
}
