//go:build race

package manifest_test

// slower is how many times slower the race detector makes everything.
const slower = 10
