package entra

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"teamwright/steps/sandbox/store"
)

// grantLife is how long an authorization code can be used. Source: Microsoft
// identity platform, authorization code flow.
const grantLife = 10 * time.Minute

// grant is one authorization code on its way.
type grant struct {
	client, tenant, redirect string
	challenge, method        string // of the proof key; none when empty
	scope                    scope
	begun                    time.Time
	redeemed                 bool
}

// authorize is the page that a browser opens to sign in. The person signs in
// after Options.Approve; then the browser is sent back to the client. What must
// not go to an address nobody registered stays on the page.
func (h *Host) authorize(w http.ResponseWriter, r *http.Request, ask request) {
	client, err := h.public(ask)
	if err == nil {
		err = h.redirects(ask, client, ask.form.Get("redirect_uri"))
	}
	if err == nil {
		err = shaped(ask.form)
	}
	if err == nil {
		err = early(ask.tenant.SignIn)
	}
	if err != nil {
		page(w, http.StatusBadRequest, err)
		return
	}
	trouble := ask.tenant.SignIn
	if h.opt.Never {
		page(w, http.StatusOK, refusal{50058, "nobody signs in here"})
		return
	}
	if h.opt.Sleep(r.Context(), h.opt.Approve) != nil {
		return
	}
	if trouble.InBrowser {
		page(w, http.StatusOK, refusal{trouble.Refuse, "you cannot access this right now"})
		return
	}
	back := url.Values{"state": {ask.form.Get("state")}}
	if code, err := h.consented(ask, client); err != nil {
		why := asRefusal(err)
		name, _, _ := oauth(why.code)
		if why.code == 65004 {
			name = "access_denied"
			back.Set("error_subcode", "cancel")
		}
		back.Set("error", name)
		back.Set("error_description", why.Error()+".")
		back.Set("error_uri", fmt.Sprintf("https://login.microsoftonline.com/error?code=%d", why.code))
	} else {
		back.Set("code", code)
		back.Set("session_state", h.opt.session(ask))
	}
	returns(w, r, ask.form, back)
}

// shaped refuses a question whose form Entra does not take: the type and the
// mode of the answer, the proof key. Source: Microsoft Entra authentication and
// authorization error codes; RFC 7636.
func shaped(form url.Values) error {
	challenge := form.Get("code_challenge")
	switch {
	case form.Get("response_type") != "code":
		return refusal{70005, "the response type '" + clip(form.Get("response_type")) + "' is not supported here"}
	case !slices.Contains([]string{"", "query", "fragment", "form_post"}, form.Get("response_mode")):
		return refusal{70007, "the response mode '" + clip(form.Get("response_mode")) + "' is not supported"}
	case !slices.Contains([]string{"", "plain", "S256"}, form.Get("code_challenge_method")):
		return refusal{50149, "the code challenge method '" + clip(form.Get("code_challenge_method")) + "' is not supported"}
	case challenge != "" && (len(challenge) < 43 || len(challenge) > 128):
		return refusal{501491, "the code_challenge has no valid size"}
	}
	return nil
}

// returns sends the browser back to the client: in the query or the fragment of
// its address, or with a form that the page posts there by itself. Source:
// Microsoft identity platform, authorization code flow, response_mode.
func returns(w http.ResponseWriter, r *http.Request, form, back url.Values) {
	w.Header().Set("Cache-Control", "no-store, no-cache")
	target, _ := url.Parse(form.Get("redirect_uri"))
	switch form.Get("response_mode") {
	case "form_post":
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, "<!DOCTYPE html><title>Working...</title><form method=\"POST\" name=\"hiddenform\" action=\"%s\">\n", html.EscapeString(target.String()))
		for _, name := range slices.Sorted(maps.Keys(back)) {
			fmt.Fprintf(w, "<input type=\"hidden\" name=\"%s\" value=\"%s\">\n", html.EscapeString(name), html.EscapeString(back.Get(name)))
		}
		fmt.Fprint(w, "<noscript><p>Script is disabled. Click Submit to continue.</p><input type=\"submit\" value=\"Submit\"></noscript></form>\n<script>window.setTimeout('document.forms[0].submit()', 0);</script>\n")
		return
	case "fragment":
		target.Fragment, target.RawFragment = "", ""
		http.Redirect(w, r, target.String()+"#"+back.Encode(), http.StatusFound)
		return
	}
	query := target.Query()
	for name := range back {
		query.Set(name, back.Get(name))
	}
	target.RawQuery = query.Encode()
	http.Redirect(w, r, target.String(), http.StatusFound)
}

// session is a value that is the same for one person and client.
func (o Options) session(ask request) string {
	sum := sha256.Sum256([]byte(ask.tenant.Person.ID + ask.form.Get("client_id")))
	return fmt.Sprintf("%x-%x", sum[:4], sum[4:8])
}

// consented lets the person consent and returns an authorization code.
func (h *Host) consented(ask request, client string) (string, error) {
	trouble := ask.tenant.SignIn
	if trouble.Declined {
		return "", refusal{65004, "the person declined to sign in to this application"}
	}
	if trouble.Refuse != 0 && !later(trouble.Refuse) && !ofSecret(trouble.Refuse) {
		return "", refusal{trouble.Refuse, "the sign-in was refused"}
	}
	asked, err := h.scope(ask, ask.form.Get("scope"))
	if err != nil {
		return "", err
	}
	if err := h.consent(ask.tenant, client, asked); err != nil {
		return "", err
	}
	secret := make([]byte, 96)
	if err := h.opt.Store.Random(secret); err != nil {
		return "", err
	}
	code := "1.A" + base64.RawURLEncoding.EncodeToString(secret)
	h.opt.Store.Issue(code)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.grants[code] = &grant{
		client: client, tenant: ask.tenant.ID, redirect: ask.form.Get("redirect_uri"), scope: asked, begun: h.opt.Now(),
		challenge: ask.form.Get("code_challenge"), method: ask.form.Get("code_challenge_method"),
	}
	return code, nil
}

// redirects refuses an address that the client has not registered. Microsoft's
// command line clients have http://localhost, whose port is free. Source:
// Redirect URI restrictions and limitations, localhost exceptions.
func (h *Host) redirects(ask request, client, redirect string) error {
	refused := refusal{50011, "the redirect URI '" + clip(redirect) + "' does not match those of the application '" + clip(client) + "'"}
	u, err := url.Parse(redirect)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" {
		return refused
	}
	registered := []string{"http://localhost"}
	if clientName(client) == "" {
		app, err := h.application(ask, client)
		if err != nil {
			return err
		}
		registered = nil
		kind, _ := app["publicClient"].(map[string]any)
		uris, _ := kind["redirectUris"].([]any)
		for _, uri := range uris {
			if text, ok := uri.(string); ok {
				registered = append(registered, text)
			}
		}
	}
	free := u.Scheme == "http" && (u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1")
	if slices.ContainsFunc(registered, func(text string) bool {
		if text == redirect {
			return true
		}
		known, err := url.Parse(text)
		return err == nil && free && known.Scheme == "http" && known.Hostname() == u.Hostname() && strings.Trim(known.Path, "/") == strings.Trim(u.Path, "/")
	}) {
		return nil
	}
	return refused
}

// exchange answers a client that brings an authorization code.
func (h *Host) exchange(ask request) (any, error) {
	code := ask.form.Get("code")
	if code == "" {
		return nil, missing("code")
	}
	client, err := h.public(ask)
	if err != nil {
		return nil, err
	}
	h.mu.Lock()
	g := h.grants[code]
	h.mu.Unlock()
	if g == nil || !strings.EqualFold(g.client, client) || g.tenant != ask.tenant.ID {
		return nil, refusal{70000, "the authorization code is not valid for this client"}
	}
	if h.opt.Now().Sub(g.begun) >= grantLife {
		return nil, refusal{70008, "the authorization code has expired; sign in again"}
	}
	if g.redirect != ask.form.Get("redirect_uri") {
		return nil, refusal{500112, "the redirect URI is not the one of the authorization request"}
	}
	if g.challenge != "" && !proves(g, ask.form.Get("code_verifier")) {
		return nil, refusal{501481, "the code_verifier does not match the code_challenge of the authorization request"}
	}
	answer, err := h.issue(ask, session{tenant: g.tenant, client: client}, g.scope)
	if err != nil {
		return nil, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if g.redeemed {
		return nil, refusal{54005, "the authorization code was already redeemed; sign in again"}
	}
	g.redeemed = true
	return answer, nil
}

// proves holds a verifier against the challenge of a proof key. Source: RFC
// 7636.
func proves(g *grant, verifier string) bool {
	have := verifier
	if g.method == "S256" {
		sum := sha256.Sum256([]byte(verifier))
		have = base64.RawURLEncoding.EncodeToString(sum[:])
	}
	return verifier != "" && subtle.ConstantTimeCompare([]byte(have), []byte(g.challenge)) == 1
}

// adminConsent is the page on which an administrator consents for everybody to
// what an application declares. Here an administrator other than the person
// always does. Source: Microsoft identity platform, admin consent endpoint.
func (h *Host) adminConsent(w http.ResponseWriter, r *http.Request, ask request) {
	client := ask.form.Get("client_id")
	app, err := h.application(ask, client)
	if err == nil {
		err = h.opt.Store.Write(ask.tenant.ID, func(tx *store.Tx) error {
			return recordFor(tx, client, nil, declared(app))
		})
	}
	if err != nil {
		page(w, http.StatusBadRequest, asRefusal(err))
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write([]byte("<!DOCTYPE html><title>Rehearsal cloud</title><p>An administrator has consented for the organisation.</p>\n"))
}

// page is what a browser shows of a refusal.
func page(w http.ResponseWriter, status int, err error) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store, no-cache")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<!DOCTYPE html><title>Rehearsal cloud</title><h1>Sorry, but we're having trouble signing you in.</h1><p>%s</p>\n", html.EscapeString(err.Error()))
}
