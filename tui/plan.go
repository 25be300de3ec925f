package tui

import (
	"encoding/json"
	"fmt"
	"strings"

	"teamwright/steps"
)

// Sign stands before a change, for the eye; [Word] says the same.
func Sign(a steps.Action) string {
	switch a {
	case steps.Create, steps.Restore:
		return "+"
	case steps.Update, steps.Replace:
		return "~"
	case steps.Delete:
		return "-"
	case steps.Blocked:
		return "!"
	case steps.Manual:
		return "?"
	}
	return "="
}

// Word is an action in a word or a few.
func Word(a steps.Action) string {
	switch a {
	case steps.None:
		return "as it should be"
	case steps.Manual:
		return "by hand"
	}
	return string(a)
}

// Target is what becomes of a field, in words. A secret is only named.
func Target(f steps.Field) string {
	switch {
	case f.Secret:
		return "a secret, never shown here"
	case f.Unknown != "":
		return fmt.Sprintf("known once %s is done", f.Unknown)
	case f.From == nil:
		return show(f.To)
	case f.To == nil:
		return show(f.From) + " goes away"
	}
	return fmt.Sprintf("%s becomes %s", show(f.From), show(f.To))
}

// show is a value in words: lists with commas, texts in quotes.
func show(v any) string {
	switch v := v.(type) {
	case nil:
		return "nothing"
	case string:
		return fmt.Sprintf("%q", v)
	case []string:
		return strings.Join(v, ", ")
	}
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(data)
}

// GroupTitle is the name of a group of steps.
func GroupTitle(group string) string {
	switch group {
	case "entra":
		return "Microsoft Entra"
	case "bot":
		return "Bot and Azure"
	case "catalog":
		return "Teams app catalogue"
	case "package":
		return "App package"
	case "totara":
		return "Totara"
	case "connect":
		return "Totara Connect"
	case "mobileflows":
		return "Mobile Flows"
	case "teams":
		return "Teams"
	}
	return group
}
