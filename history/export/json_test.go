package export_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/history/export"
)

func readJSONLines(t testing.TB, data []byte) (objects []map[string]any) {
	t.Helper()
	for line := range bytes.Lines(data) {
		decoder := json.NewDecoder(bytes.NewReader(line))
		var object map[string]any
		if err := decoder.Decode(&object); err != nil {
			t.Fatalf("%v in %q", err, line)
		}
		if err := decoder.Decode(&object); !errors.Is(err, io.EOF) {
			t.Fatalf("more than one object in %q", line)
		}
		objects = append(objects, object)
	}
	return objects
}

func TestJSONLinesAreTheJSONOfTheRecords(t *testing.T) {
	records := append(hostileRecords(), sample(), settled(), pending())
	var want bytes.Buffer
	for _, r := range records {
		line, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		want.Write(append(line, '\n'))
	}
	got := written(t, export.JSONLines, records...)
	if !bytes.Equal(got, want.Bytes()) {
		t.Errorf("got  %s\nwant %s", got, want.Bytes())
	}
	mustBeSafe(t, "JSON Lines", string(got))
}

// at returns what lies at a path such as "metadata.product.name".
func at(object map[string]any, path string) any {
	var here any = object
	for name := range strings.SplitSeq(path, ".") {
		inner, ok := here.(map[string]any)
		if !ok {
			return nil
		}
		here = inner[name]
	}
	return here
}

func TestOCSFLinesHaveWhatTheSchemaRequires(t *testing.T) {
	records := append(hostileRecords(), sample(), settled(), pending(), deletion.Record{})
	for _, event := range readJSONLines(t, written(t, export.OCSF, records...)) {
		for path, want := range map[string]any{
			"category_uid": 3.0, "class_uid": 3004.0, "activity_id": 4.0, "type_uid": 300404.0, "metadata.version": "1.8.0",
			"metadata.product.name": "deletecall", "metadata.product.version": "2.0", "actor.app_name": "deletecall",
			"entity.type": "Recorded conversation", "entity.type_id": 99.0, "metadata.log_name": "history.db",
		} {
			if got := at(event, path); got != want {
				t.Errorf("%s is %v", path, got)
			}
		}
		for _, path := range []string{"severity_id", "status_id", "time", "metadata.sequence"} {
			if _, ok := at(event, path).(float64); !ok {
				t.Errorf("%s is %v", path, at(event, path))
			}
		}
		name, _ := at(event, "entity.name").(string)
		uid, _ := at(event, "entity.uid").(string)
		if name == "" && uid == "" {
			t.Error("the entity has neither name nor uid")
		}
		if status, _ := at(event, "status").(string); status == "" {
			t.Error("there is no status")
		}
	}
}

func TestOCSFTellsOneDeletion(t *testing.T) {
	event := readJSONLines(t, written(t, export.OCSF, sample()))[0]
	for path, want := range map[string]any{
		"time": 1795435200250.0, "timezone_offset": 0.0, "status": "Success", "status_id": 1.0, "severity": "Informational", "status_code": "0",
		"message": "Deleted.", "comment": "GDPR-2211, erasure", "metadata.uid": "01935b2e-0000-7000-8000-000000000001",
		"metadata.logged_time": 1795438800250.0,
		"actor.user.name":      "alice", "actor.user.uid": "1000", "actor.session.terminal": "/dev/pts/1", "entity.uid": "8856",
		"entity.name": "extension 8856, status last", "entity.data.server": "production", "src_endpoint.name": "desk",
		"src_endpoint.ip": "10.0.0.1", "http_request.http_method": "POST", "http_request.url.url_string": "https://verba.example.com/verba/api",
		"http_response.code": 200.0, "http_response.latency": 34.0, "unmapped.cause": "answered", "unmapped.ssh_key": "SHA256:x",
		"unmapped.tree_size": "42", "unmapped.tree_root": "B1K3bh92",
	} {
		if got := at(event, path); got != want {
			t.Errorf("%s is %v, not %v", path, got, want)
		}
	}
}

func TestOCSFLinesCarryTheNewestCheckpoint(t *testing.T) {
	var out bytes.Buffer
	about := export.About{Checkpoint: "origin\n4\nroot=\n\n— origin abc\x1b[2J=\n"}
	if _, err := export.Write(t.Context(), &out, each(sample()), export.Options{Format: export.OCSF, About: about}, nil); err != nil {
		t.Fatal(err)
	}
	if got := at(readJSONLines(t, out.Bytes())[0], "unmapped.checkpoint"); got != "origin\n4\nroot=\n\n— origin abc\\x1b[2J=\n" {
		t.Errorf("%q", got)
	}
}

func TestOCSFNeverCallsAnUnknownOutcomeASuccess(t *testing.T) {
	unknown := settled()
	unknown.Settlement = nil
	refused, notSent := sample(), sample()
	refused.Outcome.Kind, notSent.Outcome.Kind = deletion.Refused, deletion.NotSent
	events := readJSONLines(t, written(t, export.OCSF, unknown, settled(), refused, notSent, pending(), hostile("odd")))
	for i, want := range []struct {
		id, severity float64
		status       string
	}{{0, 3, "Unknown"}, {0, 1, "Unknown"}, {2, 2, "Failure"}, {2, 2, "Failure"}, {99, 1, "pending"}, {99, 3, "odd"}} {
		e := events[i]
		if e["status_id"] != want.id || e["status"] != want.status || e["severity_id"] != want.severity {
			t.Errorf("%d: %v %v %v", i, e["status_id"], e["status"], e["severity_id"])
		}
	}
	if at(events[1], "unmapped.finding") != "deleted" {
		t.Error("what a person found is missing")
	}
}

func TestOCSFHoldsNoUnsafeCharacterAndNoPath(t *testing.T) {
	data := string(written(t, export.OCSF, hostileRecords()...))
	mustBeSafe(t, "OCSF", data)
	if strings.Contains(data, "secret-folder") {
		t.Error("the folder of the history is named")
	}
	for _, event := range readJSONLines(t, []byte(data)) {
		mustBeSafeInside(t, event)
	}
}

// mustBeSafeInside looks at the decoded texts: JSON hides a control in \u001b.
func mustBeSafeInside(t *testing.T, v any) {
	switch v := v.(type) {
	case string:
		mustBeSafe(t, "a text of OCSF", v)
	case map[string]any:
		for _, inner := range v {
			mustBeSafeInside(t, inner)
		}
	}
}
