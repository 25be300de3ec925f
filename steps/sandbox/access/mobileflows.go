package access

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
)

// mobileFlows answers for the host of the Mobile Flows service: its public key,
// and its callback, which has nothing to say to a stranger.
func (s *Service) mobileFlows(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.Host, "gone.") {
		http.NotFound(w, r)
		return
	}
	if r.URL.Path == callback {
		http.Error(w, "code is missing", http.StatusBadRequest)
		return
	}
	key, err := s.key()
	var der []byte
	if err == nil {
		der, err = x509.MarshalPKIXPublicKey(&key.PublicKey)
	}
	if err != nil {
		http.Error(w, "key", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/plain;charset=UTF-8")
	w.Write(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

// start is the rehearsal's container engine: the connector is started with the
// public key that it is given, in place of the service's.
func (s *Service) start(w http.ResponseWriter, r *http.Request) {
	data, err := io.ReadAll(io.LimitReader(r.Body, 16<<10))
	if r.Method != http.MethodPut || err != nil {
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	if _, err := publicKey(string(data)); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	s.started = string(data)
	s.mu.Unlock()
	w.WriteHeader(http.StatusNoContent)
}

// trusted is the key that the connector was started with.
func (s *Service) trusted() (*rsa.PublicKey, error) {
	s.mu.Lock()
	started := s.started
	s.mu.Unlock()
	if key, err := publicKey(started); err == nil {
		return key, nil
	}
	key, err := s.key()
	if err != nil {
		return nil, err
	}
	return &key.PublicKey, nil
}

func publicKey(text string) (*rsa.PublicKey, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("no PEM")
	}
	any, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	key, ok := any.(*rsa.PublicKey)
	if !ok {
		return nil, errors.New("no RSA key")
	}
	return key, nil
}

// claims are what a token of the Mobile Flows service says.
type claims struct {
	Audience string `json:"aud"`
	Expires  int64  `json:"exp"`
	Email    string `json:"eml"`
	Name     string `json:"prn"`
}

// read checks a token's signature and its time.
func read(token string, key *rsa.PublicKey, now time.Time) (claims, bool) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return claims{}, false
	}
	var raw [3][]byte
	for i, p := range parts {
		var err error
		if raw[i], err = base64.RawURLEncoding.DecodeString(p); err != nil {
			return claims{}, false
		}
	}
	var header struct {
		Alg string `json:"alg"`
	}
	var c claims
	if json.Unmarshal(raw[0], &header) != nil || header.Alg != "RS256" || json.Unmarshal(raw[1], &c) != nil {
		return claims{}, false
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], raw[2]) != nil {
		return claims{}, false
	}
	return c, now.Unix() < c.Expires && c.Email != "" && c.Name != ""
}
