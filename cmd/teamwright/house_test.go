package main

import (
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// house is the import graph of the project's own packages.
type house map[string]listed

type listed struct {
	ImportPath   string
	Imports      []string
	TestImports  []string
	XTestImports []string
	Deps         []string
}

const (
	graphSDK = "github.com/microsoftgraph/"
	armSDK   = "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/"
)

func list(t *testing.T) house {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports,XTestImports,Deps", "./...")
	cmd.Dir = filepath.Join("..", "..")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	h := house{}
	dec := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p listed
		if err := dec.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		p.ImportPath = strings.TrimPrefix(p.ImportPath, "teamwright/")
		h[p.ImportPath] = p
	}
	if len(h) < 20 {
		t.Fatalf("only %d packages", len(h))
	}
	return h
}

// ours are the imports of a package that belong to the project.
func (p listed) ours() []string {
	var out []string
	for _, i := range p.Imports {
		if rest, ok := strings.CutPrefix(i, "teamwright/"); ok {
			out = append(out, rest)
		}
	}
	return out
}

func within(path string, rooms ...string) bool {
	return slices.ContainsFunc(rooms, func(r string) bool { return path == r || strings.HasPrefix(path, r+"/") })
}

// TestImportsRunOneWay guards the house: cmd, tui, steps, manifest, in this
// direction, and who may open which door inside steps.
func TestImportsRunOneWay(t *testing.T) {
	t.Parallel()
	h := list(t)
	declaring := []string{
		"steps/entra", "steps/bot", "steps/catalog", "steps/totara", "steps/connect", "steps/mobileflows",
		"steps/rotate", "steps/remove", "steps/fleet",
	}
	leaves := []string{"steps/answers", "steps/secret", "steps/journal", "steps/wire", "steps/tenant", "steps/application", "steps/site", "steps/page", "steps/probe", "steps/wholefile", "steps/calendar"}
	for path, p := range h {
		for _, i := range p.ours() {
			allowed := true
			switch {
			case within(path, "manifest"):
				allowed = within(i, "manifest")
			case within(path, "steps/sandbox"):
				allowed = within(i, "manifest", "steps/sandbox")
			case within(path, "steps/assemble"):
				allowed = within(i, "steps", "manifest")
			case within(path, declaring...):
				room := strings.Join(strings.SplitN(path, "/", 3)[:2], "/")
				allowed = i == "steps" || within(i, "manifest", room) ||
					within(i, leaves...) && !within(i, "steps/tenant/graph", "steps/tenant/arm")
			case within(path, "steps"):
				allowed = within(i, "steps", "manifest") && !within(i, append(declaring, "steps/assemble", "steps/sandbox")...)
			case within(path, "tui"):
				allowed = within(i, "tui", "steps", "manifest") && !within(i, "steps/assemble", "steps/sandbox", "steps/tenant/graph", "steps/tenant/arm")
			case within(path, "cmd"):
				allowed = within(i, "tui", "steps", "manifest") && !within(i, "steps/tenant/graph", "steps/tenant/arm", "steps/sandbox")
			default:
				t.Errorf("%s has no room in the house", path)
			}
			if !allowed {
				t.Errorf("%s imports %s", path, i)
			}
		}
	}
}

// TestSDKsStayInTheirRooms keeps what takes minutes to compile out of the work
// on pages, plan and manifest.
func TestSDKsStayInTheirRooms(t *testing.T) {
	t.Parallel()
	for path, p := range list(t) {
		for _, i := range append(append(slices.Clone(p.Imports), p.TestImports...), p.XTestImports...) {
			if strings.HasPrefix(i, graphSDK) && path != "steps/tenant/graph" {
				t.Errorf("%s imports %s", path, i)
			}
			if strings.HasPrefix(i, armSDK) && path != "steps/tenant/arm" {
				t.Errorf("%s imports %s", path, i)
			}
			if within(path, "steps", "manifest") && (strings.HasPrefix(i, "charm.land/") || strings.HasPrefix(i, "github.com/charmbracelet/")) {
				t.Errorf("%s imports %s", path, i)
			}
		}
		if !within(path, "tui", "manifest") {
			continue
		}
		for _, d := range p.Deps {
			if strings.HasPrefix(d, graphSDK) || strings.HasPrefix(d, armSDK) {
				t.Errorf("%s needs %s to compile", path, d)
			}
		}
	}
}

// TestOnePlacePrints keeps printing and exiting where they belong: steps and
// manifest hand back data.
func TestOnePlacePrints(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	for _, room := range []string{"steps", "manifest", "tui"} {
		err := filepath.WalkDir(filepath.Join(root, room), func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || d.Name() == "doc.go" {
				return err
			}
			if strings.Contains(path, filepath.Join("schema", "derive")) {
				return nil // a program of its own
			}
			text, err := os.ReadFile(path)
			for _, bad := range []string{"fmt.Print(", "fmt.Printf(", "fmt.Println(", "os.Exit(", "os.Stdout", "os.Stderr", "log.Print", "log.Fatal"} {
				if strings.Contains(string(text), bad) {
					t.Errorf("%s has %s", path, bad)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
