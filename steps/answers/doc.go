// Package answers reads, checks and writes the answers file: the one YAML
// document that says everything a set-up of Microsoft Teams for one Totara site
// needs to know.
//
// # What it promises
//
//   - One table, [Keys], holds every key with its kind, default, check and help.
//     The parser, the writer, the forms and the help topics all walk that table,
//     so a key cannot be known to one of them and unknown to another.
//   - [Parse] reports everything that is wrong at once. Each [Problem] names the
//     file, the line, the key, what is wrong and what would be right; an unknown
//     key is answered with the nearest known one.
//   - [File.Set] changes the text of the file only where the value stands. A
//     person's comments, order, blank lines, quoting and line endings survive.
//     After every edit the text is read again and compared: if anything but the
//     wanted value has changed, the edit is refused and the file is left as it was.
//   - [File.Save] writes to a temporary file beside the target, flushes it and
//     renames it, so that a crash leaves the old file or the new one, never half
//     of one. It keeps the file's mode (new files get 0600) and refuses with a
//     [*ChangedError] when somebody else has edited the file in the meantime.
//
// # What it refuses
//
//   - Secrets. A key or a value that looks like one has its own refusal, which
//     never repeats the value. Secrets come in by --secrets-from and leave by
//     --secrets-to.
//   - Files over 1 MiB, text that is not UTF-8, control characters, more than one
//     document, anchors, aliases, merge keys and tags: an answers file needs none
//     of them, and each is a way to hide something.
//   - Values that cannot be right: an http address, a name longer than Teams
//     takes (counted in UTF-16 units, as Totara and Teams count), a malformed
//     GUID, colour, package name or version.
//
// # Empty, default and derived
//
// An empty string and a missing key are the same: not set. [File.Answers] applies
// the fixed defaults of the table (app.version is 1.0.0) and nothing else. Values
// that can only be guessed from the site's address (app.short_name, bot.handle)
// are offered by [Answers.Derive]; a form shows them, a person accepts them, and
// then they stand in the file. What a job still lacks is named by
// [Answers.Missing].
//
// # Example
//
//	f, err := answers.Load("teamwright.yaml")
//	if errors.Is(err, fs.ErrNotExist) {
//		f, err = answers.New("teamwright.yaml"), nil
//	}
//	if err != nil {
//		return err // *Problems prints one line a problem
//	}
//	if err := f.Set("ids.app", "0f9ccf0b-4e19-4c44-9a53-1d0b1a2e6f77"); err != nil {
//		return err
//	}
//	if err := f.Save("teamwright.yaml"); err != nil {
//		return err
//	}
//	urls := f.Answers().Addresses()
//	fmt.Println(urls.BotEndpoint)
package answers
