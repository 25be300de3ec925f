package entra

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"
)

// codeLife is how long a device code can be used. Source: Microsoft identity
// platform, device authorization grant.
const codeLife = 15 * time.Minute

// device is one device code on its way.
type device struct {
	client   string
	tenant   string
	scope    scope
	begun    time.Time
	redeemed bool
}

// begin answers a request for a device code.
func (h *Host) begin(ask request) (any, error) {
	client, err := h.public(ask)
	if err != nil {
		return nil, err
	}
	if ask.form.Get("scope") == "" {
		return nil, missing("scope")
	}
	if err := early(ask.tenant.SignIn); err != nil {
		return nil, err
	}
	asked, err := h.scope(ask, ask.form.Get("scope"))
	if err != nil {
		return nil, err
	}
	code := make([]byte, 96)
	user := make([]byte, 9)
	if err := h.opt.Store.Random(code); err != nil {
		return nil, err
	}
	if err := h.opt.Store.Random(user); err != nil {
		return nil, err
	}
	const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	for i := range user {
		user[i] = letters[int(user[i])%len(letters)]
	}
	deviceCode := "D" + base64.RawURLEncoding.EncodeToString(code)
	h.opt.Store.Issue(deviceCode)

	h.mu.Lock()
	h.devices[deviceCode] = &device{client: client, tenant: ask.tenant.ID, scope: asked, begun: h.opt.Now()}
	h.mu.Unlock()
	page := ask.host + "/device"
	return map[string]any{
		"user_code":        string(user),
		"device_code":      deviceCode,
		"verification_uri": page,
		"expires_in":       int(codeLife / time.Second),
		"interval":         5,
		"message":          fmt.Sprintf("To sign in, use a web browser to open the page %s and enter the code %s to authenticate.", page, user),
	}, nil
}

// redeem answers a request that asks whether a device code was used.
func (h *Host) redeem(ask request) (any, error) {
	code := ask.form.Get("device_code")
	if code == "" {
		code = ask.form.Get("code") // the name of the parameter in older documentation
	}
	if code == "" {
		return nil, missing("device_code")
	}
	client, err := h.public(ask)
	if err != nil {
		return nil, err
	}
	d, err := h.approved(code, client, ask)
	if err != nil {
		return nil, err
	}
	if err := h.consent(ask.tenant, client, d.scope); err != nil {
		return nil, err
	}
	answer, err := h.issue(ask, session{tenant: d.tenant, client: client}, d.scope)
	if err != nil {
		return nil, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if d.redeemed {
		return nil, refusal{90120, "the code was used already; ask for a new one"}
	}
	d.redeemed = true
	return answer, nil
}

// approved returns the device code once the person has used it.
func (h *Host) approved(code, client string, ask request) (*device, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	d := h.devices[code]
	if d == nil || !strings.EqualFold(d.client, client) || d.tenant != ask.tenant.ID {
		return nil, refusal{70018, "the device code is not known to this client"}
	}
	if d.redeemed {
		return nil, refusal{90120, "the code was used already; ask for a new one"}
	}
	age := h.opt.Now().Sub(d.begun)
	if age >= codeLife {
		return nil, refusal{70019, "the code has expired; ask for a new one"}
	}
	trouble := ask.tenant.SignIn
	if h.opt.Never || age < h.opt.Approve || trouble.InBrowser {
		return nil, refusal{70016, "the person has not finished signing in"}
	}
	if trouble.Declined {
		return nil, refusal{65004, "the person declined to sign in to this application"}
	}
	if trouble.Refuse != 0 && !later(trouble.Refuse) && !ofSecret(trouble.Refuse) {
		return nil, refusal{trouble.Refuse, "the sign-in was refused"}
	}
	return d, nil
}

func missing(parameter string) error {
	return refusal{900144, "the request body must contain the parameter '" + parameter + "'"}
}
