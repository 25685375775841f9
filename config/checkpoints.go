package config

import (
	"path/filepath"
	"strings"

	"deletecall/safetext"
)

// Checkpoints tells where the signed checkpoints of the history are carried
// after each outcome. A checkpoint that lies only beside the history can be
// removed with it.
type Checkpoints struct {
	Origin  string   // the name under which they are issued; empty for the history's own
	File    string   // an absolute path to append to; empty for none
	Command []string // gets the checkpoint on its standard input; empty for none
	Syslog  bool     // sends the checkpoint to the local syslog
}

func newCheckpoints(raw checkpointsFile, p *problems) Checkpoints {
	if raw.Origin != "" && !isOrigin(raw.Origin) {
		p.add("checkpoints.origin", "is not the name of a history", "expected a name without blanks, plus signs or https://, such as deletions.example.com/prod")
	}
	if raw.File != "" && !filepath.IsAbs(raw.File) {
		p.add("checkpoints.file", "is not an absolute path", "expected something like /mnt/other-machine/checkpoints")
	}
	if problem := controlInPath(raw.File); problem != "" {
		p.add("checkpoints.file", problem, "remove that character")
	}
	for _, text := range raw.Command {
		if problem := unprintable(text); problem != "" {
			p.add("checkpoints.command", problem, "remove that character")
		}
	}
	if raw.Command != nil && (len(raw.Command) == 0 || raw.Command[0] == "") {
		p.add("checkpoints.command", "is empty", "expected a program and its arguments, or leave it out")
	}
	return Checkpoints(raw)
}

// isOrigin reports whether checkpoints can be issued under a name, which is that of a key,
// too: without blanks and plus, and without a scheme (C2SP signed-note, tlog-checkpoint).
func isOrigin(name string) bool {
	const most = 200 // bytes
	return len(name) <= most && !strings.Contains(name, "://") &&
		!strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r >= 0x7f || r == '+' })
}

// newFilters checks the names; the queries are read where they are used.
func newFilters(raw map[string]string, p *problems) map[string]string {
	for name := range raw {
		if name == "" || safetext.Check("filters", name) != nil {
			p.add("filters", "has a name that can't be printed", "choose another name")
		}
	}
	return raw
}
