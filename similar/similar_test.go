package similar_test

import (
	"testing"

	"deletecall/similar"
)

func TestNearest(t *testing.T) {
	fields := []string{"outcome", "type", "id", "status", "operator", "server", "code", "reason", "number", "since", "until", "host", "login"}
	flags := []string{"--extension", "--extensions", "--call-id", "--status", "--yes"}
	for _, test := range []struct {
		name  string
		known []string
		want  string
	}{
		{"outcom", fields, "outcome"},
		{"OPRATOR", fields, "operator"},
		{"stauts", fields, "status"}, // two letters swapped are one mistake
		{"cod", fields, "code"},
		{"codde", fields, "code"},
		{"tpye", fields, "type"},
		{"stat", fields, "status"}, // a beginning that only one has
		{"s", fields, ""},
		{"sid", fields, ""},
		{"user", fields, ""}, // three letters from server
		{"mode", fields, ""}, // another word than code
		{"most", fields, ""},
		{"ticket", fields, ""},
		{"sip", fields, ""},
		{"http", fields, ""},
		{"--extenson", flags, "--extension"},
		{"--exten", flags, ""}, // both begin so
		{"--extensions", flags, "--extensions"},
		{"snd", []string{"send", "history"}, "send"},
		{"xyzzyxyzzy", fields, ""},
		{"", fields, ""},
	} {
		if got := similar.Nearest(test.name, test.known); got != test.want {
			t.Errorf("%q: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestAmongAFewValuesAShortWordIsMeant(t *testing.T) {
	periods, statuses := []string{"day", "week", "month"}, []string{"last", "ongoing", "next", "last,ongoing"}
	for _, test := range []struct {
		name   string
		values []string
		want   string
	}{
		{"dy", periods, "day"},
		{"dey", periods, "day"},
		{"we", periods, "week"},
		{"lart", statuses, "last"},
		{"d", periods, ""},
		{"hour", periods, ""},
		{"lit", []string{"list", "last", "lot", "fit"}, "list"}, // what Nearest finds comes first
		{"fot", []string{"fit", "lot"}, ""},                     // either
	} {
		if got := similar.Value(test.name, test.values); got != test.want {
			t.Errorf("%q: %q, want %q", test.name, got, test.want)
		}
	}
}
