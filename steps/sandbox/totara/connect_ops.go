package totara

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// connecting is a site with its place in the network. Its operations hold the
// network's lock; of another site they read what the network knows.
type connecting struct {
	site  *Site
	net   *Network
	url   string
	shows Connectable
	own   *connectEnd
}

// connectArgs are the arguments of all operations.
type connectArgs struct {
	Find     map[string][]string `json:"find"`
	Settings map[string]string   `json:"settings"`
	Plugin   bool                `json:"plugin"`
	ID       int                 `json:"id"`
	Client   string              `json:"client"`
	Server   string              `json:"server"`
	To       string              `json:"to"`
	connectRecord
}

// connectRecord is what a server gives a client; what is absent stays.
type connectRecord struct {
	URL           string         `json:"url"`
	Name          *string        `json:"name"`
	Comment       *string        `json:"comment"`
	Audience      *int           `json:"audience"`
	Flags         map[string]int `json:"flags"`
	Cohorts       []int          `json:"cohorts"`
	Courses       []int          `json:"courses"`
	Positions     []int          `json:"positions"`
	Organisations []int          `json:"organisations"`
}

// connectDefaults are the values after an installation of Totara 17.3.
func connectDefaults() map[string]string {
	return map[string]string{
		"enableconnectserver": "0", "totara_connect/syncpasswords": "0",
		"auth_connect/migrateusers": "0", "auth_connect/migratemap": "username", "auth_connect/syncprofilefields": "0",
		"auth_connect/removeuser": "1", "auth_connect/syncjobs": "0", "auth_connect/syncpositions": "0",
		"auth_connect/syncorganisations": "0", "auth_connect/allowpluginsepservices": "0", "auth_connect/autossoserver": "",
	}
}

func (e *connecting) value(name string) string {
	if _, stored := e.site.data.Settings[name]; !stored && e.site.lock(name) == "" {
		return connectDefaults()[name]
	}
	return e.site.value(name)
}

// operation wraps one of the operations below.
func (e *connecting) operation(do func(connectArgs, map[string]string) (any, map[string]string, error)) Operation {
	return func(raw json.RawMessage, secrets map[string]string) (any, map[string]string, error) {
		var args connectArgs
		if err := json.Unmarshal(raw, &args); err != nil {
			return nil, nil, err
		}
		e.net.mu.Lock()
		defer e.net.mu.Unlock()
		e.show()
		result, out, err := do(args, secrets)
		e.show()
		if kept := e.net.keep(); err == nil {
			err = kept
		}
		return result, out, err
	}
}

// show lets the network know which sides are switched on.
func (e *connecting) show() {
	e.own.Serves = e.value("enableconnectserver") == "1"
	e.own.Plugin = slices.Contains(commas(e.value("auth")), "connect")
}

func (e *connecting) writable() error {
	if e.site.options.Pending {
		return &Refusal{"pending", "the site waits for its own upgrade, and nothing is written before that", "run admin/cli/upgrade.php"}
	}
	return nil
}

func (e *connecting) look(args connectArgs, _ map[string]string) (any, map[string]string, error) {
	settings := map[string]any{}
	for name := range connectDefaults() {
		settings[name] = map[string]any{"value": e.value(name), "lock": e.site.lock(name)}
	}
	now := e.site.options.Now().Unix()
	tasks := []any{}
	for _, name := range []string{"handshake_task", "position_task", "organisation_task", "user_collection_task", "user_task", "cleanup_task"} {
		last := now - e.shows.TaskAge
		if e.shows.TaskAge < 0 {
			last = 0
		}
		tasks = append(tasks, map[string]any{"name": name, "last": last, "next": now + 600, "disabled": false, "failing": false})
	}
	locks := map[string]map[string]string{"email": {"manual": "unlocked"}, "idnumber": {"manual": "unlocked"}}
	maps.Copy(locks, e.shows.Locks)
	var server any = map[string]any{"id": e.own.ID, "clients": list(e.own.Clients)}
	if e.shows.NoServer {
		server = nil
	}
	return map[string]any{
		"site": e.site.greeting(), "name": e.own.Name, "now": now, "server": server,
		"client":   map[string]any{"enabled": e.own.Plugin, "waiting": e.own.Setup != "", "servers": list(e.own.Servers)},
		"settings": settings,
		"auth":     map[string]any{"enabled": commas(e.value("auth")), "lock": e.site.lock("auth")},
		"curl":     map[string]any{"blocked": e.value("curlsecurityblockedhosts"), "ports": e.value("curlsecurityallowedport")},
		"guards":   map[string]any{"locks": locks, "registration": e.shows.Registration, "guest": e.shows.Guest, "admins": e.shows.Admins},
		"tasks":    tasks,
		"found": map[string]any{
			"audiences": found(args.Find["audiences"], e.shows.Audiences), "courses": found(args.Find["courses"], e.shows.Courses),
			"positions": found(args.Find["positions"], e.shows.Positions), "organisations": found(args.Find["organisations"], nil),
		},
	}, nil, nil
}

// found are the things that each reference leads to.
func found(refs []string, all []Thing) map[string][]Thing {
	out := map[string][]Thing{}
	for _, ref := range refs {
		out[ref] = []Thing{}
		for _, t := range all {
			if t.Name == ref || t.IDNumber == ref || strconv.Itoa(t.ID) == ref {
				out[ref] = append(out[ref], t)
			}
		}
	}
	return out
}

func (e *connecting) set(args connectArgs, _ map[string]string) (any, map[string]string, error) {
	if err := e.writable(); err != nil {
		return nil, nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(args.Settings)) {
		if _, known := connectDefaults()[name]; !known || name == "auth_connect/autossoserver" {
			return nil, nil, &Refusal{"setting", name + " is no setting of Totara Connect", ""}
		}
		if err := e.site.set(name, args.Settings[name]); err != nil {
			return nil, nil, err
		}
	}
	if on := commas(e.value("auth")); args.Plugin && !slices.Contains(on, "connect") {
		if err := e.site.set("auth", strings.Join(append(on, "connect"), ",")); err != nil {
			return nil, nil, err
		}
	}
	return e.counted()
}

func (e *connecting) counted() (any, map[string]string, error) {
	return map[string]any{"written": e.site.written}, nil, nil
}

func (e *connecting) open(connectArgs, map[string]string) (any, map[string]string, error) {
	if err := e.writable(); err != nil {
		return nil, nil, err
	}
	if !e.own.Plugin {
		return nil, nil, &Refusal{"plugin_off", "the plugin Totara Connect client is off", "switch it on under Manage authentication"}
	}
	fresh := e.own.Setup == ""
	if fresh {
		e.own.Setup = token()
		e.site.written++
	}
	return map[string]any{"fresh": fresh, "url": e.url}, map[string]string{"setup": e.own.Setup}, nil
}

func (e *connecting) shut(connectArgs, map[string]string) (any, map[string]string, error) {
	if e.own.Setup != "" {
		e.own.Setup = ""
		e.site.written++
	}
	return e.counted()
}

func (e *connecting) sso(args connectArgs, _ map[string]string) (any, map[string]string, error) {
	value := ""
	if args.ID > 0 {
		if !slices.ContainsFunc(e.own.Servers, func(r connectServer) bool { return r.ID == args.ID && r.Server == args.Server && r.Active }) {
			return nil, nil, &Refusal{"moved", "the client no longer has the server that people were to be sent to", "run the same command again"}
		}
		value = strconv.Itoa(args.ID)
	}
	if err := e.site.set("auth_connect/autossoserver", value); err != nil {
		return nil, nil, err
	}
	return e.counted()
}
