package store

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
)

// digest is all that is kept of a client secret.
type digest struct {
	Salt string `json:"salt"`
	Sum  string `json:"sum"`
}

func newDigest(salt, text string) digest {
	sum := sha256.Sum256([]byte(salt + "\x00" + text))
	return digest{Salt: salt, Sum: hex.EncodeToString(sum[:])}
}

// KeepSecret keeps the digest of a secret under its key id and lists the text
// as issued.
func (tx *Tx) KeepSecret(keyID, text string) error {
	salt := make([]byte, 16)
	if _, err := io.ReadFull(tx.store.opt.Rand, salt); err != nil {
		return fmt.Errorf("salt of secret %s: %w", keyID, err)
	}
	d := newDigest(hex.EncodeToString(salt), text)
	if tx.secrets == nil {
		tx.secrets = map[string]*digest{}
	}
	tx.secrets[strings.ToLower(keyID)] = &d
	tx.store.issued = append(tx.store.issued, text)
	return nil
}

// Opens reports whether text is the secret with the given key id. Whether the
// application still lists that key is the caller's question to its replica.
func (v *View) Opens(keyID, text string) bool {
	d, ok := v.dir.secrets[strings.ToLower(keyID)]
	if !ok {
		return false
	}
	return subtle.ConstantTimeCompare([]byte(newDigest(d.Salt, text).Sum), []byte(d.Sum)) == 1
}

// Issue lists a text (token, code) that leaves the cloud and must not be found
// anywhere but where it belongs.
func (s *Store) Issue(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.issued = append(s.issued, text)
}

// Issued returns every secret text that ever left this cloud in this process.
func (s *Store) Issued() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.issued...)
}
