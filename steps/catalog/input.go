package catalog

import (
	"errors"
	"fmt"
	"io"
	"os"

	"teamwright/manifest"
	"teamwright/steps/answers"
)

// maxFile bounds a picture or a translation, in bytes.
const maxFile = 20 << 20

// Icons are the two pictures of a package, as PNG.
type Icons struct{ Color, Outline []byte }

// ReadIcons makes the icons from the pictures that the answers name.
func ReadIcons(f *answers.File) (Icons, error) {
	a := f.Answers()
	src, err := read(f, "app.icon", a.App.Icon)
	if err != nil {
		return Icons{}, err
	}
	color, err := manifest.Color(src, a.App.AccentColor)
	if err != nil {
		return Icons{}, problem(f, "app.icon", a.App.Icon, err)
	}
	key, name := "app.icon", a.App.Icon
	if a.App.IconOutline != "" {
		key, name = "app.icon_outline", a.App.IconOutline
		if src, err = read(f, key, name); err != nil {
			return Icons{}, err
		}
	}
	outline, err := manifest.Outline(src)
	if err != nil {
		return Icons{}, problem(f, key, name, err)
	}
	return Icons{color, outline}, nil
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
	r, err := os.Open(path)
	if err != nil {
		var pe *os.PathError
		if errors.As(err, &pe) {
			err = pe.Err
		}
		return nil, err
	}
	defer r.Close()
	if info, err := r.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, errors.New("no regular file")
	}
	data, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err == nil && len(data) > maxFile {
		err = fmt.Errorf("larger than %d MB", maxFile>>20)
	}
	return data, err
}

func problem(f *answers.File, key, name string, err error) error {
	return &answers.Problem{
		File: f.Name(), Line: f.Line(key), Key: key,
		Wrong: fmt.Sprintf("names %s: %v", name, err),
		Right: "name a readable picture; a relative path starts at the answers file",
	}
}

// Input is what the package of these answers is built from.
func Input(a answers.Answers, appID string, icons Icons) manifest.Input {
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
		Color:              icons.Color,
		Outline:            icons.Outline,
	}
	if a.SSO.Enabled {
		in.SSO, in.SSOAppID, in.Resource = true, appID, at.IdentifierURI(appID)
	}
	return in
}

// FileName is where the package goes when nothing else is said.
func FileName(a answers.Answers, rehearsal bool) string {
	name := a.App.PackageName + "-" + a.App.Version
	if rehearsal {
		name += "-rehearsal"
	}
	return name + ".zip"
}
