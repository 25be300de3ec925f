package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"teamwright/manifest/schema"
)

func main() {
	from := flag.String("from", "", "folder with the official schemas, a folder for each version")
	to := flag.String("to", ".", "folder to write the tables to")
	flag.Parse()
	if err := run(*from, *to); err != nil {
		fmt.Fprintln(os.Stderr, "derive:", err)
		os.Exit(1)
	}
}

func run(from, to string) error {
	for _, kind := range []schema.Kind{schema.Manifest, schema.Localization} {
		table, err := derive(from, kind)
		if err != nil {
			return err
		}
		for _, line := range table.unjudged() {
			fmt.Fprintln(os.Stderr, "unjudged:", line)
		}
		if err := os.WriteFile(filepath.Join(to, string(kind)+".facts"), table.bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// derive reads the schemas of one kind of every version and makes their table.
func derive(from string, kind schema.Kind) (*table, error) {
	t := newTable(kind)
	for _, v := range schema.Versions() {
		data, err := os.ReadFile(filepath.Join(from, "v"+v.String(), kind.SchemaFile()))
		if errors.Is(err, fs.ErrNotExist) && kind == schema.Localization && v < schema.Oldest {
			continue
		}
		if err != nil {
			return nil, err
		}
		node, err := read(data, kind, v)
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", kind, v, err)
		}
		t.add(v, node)
	}
	return t, nil
}
