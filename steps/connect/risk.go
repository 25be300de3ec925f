package connect

import (
	"fmt"
	"time"

	"teamwright/steps/answers"
)

// Risk is a combination of answers by which accounts can be taken over, people
// shut out or records destroyed. It is done only once a person has confirmed
// it by its name: a tick in the answers under confirmed.
type Risk struct {
	Name string // such as migrate-by-email; the last part of the tick's key
	Key  string // the answer that makes it, such as connect.map
	Text string // what can happen, in two sentences at most
	Safe string // what has to hold, or what to choose instead
}

// Risks are the risks of what the answers say for one site, in the order of
// their keys. A form shows their texts where the answer is chosen.
func Risks(c answers.Connect) []Risk {
	var out []Risk
	switch c.Role {
	case answers.RoleServer:
		if c.SyncPasswords {
			out = append(out, Risk{
				"sync-passwords", "connect.sync_passwords",
				"The hashes of all passwords leave the server and lie on every client. Whoever gets hold of one client can try them at leisure.",
				"leave it off: people sign in to a client through the server",
			})
		}
	case answers.RoleClient:
		if c.Migrate && mapping(c.Map) != answers.MapUniqueID {
			out = append(out, Risk{
				"migrate-by-" + mapping(c.Map), "connect.map",
				fmt.Sprintf("Whoever can set the field %s of an account on the server takes over the account on the client that has the same one, an administrator's too.", mapping(c.Map)),
				"lock that field for every way of signing in, on the server and on the client, and switch self-registration off on both; or match by uniqueid",
			})
		}
		if c.OnRemoval == answers.RemovalDelete {
			out = append(out, Risk{
				"removal-delete", "connect.on_removal",
				"Whoever leaves the server's audience is deleted on the client with all learning records. One wrong rule of an audience deletes many, and nothing brings them back.",
				"choose suspend",
			})
		}
	}
	return out
}

// Advice is a warning without a choice to confirm.
type Advice struct {
	Key  string // the answer beside which it is shown
	Text string
}

// Warnings are all texts that belong beside the answers of Totara Connect as
// they stand: the risks, and what is good to know.
func Warnings(c answers.Connect) []Advice {
	var out []Advice
	for _, r := range Risks(c) {
		out = append(out, Advice{r.Key, r.Text + " Instead: " + r.Safe + "."})
	}
	if c.Role == answers.RoleClient && c.Migrate {
		out = append(out, Advice{"connect.migrate", "Accounts that have been migrated sign in through the server only. Keep one administrator with a local password."})
	}
	if c.Role == answers.RoleClient && c.AutoSSO {
		out = append(out, Advice{"connect.auto_sso", "When the server is down nobody signs in. The local login page stays at /login/index.php?nosso=1; note it down."})
	}
	if c.Role == answers.RoleClient && c.AllowPluginServices {
		out = append(out, Advice{"connect.allow_plugin_services", "Code of the server may call services of any plugin of the client. Signing in does not need it: leave it off unless a plugin of yours does."})
	}
	if c.Role != answers.RoleNone && c.Role != "" {
		out = append(out, Advice{"connect.role", "Both sites must be https with certificates that the other one trusts. Switch guest access off: it does not go together with Connect. The Teams app leads to one site: take the server, because people who come to a client through Teams and through Connect can collide by their e-mail address."})
	}
	return out
}

// unconfirmed are the risks of a site that nobody has confirmed, or too long
// ago. prefix begins the keys of the ticks in the answers of this run; the
// client's own answers may hold them too, as a run with them writes them.
func (j *Job) unconfirmed(e *end, prefix string) []Risk {
	now := j.Clock.Now()
	var out []Risk
	for _, r := range Risks(e.Answers.Connect) {
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
