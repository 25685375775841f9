package config

import (
	"cmp"
	"slices"
)

// KeyOverride binds an action of the console to other keys. keymap checks it.
type KeyOverride struct {
	Action string
	Keys   []string // "disabled" takes the keys away
	Line   int      // in the file
}

func newKeyOverrides(raw map[string]any, p *problems) []KeyOverride {
	var overrides []KeyOverride
	p.walkKeys("", raw, &overrides)
	slices.SortFunc(overrides, func(a, b KeyOverride) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Action, b.Action))
	})
	return overrides
}

// walkKeys accepts an action's name as one quoted key or as dotted keys, which
// TOML reads as nested tables.
func (p *problems) walkKeys(prefix string, raw map[string]any, overrides *[]KeyOverride) {
	for name, value := range raw {
		action := prefix + name
		override := KeyOverride{Action: action, Line: p.lines["keys."+action]}
		switch value := value.(type) {
		case string:
			override.Keys = []string{value}
		case []any:
			for _, element := range value {
				key, ok := element.(string)
				if !ok {
					p.add("keys."+action, "holds something that is not a key", `expected "key" or ["key", "key"]`)
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
