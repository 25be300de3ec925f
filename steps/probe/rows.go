package probe

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// address judges where the site's name leads.
func (l *look) address(ctx context.Context) {
	const title = "Microsoft reaches the site"
	if !l.o.Bot {
		l.row("reach", title, steps.Skipped, "without a bot only people's own browsers call the site", "")
		return
	}
	u, err := url.Parse(l.o.Site)
	if err != nil {
		l.row("reach", title, steps.Fail, "the site's address is none", "correct site in the answers")
		return
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	list, err := l.c.lookup(ctx, u.Hostname())
	if err != nil {
		l.row("reach", title, steps.Fail, "the name "+u.Hostname()+" cannot be resolved from here", "see to DNS, or correct site in the answers")
		return
	}
	for _, a := range list {
		if !Public(a) {
			l.row("reach", title, steps.Fail, fmt.Sprintf("%s leads to the private address %s, which Microsoft's Bot Service cannot reach", u.Hostname(), a),
				"publish the site on the internet (at least the bot's endpoint), or switch bot.enabled off; where only your own DNS says so, this row is wrong")
			return
		}
	}
	l.row("reach", title, steps.Unseen, "its address is a public one; whether Microsoft's Bot Service gets through cannot be seen from here",
		"write to the bot in Teams once: an answer proves it")
}

// site judges certificate and redirects of the site's own address. It tells
// whether the site answers at all.
func (l *look) site(ctx context.Context) bool {
	const certificate, redirect = "Certificate", "The site's address leads nowhere else"
	here := func(from, to *url.URL) bool {
		return to.Scheme == "https" && strings.EqualFold(to.Host, from.Host)
	}
	p, onward, err := l.c.walk(ctx, l.o.Site+"/", here)
	if err != nil {
		title, id := redirect, "redirect"
		if broken := ofCertificate(err); broken {
			title, id = certificate, "tls"
		}
		what, fix, status := trouble(err)
		l.row(id, title, status, what, fix)
		return false
	}
	l.certificate(p.TLS)
	switch {
	case onward != nil && onward.Scheme != "https":
		l.row("redirect", redirect, steps.Fail, "the site redirects to http", "let the web server stay on https, and give Totara's wwwroot an https address")
	case onward != nil:
		l.row("redirect", redirect, steps.Fail, "the site redirects to "+tenant.Plain(onward.Host, 100)+": Teams and the Bot Service do not follow that",
			"write the address that the site itself uses ($CFG->wwwroot) into site, or take the redirect away")
	default:
		l.row("redirect", redirect, steps.Pass, "seen from here, the site answers under its own address", "")
	}
	return true
}

// certificate judges how long the certificate still holds; its chain was
// judged when the connection was made.
func (l *look) certificate(state *tls.ConnectionState) {
	const title, cure = "Certificate", "renew it, and see that renewal runs by itself"
	if state == nil || len(state.PeerCertificates) == 0 {
		l.row("tls", title, steps.Fail, "the site is not https", "give the site a certificate and an https wwwroot")
		return
	}
	end := state.PeerCertificates[0].NotAfter
	left := int(end.Sub(l.now()).Hours() / 24)
	detail := fmt.Sprintf("seen from here it holds, until %s", end.Format(time.DateOnly))
	if left < 7 {
		l.row("tls", title, steps.Fail, fmt.Sprintf("it runs out in %s, on %s", steps.Count(left, "day", "days"), end.Format(time.DateOnly)), cure)
		return
	}
	l.row("tls", title, steps.Pass, detail, "")
}

func (l *look) now() time.Time { return l.o.Clock.OrSystem().Now() }

// teamsJS finds the version of the library in the address of its file.
var teamsJS = regexp.MustCompile(`/sdk/v(\d{1,3})\.(\d{1,3})\.(\d{1,3})/js/`)

// tab judges the page on which Teams configures a tab: the only one that says
// much without a person signed in.
func (l *look) tab(ctx context.Context) {
	const frames, cookies, library = "Teams may show the site", "Session cookie", "TeamsJS of the pages"
	p, err := l.c.get(ctx, l.o.TabConfig)
	if err != nil {
		what, fix, status := trouble(err)
		l.row("frames", frames, status, what, fix)
		return
	}
	if why := shut(p.Header, l.o.Ancestors); why != "" {
		l.row("frames", frames, steps.Fail, why, "switch allowframembedding on; if it is on, take the header out of the proxy or the web server, or let frame-ancestors name teams.microsoft.com, *.teams.microsoft.com and *.cloud.microsoft")
	} else if p.StatusCode >= 500 || p.StatusCode == http.StatusNotFound {
		l.row("frames", frames, steps.Unseen, fmt.Sprintf("the page for Teams answers %d", p.StatusCode), "switch the feature on (totara apply, or row totara.settings), or end maintenance mode")
	} else {
		l.row("frames", frames, steps.Pass, "seen from here, no header keeps the page out of Teams", "")
	}
	l.cookie(cookies, p)
	m := teamsJS.FindStringSubmatch(p.text)
	switch {
	case m == nil:
		l.row("teamsjs", library, steps.Skipped, "the page does not name its version", "")
	case atLeast(m, 2, 19):
		l.row("teamsjs", library, steps.Pass, fmt.Sprintf("%s.%s.%s", m[1], m[2], m[3]), "")
	default:
		l.row("teamsjs", library, steps.ToDo, fmt.Sprintf("%s.%s.%s is older than the 2.19 that Microsoft asks for at teams.cloud.microsoft", m[1], m[2], m[3]),
			"open the app once at https://teams.cloud.microsoft and tick this row if its tabs show; else use the desktop client, and ask Totara for a newer one")
		l.rows[len(l.rows)-1].Source = steps.FromPerson
	}
}

func atLeast(m []string, major, minor int) bool {
	a, _ := strconv.Atoi(m[1])
	b, _ := strconv.Atoi(m[2])
	return a > major || a == major && b >= minor
}

// cookie judges the marks without which a browser drops a session inside a
// frame of another site.
func (l *look) cookie(title string, p *page) {
	for _, c := range p.Cookies() {
		if !strings.Contains(strings.ToLower(c.Name), "session") {
			continue
		}
		switch {
		case !c.Secure:
			l.row("cookie", title, steps.Fail, "it is not marked Secure, so browsers drop it inside Teams", "switch cookiesecure on in Totara; behind a proxy that ends TLS also $CFG->sslproxy")
		case c.SameSite != http.SameSiteNoneMode:
			l.row("cookie", title, steps.Fail, "it is not marked SameSite=None, so browsers drop it inside Teams", "behind a proxy that ends TLS set $CFG->sslproxy; see whether the web server rewrites cookies")
		default:
			l.row("cookie", title, steps.Pass, "seen from here it is marked Secure and SameSite=None", "")
		}
		return
	}
	l.row("cookie", title, steps.Skipped, "the page sets none without a person", "")
}

// bot judges the endpoint by one request without a body. Source: Totara 17,
// totara_msteams: an empty body is refused with 400 and stores nothing; 503 is
// maintenance mode.
func (l *look) bot(ctx context.Context) {
	const title = "The bot's endpoint answers"
	if !l.o.Bot {
		l.row("bot", title, steps.Skipped, "the bot is off", "")
		return
	}
	p, err := l.c.ask(ctx, http.MethodPost, l.o.BotEndpoint)
	if err != nil {
		what, fix, status := trouble(err)
		l.row("bot", title, status, what, fix)
		return
	}
	switch code := p.StatusCode; {
	case code == http.StatusBadRequest:
		l.row("bot", title, steps.Pass, "seen from here it answers as Totara's does", "")
	case code == http.StatusServiceUnavailable:
		l.row("bot", title, steps.Unseen, "the site is in maintenance mode (503)", "end it and run the same command again")
	case code >= 300 && code <= 399:
		l.row("bot", title, steps.Fail, fmt.Sprintf("it redirects (%d), which the Bot Service does not follow", code), "let the web server pass /totara/msteams/botindex.php through")
	default:
		l.row("bot", title, steps.Fail, fmt.Sprintf("it answers %d instead of 400", code), "let the web server and its firewall pass POST requests to /totara/msteams/botindex.php through")
	}
}

// publisher judges a page that the app names.
func (l *look) publisher(ctx context.Context, id, title, address string) {
	if l.ofSite(address) {
		l.row(id, title, steps.Skipped, "it is the site's own address", "")
		return
	}
	p, onward, err := l.c.walk(ctx, address, func(_, to *url.URL) bool { return to.Scheme == "https" })
	switch {
	case err != nil:
		what, fix, status := trouble(err)
		l.row(id, title, status, what, fix)
	case onward != nil:
		l.row(id, title, steps.Fail, "it leads away from https", "name an https page that answers by itself")
	case p.StatusCode == http.StatusTooManyRequests, p.StatusCode == http.StatusForbidden, p.StatusCode == http.StatusServiceUnavailable:
		l.row(id, title, steps.Unseen, fmt.Sprintf("it answers %d from here", p.StatusCode), "open it in a browser without signing in")
	case p.StatusCode != http.StatusOK:
		l.row(id, title, steps.Fail, fmt.Sprintf("it answers %d", p.StatusCode), "name a page that everybody can read")
	default:
		l.row(id, title, steps.Pass, "seen from here it answers", "")
	}
}

// ofCertificate tells whether a certificate is the trouble.
func ofCertificate(err error) bool {
	var verify *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	return errors.As(err, &verify) || errors.As(err, &record)
}

// trouble is a connection that was not made, in words.
func trouble(err error) (what, fix string, status steps.Status) {
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var private *privateError
	var dns *net.DNSError
	switch {
	case errors.As(err, &private):
		return private.Error(), "let it lead to a public address, or name that host in the answers", steps.Fail
	case errors.As(err, &unknown):
		return "its certificate is signed by nobody whom this machine trusts", "give the site its whole chain (fullchain), signed by a public authority; a private one works only for your own devices", steps.Fail
	case errors.As(err, &name):
		return "its certificate is for another name", "get one for the site's own name", steps.Fail
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "its certificate has expired, or is not valid yet", "renew it; see the server's clock", steps.Fail
	case ofCertificate(err):
		return "TLS fails: " + tenant.Plain(err.Error(), 200), "let the web server speak TLS 1.2 or newer with a valid certificate", steps.Fail
	case errors.Is(err, errLoop):
		return errLoop.Error(), "see the rules of the web server and of the proxy", steps.Fail
	case errors.As(err, &dns) && dns.IsNotFound:
		return "the name cannot be resolved from here", "see to DNS, or correct the address in the answers", steps.Fail
	}
	return "it cannot be reached from here: " + tenant.Plain(err.Error(), 200), "try from a machine that may reach it, then run the same command again", steps.Unseen
}
