package cli

import (
	"strings"
	"testing"
)

func TestDoctorPutsWhatToDoOnALineOfItsOwn(t *testing.T) {
	var out strings.Builder
	report := &doctorReport{out: &out}
	report.ok("clock", "it is right")
	report.problem("server x", "it is too old", "have it replaced")
	const want = "ok       clock          it is right\n" +
		"problem  server x       it is too old\n" +
		"                        Have it replaced\n"
	if out.String() != want {
		t.Errorf("doctor prints\n%s\nwant\n%s", out.String(), want)
	}
}
