package totara

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// verifiedStep shows Totara's own 21 rows as Totara judges them, and our own
// rows about what Totara does not look at. It changes nothing.
type verifiedStep struct {
	*Totara
	after []steps.ID
}

func (s *verifiedStep) About() steps.About {
	return steps.About{ID: "totara.checklist", Title: "Totara's own checklist", Needs: s.after}
}

func (s *verifiedStep) Read(ctx context.Context) error { return s.view.read(ctx) }

func (s *verifiedStep) Plan() steps.Change {
	if err := s.view.obstacle(s.view.now()); err != nil {
		why, _ := asObstacle(err)
		return steps.Change{Action: steps.Skip, Summary: "not looked at: " + why}
	}
	return steps.Change{Action: steps.None, Summary: "Totara is asked for its own checklist"}
}

// Apply is never called: nothing is planned.
func (s *verifiedStep) Apply(context.Context, steps.Change) error { return nil }

func (s *verifiedStep) Check(ctx context.Context) []steps.Result {
	if err := s.view.settled(ctx); err != nil {
		return []steps.Result{unseen(steps.Result{ID: "totara.checklist", Group: "totara", Title: s.About().Title, Source: steps.FromTotara}, err)}
	}
	st := s.view.now()
	out := s.totaras(st)
	out = append(out, s.ours(st)...)
	if notes := s.view.beside(); len(notes) > 0 {
		out = append(out, steps.Result{
			ID: "totara.notes", Group: "totara", Title: "What PHP said beside its answers", Status: steps.Skipped, Source: steps.FromTotara,
			Detail: "tolerated: " + strings.Join(notes[:min(len(notes), 3)], " / "),
		})
	}
	return append(out, s.proofs(ctx, st)...)
}

// totaras are the rows of Totara's verifier as they are, in the order of ours;
// rows that a newer Totara adds come behind.
func (s *verifiedStep) totaras(st state) []steps.Result {
	var out []steps.Result
	seen := map[string]bool{}
	known := rows()
	chosen, there := st.chosen()
	secretless := there && !chosen.Secret.Set
	for _, r := range known {
		i := slices.IndexFunc(st.Verify, func(v verdictRow) bool { return v.Class == r.class })
		res := steps.Result{ID: "totara." + r.class, Group: "totara", Title: r.title, Source: steps.FromTotara}
		if i < 0 {
			res.Status, res.Detail, res.Fix = steps.Unseen, "this Totara has no such row", "look at its own page: "+s.Answers.Addresses().Checklist
			out = append(out, res)
			continue
		}
		seen[r.class] = true
		out = append(out, s.row(res, st.Verify[i], r.page, secretless))
	}
	for _, v := range st.Verify {
		if !seen[v.Class] && rowID(v.Class) {
			res := steps.Result{ID: "totara." + v.Class, Group: "totara", Title: tenant.Plain(v.Name, 80), Source: steps.FromTotara}
			out = append(out, s.row(res, v, setup, secretless))
		}
	}
	return out
}

func (s *verifiedStep) row(r steps.Result, v verdictRow, page string, secretless bool) steps.Result {
	report := tenant.Plain(v.Report, 300)
	switch v.Status {
	case verdictPass:
		r.Status, r.Detail = steps.Pass, cmp.Or(report, "Totara says OK")
	case verdictSkipped:
		r.Status, r.Detail = steps.Skipped, cmp.Or(report, "Totara skips it")
	default:
		r.Status, r.Detail = steps.Fail, cmp.Or(report, "Totara says that it fails")
		r.Fix = "run teamwright totara apply, or mend it at " + s.link(cmp.Or(page, setup))
		if secretless && strings.HasPrefix(v.Class, "sso_") {
			r.Fix = "give Totara the secret of single sign-on: row totara.sso_secret_proof says how"
		}
	}
	return r
}

// rowID tells whether a class name may stand in a row's id.
func rowID(class string) bool {
	return class != "" && len(class) <= 64 && !strings.ContainsFunc(class, func(r rune) bool {
		return r != '_' && (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
}

// ours are the rows about what Totara does not check.
func (s *verifiedStep) ours(st state) []steps.Result {
	var out []steps.Result
	add := func(name, title string, status steps.Status, detail, fix string) {
		if status == steps.Pass || status == steps.Skipped {
			fix = ""
		}
		out = append(out, steps.Result{ID: "totara." + name, Group: "totara", Title: title, Status: status, Detail: detail, Fix: fix, Source: steps.FromTotara})
	}
	passes := func(ok bool) steps.Status {
		if ok {
			return steps.Pass
		}
		return steps.Fail
	}
	const again = "run teamwright totara apply"
	if s.Answers.SSO.Enabled {
		scope := st.Settings[keyScope].text()
		rest, _ := strings.CutPrefix(scope, "api://")
		host, _, _ := strings.Cut(rest, "/")
		_, authority, _ := strings.Cut(canonical(st.Site.WWWRoot), "://")
		authority, _, _ = strings.Cut(authority, "/")
		add("host", "Host of the resource scope", passes(strings.EqualFold(host, authority)),
			fmt.Sprintf("%s in the scope, %s in the site's address", cmp.Or(tenant.Plain(host, 100), "none"), authority), again)
		chosen, _ := st.chosen()
		ids := []string{st.Settings[keyAppID].text(), st.Settings[keySSOAppID].text(), chosen.ClientID}
		same := ids[0] != "" && strings.EqualFold(ids[0], ids[1]) && strings.EqualFold(ids[1], ids[2])
		detail := "one client id in the manifest, in single sign-on and in the OAuth 2 service"
		if !same {
			detail = fmt.Sprintf("manifest %s, single sign-on %s, OAuth 2 service %s", cmp.Or(ids[0], "none"), cmp.Or(ids[1], "none"), cmp.Or(ids[2], "none"))
		}
		add("ids", "Client ids agree", passes(same), detail, again)
	}
	version := st.Settings[keyVersion].text()
	add("version", "Form of the app version", passes(threeNumbers(version)), "version "+cmp.Or(tenant.Plain(version, 40), "none"), "Teams takes only x.y.z, at least 1.0.0: set app.version and "+again)
	own := st.Icons["color"].SHA256 != "" && st.Icons["outline"].SHA256 != ""
	if own {
		add("icons", "Icons in Totara", steps.Pass, "both icons are your own", "")
	} else {
		add("icons", "Icons in Totara", steps.Skipped, "Totara's own download packs its stock icons; our package has yours", "")
	}
	secure := st.Settings[keyCookies].text() == "1" && st.Facts.HTTPS
	add("cookies", "Session cookies in a frame", passes(secure),
		map[bool]string{true: "secure cookies over https: Totara marks them for frames", false: "cookies are not secure, so browsers drop them inside Teams"}[secure],
		"switch cookiesecure on, and give the site an https address")
	out = append(out, s.cron(st), s.outgoing(st))
	return out
}

// threeNumbers tells whether Teams takes a version: three numbers without
// leading zeros, the first at least 1.
func threeNumbers(v string) bool {
	parts := strings.Split(v, ".")
	if len(parts) != 3 || parts[0] == "0" {
		return false
	}
	return !slices.ContainsFunc(parts, func(p string) bool {
		return p == "" || len(p) > 9 || p != "0" && p[0] == '0' || strings.Trim(p, "0123456789") != ""
	})
}

// cron judges when Totara's background work ran last, by the server's clock.
func (s *verifiedStep) cron(st state) steps.Result {
	r := steps.Result{ID: "totara.cron", Group: "totara", Title: "Cron runs", Source: steps.FromTotara}
	const cure = "run admin/cli/cron.php every minute on the server; without it Totara sends nothing to Teams"
	ago := st.Facts.Now - st.Facts.Cron
	switch {
	case !s.Answers.Bot.Needed():
		r.Status, r.Detail = steps.Skipped, "without a bot there are no notifications to send"
	case st.Facts.Cron <= 0:
		r.Status, r.Detail, r.Fix = steps.Fail, "it has never run", cure
	case ago > 3600:
		r.Status, r.Detail, r.Fix = steps.Fail, "it ran last "+count(int(ago/3600), "hour")+" ago", cure
	default:
		r.Status, r.Detail = steps.Pass, "it ran "+recently(max(ago, 0))
	}
	return r
}

// recently is a time within the hour, in words.
func recently(seconds int64) string {
	if seconds < 60 {
		return "less than a minute ago"
	}
	return count(int(seconds/60), "minute") + " ago"
}

// outgoing judges whether Totara's own list lets it reach Microsoft.
func (s *verifiedStep) outgoing(st state) steps.Result {
	r := steps.Result{ID: "totara.outgoing", Group: "totara", Title: "Totara may call Microsoft", Source: steps.FromTotara}
	ports := strings.Fields(strings.ReplaceAll(st.Settings[keyAllowedPorts].text(), ",", " "))
	blocked := strings.Fields(strings.ReplaceAll(strings.ToLower(st.Settings[keyBlockedHosts].text()), ",", " "))
	i := slices.IndexFunc(blocked, func(h string) bool {
		return slices.ContainsFunc([]string{"login.microsoftonline.com", "graph.microsoft.com", "login.botframework.com"}, func(host string) bool {
			suffix, wild := strings.CutPrefix(h, "*.")
			return host == h || wild && strings.HasSuffix(host, "."+suffix)
		})
	})
	switch {
	case len(ports) > 0 && !slices.Contains(ports, "443"):
		r.Status, r.Detail, r.Fix = steps.Fail, "curlsecurityallowedport leaves port 443 out", "add 443 there (search the administration for it)"
	case i >= 0:
		r.Status, r.Detail, r.Fix = steps.Fail, "curlsecurityblockedhosts names "+tenant.Plain(blocked[i], 80), "take it out there (search the administration for it)"
	default:
		r.Status, r.Detail = steps.Pass, "Totara's own lists of hosts and ports do not stand in the way"
	}
	return r
}
