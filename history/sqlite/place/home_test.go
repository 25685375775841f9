package place

import "testing"

func TestWhereAHistoryIsAtHome(t *testing.T) {
	at := home{fileIdentity{1, 2}, "path", "machine"}
	for name, test := range map[string]struct {
		now  home
		here bool
	}{
		"unchanged":                          {at, true},
		"renamed":                            {home{at.file, "other", at.machine}, true},
		"put back at its path":               {home{fileIdentity{1, 9}, at.path, at.machine}, true},
		"its disk has another number":        {home{fileIdentity{7, 2}, at.path, at.machine}, true},
		"its machine has another name":       {home{at.file, at.path, "other"}, true},
		"its container and disk are new":     {home{fileIdentity{7, 2}, at.path, "other"}, true},
		"copied":                             {home{fileIdentity{1, 9}, "other", at.machine}, false},
		"copied to another disk":             {home{fileIdentity{7, 2}, "other", at.machine}, false},
		"copied to another machine":          {home{fileIdentity{7, 9}, at.path, "other"}, false},
		"copied to another machine and path": {home{fileIdentity{7, 9}, "other", "other"}, false},
	} {
		if got := at.isHere(test.now); got != test.here {
			t.Errorf("%s: at home is %v", name, got)
		}
	}
}
