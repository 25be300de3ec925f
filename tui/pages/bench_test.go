package pages_test

import (
	"testing"

	"teamwright/steps/answers"
	"teamwright/tui/pages"
)

// BenchmarkKey is what a front end pays for one key press in a form: the text is
// taken, judged, and the room and the review entry are read.
func BenchmarkKey(b *testing.B) {
	f, err := answers.Load("../../steps/answers/testdata/full.yaml")
	if err != nil {
		b.Fatal(err)
	}
	w := pages.New(f, pages.Options{All: true})
	for b.Loop() {
		if err := w.Answer("app.short_name", "Example Learn"); err != nil {
			b.Fatal(err)
		}
		w.Entry("app.short_name")
	}
}

// BenchmarkReview is what a review costs.
func BenchmarkReview(b *testing.B) {
	f, err := answers.Load("../../steps/answers/testdata/full.yaml")
	if err != nil {
		b.Fatal(err)
	}
	w := pages.New(f, pages.Options{All: true})
	for b.Loop() {
		if len(w.Review()) < 40 {
			b.Fatal("too few entries")
		}
	}
}
