//go:build !race

package manifest_test

const slower = 1
