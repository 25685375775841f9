package keymap

import (
	"fmt"
	"slices"

	"deletecall/similar"
)

// Disabled is what the configuration writes instead of a key to take all keys
// from an action.
const Disabled = "disabled"

// Override gives an action other keys. They replace all it had.
type Override struct {
	Action string   // its name, such as "history.filter"
	Keys   []string // names of keys, or [Disabled] alone; none at all is the same
	Line   int      // where the configuration file says so; 0 when it is not known
}

// New returns the default keys with the overrides applied, or [Problems] with
// everything that is wrong with them. Two overrides can swap keys.
func New(overrides []Override) (Map, error) {
	b := builder{m: Default(), from: make([]*Override, len(entries))}
	for i := range overrides {
		b.apply(&overrides[i])
	}
	for i := range entries {
		b.checkTyping(i)
		b.checkClashes(i)
	}
	if len(b.problems) > 0 {
		slices.SortStableFunc(b.problems, func(x, y *OverrideError) int { return x.Line - y.Line })
		return Map{}, b.problems
	}
	return b.m, nil
}

// builder gathers a Map and all that is wrong with it.
type builder struct {
	m        Map
	from     []*Override // which override gave an action its keys, by its place
	problems Problems
}

func (b *builder) refuse(o *Override, key, hint string, args ...any) {
	b.problems = append(b.problems, &OverrideError{
		Action: o.Action, Line: o.Line, Key: key, Hint: fmt.Sprintf(hint, args...),
	})
}

// apply gives an action the keys of one override, so far as they are keys.
func (b *builder) apply(o *Override) {
	i := index(Action(o.Action))
	if i < 0 {
		b.refuse(o, "", "there is no such action%s", nearest(o.Action))
		return
	}
	if first := b.from[i]; first != nil {
		b.refuse(o, "", "line %d has already set its keys", first.Line)
		return
	}
	b.from[i] = o
	var keys []string
	bad := false
	for _, name := range o.Keys {
		if name == Disabled && len(o.Keys) == 1 {
			break
		}
		key, why := parseKey(name)
		if why != "" {
			b.refuse(o, name, "%s", why)
			bad = true
		} else if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 && !bad && entries[i].Needed {
		b.refuse(o, "", "without a key for it you could not %s", entries[i].Short)
	}
	if !bad { // else the keys it had: what is wrong is said already
		b.m.keys[i] = keys
	}
}

// checkTyping refuses keys that an action loses to the text while it is typed.
func (b *builder) checkTyping(i int) {
	e, keys, o := &entries[i], b.m.keys[i], b.from[i]
	if o == nil || len(keys) == 0 || !e.Typing {
		return
	}
	left := 0
	for _, key := range keys {
		if !types(key) && !edits(key) {
			left++
		} else if e.Screens[0].alwaysTyping() {
			b.refuse(o, key, "in a text field it types a character")
		}
	}
	if left == 0 && !e.Screens[0].alwaysTyping() {
		b.refuse(o, keys[0], "in a text field it edits the text: add another key, such as a function key")
	}
}

// checkClashes refuses keys that another action has where both work. Each pair
// is refused once, at an override.
func (b *builder) checkClashes(i int) {
	for j := range i {
		if !meet(&entries[i], &entries[j]) {
			continue
		}
		for _, key := range b.m.keys[i] {
			if !slices.Contains(b.m.keys[j], key) {
				continue
			}
			mine, other := i, j
			if b.from[i] == nil || b.from[j] != nil && b.from[j].Line > b.from[i].Line {
				mine, other = j, i
			}
			by := b.from[mine]
			if by == nil { // of two defaults, which only a change of the table brings about
				by = &Override{Action: string(entries[mine].Action)}
			}
			b.refuse(by, key, "%q has this key too: give one of the two another key", entries[other].Action)
		}
	}
}

func meet(a, b *Entry) bool {
	return slices.ContainsFunc(a.Screens, b.on) || slices.ContainsFunc(b.Screens, a.on)
}

// nearest says which action was probably meant by a name that is none; nothing where none is near. Where they all
// are listed, the configuration says of every mistake.
func nearest(name string) string {
	names := make([]string, len(entries))
	for i := range entries {
		names[i] = string(entries[i].Action)
	}
	if near := similar.Nearest(name, names); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}
