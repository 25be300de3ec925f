package preflight

import (
	"slices"
	"strings"
)

// Call is one call of Microsoft Graph that the connector makes, with the
// delegated permissions each of which is enough.
type Call struct {
	What   string
	Least  string   // the narrowest permission
	Also   []string // wider ones
	Writes bool
}

// Calls are all of them. Group.ReadWrite.All opens channels and messages, but not
// the list of a person's teams: in the old guide's set that one hangs on
// User.Read.All alone. Source: Microsoft Graph permissions reference.
func Calls() []Call {
	directory := []string{"Directory.Read.All", "Directory.ReadWrite.All"}
	groups := []string{"Group.Read.All", "Group.ReadWrite.All"}
	return []Call{
		{"a person's teams", "Team.ReadBasic.All", append([]string{"TeamSettings.Read.All", "TeamSettings.ReadWrite.All", "User.Read.All", "User.ReadWrite.All"}, directory...), false},
		{"a team's channels", "Channel.ReadBasic.All", append(slices.Clone(groups), directory...), false},
		{"who the person is", "User.Read", []string{"User.ReadWrite", "User.Read.All", "User.ReadWrite.All"}, false},
		{"the person's time zone", "MailboxSettings.Read", []string{"MailboxSettings.ReadWrite"}, false},
		{"messages and replies", "ChannelMessage.Read.All", groups, false},
		{"a reply", "ChannelMessage.Send", []string{"Group.ReadWrite.All"}, true},
	}
}

func (c Call) allowed(scopes []string) bool {
	return slices.ContainsFunc(scopes, func(have string) bool {
		return strings.EqualFold(have, c.Least) || slices.ContainsFunc(c.Also, func(wider string) bool { return strings.EqualFold(have, wider) })
	})
}
