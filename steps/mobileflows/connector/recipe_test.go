package connector

import (
	"bytes"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

const keyURI = "https://prod.hero.vmwservices.com/security/public-key"

func TestRecipes(t *testing.T) {
	t.Parallel()
	key, err := NewKey()
	if err != nil {
		t.Fatal(err)
	}
	pem, err := key.PublicPEM()
	if err != nil {
		t.Fatal(err)
	}
	recipes := map[string]struct {
		Recipe
		argument string
	}{
		"service":   {Recipe{KeyURI: keyURI, Host: "c.example.org"}, "--security.oauth2.resource.jwt.key-uri=" + keyURI},
		"self-test": {Recipe{KeyPEM: pem, Host: "c.example.org"}, "--security.oauth2.resource.jwt.key-value=" + strings.TrimSpace(pem)},
	}
	for name, r := range recipes {
		for _, kind := range Kinds() {
			t.Run(name+" "+kind, func(t *testing.T) {
				t.Parallel()
				text, err := r.Text(kind)
				if err != nil {
					t.Fatal(err)
				}
				for i, c := range []byte(text) {
					if c > 126 || c < 32 && c != '\n' {
						t.Fatalf("byte %d is %q: only plain ASCII survives a copy", i, c)
					}
				}
				for _, want := range []string{Image, "TZ", "UTC", "8080", "2021", "X-Forwarded-Host"} {
					if !strings.Contains(text, want) {
						t.Errorf("%q is missing in\n%s", want, text)
					}
				}
				if strings.Contains(text, "SELF-TEST") != (r.KeyPEM != "") {
					t.Error("a self-test is not told from the real thing")
				}
				if got := arguments(t, kind, text); !contains(got, r.argument) || !contains(got, "--server.port=8080") {
					t.Errorf("the program gets %q", got)
				}
			})
		}
	}
	if _, err := (Recipe{}).Text("podman"); err == nil {
		t.Error("an unknown kind was taken")
	}
}

func contains(list []string, want string) bool {
	for _, x := range list {
		if x == want {
			return true
		}
	}
	return false
}

// arguments are what the program in the container gets, as the tool that reads
// the recipe understands it.
func arguments(t *testing.T, kind, text string) []string {
	t.Helper()
	if kind == "docker" {
		if _, err := exec.LookPath("sh"); err != nil {
			t.Skip("there is no shell here")
		}
		cmd := exec.Command("sh")
		cmd.Stdin = strings.NewReader("docker() { printf '%s\\0' \"$@\"; }\n" + text)
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		return strings.Split(string(bytes.TrimRight(out, "\x00")), "\x00")
	}
	var found []string
	d := yaml.NewDecoder(strings.NewReader(text))
	for {
		var doc any
		if err := d.Decode(&doc); errors.Is(err, io.EOF) {
			return found
		} else if err != nil {
			t.Fatal(err)
		}
		collect(doc, &found)
	}
}

func collect(v any, found *[]string) {
	switch v := v.(type) {
	case map[string]any:
		for _, e := range v {
			collect(e, found)
		}
	case []any:
		for _, e := range v {
			if s, ok := e.(string); ok {
				*found = append(*found, s)
			}
			collect(e, found)
		}
	}
}
