package export_test

import (
	"os"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/history/export"
)

func TestEveryFieldOfAnOperatorIsInEveryExport(t *testing.T) {
	record := settled()
	for _, field := range deletion.OperatorFields() {
		*field.Of(&record.Intent.Operator), *field.Of(&record.Settlement.Operator) = "its_"+field.Name, "later_"+field.Name
	}
	record.Intent.Operator.SSHClient = "192.0.2.1 its_ssh_client" // OCSF takes the address
	for _, format := range []export.Format{export.CSV, export.JSONLines, export.Syslog, export.OCSF} {
		data := string(written(t, format, record))
		for _, field := range deletion.OperatorFields() {
			if !strings.Contains(data, "its_"+field.Name) || !strings.Contains(data, "later_"+field.Name) {
				t.Errorf("%s: %s is missing in %s", format, field.Name, data)
			}
		}
	}
}

func TestTheColumnsKeepTheirPlaces(t *testing.T) {
	header, _, _ := strings.Cut(string(written(t, export.CSV, sample())), "\r\n")
	const want = "number,id,outcome,cause,summary,detail,code,message,http_status,identifier_type,identifier,status,server,endpoint,method," +
		"response_type,operator,operator_login,operator_uid,sudo_user,host,terminal,ssh_client,ssh_key,reason,key_fingerprint,confirmed_at," +
		"answered_at,duration_ms,attempts,answer_bytes,answer_sha256,finding,finding_note,settled_by,settled_at,version,operator_login_uid," +
		"settled_login,settled_uid,settled_login_uid,settled_sudo_user,settled_host,settled_terminal,settled_ssh_client,settled_ssh_key"
	if rest, ok := strings.CutPrefix(header, want); !ok || rest != "" && rest[0] != ',' {
		t.Errorf("the columns are\n%s\nand began with\n%s", header, want)
	}
}

func TestThePageOnFormatsNamesEveryColumn(t *testing.T) {
	page, err := os.ReadFile("../../docs/export-formats.md")
	if err != nil {
		t.Fatal(err)
	}
	header, _, _ := strings.Cut(string(written(t, export.CSV, sample())), "\r\n")
	for name := range strings.SplitSeq(header, ",") {
		if !strings.Contains(string(page), "`"+name+"`") {
			t.Errorf("docs/export-formats.md lacks %s", name)
		}
	}
}

func TestTheColumnsThatSyslogAndOCSFRepeat(t *testing.T) {
	record := sample()
	record.Settlement = settled().Settlement
	lines := string(written(t, export.Syslog, record)) + string(written(t, export.OCSF, record))
	for _, name := range []string{`number="12"`, `id="`, `outcome="`, `cause="`, `identifier_type="`, `identifier="8856"`, `status="last"`, `server="`,
		`endpoint="`, `method="`, `operator="alice"`, `reason="`, `message="ok"`, `key_fingerprint="`, `version="1.0"`, `code="0"`, `http_status="200"`,
		`answered_at="2026-11-23T13:00:01.250+01:00"`, `duration_ms="34"`, `finding="deleted"`, `finding_note="`, `settled_by="bob"`, `settled_at="`,
		`"outcome":"accepted"`, `"cause":"`, `"server_message":"ok"`, `"response_type":"XML"`, `"key_fingerprint":"`, `"answer_sha256":"`,
		`"program_version":"1.0"`, `"answered_at":"2026-11-23T12:00:01.250Z"`, `"finding":"deleted"`, `"finding_note":"`, `"settled_by":"bob"`, `"settled_at":"`} {
		if !strings.Contains(lines, name) {
			t.Errorf("%s is missing in %s", name, lines)
		}
	}
}
