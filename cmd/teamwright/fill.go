package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"teamwright/steps/answers"
	"teamwright/steps/catalog"
	"teamwright/tui"
	"teamwright/tui/pages"
)

// fill asks a person for what the answers lack and writes the file.
func (p *program) fill(ctx context.Context, file *answers.File, front tui.Front, only []string) error {
	w := pages.New(file, pages.Options{
		Given:     p.given(p.effective(file)),
		Only:      partsOf(only),
		CheckFile: remembering(catalog.CheckPicture),
	})
	complete := len(p.missing(p.effective(file), partsOf(only)...)) == 0
	if complete {
		w.ToReview()
	}
	err := front.Fill(ctx, w)
	if !w.Changed() && (err != nil || complete) {
		return err
	}
	// What was typed is kept, whatever ended the questions.
	if kept := errors.Join(w.Write(), file.Save(file.Name())); kept != nil {
		return errors.Join(err, kept)
	}
	front.Say("The answers are kept in " + file.Name() + ".")
	return err
}

// given are the answers that flags and variables give for this run, and those
// that a stand-in for Totara makes needless.
func (p *program) given(a answers.Answers) map[string]pages.Given {
	out := map[string]pages.Given{}
	if p.rehearses(a) && len(a.Totara.Command) == 0 {
		out["totara.command"] = pages.Given{Text: "stand-in", By: "the stand-in of a rehearsal"}
		out["totara.config"] = pages.Given{Text: "/stand-in/config.php", By: "the stand-in of a rehearsal"}
	}
	for key, flag := range map[string]struct{ name, value string }{
		"cloud":     {"cloud", p.flags.cloud},
		"auth":      {"auth", p.flags.auth},
		"client_id": {"client-id", p.flags.clientID},
	} {
		if flag.value == "" {
			continue
		}
		by := "--" + flag.name
		if p.Env(variable(flag.name)) == flag.value {
			by = variable(flag.name)
		}
		out[key] = pages.Given{Text: flag.value, By: by}
	}
	return out
}

// firstWords greet a person who has no answers file yet.
func firstWords(profile string) string {
	where := profile
	if dir, err := os.Getwd(); err == nil {
		where = fmt.Sprintf("%s in %s", profile, dir)
	}
	return "There is no answers file yet; this asks for what is needed and writes " + where + "."
}
