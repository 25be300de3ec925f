package access

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// One team, one channel, one message that mentions the person.
const (
	team    = "8c7b4f3e-52d1-4a6f-9f0b-1d2c3b4a5968"
	channel = "19:4a95f7d8db4c4e7fae857bcebe0623e6@thread.tacv2"
	message = "1763632800000"
)

// call is one call of Microsoft Graph with the delegated permissions, each of
// them enough, that it takes. Source: Microsoft Graph permissions reference.
type call struct {
	path  *regexp.Regexp
	needs []string
	body  func(upn string) any
}

func values(list ...any) any { return map[string]any{"value": list} }

// connectorCalls are the calls that the connector makes.
func connectorCalls() []call {
	return []call{
		{regexp.MustCompile(`^/me/joinedTeams$`),
			[]string{"Team.ReadBasic.All", "TeamSettings.Read.All", "TeamSettings.ReadWrite.All", "User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"},
			func(string) any { return values(map[string]any{"id": team, "displayName": "Learning"}) }},
		{regexp.MustCompile(`^/teams/[0-9a-f-]{36}/channels$`),
			[]string{"Channel.ReadBasic.All", "ChannelSettings.Read.All", "ChannelSettings.ReadWrite.All", "Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"},
			func(string) any { return values(map[string]any{"id": channel, "displayName": "General"}) }},
		{regexp.MustCompile(`^/me$`),
			[]string{"User.Read", "User.ReadWrite", "User.Read.All", "User.ReadWrite.All"},
			func(upn string) any {
				return map[string]any{"id": "e2b1c0d9-8f7a-4b6c-9d5e-4f3a2b1c0d9e", "userPrincipalName": upn}
			}},
		{regexp.MustCompile(`(?i)^/me/mailboxsettings/timeZone$`),
			[]string{"MailboxSettings.Read", "MailboxSettings.ReadWrite"},
			func(string) any { return map[string]any{"value": "UTC"} }},
		{regexp.MustCompile(`^/teams/[0-9a-f-]{36}/channels/[^/]+/messages/delta$`),
			[]string{"ChannelMessage.Read.All", "Group.Read.All", "Group.ReadWrite.All"},
			func(upn string) any {
				return values(map[string]any{"id": message, "lastModifiedDateTime": "2026-11-20T10:00:00.000Z", "from": map[string]any{"user": map[string]any{"displayName": "Sam"}},
					"mentions": []any{map[string]any{"mentioned": map[string]any{"user": map[string]any{"displayName": upn}}}}})
			}},
		{regexp.MustCompile(`^/teams/[0-9a-f-]{36}/channels/[^/]+/messages/[0-9]+/replies$`),
			[]string{"ChannelMessage.Read.All", "Group.Read.All", "Group.ReadWrite.All"},
			func(string) any { return values() }},
	}
}

// graph answers the connector's calls of Microsoft Graph.
func (s *Service) graph(w http.ResponseWriter, r *http.Request) {
	_, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	upn, scopes, ok := s.bearer(token)
	if !ok {
		say(w, http.StatusUnauthorized, "application/json", refusal("InvalidAuthenticationToken", "Access token validation failure."))
		return
	}
	path := strings.TrimPrefix(r.URL.Path, "/beta")
	if path == "/$batch" && r.Method == http.MethodPost {
		s.batch(w, r, upn, scopes)
		return
	}
	status, body := s.one(r.Method, path, upn, scopes)
	say(w, status, "application/json", body)
}

// one answers one call.
func (s *Service) one(method, path, upn string, scopes []string) (int, any) {
	for _, c := range s.calls {
		if !c.path.MatchString(path) {
			continue
		}
		if method != http.MethodGet {
			return http.StatusMethodNotAllowed, refusal("Request_BadRequest", "Specified HTTP method is not allowed for the request target.")
		}
		if !slices.ContainsFunc(c.needs, func(p string) bool { return slices.Contains(scopes, p) }) {
			return http.StatusForbidden, refusal("Forbidden", "Missing scope permissions on the request. API requires one of '"+strings.Join(c.needs, ", ")+"'.")
		}
		return http.StatusOK, c.body(upn)
	}
	return http.StatusNotFound, refusal("Request_ResourceNotFound", "Resource not found for the segment.")
}

func refusal(code, text string) any {
	return map[string]any{"error": map[string]any{"code": code, "message": text}}
}

// batch answers up to 20 calls in one; an absolute address among them is
// refused, as is what a link to a next page of another version would be.
func (s *Service) batch(w http.ResponseWriter, r *http.Request, upn string, scopes []string) {
	var asked struct {
		Requests []struct {
			ID, Method, URL string
		} `json:"requests"`
	}
	data, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil || json.Unmarshal(data, &asked) != nil || len(asked.Requests) == 0 || len(asked.Requests) > 20 {
		say(w, http.StatusBadRequest, "application/json", refusal("BadRequest", "Invalid batch payload format."))
		return
	}
	var out []any
	for _, part := range asked.Requests {
		u, err := url.Parse(part.URL)
		status, body := http.StatusBadRequest, refusal("BadRequest", "Invalid batch request URL.")
		if err == nil && !u.IsAbs() {
			status, body = s.one(part.Method, "/"+strings.TrimPrefix(u.Path, "/"), upn, scopes)
		}
		out = append(out, map[string]any{"id": part.ID, "status": status, "headers": map[string]any{"Content-Type": "application/json"}, "body": body})
	}
	say(w, http.StatusOK, "application/json", map[string]any{"responses": out})
}
