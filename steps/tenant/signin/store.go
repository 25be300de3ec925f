//go:build linux || windows || (darwin && cgo)

package signin

import (
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity/cache"
)

// systemStore is where the system keeps tokens. It tries the place out first,
// and fails rather than write tokens in clear.
func systemStore() (azidentity.Cache, error) {
	return cache.New(&cache.Options{Name: cacheName})
}
