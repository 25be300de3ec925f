package secret

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"text/template"

	"go.yaml.in/yaml/v3"
)

const (
	hidden = "s3cr~t.Text-8Q"
	first  = "s3cr" // not even a part of it
)

type shown struct{ Secret Text }
type inside struct{ secret Text }
type deep struct {
	list []Text
	m    map[string]Text
	p    *inside
	any  any
}

// holders are the ways in which code carries a secret about.
func holders() map[string]any {
	t := New(hidden)
	return map[string]any{
		"value":                  t,
		"pointer":                &t,
		"field":                  shown{t},
		"pointer to a field":     &shown{t},
		"unexported field":       inside{t},
		"pointer to unexported":  &inside{t},
		"slice":                  []Text{t},
		"array":                  [1]Text{t},
		"map value":              map[string]Text{"a": t},
		"map key":                map[Text]string{t: "a"},
		"interface in a slice":   []any{t, &t},
		"item":                   Item{Name: "sso", Secret: t},
		"unexported all the way": deep{[]Text{t}, map[string]Text{"a": t}, &inside{t}, t},
	}
}

func mustHide(t *testing.T, how, got string) {
	t.Helper()
	if strings.Contains(got, first) {
		t.Errorf("%s shows the secret: %s", how, got)
	}
	if strings.Contains(got, fmt.Sprintf("%x", first)) || strings.Contains(got, fmt.Sprintf("%X", first)) || strings.Contains(got, fmt.Sprint([]byte(first))[1:10]) {
		t.Errorf("%s shows the secret's bytes: %s", how, got)
	}
}

func TestTextHidesFromFmt(t *testing.T) {
	t.Parallel()
	for name, v := range holders() {
		for _, flags := range []string{"", "+", "#", "-30", "08", " ", "60.60"} {
			for _, verb := range "vTsqxXdcbotUeEfFgGpw" {
				how := "%" + flags + string(verb)
				mustHide(t, name+" with "+how, fmt.Sprintf(how, v))
			}
		}
		mustHide(t, name+" printed", fmt.Sprint(v)+fmt.Sprintln(v))
		mustHide(t, name+" in an error", fmt.Errorf("refused: %v", v).Error())
		mustHide(t, name+" in a wrapped error", fmt.Errorf("a: %w", errors.New(fmt.Sprint(v))).Error())
	}
}

func TestTextHidesFromEncoders(t *testing.T) {
	t.Parallel()
	for name, v := range holders() {
		if data, err := json.Marshal(v); err == nil {
			mustHide(t, name+" as JSON", string(data))
		}
		if data, err := yamlOf(v); err == nil {
			mustHide(t, name+" as YAML", data)
		}
		if data, err := xml.Marshal(v); err == nil {
			mustHide(t, name+" as XML", string(data))
		}
		var b bytes.Buffer
		_ = gob.NewEncoder(&b).Encode(v)
		mustHide(t, name+" as gob", b.String())
		b.Reset()
		if err := template.Must(template.New("").Parse("{{.}} {{printf `%v` .}}")).Execute(&b, v); err == nil {
			mustHide(t, name+" in a template", b.String())
		}
	}
}

// yamlOf is v as YAML; the encoder panics for what it cannot write.
func yamlOf(v any) (out string, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	data, err := yaml.Marshal(v)
	return string(data), err
}

func TestTextHidesFromLogs(t *testing.T) {
	t.Parallel()
	for name, v := range holders() {
		var b bytes.Buffer
		for _, h := range []slog.Handler{slog.NewTextHandler(&b, nil), slog.NewJSONHandler(&b, nil)} {
			l := slog.New(h)
			l.With("with", v).WithGroup("group").Info("message", "key", v, slog.Group("g", "k", v), slog.Any("any", v))
		}
		mustHide(t, name+" in a log", b.String())
	}
}

// What is written instead says nothing about the text, not even its length.
func TestMaskIsTheSameForEveryText(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"%v", "%s", "%q", "%x", "%#v", "%+v"} {
		short, long := fmt.Sprintf(how, New("a")), fmt.Sprintf(how, New(strings.Repeat("b", 200)))
		if short != long || short != mask {
			t.Errorf("%s gives %q and %q", how, short, long)
		}
	}
	data, err := json.Marshal(shown{New("a")})
	if err != nil || string(data) != `{"Secret":"`+mask+`"}` {
		t.Errorf("JSON %s, %v", data, err)
	}
	out, err := yamlOf(shown{New("a")})
	if err != nil || out != "secret: "+mask+"\n" {
		t.Errorf("YAML %q, %v", out, err)
	}
}

func TestReveal(t *testing.T) {
	t.Parallel()
	text := New(hidden)
	carried := text
	if carried.Reveal() != hidden || carried.Empty() {
		t.Errorf("revealed %q", carried.Reveal())
	}
	if none := (Text{}); !none.Empty() || none.Reveal() != "" || !New("").Empty() {
		t.Error("no secret is not empty")
	}
	if reflect.TypeFor[Text]().NumMethod() != 10 {
		t.Error("a new method of Text: does it hide the text?")
	}
}

func TestWipe(t *testing.T) {
	t.Parallel()
	text := New(hidden)
	carried, kept := text, text.Reveal()
	inside := (*text.v).b
	carried.Wipe()
	if !text.Empty() || text.Reveal() != "" || !carried.Empty() {
		t.Errorf("left: %q", text.Reveal())
	}
	if strings.Trim(string(inside), "\x00") != "" {
		t.Errorf("the memory still holds %q", inside)
	}
	if kept != hidden {
		t.Error("what was given out has changed")
	}
	carried.Wipe() // again is no harm
	Text{}.Wipe()
	if fmt.Sprint(text) != mask {
		t.Error("an empty one shows that it is empty")
	}
}
