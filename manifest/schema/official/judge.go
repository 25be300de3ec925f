package official

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/dlclark/regexp2"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"teamwright/manifest/jsondoc"
	"teamwright/manifest/schema"
)

// maxSchema bounds a schema file; the largest published one has 130 KB.
const maxSchema = 4 << 20

// Judge holds documents against schema files. It may be used from several
// goroutines at once.
type Judge struct {
	folder string

	mu       sync.Mutex
	compiled map[string]*jsonschema.Schema
}

// Open takes the folder that holds the version folders, or whose subfolder
// "teams" does.
func Open(folder string) (*Judge, error) {
	for _, dir := range []string{folder, filepath.Join(folder, "teams")} {
		if found, _ := filepath.Glob(filepath.Join(dir, "v1.*", schema.Manifest.SchemaFile())); len(found) > 0 {
			return &Judge{folder: dir, compiled: map[string]*jsonschema.Schema{}}, nil
		}
	}
	if _, err := os.Stat(folder); err != nil {
		return nil, fmt.Errorf("schemas: %w", err)
	}
	return nil, fmt.Errorf("schemas: %s has no folder such as v1.12 with %s in it", folder, schema.Manifest.SchemaFile())
}

// File is where the schema of v lies, or belongs, below folder.
func File(folder string, kind schema.Kind, v schema.Version) string {
	return filepath.Join(folder, "v"+v.String(), kind.SchemaFile())
}

// Has reports whether the folder has the schema of v.
func (j *Judge) Has(kind schema.Kind, v schema.Version) bool {
	info, err := os.Stat(File(j.folder, kind, v))
	return err == nil && info.Mode().IsRegular()
}

// Judge holds root against the schema of v. The error is about the schema file,
// never about the document.
func (j *Judge) Judge(kind schema.Kind, v schema.Version, root *jsondoc.Node) ([]schema.Violation, error) {
	compiled, err := j.schema(kind, v)
	if err != nil {
		return nil, err
	}
	err = compiled.Validate(value(root))
	var refused *jsonschema.ValidationError
	if errors.As(err, &refused) {
		return violations(refused, root), nil
	}
	return nil, err
}

func (j *Judge) schema(kind schema.Kind, v schema.Version) (*jsonschema.Schema, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	name := File(j.folder, kind, v)
	if s := j.compiled[name]; s != nil {
		return s, nil
	}
	data, err := read(name)
	if err != nil {
		return nil, fmt.Errorf("schema %s: %w", name, err)
	}
	s, err := compile(data, kind)
	if err != nil {
		return nil, fmt.Errorf("schema %s: %w", name, err)
	}
	j.compiled[name] = s
	return s, nil
}

// Check reports whether content is a schema that can be judged with, before it
// is kept: what is fetched may be an error page, or two documents in one file.
func Check(kind schema.Kind, content []byte) error {
	_, err := compile(content, kind)
	return err
}

func read(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		var path *fs.PathError
		if errors.As(err, &path) {
			return nil, path.Err
		}
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, maxSchema))
}

func compile(data []byte, kind schema.Kind) (*jsonschema.Schema, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
	if err != nil {
		return nil, err
	}
	root, ok := doc.(map[string]any)
	if !ok {
		return nil, errors.New("is no schema")
	}
	delete(root, "$schema")
	delete(root, "id")
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft7)
	if kind == schema.Localization {
		c.DefaultDraft(jsonschema.Draft2019)
		c.AssertFormat()
	}
	c.UseLoader(nothing{})
	c.UseRegexpEngine(engine)
	const address = "urn:teams"
	if err := c.AddResource(address, root); err != nil {
		return nil, err
	}
	return c.Compile(address)
}

// nothing loads no further schema: the files need none, and a foreign one must
// not make the program read files or addresses.
type nothing struct{}

func (nothing) Load(url string) (any, error) {
	return nil, fmt.Errorf("it refers to %s", url)
}

// pattern is a regular expression with look-ahead.
type pattern struct{ *regexp2.Regexp }

func (p pattern) MatchString(s string) bool {
	matched, err := p.Regexp.MatchString(s)
	return err == nil && matched
}

func engine(expression string) (jsonschema.Regexp, error) {
	re, err := regexp2.Compile(expression, regexp2.ECMAScript)
	if err != nil {
		return nil, err
	}
	// A pattern that looks back over a long foreign text must end.
	re.MatchTimeout = time.Second
	return pattern{re}, nil
}
