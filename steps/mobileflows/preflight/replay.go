package preflight

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"teamwright/steps"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

// Replay makes the connector's calls as one person.
type Replay struct {
	Base      string // such as https://graph.microsoft.com/beta, no slash at the end
	Transport http.RoundTripper
	Now       func() time.Time
	Person    Person
	UPN       string // who it has to be
}

// The connector looks back two hours for threads, and asks for at most 20 things
// at once.
const (
	lookBack = 2 * time.Hour
	batchMax = 20
)

// seen is what the calls found, as far as later calls need it.
type seen struct {
	teams    []string
	channels []place
	message  string // a channel's message to ask replies of, as an address
}

type place struct{ team, channel string }

// Rows makes all the calls. One that cannot be made because an earlier one
// found nothing is unknown, not passed.
func (r Replay) Rows(ctx context.Context) []steps.Result {
	var s seen
	who := r.who(ctx)
	rows := []steps.Result{r.rights(), who, r.teams(ctx, &s), r.channels(ctx, &s), r.timeZone(ctx), r.mentions(ctx, &s), r.replies(ctx, &s), r.replying()}
	return rows
}

// rights compares what the token may do with what the calls need.
func (r Replay) rights() steps.Result {
	row := newRow("scopes", "Test user's permissions")
	var missing []string
	for _, c := range Calls() {
		if !c.allowed(r.Person.Scopes) {
			missing = append(missing, c.Least)
		}
	}
	if len(missing) > 0 {
		row.Status, row.Detail = steps.Fail, "the token lacks "+strings.Join(missing, ", ")
		row.Fix = "run mobileflows apply: it declares the permissions and consents to them for everyone"
		return row
	}
	row.Status, row.Detail = steps.Pass, "it holds "+strings.Join(slices.Sorted(slices.Values(r.Person.Scopes)), ", ")
	return row
}

// who asks who the person is.
func (r Replay) who(ctx context.Context) steps.Result {
	row := newRow("me", "Call: who am I")
	var me struct {
		UPN string `json:"userPrincipalName"`
	}
	part, err := r.batch(ctx, "/me")
	if done := judge(&row, part, err, "User.Read"); !done {
		return row
	}
	if json.Unmarshal(part[0].Body, &me) != nil || !strings.EqualFold(me.UPN, r.UPN) {
		row.Status, row.Detail = steps.Fail, "signed in was "+tenant.Plain(me.UPN, 100)
		row.Fix = "run the same command again and sign in as " + r.UPN + ", in a private window"
		return row
	}
	row.Detail = "GET /me: " + tenant.Plain(me.UPN, 100)
	return row
}

func (r Replay) teams(ctx context.Context, s *seen) steps.Result {
	row := newRow("teams", "Call: my teams")
	part, err := r.get(ctx, "/me/joinedTeams")
	if done := judge(&row, []piece{part}, err, "Team.ReadBasic.All"); !done {
		return row
	}
	s.teams = ids(part.Body)
	row.Detail = "GET /me/joinedTeams: " + count(len(s.teams), "team")
	if len(s.teams) == 0 {
		row.Detail += ": nothing can be found for this person; choose one who is in a team"
	}
	return row
}

func (r Replay) channels(ctx context.Context, s *seen) steps.Result {
	row := newRow("channels", "Call: a team's channels")
	if len(s.teams) == 0 {
		return unmade(row, "no team is known")
	}
	some := s.teams[:min(len(s.teams), batchMax)]
	var paths []string
	for _, t := range some {
		paths = append(paths, "/teams/"+url.PathEscape(t)+"/channels")
	}
	parts, err := r.batch(ctx, paths...)
	if done := judge(&row, parts, err, "Channel.ReadBasic.All"); !done {
		return row
	}
	for i, p := range parts {
		for _, id := range ids(p.Body) {
			s.channels = append(s.channels, place{some[i], id})
		}
	}
	row.Detail = "GET /teams/{id}/channels: " + count(len(s.channels), "channel")
	return row
}

func (r Replay) timeZone(ctx context.Context) steps.Result {
	row := newRow("timezone", "Call: my time zone")
	parts, err := r.batch(ctx, "/me/mailboxsettings/timeZone")
	if err == nil && parts[0].Status == http.StatusNotFound {
		row.Status, row.Detail = steps.Fail, "the person has no mailbox: the connector answers every request of theirs with 500"
		row.Fix = "give the person an Exchange Online mailbox, or choose another person"
		return row
	}
	if judge(&row, parts, err, "MailboxSettings.Read") {
		row.Detail = "GET /me/mailboxsettings/timeZone: answered"
	}
	return row
}

func (r Replay) mentions(ctx context.Context, s *seen) steps.Result {
	row := newRow("mentions", "Call: new messages")
	if len(s.channels) == 0 {
		return unmade(row, "no channel is known")
	}
	some := s.channels[:min(len(s.channels), batchMax)]
	query := url.Values{"$filter": {"lastModifiedDateTime gt " + r.Now().Add(-lookBack).UTC().Format("2006-01-02T15:04:05.000Z")}, "$top": {"50"}}
	var paths []string
	for _, p := range some {
		paths = append(paths, messages(p)+"/delta?"+strings.ReplaceAll(query.Encode(), "+", "%20"))
	}
	parts, err := r.batch(ctx, paths...)
	if done := judge(&row, parts, err, "ChannelMessage.Read.All"); !done {
		return row
	}
	n := 0
	for i, p := range parts {
		found := ids(p.Body)
		n += len(found)
		if len(found) > 0 && s.message == "" {
			s.message = messages(some[i]) + "/" + url.PathEscape(found[0])
		}
	}
	row.Detail = "GET .../messages/delta: " + count(n, "message") + " of the last two hours"
	return row
}

func messages(p place) string {
	return "/teams/" + url.PathEscape(p.team) + "/channels/" + url.PathEscape(p.channel) + "/messages"
}

func (r Replay) replies(ctx context.Context, s *seen) steps.Result {
	row := newRow("replies", "Call: replies")
	if s.message == "" {
		return unmade(row, "no message of the last two hours is known: have somebody write one in a channel, then run the same command again")
	}
	parts, err := r.batch(ctx, s.message+"/replies")
	if judge(&row, parts, err, "ChannelMessage.Read.All") {
		row.Detail = "GET .../messages/{id}/replies: answered"
	}
	return row
}

// replying is the connector's one write. It is not made.
func (r Replay) replying() steps.Result {
	row := newRow("reply", "Right to reply")
	for _, c := range Calls() {
		if c.Writes && c.allowed(r.Person.Scopes) {
			row.Status, row.Detail = steps.Pass, "POST .../messages/{id}/replies: judged by the token's permissions; nothing was written"
			return row
		}
	}
	row.Status, row.Detail, row.Fix = steps.Fail, "the token lacks ChannelMessage.Send", "run mobileflows apply: it declares the permissions and consents to them for everyone"
	return row
}

// piece is the answer to one call.
type piece struct {
	ID     string          `json:"id"`
	Status int             `json:"status"`
	Body   json.RawMessage `json:"body"`
}

// batch makes calls as the connector does: several in one, by relative address.
// The answers come in the order of the paths.
func (r Replay) batch(ctx context.Context, paths ...string) ([]piece, error) {
	type call struct {
		ID     string `json:"id"`
		Method string `json:"method"`
		URL    string `json:"url"`
	}
	var calls []call
	for i, p := range paths {
		calls = append(calls, call{strconv.Itoa(i), http.MethodGet, p})
	}
	body, err := json.Marshal(map[string]any{"requests": calls})
	if err != nil {
		return nil, err
	}
	// Reads only, so it may be repeated.
	got, err := r.send(wire.Repeatable(ctx), http.MethodPost, "/$batch", body)
	if err != nil || got.Status != http.StatusOK {
		return []piece{got}, err
	}
	var all struct {
		Responses []piece `json:"responses"`
	}
	if err := json.Unmarshal(got.Body, &all); err != nil {
		return nil, &tenant.Error{Kind: tenant.Refused, Op: "ask Microsoft Graph", Message: "the answer cannot be read"}
	}
	out := make([]piece, len(paths))
	for _, p := range all.Responses {
		if i, err := strconv.Atoi(p.ID); err == nil && i >= 0 && i < len(out) {
			out[i] = p
		}
	}
	return out, nil
}

func (r Replay) get(ctx context.Context, path string) (piece, error) {
	return r.send(ctx, http.MethodGet, path, nil)
}

func (r Replay) send(ctx context.Context, method, path string, body []byte) (piece, error) {
	req, err := http.NewRequestWithContext(ctx, method, r.Base+path, bytes.NewReader(body))
	if err != nil {
		return piece{}, err
	}
	req.Header.Set("Authorization", "Bearer "+r.Person.Token.Reveal())
	req.Header.Set("Accept", "application/json")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := r.Transport.RoundTrip(req)
	if err != nil {
		return piece{}, unreached("ask Microsoft Graph", err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, 8<<20))
	return piece{Status: resp.StatusCode, Body: data}, err
}

// judge decides a row by the worst of its answers; done says that all were
// good.
func judge(row *steps.Result, parts []piece, err error, least string) (done bool) {
	if err != nil {
		row.Status, row.Detail = steps.Unseen, err.Error()
		if e, ok := err.(*tenant.Error); ok {
			row.Fix = e.Cure
		}
		return false
	}
	for _, p := range parts {
		if p.Status >= 200 && p.Status < 300 {
			continue
		}
		row.Detail = fmt.Sprintf("HTTP %d%s", p.Status, said(p.Body))
		switch {
		case p.Status == http.StatusForbidden, p.Status == http.StatusUnauthorized:
			row.Status = steps.Fail
			row.Fix = "it takes " + least + " (or a wider permission): run mobileflows apply, which declares and consents"
		case p.Status == 0, p.Status == http.StatusTooManyRequests, p.Status >= 500:
			row.Status, row.Fix = steps.Unseen, "run the same command again in some minutes"
		default:
			row.Status, row.Fix = steps.Fail, "see whether the base address in UEM is https://graph.microsoft.com/beta"
		}
		return false
	}
	row.Status = steps.Pass
	return true
}

// said is Graph's own words.
func said(body []byte) string {
	var doc struct {
		Error struct{ Code, Message string }
	}
	if json.Unmarshal(body, &doc) != nil || doc.Error.Code == "" {
		return ""
	}
	return " " + tenant.Plain(doc.Error.Code, 60) + ": " + tenant.Plain(doc.Error.Message, 200)
}

// ids are the ids in a list.
func ids(body []byte) []string {
	var list struct {
		Value []struct {
			ID string `json:"id"`
		} `json:"value"`
	}
	if json.Unmarshal(body, &list) != nil {
		return nil
	}
	var out []string
	for _, v := range list.Value {
		if v.ID != "" {
			out = append(out, v.ID)
		}
	}
	return out
}

func unmade(row steps.Result, why string) steps.Result {
	row.Status, row.Detail = steps.Unseen, why
	row.Fix = "see the row before it"
	return row
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func newRow(name, title string) steps.Result {
	return steps.Result{ID: "mobileflows.preflight_" + name, Group: "mobileflows", Title: title, Source: steps.FromGraph}
}
