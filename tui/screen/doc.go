// Package screen is the front end that draws on the whole terminal.
//
// It is one Bubble Tea program with one model for the whole job: forms, sign-in,
// plan, checklist. The job itself runs elsewhere and is written as if it asked
// a person line by line; each method of [Front] hands a change of the model to
// the program and waits for what the person answers. The parts of the screen
// are plain structs with methods, a file each: [Front] shows one of them at a
// time, and the model lays secrets, questions and help over it.
//
// # What it promises
//
//   - A slow line stays usable. Only cells that change are sent; nothing blinks
//     and nothing spins; a clock ticks once a second and only while something
//     is under way. Nothing is asked of the terminal over SSH, and nothing is
//     ever opened on the machine.
//   - Keys that arrive together land where they belong. Focus moves at once and
//     in the model, never by a message, so that a whole form may be pasted in
//     one piece.
//   - Nothing typed is lost. Going back is never refused, leaving saves.
//   - Meaning never hangs on colour: each row has a sign and a word. Only the
//     sixteen colours are used that the admin's own palette defines, but for
//     the picture of the icons.
//   - The scrollback keeps a plain summary and never a secret. A secret is
//     masked until a key is pressed and for thirty seconds.
//   - A terminal that vanishes ends the job, see [Config].Interrupt.
//
// # What it refuses
//
// It does no work of its own: no requests, no decisions, and files only through
// [Config].Save. It does not draw on fewer than 60 columns and 20 rows; there a
// sentence asks for room. It is no front end for a pipe: whoever opens it makes
// sure that a terminal is there, before anything of this package is called.
//
// # Example
//
//	front := screen.New(screen.Config{In: os.Stdin, Out: os.Stdout, Clock: clock})
//	defer front.Close()
//	if err := front.Fill(ctx, wizard); err != nil {
//		return err
//	}
package screen
