package history

import (
	"encoding/json"
	"errors"
	"strings"
)

var errMembers = errors.New("a member of it is there twice or in another spelling, so that another program could read something else in it")

// checkMembers refuses an event that encoding/json reads, and another program reads
// otherwise: it takes a name in any letter case, and the last of two. Its author could hand
// out one event as two. Members that this version does not know are left alone.
func checkMembers(data, private string) error {
	if commitment, _ := commitmentOf([]byte(data)); string(commitment) != private {
		return errMembers
	}
	var names []map[string]bool // of the objects around the place; nil for a list
	isName := false
	for decoder := json.NewDecoder(strings.NewReader(data)); ; {
		token, err := decoder.Token()
		if err != nil {
			return nil // the end: the event was read before
		}
		switch token {
		case json.Delim('{'):
			names = append(names, map[string]bool{})
		case json.Delim('['):
			names = append(names, nil)
		case json.Delim('}'), json.Delim(']'):
			names = names[:len(names)-1]
		default:
			if name, _ := token.(string); isName {
				object := names[len(names)-1]
				if object[name] || strings.ContainsFunc(name, func(r rune) bool { return !strings.ContainsRune(memberRunes, r) }) {
					return errMembers
				}
				object[name], isName = true, false
				continue
			}
		}
		isName = len(names) > 0 && names[len(names)-1] != nil
	}
}

// memberRunes are what the names of members have.
const memberRunes = "abcdefghijklmnopqrstuvwxyz0123456789_"
