package connect

import (
	"fmt"
	"time"

	"teamwright/steps/answers"
)

// risk is a combination of answers by which accounts can be taken over, people
// shut out or records destroyed. It is done only once a person has confirmed
// it by its name: a tick in the answers under confirmed.
type risk struct {
	Name string // such as migrate-by-email; the last part of the tick's key
	Key  string // the answer that makes it, such as connect.map
	Text string // what can happen, in two sentences at most
	Safe string // what has to hold, or what to choose instead
}

// risks are the risks of what the answers say for one site, in the order of
// their keys.
func risks(c answers.Connect) []risk {
	var out []risk
	switch c.Role {
	case answers.RoleServer:
		if c.SyncPasswords {
			out = append(out, risk{
				"sync-passwords", "connect.sync_passwords",
				"The hashes of all passwords leave the server and lie on every client. Whoever gets hold of one client can try them at leisure.",
				"leave it off: people sign in to a client through the server",
			})
		}
	case answers.RoleClient:
		if c.Migrate && mapping(c.Map) != answers.MapUniqueID {
			out = append(out, risk{
				"migrate-by-" + mapping(c.Map), "connect.map",
				fmt.Sprintf("Whoever can set the field %s of an account on the server takes over the account on the client that has the same one, an administrator's too.", mapping(c.Map)),
				"lock that field for every way of signing in, on the server and on the client, and switch self-registration off on both; or match by uniqueid",
			})
		}
		if c.OnRemoval == answers.RemovalDelete {
			out = append(out, risk{
				"removal-delete", "connect.on_removal",
				"Whoever leaves the server's audience is deleted on the client with all learning records. One wrong rule of an audience deletes many, and nothing brings them back.",
				"choose suspend",
			})
		}
	}
	return out
}

// Warning is what belongs beside one answer of Totara Connect as the answers
// stand, whole sentences: a risk with what to choose instead, or what is good
// to know. It is empty for most.
func Warning(key string, c answers.Connect) string {
	for _, r := range risks(c) {
		if r.Key == key {
			return r.Text + " Instead: " + r.Safe + "."
		}
	}
	client := c.Role == answers.RoleClient
	switch {
	case key == "connect.migrate" && client && c.Migrate:
		return "Accounts that have been migrated sign in through the server only. Keep one administrator with a local password."
	case key == "connect.auto_sso" && client && c.AutoSSO:
		return "When the server is down nobody signs in. The local login page stays at /login/index.php?nosso=1; note it down."
	case key == "connect.allow_plugin_services" && client && c.AllowPluginServices:
		return "Code of the server may call services of any plugin of the client. Signing in does not need it: leave it off unless a plugin of yours does."
	case key == "connect.role" && c.Role != answers.RoleNone && c.Role != "":
		return "Both sites must be https with certificates that the other one trusts. Switch guest access off: it does not go together with Connect. The Teams app leads to one site: take the server, because people who come to a client through Teams and through Connect can collide by their e-mail address."
	}
	return ""
}

// unconfirmed are the risks of a site that nobody has confirmed, or too long
// ago. prefix begins the keys of the ticks in the answers of this run; the
// client's own answers may hold them too, as a run with them writes them.
func (j *Job) unconfirmed(e *end, prefix string) []risk {
	now := j.Clock.Now()
	var out []risk
	for _, r := range risks(e.Answers.Connect) {
		if !ticked(j.Confirmed, prefix+"."+r.Name, now) && !ticked(e.Answers.Confirmed, "connect."+self+"."+r.Name, now) {
			out = append(out, r)
		}
	}
	return out
}

// ticked tells whether a person has ticked key and it still counts.
func ticked(ticks map[string]answers.Tick, key string, now time.Time) bool {
	t, ok := ticks[key]
	return ok && !t.Stale(now)
}
