package judge

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/getkin/kin-openapi/openapi3"
)

// NewAzure reads Microsoft's description of the Azure Bot Service, in Swagger
// 2. Other paths of Azure Resource Manager it lacks; they are let through.
func NewAzure(path string) (*Judge, error) {
	fail := func(err error) (*Judge, error) {
		return nil, fmt.Errorf("description of the Azure Bot Service: %w", err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return fail(err)
	}
	var old openapi2.T
	if err := json.Unmarshal(data, &old); err != nil {
		return fail(err)
	}
	doc, err := openapi2conv.ToV3(&old)
	if err != nil {
		return fail(err)
	}
	// References between schemas are resolved by reading the result anew.
	if data, err = doc.MarshalJSON(); err != nil {
		return fail(err)
	}
	if doc, err = openapi3.NewLoader().LoadFromData(data); err != nil {
		return fail(err)
	}
	if err := exact(doc); err != nil {
		return fail(err)
	}
	router, err := newTable(doc)
	if err != nil {
		return fail(err)
	}
	for i, r := range router.rows { // names of Azure have no case
		router.rows[i].pattern = regexp.MustCompile("(?i)" + r.pattern.String())
	}
	return &Judge{router: router, azure: true}, nil
}

// exact flattens inheritance and closes every object that names its properties,
// so that a misspelt one does not conform, and gives a channel the properties
// of the only kind that is used here.
func exact(doc *openapi3.T) error {
	schemas := doc.Components.Schemas
	for name, ref := range schemas {
		s := ref.Value
		for _, base := range s.AllOf {
			for property, of := range base.Value.Properties {
				if s.Properties == nil {
					s.Properties = openapi3.Schemas{}
				}
				if s.Properties[property] == nil {
					s.Properties[property] = of
				}
			}
			s.Required = append(s.Required, base.Value.Required...)
		}
		s.AllOf, s.Discriminator = nil, nil
		if name == "" {
			return fmt.Errorf("a schema has no name")
		}
	}
	channel, teams := schemas["BotChannel"], schemas["MsTeamsChannel"]
	if channel == nil || teams == nil {
		return fmt.Errorf("BotChannel or MsTeamsChannel is missing")
	}
	channel.Value.Properties["properties"] = openapi3.NewSchemaRef("", teams.Value)
	closed := false
	for _, ref := range schemas {
		if s := ref.Value; len(s.Properties) > 0 && s.AdditionalProperties.Schema == nil && s.AdditionalProperties.Has == nil {
			s.AdditionalProperties.Has = &closed
		}
	}
	return nil
}

// describesAzure reports whether the description covers a path of Azure
// Resource Manager: those of the bot service, without its registration.
func describesAzure(path string) bool {
	_, rest, found := strings.Cut(strings.ToLower(path), "/providers/microsoft.botservice/")
	return found && rest != "register"
}
