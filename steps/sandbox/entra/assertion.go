package entra

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"teamwright/steps/sandbox/store"
)

// assertionType is what a client that proves itself with a token of its own
// says. Source: RFC 7523.
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// assertion is a token with which a client proves who it is.
type assertion struct {
	header struct {
		Algorithm string `json:"alg"`
		SHA1      string `json:"x5t"`
		SHA256    string `json:"x5t#S256"`
	}
	claims struct {
		Issuer   string `json:"iss"`
		Subject  string `json:"sub"`
		Audience string `json:"aud"`
		Begins   int64  `json:"nbf"`
		Expires  int64  `json:"exp"`
	}
	signed    string
	signature []byte
}

func readAssertion(text string) (assertion, error) {
	var a assertion
	malformed := refusal{50027, "the client assertion is malformed"}
	parts := strings.Split(text, ".")
	if len(parts) != 3 || len(text) > 32<<10 {
		return a, malformed
	}
	for i, into := range []any{&a.header, &a.claims} {
		data, err := base64.RawURLEncoding.DecodeString(parts[i])
		if err != nil || json.Unmarshal(data, into) != nil {
			return a, malformed
		}
	}
	var err error
	if a.signature, err = base64.RawURLEncoding.DecodeString(parts[2]); err != nil {
		return a, malformed
	}
	a.signed = parts[0] + "." + parts[1]
	return a, nil
}

// asserts judges the assertion of a client: signed with a certificate of the
// application, or issued by somebody whom the application trusts. The
// signature of the latter is not looked at: its keys lie outside.
func (h *Host) asserts(ask request, app store.Object) error {
	if ask.form.Get("client_assertion_type") != assertionType {
		return refusal{900144, "the request body must contain the parameter 'client_assertion_type'"}
	}
	a, err := readAssertion(ask.form.Get("client_assertion"))
	if err != nil {
		return err
	}
	now := h.opt.Now()
	if now.Unix() >= a.claims.Expires || now.Add(5*time.Minute).Unix() < a.claims.Begins {
		return refusal{700024, "the client assertion is not within its valid time range"}
	}
	client := ask.form.Get("client_id")
	if !strings.EqualFold(a.claims.Issuer, client) {
		return federated(ask.tenant, client, a)
	}
	if !strings.EqualFold(a.claims.Subject, client) {
		return refusal{700021, "the subject of the client assertion is not the client"}
	}
	if !slices.Contains([]string{ask.host + "/" + ask.name + "/oauth2/v2.0/token", ask.host + "/" + ask.tenant.ID + "/oauth2/v2.0/token"}, a.claims.Audience) {
		return refusal{700023, "the audience of the client assertion is not the token endpoint"}
	}
	return h.certified(ask, app, a)
}

// certified holds an assertion against the certificates of the application, as
// a replica knows them.
func (h *Host) certified(ask request, app store.Object, a assertion) error {
	var why error = refusal{700027, "the certificate with which the client assertion is signed is not registered on the application"}
	id, _ := app["id"].(string)
	err := h.opt.Store.Read(ask.tenant.ID, func(v *store.View) {
		seen, _ := v.Get(store.Applications, id)
		keys, _ := seen["keyCredentials"].([]any)
		for _, k := range keys {
			credential, _ := k.(map[string]any)
			text, _ := credential["key"].(string)
			der, err := base64.StdEncoding.DecodeString(text)
			if err != nil {
				continue
			}
			certificate, err := x509.ParseCertificate(der)
			if err != nil || !a.names(der) {
				continue
			}
			why = a.verify(certificate)
			ends, _ := credential["endDateTime"].(string)
			end, err := time.Parse(time.RFC3339, ends)
			if h.opt.Now().After(certificate.NotAfter) || err == nil && !h.opt.Now().Before(end) {
				why = refusal{1000502, "the certificate is not within its validity period"}
			}
		}
	})
	if err != nil {
		return err
	}
	return why
}

// names reports whether the assertion names a certificate by its digest, in
// either alphabet of base64: Microsoft's own library uses the plain one.
func (a assertion) names(der []byte) bool {
	one, two := sha1.Sum(der), sha256.Sum256(der)
	named := func(text string, sum []byte) bool {
		text = strings.NewReplacer("+", "-", "/", "_").Replace(strings.TrimRight(text, "="))
		return text == base64.RawURLEncoding.EncodeToString(sum)
	}
	return named(a.header.SHA1, one[:]) || named(a.header.SHA256, two[:])
}

func (a assertion) verify(certificate *x509.Certificate) error {
	bad := refusal{700027, "the signature of the client assertion is wrong"}
	key, ok := certificate.PublicKey.(*rsa.PublicKey)
	if !ok {
		return bad
	}
	sum := sha256.Sum256([]byte(a.signed))
	var err error
	switch a.header.Algorithm {
	case "RS256":
		err = rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], a.signature)
	case "PS256":
		err = rsa.VerifyPSS(key, crypto.SHA256, sum[:], a.signature, nil)
	default:
		return bad
	}
	if err != nil {
		return bad
	}
	return nil
}

// federated judges an assertion that somebody else issued. Source: Microsoft
// Entra, workload identity federation.
func federated(tenant store.Tenant, client string, a assertion) error {
	var trusted []store.Federated
	for id, list := range tenant.Federated {
		if strings.EqualFold(id, client) {
			trusted = list
		}
	}
	why := refusal{700211, "no matching federated identity record found for the presented assertion issuer '" + clip(a.claims.Issuer) + "'"}
	for _, t := range trusted {
		switch {
		case t.Issuer != a.claims.Issuer:
		case t.Subject != a.claims.Subject:
			why = refusal{700213, "no matching federated identity record found for the presented assertion subject '" + clip(a.claims.Subject) + "'"}
		case !strings.EqualFold(a.claims.Audience, t.Audience):
			why = refusal{700212, "no matching federated identity record found for the presented assertion audience '" + clip(a.claims.Audience) + "'"}
		default:
			return nil
		}
	}
	return why
}
