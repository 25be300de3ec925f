// Package pages is the questions of the program as data: which pages there are,
// which fields stand on them, what each field means, what it may hold and what it
// is when nobody says anything. It draws nothing and reads no keys. Every front
// end, one line at a time or on the whole screen, walks the same [Wizard], so that
// the same answers give the same file.
//
// # What it promises
//
//   - Few questions. Fields that a default fits are not asked for one by one: they
//     stand on the review with their value and where it came from, and can be
//     changed there. A first set-up with single sign-on has at most twelve
//     questions, four of which have no default.
//   - Nothing typed is ever lost. [Wizard.Answer] keeps the text even when it
//     cannot be right; [Wizard.Back] is never refused; a page that is passed over
//     keeps what stood on it.
//   - Everything is visible. [Wizard.Review] gives every answer with where it came
//     from (the line of the file, the flag, the site's address, a default, the
//     person just now) and what is unusual about it; [Wizard.Passed] names the
//     pages that were passed over, and why.
//   - Nothing is believed. [Wizard.Check] judges all answers once more, the way the
//     file is judged when it is read.
//
// # What it refuses
//
// It does not read the cloud, and it holds no secret. It guesses nothing that
// decides about security: sso.audience has no default, only a recommendation.
//
// # Example
//
//	w := pages.New(file, pages.Options{})
//	for q, ok := w.Question(); ok; q, ok = w.Question() {
//		fmt.Println(q.Label, q.Help)
//		if err := w.Answer(q.Key, read()); err != nil {
//			fmt.Println(err)
//			continue
//		}
//		w.Next()
//	}
//	if err := w.Check(); err != nil {
//		return err
//	}
//	return w.Write()
package pages
