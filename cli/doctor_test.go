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

// At 40 cells the terminal broke the lines, in the middle of words.
func TestDoctorFitsANarrowTerminal(t *testing.T) {
	var out strings.Builder
	report := &doctorReport{out: &out, look: look{width: 40}}
	report.problem("server production", "the server answers with a certificate that has expired", "have it replaced")
	const want = "problem  server production\n" +
		"  the server answers with a certificate\n" +
		"  that has expired\n" +
		"  Have it replaced\n"
	if out.String() != want {
		t.Errorf("doctor prints\n%s\nwant\n%s", out.String(), want)
	}
}
