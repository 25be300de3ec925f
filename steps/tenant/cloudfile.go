package tenant

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"teamwright/steps/wholefile"
)

const (
	maxCloudFile = 64 << 10 // bytes
	maxCAFile    = 1 << 20  // bytes
)

// readCloud reads a cloud file:
//
//	name: loopback
//	authority: https://127.0.0.1:8443
//	graph: https://127.0.0.1:8443
//	resource_manager: https://127.0.0.1:8443
//	access: https://127.0.0.1:8443     # optional
//	ca_file: ca.pem                    # optional, relative to this file
//	instance_discovery: false          # true when left out
//
// A cloud whose Graph is on loopback is a rehearsal: no real tenant lives
// there.
func readCloud(name string) (Cloud, error) {
	text, err := wholefile.Read(name, maxCloudFile)
	if err != nil {
		return Cloud{}, fmt.Errorf("cloud file: %w", err)
	}
	c, ca, err := parseCloud(text)
	if err != nil {
		return Cloud{}, fmt.Errorf("cloud file %s: %w", name, err)
	}
	if ca != "" {
		if !filepath.IsAbs(ca) {
			ca = filepath.Join(filepath.Dir(name), ca)
		}
		if c.CAPEM, err = wholefile.Read(ca, maxCAFile); err != nil {
			return Cloud{}, fmt.Errorf("cloud file %s: ca_file: %w", name, err)
		}
		if !x509.NewCertPool().AppendCertsFromPEM(c.CAPEM) {
			return Cloud{}, fmt.Errorf("cloud file %s: ca_file: %s holds no certificate in PEM form", name, ca)
		}
	}
	return c, nil
}

// parseCloud reads the text of a cloud file; caFile is as it stands there.
func parseCloud(text []byte) (c Cloud, caFile string, err error) {
	entries, err := scalars(text)
	if err != nil {
		return Cloud{}, "", err
	}
	c.InstanceDiscovery = true
	var problems []error
	for _, e := range entries {
		if err := setCloud(&c, &caFile, e); err != nil {
			problems = append(problems, fmt.Errorf("line %d: %s: %w", e.line, Plain(e.key, 60), err))
		}
	}
	for _, need := range []struct{ key, value string }{
		{"name", c.Name}, {"authority", c.Authority}, {"graph", c.Graph}, {"resource_manager", c.ResourceManager},
	} {
		if need.value == "" && len(problems) == 0 {
			problems = append(problems, fmt.Errorf("%s is missing", need.key))
		}
	}
	if len(problems) > 0 {
		return Cloud{}, "", errors.Join(problems...)
	}
	c.Rehearsal = loopback(c.Graph)
	return c, caFile, nil
}

// cloudName keeps a cloud's name fit for a file name: journals carry it.
var cloudName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

func setCloud(c *Cloud, caFile *string, e entry) (err error) {
	switch e.key {
	case "name":
		if _, taken := microsoft(e.value); taken {
			return errors.New("this is the name of one of Microsoft's clouds; choose another")
		}
		if !cloudName.MatchString(e.value) {
			return errors.New("at most 40 of a-z, 0-9 and -, such as loopback")
		}
		c.Name = e.value
	case "authority":
		c.Authority, err = origin(e.value)
	case "graph":
		c.Graph, err = origin(e.value)
	case "resource_manager":
		c.ResourceManager, err = origin(e.value)
	case "access":
		c.Access, err = origin(e.value)
	case "ca_file":
		*caFile = e.value
	case "instance_discovery":
		switch e.value {
		case "true", "false":
			c.InstanceDiscovery = e.value == "true"
		default:
			return errors.New("true or false")
		}
	default:
		return errors.New("unknown; known are name, authority, graph, resource_manager, access, ca_file, instance_discovery")
	}
	return err
}

type entry struct {
	key, value string
	line       int
}

// scalars reads a YAML document that is one flat mapping of plain values.
func scalars(text []byte) ([]entry, error) {
	d := yaml.NewDecoder(bytes.NewReader(text))
	var doc yaml.Node
	if err := d.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, errors.New("it is empty")
		}
		return nil, fmt.Errorf("no YAML: %s", Plain(strings.TrimPrefix(err.Error(), "yaml: "), 200))
	}
	if err := d.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, errors.New("it holds more than one document")
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, errors.New("it is no list of keys and values")
	}
	var entries []entry
	seen := map[string]bool{}
	for pairs := doc.Content[0].Content; len(pairs) >= 2; pairs = pairs[2:] {
		k, v := pairs[0], pairs[1]
		if k.Kind != yaml.ScalarNode || v.Kind != yaml.ScalarNode {
			return nil, fmt.Errorf("line %d: %s: one plain value is due", v.Line, Plain(k.Value, 60))
		}
		if seen[k.Value] {
			return nil, fmt.Errorf("line %d: %s stands twice", k.Line, Plain(k.Value, 60))
		}
		seen[k.Value] = true
		entries = append(entries, entry{k.Value, v.Value, k.Line})
	}
	return entries, nil
}

// origin reads the address of a host: https, no path, no user.
func origin(s string) (string, error) {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.ForceQuery ||
		u.Fragment != "" || strings.Trim(u.Path, "/") != "" {
		return "", errors.New("an address such as https://host:8443 is due: https, and nothing behind the host")
	}
	return "https://" + strings.ToLower(u.Host), nil
}
