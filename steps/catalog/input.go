package catalog

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"teamwright/manifest"
	"teamwright/steps/answers"
	"teamwright/steps/tenant"
)

// maxFile bounds a picture or a translation, in bytes.
const maxFile = 20 << 20

// Assets are what a package holds beside the answers' own texts.
type Assets struct {
	Color, Outline []byte // PNG
	Languages      map[string]manifest.Translation
}

// ReadAssets makes the icons from the pictures that the answers name, and reads
// the translations.
func ReadAssets(f *answers.File) (Assets, error) {
	color, err := readColor(f)
	if err != nil {
		return Assets{}, err
	}
	outline, err := readOutline(f)
	if err != nil {
		return Assets{}, err
	}
	languages, err := readLanguages(f)
	return Assets{color, outline, languages}, err
}

func readColor(f *answers.File) ([]byte, error) {
	a := f.Answers().App
	src, err := read(f, "app.icon", a.Icon)
	if err != nil {
		return nil, err
	}
	color, err := manifest.Color(src, a.AccentColor)
	if err != nil {
		return nil, problem(f, "app.icon", a.Icon, err)
	}
	return color, nil
}

// readOutline makes the outline from a picture of its own, or from the logo.
func readOutline(f *answers.File) ([]byte, error) {
	key, name := "app.icon", f.Answers().App.Icon
	if own := f.Answers().App.IconOutline; own != "" {
		key, name = "app.icon_outline", own
	}
	src, err := read(f, key, name)
	if err != nil {
		return nil, err
	}
	outline, err := manifest.Outline(src)
	if err != nil {
		return nil, problem(f, key, name, err)
	}
	return outline, nil
}

func readLanguages(f *answers.File) (map[string]manifest.Translation, error) {
	out := map[string]manifest.Translation{}
	files := f.Answers().App.Languages
	for _, tag := range slices.Sorted(maps.Keys(files)) {
		name := files[tag]
		content, err := readFile(f.Path(name))
		if err == nil {
			out[tag], err = manifest.ParseTranslation(content)
		}
		if err != nil {
			return nil, &answers.Problem{
				File: f.Name(), Line: f.Line("app.languages"), Key: "app.languages",
				Wrong: fmt.Sprintf("names %s for %s: %s", name, tag, tenant.Plain(err.Error(), maxWords)),
				Right: "name a readable YAML file of texts; teamwright help package lists its keys",
			}
		}
	}
	return out, nil
}

// CheckPicture tells whether an icon can be made from the file at path, which
// the answer to key names.
func CheckPicture(key, path string) error {
	if key != "app.icon" && key != "app.icon_outline" {
		return nil
	}
	src, err := readFile(path)
	if err != nil {
		return err
	}
	_, err = manifest.Outline(src)
	return err
}

// ReadPicture is the content of a picture, bounded; whether it is one shows
// when icons are made from it.
func ReadPicture(path string) ([]byte, error) { return readFile(path) }

// read is the content of a file that the answers name.
func read(f *answers.File, key, name string) ([]byte, error) {
	if name == "" {
		return nil, &answers.Problem{File: f.Name(), Line: f.Line(key), Key: key, Wrong: "is empty", Right: "name a PNG, JPEG, GIF or WebP picture"}
	}
	data, err := readFile(f.Path(name))
	if err != nil {
		return nil, problem(f, key, name, err)
	}
	return data, nil
}

// readFile reads a regular file of bounded size. Its errors leave out the
// path, which whoever asks knows.
func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path) // before opening it: a pipe would wait for a writer
	if err != nil {
		return nil, bare(err)
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("no regular file")
	}
	r, err := os.Open(path)
	if err != nil {
		return nil, bare(err)
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err == nil && len(data) > maxFile {
		err = fmt.Errorf("larger than %d MB", maxFile>>20)
	}
	return data, err
}

// maxWords bounds what an error about a foreign file says, in characters: it may
// quote the file.
const maxWords = 300

// bare is the cause alone of an error about a path.
func bare(err error) error {
	var pe *os.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

func problem(f *answers.File, key, name string, err error) error {
	return &answers.Problem{
		File: f.Name(), Line: f.Line(key), Key: key,
		Wrong: fmt.Sprintf("names %s: %s", name, tenant.Plain(err.Error(), maxWords)),
		Right: "name a readable picture; a relative path starts at the answers file",
	}
}

// Input is what the package of these answers is built from.
func Input(a answers.Answers, appID string, assets Assets) manifest.Input {
	at := a.Addresses()
	in := manifest.Input{
		Site:               a.Site,
		AppID:              appID,
		PackageName:        a.App.PackageName,
		Version:            a.App.Version,
		Schema:             a.App.Manifest,
		ShortName:          a.App.ShortName,
		FullName:           a.App.FullName,
		ShortDescription:   a.App.ShortDescription,
		FullDescription:    a.App.FullDescription,
		AccentColor:        a.App.AccentColor,
		DeveloperName:      a.Publisher.Name,
		Website:            at.Home,
		Privacy:            at.Privacy,
		Terms:              at.Terms,
		MPNID:              a.Publisher.MPNID,
		Bot:                a.Bot.Enabled,
		MessagingExtension: a.Bot.MessagingExtension,
		BotID:              a.IDs.Bot,
		Color:              assets.Color,
		Outline:            assets.Outline,
		Languages:          assets.Languages,
	}
	if a.SSO.Enabled {
		in.SSO, in.SSOAppID, in.Resource = true, appID, at.IdentifierURI(appID)
	}
	return in
}

// Place is where the package goes: out, or under its own name where out is empty
// or names a folder.
func Place(out, name string) string {
	if out == "" {
		return name
	}
	if info, err := os.Stat(out); err == nil && info.IsDir() || os.IsPathSeparator(out[len(out)-1]) {
		return filepath.Join(out, name)
	}
	return out
}

// FileName is where the package goes when nothing else is said.
func FileName(a answers.Answers, rehearsal bool) string {
	name := a.App.PackageName + "-" + a.App.Version
	if rehearsal {
		name += "-rehearsal"
	}
	return name + ".zip"
}
