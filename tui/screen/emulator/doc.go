// Package emulator is a terminal for tests: it runs a program on a pseudo
// terminal, shows what would stand on the glass, and paints it as a picture.
//
// It promises that nothing is compared with a stream of bytes and nothing is
// waited for by time: [Terminal.Await] returns when the screen says what is
// wanted. Bytes are counted, because a slow line pays for each. Pictures are
// the same bytes for the same screen.
//
//	t, err := emulator.Start(exec.Command("teamwright"), 80, 24)
//	defer t.Hangup()
//	err = t.Await(10*time.Second, "Address of the Totara site")
//	t.Type("https://learn.example.org\t")
//
// Only tests import it.
package emulator
