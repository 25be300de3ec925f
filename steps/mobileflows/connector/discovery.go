package connector

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"teamwright/steps/tenant"
)

// Discovery is what a connector says of itself.
type Discovery struct {
	Cards     string   // where cards are asked for
	Pollable  bool     // the Mobile Flows service asks by itself, about hourly
	Elsewhere []string // addresses in it that do not begin with the public one
}

// maxAddresses bounds how many wrong addresses are told.
const maxAddresses = 3

// ReadDiscovery reads the description that a connector gives at its public
// address base, which has no slash at its end.
func ReadDiscovery(data []byte, base string) (Discovery, error) {
	var doc struct {
		Types map[string]struct {
			Pollable bool `json:"pollable"`
			Endpoint struct {
				Href string `json:"href"`
			} `json:"endpoint"`
		} `json:"object_types"`
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		return Discovery{}, errors.New("it is no JSON that could be read")
	}
	card, ok := doc.Types["card"]
	if !ok || card.Endpoint.Href == "" {
		return Discovery{}, errors.New("it names no place to ask for cards (object_types.card.endpoint.href)")
	}
	d := Discovery{Cards: card.Endpoint.Href, Pollable: card.Pollable}
	var all any
	if err := json.Unmarshal(data, &all); err != nil {
		return Discovery{}, err
	}
	addresses(all, func(href string) {
		if !strings.HasPrefix(href, base+"/") && len(d.Elsewhere) < maxAddresses {
			d.Elsewhere = append(d.Elsewhere, tenant.Plain(href, 120))
		}
	})
	slices.Sort(d.Elsewhere)
	return d, nil
}

// addresses calls found with every value under "href", however deep.
func addresses(v any, found func(string)) {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			if text, ok := value.(string); ok && key == "href" {
				found(text)
			}
			addresses(value, found)
		}
	case []any:
		for _, value := range v {
			addresses(value, found)
		}
	}
}
