package config

import (
	"cmp"
	"errors"
	"slices"

	"deletecall/keymap"
)

// Keymap returns the console's keys with the configured changes. What is wrong with
// them is an *[Error].
func (c *Config) Keymap() (keymap.Map, error) {
	keys, err := keymap.New(c.Keys)
	var all keymap.Problems
	if !errors.As(err, &all) {
		return keys, err
	}
	problems := make([]Problem, len(all))
	for i, one := range all {
		problems[i] = Problem{Where: one.Place() + ":", Line: one.Line, What: one.Hint, Hint: "see docs/keys.md for actions and keys"}
	}
	return keys, NewError(c.Paths.Config, problems)
}

func newKeyOverrides(raw map[string]any, p *problems) []keymap.Override {
	var overrides []keymap.Override
	p.walkKeys("", raw, &overrides)
	slices.SortFunc(overrides, func(a, b keymap.Override) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Action, b.Action))
	})
	return overrides
}

// walkKeys accepts an action's name as one quoted key or as dotted keys, which
// TOML reads as nested tables.
func (p *problems) walkKeys(prefix string, raw map[string]any, overrides *[]keymap.Override) {
	for name, value := range raw {
		action := prefix + name
		override := keymap.Override{Action: action, Line: p.lines["keys."+action]}
		switch value := value.(type) {
		case string:
			override.Keys = []string{value}
		case []any:
			for _, element := range value {
				key, ok := element.(string)
				if !ok {
					p.add("keys."+action, "has a value that is not a key", `expected "key" or ["key", "key"]`)
					continue
				}
				override.Keys = append(override.Keys, key)
			}
		case map[string]any:
			p.walkKeys(action+".", value, overrides)
			continue
		default:
			p.add("keys."+action, "is not a key", `expected "key", ["key", "key"] or "disabled"`)
			continue
		}
		*overrides = append(*overrides, override)
	}
}
