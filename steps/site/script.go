package site

import (
	"bytes"
	"embed"
	"encoding/base64"
	"fmt"
	"io/fs"
	"slices"
)

//go:embed php/*.php
var sources embed.FS

// header begins every source; the whole script has it once.
const header = "<?php\nnamespace teamwright;\n"

// opening begins the script. PHP reads the second line as a comment; a shell
// that is handed the script by mistake ends there.
var opening = fmt.Sprintf("<?php\n//bin/true; exit %d\nnamespace teamwright;\n", shellCode)

// The sources that have a place of their own; all others lie between them in
// the order of their names.
const (
	first = "php/prelude.php"
	last  = "php/main.php"
)

// script is what PHP reads: all sources, then the call with the request.
func script(marker string, request []byte) []byte {
	var b bytes.Buffer
	b.WriteString(opening)
	begin, rest := parts()
	b.Write(begin)
	// The request stands before the site is loaded: what fails there is
	// answered in its frame too.
	fmt.Fprintf(&b, "begin('%s', '%s');\n", marker, base64.StdEncoding.EncodeToString(request))
	b.Write(rest)
	return b.Bytes()
}

// parts are the sources without their headers, the last one apart.
func parts() (body, main []byte) {
	names, err := fs.Glob(sources, "php/*.php")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	names = slices.DeleteFunc(names, func(n string) bool { return n == first || n == last })
	for _, name := range append([]string{first}, names...) {
		body = append(body, source(name)...)
	}
	return body, source(last)
}

// source is one file without its header.
func source(name string) []byte {
	text, err := sources.ReadFile(name)
	if err != nil {
		panic(err) // embedded
	}
	rest, ok := bytes.CutPrefix(text, []byte(header))
	if !ok {
		panic(name + " does not begin with the common header")
	}
	return rest
}
