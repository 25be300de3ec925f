package graph

import (
	"encoding/base64"
	"net/http"
	"reflect"
	"strings"
	"time"

	"teamwright/steps/sandbox/store"
)

// Lives of a client secret. Source: Microsoft Graph, application: addPassword.
const defaultSecretYears = 2

// ticks is the form of the moments of a secret: the directory counts in tenths
// of a microsecond.
const ticks = "2006-01-02T15:04:05.0000000Z"

// addPassword makes a client secret. Its text is in this answer and nowhere
// else ever again.
func (s *Service) addPassword(a *ask) (*reply, *problem) {
	body, why := a.object()
	if why != nil {
		return nil, why
	}
	wrapper := &complexType{"addPassword", map[string]property{
		"passwordCredential": {kind: object, of: passwordCredentialType()},
	}}
	if why := wrapper.check(body); why != nil {
		return nil, why
	}
	wish := inner(body, "passwordCredential")
	var shown store.Object
	why = s.change(a, func(tx *store.Tx) *problem {
		app, why := s.managed(a, tx)
		if why != nil {
			return why
		}
		start, end, why := secretLife(wish, tx.Now())
		if why != nil {
			return why
		}
		if why := judgeSecret(tx.Newest.Tenant().Policies, start, end); why != nil {
			return why
		}
		have, _ := app["passwordCredentials"].([]any)
		if len(have) >= limitsOf(app).secrets {
			return broken("passwordCredentials", "TooManyAppPasswords", "The application has as many client secrets as it may have.")
		}
		credential, text, why := newSecret(tx, wish, start, end)
		if why != nil {
			return why
		}
		latest := store.Clone(app)
		latest["passwordCredentials"] = append(append([]any{}, have...), credential)
		if why := judgeSize(latest); why != nil {
			return why
		}
		tx.Put(store.Applications, str(app, "id"), latest)
		shown = passwordCredentialType().render(credential)
		shown["secretText"] = text
		return nil
	})
	if why != nil {
		return nil, why
	}
	shown["@odata.context"] = a.base + "/$metadata#microsoft.graph.passwordCredential"
	return &reply{status: http.StatusOK, body: shown}, nil
}

// managed is the application that a request names, if the caller may change it
// and has not done so too often.
func (s *Service) managed(a *ask, tx *store.Tx) (store.Object, *problem) {
	app, why := a.managed(tx, store.Applications)
	if why != nil {
		return nil, why
	}
	return app, s.throttle(app)
}

func secretLife(wish store.Object, now time.Time) (start, end time.Time, why *problem) {
	start = now.UTC()
	if text := str(wish, "startDateTime"); text != "" {
		start, _ = time.Parse(time.RFC3339, text) // the type was checked
	}
	end = start.AddDate(defaultSecretYears, 0, 0)
	if text := str(wish, "endDateTime"); text != "" {
		end, _ = time.Parse(time.RFC3339, text)
	}
	if !end.After(start) || !end.After(now) {
		return start, end, broken("endDateTime", "InvalidValue", "The end of a client secret must lie after its start and in the future.")
	}
	return start, end, nil
}

// judgeSecret applies the tenant's policies for client secrets. Source: app
// management policies.
func judgeSecret(policies store.Policies, start, end time.Time) *problem {
	if policies.SecretsForbidden {
		return &problem{status: http.StatusBadRequest, code: "CredentialTypeNotAllowedAsPerAppPolicy",
			message: "Credential type not allowed as per assigned policy 'passwordAddition'."}
	}
	if days := policies.SecretMaxDays; days > 0 && end.Sub(start) > time.Duration(days)*24*time.Hour {
		return &problem{status: http.StatusBadRequest, code: "CredentialInvalidLifetimeAsPerAppPolicy",
			message: "Credential lifetime exceeds the max value allowed as per assigned policy 'passwordLifetime'."}
	}
	return nil
}

func newSecret(tx *store.Tx, wish store.Object, start, end time.Time) (store.Object, string, *problem) {
	random := make([]byte, 30)
	if err := tx.Random(random); err != nil {
		return nil, "", failure(err)
	}
	encoded := base64.RawURLEncoding.EncodeToString(random)
	text := encoded[:3] + "8Q~" + encoded[3:37]
	keyID, err := tx.NewID()
	if err != nil {
		return nil, "", failure(err)
	}
	if err := tx.KeepSecret(keyID, text); err != nil {
		return nil, "", failure(err)
	}
	return store.Object{
		"keyId": keyID, "displayName": wish["displayName"], "hint": text[:3], "secretText": nil,
		"customKeyIdentifier": wish["customKeyIdentifier"],
		"startDateTime":       start.UTC().Format(ticks), "endDateTime": end.UTC().Format(ticks),
	}, text, nil
}

// removePassword takes a client secret away by its key id.
func (s *Service) removePassword(a *ask) (*reply, *problem) {
	body, why := a.object()
	if why != nil {
		return nil, why
	}
	wrapper := &complexType{"removePassword", map[string]property{"keyId": {kind: guid}}}
	if why := wrapper.check(body); why != nil {
		return nil, why
	}
	why = s.change(a, func(tx *store.Tx) *problem {
		seen, why := locate(tx.Seen, store.Applications, a.keys[0])
		if why != nil {
			return why
		}
		app, why := s.managed(a, tx)
		if why != nil {
			return why
		}
		keyID := str(body, "keyId")
		if !hasKey(seen, keyID) || !hasKey(app, keyID) {
			return broken("keyId", "KeyNotFound", "No credentials found to be removed.")
		}
		if !reflect.DeepEqual(seen, app) {
			return concurrent() // an earlier change of the object has not settled
		}
		latest := store.Clone(app)
		kept := []any{}
		for _, c := range objects(latest, "passwordCredentials") {
			if !strings.EqualFold(str(c, "keyId"), keyID) {
				kept = append(kept, c)
			}
		}
		latest["passwordCredentials"] = kept
		tx.Put(store.Applications, str(app, "id"), latest)
		return nil
	})
	if why != nil {
		return nil, why
	}
	return &reply{status: http.StatusNoContent}, nil
}

func hasKey(app store.Object, keyID string) bool {
	for _, c := range objects(app, "passwordCredentials") {
		if strings.EqualFold(str(c, "keyId"), keyID) {
			return true
		}
	}
	return false
}
