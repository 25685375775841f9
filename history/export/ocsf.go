package export

import (
	"cmp"
	"maps"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"deletecall/deletion"
	"deletecall/safetext"
)

// OCSFVersion is the version of the schema that the lines follow.
const OCSFVersion = "1.8.0"

// Of the schema: category 3 Identity & Access Management, class 3004 Entity
// Management, activity 4 Delete. The type is class * 100 + activity. Class 6003, API
// Activity, has no place for the reason, and wants the source of every call, which is
// not known of every operator (docs/export-formats.md).
const (
	ocsfCategory = 3
	ocsfClass    = 3004
	ocsfDelete   = 4
	ocsfType     = ocsfClass*100 + ocsfDelete
	ocsfOther    = 99 // of status_id and type_id: the text beside it says what it is
)

// severities of OCSF that deletions have.
const (
	ocsfInformational = 1
	ocsfLow           = 2
	ocsfMedium        = 3 // somebody has to act
)

// programName is how the program calls itself to monitoring systems.
const programName = "deletecall"

type ocsfEvent struct {
	CategoryUID    int               `json:"category_uid"`
	CategoryName   string            `json:"category_name"`
	ClassUID       int               `json:"class_uid"`
	ClassName      string            `json:"class_name"`
	ActivityID     int               `json:"activity_id"`
	ActivityName   string            `json:"activity_name"`
	TypeUID        int               `json:"type_uid"`
	TypeName       string            `json:"type_name"`
	SeverityID     int               `json:"severity_id"`
	Severity       string            `json:"severity"`
	Time           int64             `json:"time"` // milliseconds of Unix time
	TimezoneOffset int               `json:"timezone_offset"`
	StatusID       int               `json:"status_id"`
	Status         string            `json:"status"`
	StatusCode     string            `json:"status_code,omitempty"`
	StatusDetail   string            `json:"status_detail,omitempty"`
	Message        string            `json:"message"`
	Comment        string            `json:"comment,omitempty"`
	Metadata       ocsfMetadata      `json:"metadata"`
	Actor          ocsfActor         `json:"actor"`
	Entity         ocsfEntity        `json:"entity"`
	Source         *ocsfEndpoint     `json:"src_endpoint,omitempty"`
	Request        ocsfRequest       `json:"http_request"`
	Response       *ocsfResponse     `json:"http_response,omitempty"`
	Unmapped       map[string]string `json:"unmapped"`
}

type ocsfMetadata struct {
	Version    string      `json:"version"`
	Product    ocsfProduct `json:"product"`
	UID        string      `json:"uid,omitempty"`
	Sequence   int64       `json:"sequence"`
	LogName    string      `json:"log_name,omitempty"`
	LoggedTime int64       `json:"logged_time,omitempty"`
}

type ocsfProduct struct {
	Name       string `json:"name"`
	VendorName string `json:"vendor_name"`
	Version    string `json:"version,omitempty"`
}

type ocsfActor struct {
	AppName string       `json:"app_name"`
	User    *ocsfUser    `json:"user,omitempty"`
	Session *ocsfSession `json:"session,omitempty"`
}

type ocsfUser struct {
	Name string `json:"name,omitempty"`
	UID  string `json:"uid,omitempty"`
}

type ocsfSession struct {
	Terminal string `json:"terminal"`
}

type ocsfEntity struct {
	Name   string            `json:"name"`
	UID    string            `json:"uid,omitempty"`
	Type   string            `json:"type"`
	TypeID int               `json:"type_id"`
	Data   map[string]string `json:"data"`
}

type ocsfEndpoint struct {
	Name string `json:"name,omitempty"`
	IP   string `json:"ip,omitempty"`
}

type ocsfRequest struct {
	Method string   `json:"http_method,omitempty"`
	URL    *ocsfURL `json:"url,omitempty"`
}

type ocsfURL struct {
	URL string `json:"url_string"`
}

type ocsfResponse struct {
	Code    int   `json:"code"`
	Latency int64 `json:"latency"` // milliseconds
}

func newOCSF(out *sink, options Options) encoder {
	return &jsonEncoder{out: out, form: ocsfForm(options.About)}
}

func ocsfForm(about About) func(r *deletion.Record) any {
	metadata := ocsfMetadata{
		Version: OCSFVersion,
		Product: ocsfProduct{Name: programName, VendorName: programName, Version: safetext.Line(about.Version)},
		LogName: about.historyName(),
	}
	if !about.Exported.IsZero() {
		metadata.LoggedTime = about.Exported.UnixMilli()
	}
	unmapped, evidence := ocsfColumns(), ocsfEvidence(about)
	return func(r *deletion.Record) any {
		own := metadata
		own.UID, own.Sequence = safetext.Line(r.Intent.ID), r.Intent.Number
		event := newOCSFEvent(r, own)
		event.Unmapped = ocsfUnmapped(r, unmapped)
		maps.Copy(event.Unmapped, evidence)
		return event
	}
}

// ocsfEvidence is the head of the history's hash tree, and the newest checkpoint that was
// signed over it, which history verify reads back from the line. The profile
// record_integrity is in no release up to [OCSFVersion], and attests the event of OCSF
// itself, while the tree is over the events of the history.
func ocsfEvidence(about About) map[string]string {
	size, root, _ := strings.Cut(about.TreeHead, " ")
	evidence := filled("tree_size", size, "tree_root", root)
	if about.Checkpoint != "" {
		lines := strings.Split(about.Checkpoint, "\n")
		for i, line := range lines {
			lines[i] = safetext.Line(line)
		}
		evidence["checkpoint"] = strings.Join(lines, "\n")
	}
	return evidence
}

func newOCSFEvent(r *deletion.Record, metadata ocsfMetadata) ocsfEvent {
	line, intent := safetext.Line, r.Intent
	event := ocsfEvent{
		CategoryUID: ocsfCategory, CategoryName: "Identity & Access Management",
		ClassUID: ocsfClass, ClassName: "Entity Management",
		ActivityID: ocsfDelete, ActivityName: "Delete",
		TypeUID: ocsfType, TypeName: "Entity Management: Delete",
		StatusDetail: line(r.Outcome.Detail),
		Message:      line(r.Summary()),
		Comment:      line(intent.Reason),
		Metadata:     metadata,
		Actor:        newOCSFActor(intent.Operator),
		Entity: ocsfEntity{
			Name: cmp.Or(strings.TrimSpace(line(intent.Describe())), "unnamed"), UID: line(intent.Identifier),
			Type: "Recorded conversation", TypeID: ocsfOther,
			Data: filled("identifier_type", string(intent.IdentifierType), "status", string(intent.Status),
				"server", intent.Server, "endpoint", intent.Endpoint),
		},
		Source:  newOCSFSource(intent.Operator),
		Request: ocsfRequest{Method: line(string(intent.Method))},
	}
	event.SeverityID, event.Severity = ocsfSeverity(r)
	event.StatusID, event.Status = ocsfStatus(r.Outcome.Kind)
	if !intent.Confirmed.IsZero() {
		event.Time, event.TimezoneOffset = intent.Confirmed.UnixMilli(), ocsfOffset(intent.Confirmed)
	}
	if r.Outcome.Code != nil {
		event.StatusCode = strconv.Itoa(*r.Outcome.Code)
	}
	if intent.Endpoint != "" {
		event.Request.URL = &ocsfURL{line(intent.Endpoint)}
	}
	if r.Outcome.HTTPStatus != 0 {
		event.Response = &ocsfResponse{Code: r.Outcome.HTTPStatus, Latency: r.Outcome.Duration.Milliseconds()}
	}
	return event
}

// ocsfOffset is the offset from UTC in minutes. The schema takes up to 18 hours;
// no clock of this world is further away.
func ocsfOffset(t time.Time) int {
	_, seconds := t.Zone()
	if minutes := seconds / 60; minutes >= -1080 && minutes <= 1080 {
		return minutes
	}
	return 0
}

func newOCSFActor(o deletion.Operator) ocsfActor {
	actor := ocsfActor{AppName: programName}
	if o.Name != "" || o.UID != "" {
		actor.User = &ocsfUser{Name: safetext.Line(o.Name), UID: safetext.Line(o.UID)}
	}
	if o.Terminal != "" {
		actor.Session = &ocsfSession{Terminal: safetext.Line(o.Terminal)}
	}
	return actor
}

// newOCSFSource is where the operator sat: the address that the SSH connection
// came from, where there is one, and the machine.
func newOCSFSource(o deletion.Operator) *ocsfEndpoint {
	source := ocsfEndpoint{Name: safetext.Line(o.Host)}
	if first, _, _ := strings.Cut(o.SSHClient, " "); first != "" {
		if ip, err := netip.ParseAddr(first); err == nil {
			source.IP = ip.WithZone("").String()
		}
	}
	if source == (ocsfEndpoint{}) {
		return nil
	}
	return &source
}

// ocsfStatus tells an outcome in the words of the schema. Unknown stays unknown,
// also when a person has settled it: what they found is in unmapped.
func ocsfStatus(kind deletion.OutcomeKind) (id int, caption string) {
	switch kind {
	case deletion.Accepted:
		return 1, "Success"
	case deletion.Refused, deletion.NotSent:
		return 2, "Failure"
	case deletion.Unknown:
		return 0, "Unknown"
	}
	if label := safetext.Line(kind.Label()); label != "" {
		return ocsfOther, label
	}
	return ocsfOther, "none"
}

func ocsfSeverity(r *deletion.Record) (id int, caption string) {
	switch {
	case r.Outcome.Kind == deletion.Accepted, r.Outcome.Kind == deletion.Pending:
		return ocsfInformational, "Informational"
	case r.Outcome.Kind == deletion.Unknown && !r.Unsettled():
		return ocsfInformational, "Informational"
	case r.Outcome.Kind == deletion.Refused, r.Outcome.Kind == deletion.NotSent:
		return ocsfLow, "Low"
	}
	return ocsfMedium, "Medium"
}
