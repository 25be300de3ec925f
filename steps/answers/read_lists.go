package answers

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

func (r *reader) list(key string, n *yaml.Node, check func(string) (string, string)) []string {
	if n.Kind != yaml.SequenceNode {
		r.fail(n, key, "is "+kindOf(n)+"; it must be a list", "write it in brackets: [one, two]")
		return nil
	}
	var items []string
	for _, c := range n.Content {
		s, ok := r.text(key, c)
		if !ok {
			continue
		}
		if wrong, right := checkItem(check, s); wrong != "" {
			r.fail(c, key, "has an entry that "+wrong, right)
			continue
		}
		items = append(items, s)
	}
	return items
}

func (r *reader) texts(k Key, n *yaml.Node) map[string]string {
	if n.Kind != yaml.MappingNode {
		r.fail(n, k.Name, "is "+kindOf(n)+"; it must be a map", "write it in braces: {fr: fr.yaml}")
		return nil
	}
	m := map[string]string{}
	r.pairs(k.Name, n, func(name string, key, value *yaml.Node) {
		full := k.Name + "." + name
		r.lines[full] = key.Line
		if !languageForm.MatchString(name) {
			r.fail(key, full, "is no language tag", "write a tag such as fr or pt-BR")
			return
		}
		s, ok := r.text(full, value)
		if !ok {
			return
		}
		if wrong, right := checkItem(k.check, s); wrong != "" {
			r.fail(value, full, wrong, right)
			return
		}
		m[name], r.set[full] = s, true
	})
	return m
}

func (r *reader) ticks(key string, n *yaml.Node) map[string]Tick {
	const right = "write it as teams.custom_apps: {by: a@example.org, on: 2026-11-20}"
	if n.Kind != yaml.MappingNode {
		r.fail(n, key, "is "+kindOf(n)+"; it must be a map", right)
		return nil
	}
	m := map[string]Tick{}
	r.pairs(key, n, func(id string, idNode, value *yaml.Node) {
		full := key + "." + id
		r.lines[full] = idNode.Line
		if value.Kind != yaml.MappingNode {
			r.fail(value, full, "is "+kindOf(value)+"; it must say by whom and on which day", right)
			return
		}
		var t Tick
		before := len(r.problems)
		r.pairs(full, value, func(name string, nameNode, v *yaml.Node) {
			s, ok := "", true
			if name == "by" || name == "on" {
				s, ok = r.text(full+"."+name, v)
			}
			switch {
			case name == "by":
				t.By = s
			case name == "on" && ok:
				day, err := time.Parse(dayForm, s)
				if err != nil {
					r.fail(v, full+".on", "is no day", "write it as 2026-11-20")
				}
				t.On = day
			case name != "on":
				r.fail(nameNode, full+"."+name, "is no key of this file", "a tick has by and on")
			}
		})
		if len(r.problems) > before {
			return
		}
		if wrong, right := checkTick(id, t); wrong != "" {
			r.fail(idNode, full, wrong, right)
			return
		}
		m[id], r.set[full] = t, true
	})
	return m
}

func (r *reader) clients(key string, n *yaml.Node) []ConnectClient {
	const right = "write each as - {name: Partner site, profile: partner.yaml}"
	if n.Kind != yaml.SequenceNode {
		r.fail(n, key, "is "+kindOf(n)+"; it must be a list of clients", right)
		return nil
	}
	fields, names := clientKeys(), clientNames()
	var clients []ConnectClient
	for i, item := range n.Content {
		full := fmt.Sprintf("%s[%d]", key, i)
		if item.Kind != yaml.MappingNode {
			r.fail(item, full, "is "+kindOf(item)+"; it must be a client", right)
			continue
		}
		var c ConnectClient
		before := len(r.problems)
		r.pairs(full, item, func(name string, nameNode, v *yaml.Node) {
			at := slices.Index(names, name)
			if at < 0 {
				p := &Problem{Wrong: "is no key of this file", Right: "a client has " + strings.Join(names, ", ")}
				if best := nearest(name, names); best != "" {
					p.Right = "did you mean " + best + "?"
				} else if looksSecretName(name) {
					p.Wrong, p.Right = "looks like a secret", noSecret
				}
				r.fail(nameNode, full+"."+name, p.Wrong, p.Right)
				return
			}
			if isNull(v) {
				return
			}
			switch p := fields[at].field(&c).(type) {
			case *string:
				*p, _ = r.text(full+"."+name, v)
			case *bool:
				*p, _ = r.toggle(full+"."+name, v)
			case *[]string:
				*p = r.list(full+"."+name, v, fields[at].check)
			}
		})
		if len(r.problems) > before {
			continue
		}
		if wrong, right := checkClient(c); wrong != "" {
			r.fail(item, full, wrong, right)
		} else if slices.ContainsFunc(clients, func(o ConnectClient) bool { return o.Name == c.Name }) {
			r.fail(item, full, "has the name of another client", "give each client its own name")
		}
		clients = append(clients, c)
	}
	return clients
}
