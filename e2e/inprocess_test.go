package e2e

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"deletecall/cli"
	"deletecall/deletion"
)

// inThisProcess runs a command as a session of the tests' own process. It is for sweeps of some hundred commands, whose
// subject is what a command says of a history: to start a process takes longer than most of the commands. That
// a process says and returns the same, the scripts show. A file is named by its whole path.
func inThisProcess(t *testing.T, home string, environ []string, args ...string) (code int, out, said []byte) {
	t.Helper()
	var outBuffer, errBuffer bytes.Buffer
	program := cli.Program{
		Args: args, In: strings.NewReader(""), Out: &outBuffer, Err: &errBuffer, Now: time.Now,
		Environ: slices.Concat([]string{"HOME=" + home, "TZ=UTC", "LANG=C.UTF-8"}, environ),
		Operator: func(string) deletion.Operator {
			return deletion.Operator{Name: "root", Login: "root", Host: "workstation"}
		},
	}
	code = cli.ExitCode(program.Run(t.Context()))
	return code, outBuffer.Bytes(), errBuffer.Bytes()
}
