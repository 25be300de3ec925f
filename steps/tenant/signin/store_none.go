//go:build !linux && !windows && !(darwin && cgo)

package signin

import (
	"errors"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// systemStore: the library knows no safe place on this system.
func systemStore() (azidentity.Cache, error) {
	return azidentity.Cache{}, errors.New("this build knows no safe place for tokens (cache " + cacheName + ")")
}
