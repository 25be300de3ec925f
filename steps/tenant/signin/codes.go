package signin

// meaning is what an AADSTS code says, and what the admin does. {authority},
// {tenant} and {client} in a cure are filled in. Source: "Microsoft Entra
// authentication and authorization error codes", in our own words.
type meaning struct {
	codes []int
	means string
	cure  string
}

const (
	ownBrowser    = "sign in with --auth browser on a machine with a browser"
	managedDevice = "sign in with --auth browser on a device that the organisation manages"
	clockRight    = "set the clock of this machine right, then run the same command again; a federated token may also be too old"
	tellAccess    = ownBrowser + ", or ask an administrator of Conditional Access to exclude this user or this client; quote the correlation id"
)

// meanings is the whole table. Microsoft may change codes at any time, so the
// OAuth error decides what happens; a code only helps to explain.
func meanings() []meaning {
	return []meaning{
		{[]int{70016}, "nobody has finished the sign-in in the browser yet", "finish it there; nothing else is wrong"},
		{[]int{70018}, "a wrong code was typed in the browser", "type the code again, or ask for a new one"},
		{[]int{70019}, "the code has expired", "ask for a new code"},
		{[]int{90120}, "the code was already used, or declined", "ask for a new code"},
		{[]int{50199}, "the browser waits for a confirmation that this is the right program", "press Continue in the browser"},

		{[]int{53003}, "a Conditional Access policy blocks this sign-in", tellAccess},
		{[]int{530036}, "a policy of the tenant blocks signing in with a device code", "sign in with --auth browser, or ask an administrator of Conditional Access about the policy \"Block device code flow\""},
		{[]int{53000}, "the device is not compliant", managedDevice},
		{[]int{53001}, "the device is not joined to the organisation", managedDevice},
		{[]int{53002}, "the tenant allows approved applications only", managedDevice},
		{[]int{530035}, "the security defaults of the tenant block this way of signing in", ownBrowser},
		{[]int{530032}, "a security policy of the tenant blocks this way of signing in", ownBrowser},
		{[]int{50005}, "the tenant does not allow this kind of device", managedDevice},
		{[]int{50097}, "the tenant wants to know the device", managedDevice},
		{[]int{50129}, "the device is not joined to the workplace", managedDevice},
		{[]int{50155}, "the device could not be recognised", managedDevice},
		{[]int{50131}, "Conditional Access sees a suspicious sign-in or a wrong state of the device", tellAccess},

		{[]int{50076}, "multi-factor authentication is needed", "finish it in the browser, then run the same command again"},
		{[]int{50079}, "multi-factor authentication has to be registered", "register it in the browser (aka.ms/mfasetup), then run the same command again"},
		{[]int{50072}, "multi-factor authentication has to be registered", "register it in the browser (aka.ms/mfasetup), then run the same command again"},
		{[]int{50074}, "multi-factor authentication did not succeed", "try again and finish it in the browser"},
		{[]int{50158}, "a further step of an external sign-in provider is needed", "finish it in the browser, then run the same command again"},

		{[]int{50078}, "the multi-factor authentication is too long ago for a policy of the tenant", "run the same command again and sign in"},

		{[]int{65001}, "nobody has consented to this client in the tenant", "let an administrator open {authority}/{tenant}/adminconsent?client_id={client} and accept, then run the same command again"},
		{[]int{90094}, "an administrator has to consent", "let an administrator sign in, or open {authority}/{tenant}/adminconsent?client_id={client}"},
		{[]int{90095}, "the consent waits for an administrator's approval", "have the request approved in Entra under admin consent requests, then run the same command again"},
		{[]int{65004}, "the consent was declined", "run the same command again and accept"},
		{[]int{65002}, "Microsoft does not let this client ask for that permission", "use another client: --client-id graph, or one of your own"},
		{[]int{650057}, "the application does not declare the permission that is asked for", "add the permission to that application in Entra, or use --client-id azcli"},
		{[]int{65005}, "the application does not declare the permission that is asked for", "add the permission to that application in Entra, or use --client-id azcli"},
		{[]int{650056}, "the application is set up wrongly, or lacks consent", "check its API permissions in Entra, or use --client-id azcli"},

		{[]int{700016}, "the client id is unknown in this tenant", "check the tenant, --cloud and --client-id"},
		{[]int{7000218}, "the application is no public client", "turn on \"Allow public client flows\" under Authentication of that application, or use --client-id azcli"},
		{[]int{7000112}, "the client is disabled in the tenant", "have it enabled under Enterprise applications, or use another --client-id"},
		{[]int{70001}, "the client is disabled or not installed in the tenant", "have it enabled under Enterprise applications, or use another --client-id"},
		{[]int{1000031}, "the client cannot be used in the tenant now", "have it enabled under Enterprise applications, or use another --client-id"},
		{[]int{7000215}, "the client secret is wrong", "give the secret's value (not its id); a lost one is replaced with rotate"},
		{[]int{7000222}, "the client secret has expired", "make a new one with rotate"},
		{[]int{7000229}, "the application has no service principal in this tenant", "run setup again: it creates the service principal"},

		{[]int{50020}, "the account does not belong to this tenant", "sign in with an account of the tenant"},
		{[]int{50034}, "the account does not exist in this tenant", "sign in with an account of the tenant"},
		{[]int{51004}, "the account does not exist in this tenant", "sign in with an account of the tenant"},
		{[]int{16000}, "the account is none of this tenant's", "sign in with an account of the tenant"},
		{[]int{90072}, "a guest's account has to be added to this tenant first", "sign in with an account of the tenant"},
		{[]int{50105}, "the client is open only to users who are assigned to it", "have the user assigned to it under Enterprise applications, or use another --client-id"},
		{[]int{50126}, "the user name or the password is wrong", "try again, or ask the account's administrator"},
		{[]int{50053}, "the account is locked, or the address is blocked for now", "wait, or ask the account's administrator"},
		{[]int{50055}, "the password has expired", "change it in the browser, then run the same command again"},
		{[]int{50057}, "the account is disabled", "ask the account's administrator"},

		{[]int{500011}, "the service that is asked for is not present in this tenant", "check --cloud; otherwise let an administrator create its service principal"},
		{[]int{500021}, "the network allows no sign-in to this tenant", "use another network, or have the proxy's tenant restriction extended"},
		{[]int{500022}, "the network's tenant restriction cannot be read", "use another network, or have the proxy's tenant restriction corrected"},
		{[]int{50002}, "the proxy does not allow this tenant", "use another network, or have the proxy's tenant restriction extended"},
		{[]int{500212}, "the account's own tenant does not allow access to this one", "have the cross-tenant access settings of the account's tenant changed"},
		{[]int{500213}, "this tenant does not allow access from the account's tenant", "have the cross-tenant access settings of this tenant changed"},
		{[]int{90002}, "there is no such tenant", "correct the tenant in the answers file, or --cloud"},
		{[]int{90038}, "the tenant lives in another cloud", "choose its cloud with --cloud (usgov, usdod, china)"},
		{[]int{50011}, "the redirect URI is none of the application's", "compare the application's redirect URIs with the site's address: run check"},
		{[]int{50194}, "the application is open to one tenant only", "name the tenant instead of a shared endpoint"},

		{[]int{700024}, "the program's proof is from the future or too old", clockRight},
		{[]int{500133}, "the program's proof is from the future or too old", clockRight},
		{[]int{50027}, "a token was not valid, or not yet", clockRight},

		{[]int{70043}, "the sign-in has ended by a Conditional Access policy", "run the same command again and sign in"},
		{[]int{700082}, "the sign-in has ended after a long time without use", "run the same command again and sign in"},
		{[]int{50173}, "the sign-in was revoked", "run the same command again and sign in"},
		{[]int{90033}, "Entra has a passing fault", "run the same command again in some minutes"},
		{[]int{50033}, "Entra has a passing fault", "run the same command again in some minutes"},
		{[]int{90024}, "Entra has a passing fault", "run the same command again in some minutes"},
		{[]int{90006}, "Entra has a passing fault", "run the same command again in some minutes"},
	}
}

func lookUp(code int) (meaning, bool) {
	for _, m := range meanings() {
		for _, c := range m.codes {
			if c == code {
				return m, true
			}
		}
	}
	return meaning{}, false
}

// byOAuth explains a refusal whose code is none of the table's.
func byOAuth(oauth string) meaning {
	switch oauth {
	case "expired_token":
		return meaning{means: "the code has expired", cure: "ask for a new code"}
	case "authorization_declined", "access_denied":
		return meaning{means: "the sign-in was declined in the browser", cure: "run the same command again and accept"}
	case "invalid_client", "unauthorized_client":
		return meaning{means: "Entra does not accept this client", cure: "check the tenant, --cloud, --client-id and the client's secret"}
	case "invalid_tenant":
		return meaning{means: "there is no such tenant", cure: "correct the tenant in the answers file, or --cloud"}
	case "interaction_required", "invalid_grant", "login_required", "consent_required":
		return meaning{means: "Entra wants the person to sign in again", cure: "run the same command again; if it goes on, " + ownBrowser}
	case "temporarily_unavailable", "server_error":
		return meaning{means: "Entra has a passing fault", cure: "run the same command again in some minutes"}
	}
	return meaning{cure: "look the code up at login.microsoftonline.com/error, and quote the correlation id to Microsoft's support"}
}
