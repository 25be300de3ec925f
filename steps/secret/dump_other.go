//go:build !linux

package secret

// undumpable has no counterpart here.
func undumpable() {}
