package signin

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"teamwright/steps/tenant"
	"teamwright/steps/wholefile"
)

// maxRecord bounds the file of an authentication record, in bytes.
const maxRecord = 64 << 10

// cacheName keeps our tokens apart from those of other programs that use the
// same library.
const cacheName = "teamwright"

// memory is a sign-in that outlives the program. The tokens lie where the
// system keeps such things (the kernel's keyring under Linux, DPAPI under
// Windows, the keychain under macOS) and never with us; our own file only
// names the account.
type memory struct {
	file   string // "" remembers nothing
	cache  azidentity.Cache
	record azidentity.AuthenticationRecord
	notes  []string
}

// recall reads what is remembered of an earlier sign-in as the same client to
// the same tenant.
func (v *visit) recall() *memory {
	m := &memory{}
	if v.o.Remember == "" {
		return m
	}
	open := v.o.Store
	if open == nil {
		open = systemStore
	}
	cache, err := open()
	if err != nil {
		m.notes = append(m.notes, "this machine cannot keep a sign-in, so it lasts until the program ends: "+tenant.Plain(err.Error(), 200))
		return m
	}
	m.file, m.cache = v.o.Remember, cache
	data, err := wholefile.Read(m.file, maxRecord)
	if err != nil {
		return m
	}
	var r azidentity.AuthenticationRecord
	if json.Unmarshal(data, &r) != nil || !strings.EqualFold(r.ClientID, v.client.ID) {
		return m
	}
	if t := strings.ToLower(v.o.Tenant); guid.MatchString(t) && !strings.EqualFold(r.TenantID, t) {
		return m
	}
	m.record = r
	return m
}

func (m *memory) known() bool { return m.record.HomeAccountID != "" }

// keep writes down who signed in. A file that cannot be written costs a
// sign-in next time, and nothing now.
func (m *memory) keep(r azidentity.AuthenticationRecord) {
	if m == nil || m.file == "" {
		return
	}
	data, err := json.MarshalIndent(r, "", "  ")
	if err == nil {
		err = os.MkdirAll(filepath.Dir(m.file), 0o700)
	}
	if err == nil {
		err = wholefile.Write(m.file, append(data, '\n'), 0o600)
	}
	if err != nil {
		m.notes = append(m.notes, fmt.Sprintf("the sign-in is not remembered: %s", tenant.Plain(err.Error(), 200)))
		return
	}
	m.record = r
}
