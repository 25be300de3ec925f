package replay

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// masked stands in a trace where a secret stood.
const masked = "[redacted]"

// body is the answer of a line with something usable in the place of every
// secret; ok is false where the trace kept no body.
func (p *Player) body(l *line, base string, form url.Values) (data []byte, ok bool) {
	switch {
	case len(l.Answer.JSON) > 0:
	case l.Answer.Text != "":
		return []byte(l.Answer.Text), true
	default:
		return nil, l.Answer.Bytes == 0 && l.Answer.SHA256 == ""
	}
	decoder := json.NewDecoder(bytes.NewReader(l.Answer.JSON))
	decoder.UseNumber()
	var v any
	if decoder.Decode(&v) != nil {
		return l.Answer.JSON, true
	}
	path, _, _ := strings.Cut(l.key, " ")
	signIn := token(path) || strings.Contains(path, "/.well-known/") || strings.HasSuffix(path, "/discovery/instance")
	if answer, ok := v.(map[string]any); ok && token(path) {
		p.tokens(l, answer, form)
	}
	v = p.usable(l, v, "", base, signIn)
	data, err := json.Marshal(v)
	return data, err == nil
}

// usable walks a value and fills what was masked.
func (p *Player) usable(l *line, v any, key, base string, signIn bool) any {
	switch v := v.(type) {
	case map[string]any:
		if v["secretText"] == masked {
			v["secretText"] = madeUp("secret", l.N)[:40]
			if v["hint"] == masked {
				v["hint"] = v["secretText"].(string)[:3]
			}
		}
		for name, e := range v {
			v[name] = p.usable(l, e, name, base, signIn)
		}
	case []any:
		for i, e := range v {
			v[i] = p.usable(l, e, key, base, signIn)
		}
	case string:
		follows := strings.HasSuffix(strings.ToLower(key), "nextlink")
		if signIn || follows {
			v = p.home(v, base)
		}
		switch {
		case v == masked && key == "hint":
			return "abc"
		case v == masked:
			return madeUp(key, l.N)
		}
		return v
	}
	return v
}

// madeUp is a text that stands for a secret, the same in every run.
func madeUp(kind string, n int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s of line %d", kind, n))
	return "rpl~" + base64.RawURLEncoding.EncodeToString(sum[:])
}

// person is what a trace tells about who signed in.
type person struct{ name, upn string }

func personOf(lines []*line) person {
	var who person
	for _, l := range lines {
		if strings.HasSuffix(l.key, "/me") && l.Status == 200 {
			var me struct{ DisplayName, UserPrincipalName string }
			if json.Unmarshal(l.Answer.JSON, &me) == nil && me.UserPrincipalName != "" {
				return person{me.DisplayName, me.UserPrincipalName}
			}
		}
	}
	return who
}

// tokens makes up the tokens and codes of an answer of the sign-in host.
func (p *Player) tokens(l *line, answer map[string]any, form url.Values) {
	code := strings.ToUpper(strings.NewReplacer("~", "", "-", "", "_", "").Replace(madeUp("user code", l.N)))[3:12]
	for key, value := range answer {
		text, _ := value.(string)
		switch {
		case key == "user_code" && text == masked:
			answer[key] = code
		case key == "message":
			answer[key] = strings.ReplaceAll(text, masked, code)
		case (key == "access_token" || key == "id_token") && text == masked:
			answer[key] = p.jwt(l, answer, form, key == "access_token")
		}
	}
}

// jwt is a token that says what the trace still tells.
func (p *Player) jwt(l *line, answer map[string]any, form url.Values, access bool) string {
	var info struct{ UID, UTID string }
	if text, ok := answer["client_info"].(string); ok {
		if data, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(text, "=")); err == nil {
			json.Unmarshal(data, &info) // what it does not tell stays empty
		}
	}
	if info.UTID == "" {
		path := strings.TrimPrefix(l.key, "/")
		info.UTID, _, _ = strings.Cut(path, "/")
	}
	now := p.opt.Now()
	claims := map[string]any{
		"tid": info.UTID, "ver": "2.0", "iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(life(answer)).Unix(),
		"aud": form.Get("client_id"), "appid": form.Get("client_id"), "uti": madeUp("token", l.N),
	}
	if form.Get("grant_type") == "client_credentials" {
		claims["idtyp"] = "app"
	} else {
		claims["idtyp"], claims["oid"], claims["sub"] = "user", info.UID, info.UID
		claims["name"], claims["upn"], claims["preferred_username"] = p.who.name, p.who.upn, p.who.upn
		if access {
			claims["scp"] = scopes(answer, form)
		}
	}
	data, err := json.Marshal(claims)
	if err != nil {
		return madeUp("token", l.N)
	}
	part := base64.RawURLEncoding.EncodeToString
	return part([]byte(`{"typ":"JWT","alg":"none"}`)) + "." + part(data) + "." + part([]byte("replayed"))
}

func life(answer map[string]any) time.Duration {
	if n, ok := answer["expires_in"].(json.Number); ok {
		if seconds, err := n.Int64(); err == nil && seconds > 0 && seconds < 1<<20 {
			return time.Duration(seconds) * time.Second
		}
	}
	return time.Hour
}

// scopes are those that an answer of the sign-in host lists. One that only
// repeats .default lists none; then the client is known by what it always has.
func scopes(answer map[string]any, form url.Values) string {
	text, _ := answer["scope"].(string)
	var names []string
	told := false
	for _, s := range strings.Fields(text) {
		name := s[strings.LastIndexByte(s, '/')+1:]
		switch name {
		case ".default", "offline_access":
			continue
		case "openid", "profile", "email":
		default:
			told = true
		}
		names = append(names, name)
	}
	if !told && strings.EqualFold(form.Get("client_id"), azureCLI) {
		names = append(names, "Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All", "AuditLog.Read.All", "DelegatedPermissionGrant.ReadWrite.All",
			"Directory.AccessAsUser.All", "Group.ReadWrite.All", "User.Read.All", "User.ReadWrite.All", "user_impersonation")
	}
	return strings.Join(names, " ")
}

const azureCLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
