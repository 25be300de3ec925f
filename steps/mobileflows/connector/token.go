package connector

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"time"

	"teamwright/steps/secret"
)

// Key signs tokens as the Mobile Flows service would. It lives in memory only.
type Key struct{ private *rsa.PrivateKey }

// NewKey makes a key.
func NewKey() (Key, error) {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return Key{}, fmt.Errorf("key of the self-test: %w", err)
	}
	return Key{private}, nil
}

// PublicPEM is the public half, as the connector takes it.
func (k Key) PublicPEM() (string, error) {
	der, err := x509.MarshalPKIXPublicKey(&k.private.PublicKey)
	if err != nil {
		return "", fmt.Errorf("key of the self-test: %w", err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})), nil
}

// tokenLife is how long a token of ours is good for.
const tokenLife = 5 * time.Minute

// Token signs a token (RS256) for one whole address, which is its audience, and
// one person. Source: card connectors guide, "Request headers": the claims prn,
// eml, tenant, domain, aud, exp, iat.
func (k Key) Token(audience, upn string, now time.Time) (secret.Text, error) {
	header := map[string]string{"alg": "RS256", "typ": "JWT"}
	claims := map[string]any{
		"aud": audience, "prn": upn, "eml": upn, "tenant": "teamwright", "domain": "self-test", "pre_hire": "false",
		"iat": now.Unix(), "exp": now.Add(tokenLife).Unix(),
	}
	var text string
	for i, part := range []any{header, claims} {
		data, err := json.Marshal(part)
		if err != nil {
			return secret.Text{}, fmt.Errorf("token of the self-test: %w", err)
		}
		if i > 0 {
			text += "."
		}
		text += base64.RawURLEncoding.EncodeToString(data)
	}
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, k.private, crypto.SHA256, sum[:])
	if err != nil {
		return secret.Text{}, fmt.Errorf("token of the self-test: %w", err)
	}
	return secret.New(text + "." + base64.RawURLEncoding.EncodeToString(signature)), nil
}
