package pages

import (
	"errors"
	"slices"

	"teamwright/steps/answers"
)

// Check judges all answers once more: what is missing, what cannot be right, and
// what cannot be right together. The error is a [*answers.Problems] that names
// everything, each with its key and its flag, if it has one.
func (w *Wizard) Check() error {
	var list []answers.Problem
	missing := w.Answers().Missing(w.parts()...)
	for _, e := range w.Review() {
		if e.Problem == nil || slices.ContainsFunc(missing, func(m answers.Problem) bool { return m.Key == e.Problem.Key }) {
			continue
		}
		p := *e.Problem
		if k, ok := answers.Find(p.Key); ok && k.Flag != "" && e.Origin != ByFlag {
			p.Right += ", or use " + k.Flag + " or " + k.Variable()
		}
		list = append(list, p)
	}
	list = append(missing, list...)
	if len(list) == 0 {
		copied, err := answers.Parse(w.file.Name(), w.file.Bytes())
		if err != nil {
			return err
		}
		if err := w.writeTo(copied); err != nil {
			if list = answers.AsProblems(err); list == nil {
				return err
			}
		}
	}
	if len(list) > 0 {
		return &answers.Problems{List: list}
	}
	return nil
}

// parts are the parts of this run.
func (w *Wizard) parts() []answers.Part {
	if len(w.opt.Only) > 0 {
		return w.opt.Only
	}
	return append(answers.SetupParts(), answers.PartMobileFlows)
}

// Write sets the answers in the file: what was typed, what was accepted, and what
// was derived for a field that may not be empty. What flags and variables give is
// for this run only, and defaults that nobody looked at stay defaults. Typed text
// that cannot be right is left out; see [Wizard.Check]. The file still has to be
// saved.
func (w *Wizard) Write() error { return w.writeTo(w.file) }

// writeTo sets the answers in file. Two answers may be wrong together only until
// both are set, so what is refused is tried again once more has been set.
func (w *Wizard) writeTo(file *answers.File) error {
	todo := w.toWrite()
	for len(todo) > 0 {
		var again []entryValue
		var errs []error
		for _, ev := range todo {
			if err := file.Set(ev.key, ev.value); err != nil {
				again, errs = append(again, ev), append(errs, err)
			}
		}
		if len(again) == len(todo) {
			return joined(errs)
		}
		todo = again
	}
	return nil
}

// joined is one error for several: problems together, anything else alone.
func joined(errs []error) error {
	var all answers.Problems
	for _, err := range errs {
		list := answers.AsProblems(err)
		if list == nil {
			return errors.Join(errs...)
		}
		all.List = append(all.List, list...)
	}
	return &all
}

type entryValue struct {
	key   string
	value any
}

// toWrite are the answers that belong into the file.
func (w *Wizard) toWrite() []entryValue {
	var list []entryValue
	a := w.Answers()
	for _, p := range w.pages {
		pageOn, _ := w.Applies(p)
		for _, f := range p.Fields {
			fieldOn, _ := f.Applies(a)
			text, typed := w.typed[f.Key]
			switch {
			case typed:
				// Typed stays typed, also where the page has come to be passed over.
				if v, err := w.parse(f.Key, text); err == nil {
					list = append(list, entryValue{f.Key, v})
				}
			case !pageOn || !fieldOn || w.source(f.Key) > Derived:
			case w.accepted[f.Key], f.Required && w.derives(f.Key):
				list = append(list, entryValue{f.Key, a.Value(f.Key)})
			}
		}
	}
	return list
}
