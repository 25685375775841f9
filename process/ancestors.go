package process

import (
	"bytes"
	"os"
	"strconv"
	"strings"

	"deletecall/privatefile"
	"deletecall/safetext"
)

// ancestor is one of the processes that led to this one, as the kernel describes it.
type ancestor struct {
	name      string // of its program, cut to 15 bytes
	real      string // numeric user ID of the user who started it
	effective string // numeric user ID whose rights it has
}

// mostAncestors bounds the way up; a shell in a terminal has about ten.
const mostAncestors = 64

// ancestors are the processes above this one, the nearest first, as far as the
// kernel reports them: on Linux from /proc (proc(5)), elsewhere none.
func ancestors() (all []ancestor) {
	for pid := strconv.Itoa(os.Getppid()); len(all) < mostAncestors && pid != "0" && pid != ""; {
		status, err := privatefile.Read("/proc/"+pid+"/status", 1<<16)
		if err != nil {
			return all
		}
		fields := statusFields(status)
		users := strings.Fields(fields["Uid"]) // real, effective, saved, of the file system
		if len(users) < 2 {
			return all
		}
		all = append(all, ancestor{fields["Name"], users[0], users[1]})
		pid = fields["PPid"]
	}
	return all
}

func statusFields(status []byte) map[string]string {
	fields := map[string]string{}
	for line := range bytes.Lines(status) {
		name, value, _ := strings.Cut(string(line), ":")
		if _, twice := fields[name]; !twice { // the first line is the name, escaped by the kernel
			fields[name] = strings.TrimSpace(value)
		}
	}
	return fields
}

// loginUID is the numeric user ID of the person who logged in. It is set once, by the
// login, and kept through su and sudo (pam_loginuid(8)); empty where nothing set it.
func loginUID() string {
	const unset = "4294967295"
	content, err := privatefile.Read("/proc/self/loginuid", 1<<10)
	if uid := strings.TrimSpace(string(content)); err == nil && uid != unset {
		return safetext.Line(uid)
	}
	return ""
}
