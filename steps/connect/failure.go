package connect

import "strings"

// symptom is a text by which Totara Connect fails, with its cause and cure.
type symptom struct {
	says string // a part of the text, in small letters
	what string
	cure string
}

// symptoms are the texts of Totara's own code, its spelling included, and
// those of curl below it. The more special ones come first.
func symptoms() []symptom {
	return []symptom{
		{"invalid setup secret", "the client does not know the setup secret: it was used up or cancelled, or the plugin Totara Connect client is off there",
			"press Connect to new server on the client again, and use the secret that it shows then"},
		{"api version", "the two sites speak no common version of the protocol", "bring the older site up to date"},
		{"dupplicate server idnumber", "the client already has this server, or another server is a copy of it",
			"delete the server on the client's page Servers first; a copied site cannot be a Connect server"},
		{"dupplicate client idnumber", "the client already has a server with the same id of its own",
			"delete the server on the client's page Servers first, then run the same command again"},
		{"invalid server secret or idnumber", "the server does not know the client any more: its database was restored, or the client was deleted there",
			"delete the server on the client's page Servers and connect again"},
		{"invalid client secret or idnumber", "the client does not know the server any more: its database was restored, or the server was deleted there",
			"delete the client on the server's page Client systems and connect again"},
		{"connect server not enabled", "the Totara Connect server is off", "switch enableconnectserver on"},
		{"connect client not enabled", "the plugin Totara Connect client is off", "switch it on under Manage authentication"},
		{"is not active", "the link was deleted on the other side", "delete it on this side too and connect again"},
		{"client with this url is already active", "the server already has a client with this address", "delete that client on the server's page Client systems first, if it is not the one that is meant"},
		{"already active", "the server already has a client with this address", "run the same command again: it looks first"},
		{"http security settings forbid", "the site's own HTTP security settings forbid the address of the other one",
			"take it out of curlsecurityblockedhosts, and put its port into curlsecurityallowedport, both under Security, HTTP security"},
		{"url is blocked", "the site's own HTTP security settings forbid the address of the other one",
			"take it out of curlsecurityblockedhosts, and put its port into curlsecurityallowedport, both under Security, HTTP security"},
		{"could not resolve", "the name of the other site cannot be resolved from there", "see to DNS on that server"},
		{"ssl", "the certificate of the other site is not trusted there, or it is another host's", "put a certificate on it that every server trusts, with its whole chain; a private authority goes into PHP's curl.cainfo"},
		{"certificate", "the certificate of the other site is not trusted there, or it is another host's", "put a certificate on it that every server trusts, with its whole chain; a private authority goes into PHP's curl.cainfo"},
		{"timed out", "the other site gave no answer in time", "see to firewalls between the two servers, in both directions"},
		{"refused", "nothing listens at the other site's address, as seen from there", "see to firewalls between the two servers, in both directions"},
		{"failed to connect", "the other site cannot be reached from there", "see to firewalls between the two servers, in both directions"},
		{"invalid response format", "something else than Totara answered: a login page, a web application firewall, or PHP errors in the page",
			"let the paths /auth/connect/ and /totara/connect/ through without a login or a filter, and keep PHP errors off the pages"},
		{"cannot connect server", "the other site cannot be reached: DNS, firewall, or a certificate that is not trusted", "fetch its address with curl on that server; it must work in both directions"},
		{"error registering new client", "the server did not get the client's consent; Totara keeps the reason to itself, or a site was named as its own client",
			"look for \"JSend result error\" in the PHP log of both sites"},
		{"session id changed", "the session cookie was lost between the start and the end of the sign-in", "use one host name without redirects for each site, and https on both"},
		{"unknown problem detected during single sign-on", "the session cookie was lost between the start and the end of the sign-in", "use one host name without redirects for each site, and https on both"},
		{"you are not allowed to access this server", "the account is outside of the server's audience for this client, or suspended or deleted on the client", "look at the client's audience on the server, and at the account on the client"},
		{"username already", "the user name that Connect makes is taken on the client", "rename the local account that has it"},
	}
}

// Explain is the cause and the cure of a text by which Totara Connect failed.
// ok is false for a text that is not known.
func Explain(text string) (what, cure string, ok bool) {
	low := strings.ToLower(text)
	for _, s := range symptoms() {
		if strings.Contains(low, s.says) {
			return s.what, s.cure, true
		}
	}
	return "", "", false
}

// explained is an error of the other end's words.
func explained(lead, said string) error {
	what, cure, ok := Explain(said)
	if !ok {
		what, cure = plain(said), "look for \"JSend result error\" in the PHP log of both sites"
	}
	return &trouble{lead + ": " + what, cure}
}
