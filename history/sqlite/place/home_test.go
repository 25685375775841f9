package place

import (
	"testing"

	"deletecall/privatefile"
)

func TestWhereAHistoryIsAtHome(t *testing.T) {
	at := home{privatefile.Identity{Device: 1, Inode: 2}, "path", "machine"}
	for name, test := range map[string]struct {
		now  home
		here bool
	}{
		"unchanged":                          {at, true},
		"renamed":                            {home{at.file, "other", at.machine}, true},
		"put back at its path":               {home{privatefile.Identity{Device: 1, Inode: 9}, at.path, at.machine}, true},
		"its disk has another number":        {home{privatefile.Identity{Device: 7, Inode: 2}, at.path, at.machine}, true},
		"its machine has another name":       {home{at.file, at.path, "other"}, true},
		"its container and disk are new":     {home{privatefile.Identity{Device: 7, Inode: 2}, at.path, "other"}, true},
		"copied":                             {home{privatefile.Identity{Device: 1, Inode: 9}, "other", at.machine}, false},
		"copied to another disk":             {home{privatefile.Identity{Device: 7, Inode: 2}, "other", at.machine}, false},
		"copied to another machine":          {home{privatefile.Identity{Device: 7, Inode: 9}, at.path, "other"}, false},
		"copied to another machine and path": {home{privatefile.Identity{Device: 7, Inode: 9}, "other", "other"}, false},
	} {
		if got := at.isHere(test.now); got != test.here {
			t.Errorf("%s: at home is %v", name, got)
		}
	}
}
