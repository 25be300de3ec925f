package answers

// Setting is one key with its value, as something outside the answers file
// tells it: an existing registration, an app package.
type Setting struct {
	Key   string // of the answers file
	Value any    // what [File.Set] takes
}
