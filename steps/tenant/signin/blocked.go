package signin

// Way is a way on for a person who cannot finish a sign-in.
type Way struct {
	Title   string   // a few words
	Do      []string // what to do, a sentence each
	Command string   // what to run there; "" when nothing is run
}

// BlockedWays are the ways on when the browser says that access is blocked
// while a device code waits. Only the browser knows: to the program the code
// merely stays unanswered. The easiest way is the first. Sources: "Block
// authentication flows with Conditional Access policy", "Azure Cloud Shell
// overview".
func BlockedWays(command string) []Way {
	return []Way{
		{
			Title: "Azure Cloud Shell",
			Do: []string{
				"Open https://shell.azure.com in the same browser; it is signed in as you already.",
				"Upload the program, the answers file and the logo with Manage files, Upload.",
				"Run this there:",
			},
			Command: "chmod +x teamwright && ./" + command + " --auth azcli",
		},
		{
			Title: "A browser instead of a code",
			Do: []string{
				"End this program; nothing was changed.",
				"Run the command below. Over SSH it prints an address and the ssh line that leads the browser's answer here.",
				"If the policy asks for a managed device, use the browser of one.",
			},
			Command: command + " --auth browser",
		},
		{
			Title: "An exception",
			Do: []string{
				"Ask whoever looks after Conditional Access to exclude you from the policy for an hour.",
				"Give them the correlation id that the browser shows; they find it in Entra under Monitoring, Sign-in logs.",
			},
		},
	}
}
