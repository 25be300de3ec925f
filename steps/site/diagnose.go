package site

import "regexp"

// symptom is something that commands and PHP say when they fail.
type symptom struct {
	says *regexp.Regexp
	kind Kind
	what string
	cure string
}

// The families of symptoms, each in the order in which it is tried.
type family func() []symptom

// diagnose finds the first symptom of those families; nil: none is known.
func diagnose(text string, families ...family) *Error {
	for _, f := range families {
		for _, s := range f() {
			if s.says.MatchString(text) {
				return &Error{Kind: s.kind, What: s.what, Cure: s.cure}
			}
		}
	}
	return nil
}

// password: somebody would have to type one. OpenSSH and sudo say so on
// standard error when they have no terminal.
func password() []symptom {
	return []symptom{
		{
			regexp.MustCompile(`(?i)sudo: .*(password is required|terminal is required|no tty present|askpass)`), Password,
			"sudo on Totara's server asks for a password, and nobody can type one there",
			"allow this one command without a password in sudoers (NOPASSWD), or sign in as the web server's user",
		},
		{
			regexp.MustCompile(`(?i)permission denied \([a-z,-]*(publickey|password|keyboard-interactive|gssapi)[a-z,-]*\)|(^|\n)[^\n]*password:\s*$|read_passphrase|enter passphrase`), Password,
			"ssh wants a password or a passphrase, and nobody can type one here",
			"give ssh a key (ssh-agent, or IdentityFile in ~/.ssh/config) and try the same command with -o BatchMode=yes until it asks nothing",
		},
	}
}

// sshRefused: the way to the server is closed.
func sshRefused() []symptom {
	return []symptom{
		{
			regexp.MustCompile(`(?i)host key verification failed|remote host identification has changed`), Unreachable,
			"ssh does not know the server's key, or it has changed",
			"connect once by hand, compare the key with the server's, then run the same command again",
		},
		{
			regexp.MustCompile(`(?i)could not resolve hostname|name or service not known`), Unreachable,
			"the server's name in totara.command cannot be resolved", "correct the name, or see to DNS",
		},
		{
			regexp.MustCompile(`(?i)connection (refused|timed out|reset|closed by)|no route to host|network is unreachable`), Unreachable,
			"Totara's server cannot be reached with totara.command", "see to the network or the VPN, then run the same command again",
		},
		{
			regexp.MustCompile(`(?i)error from server|pods? "[^"]*" not found|container .* not found|no such container`), Unreachable,
			"the container in totara.command is not there", "name a running one: kubectl get pods, or docker ps",
		},
	}
}

// notPHP: something runs, but it is no PHP.
func notPHP() []symptom {
	return []symptom{
		{
			regexp.MustCompile(`(?i)could not open input file`), NotPHP,
			"PHP took a word of totara.command for the name of a script", "let the command end with php and its options: the script comes on standard input",
		},
		{
			regexp.MustCompile(`(?i)(command not found|not found|no such file or directory)`), NotPHP,
			"there is no such program on Totara's server", "write the full path of php, as \"which php\" shows it there",
		},
	}
}

// full: no room left. 53100 is PostgreSQL's code for a full disk; MySQL and
// MariaDB say error 1021, or that a table is full.
func full() []symptom {
	return []symptom{{
		regexp.MustCompile(`(?i)no space left on device|disk (is )?full|disk quota exceeded|sqlstate\[?53100|could not extend file|the table '[^']*' is full|error 1021`), Full,
		"a disk of Totara's server or of its database is full", "make room there, then run the same command again: it looks first and goes on from there",
	}}
}

// noDatabase: Totara loads, its database does not answer.
func noDatabase() []symptom {
	return []symptom{{
		regexp.MustCompile(`(?i)database connection failed|dbconnectionfailed|could not connect to (server|database)`), Fatal,
		"Totara's database does not answer", "see that the site itself works, then run the same command again",
	}}
}

// exhausted: PHP's own bounds.
func exhausted() []symptom {
	return []symptom{{
		regexp.MustCompile(`(?i)allowed memory size of \d+ bytes exhausted`), Fatal,
		"PHP on Totara's server ran out of memory", "give PHP more for this command, such as php -d memory_limit=512M",
	}}
}

// fatal: PHP gave up without an answer.
func fatal() []symptom {
	return append(exhausted(), []symptom{
		{
			regexp.MustCompile(`(?i)syntax error, unexpected`), Fatal,
			"PHP on Totara's server does not understand the script: it is older than 7.4, or config.php has a fault", "see \"php --version\" there; the script needs 7.4 or newer",
		},
		{
			regexp.MustCompile(`(?i)(php )?(fatal|parse) error`), Fatal,
			"PHP on Totara's server ended with a fatal error", "see the detail; then run the same command again",
		},
	}...)
}
