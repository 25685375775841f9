package query_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"deletecall/deletion"
)

// What JSON shows of the operator is found by a field of the same name.
func TestEverythingKnownOfAnOperatorHasAField(t *testing.T) {
	var record deletion.Record
	operator := reflect.ValueOf(&record.Intent.Operator).Elem()
	for i := range operator.NumField() {
		operator.Field(i).SetString("Needle")
	}
	form, err := json.Marshal(record)
	if err != nil {
		t.Fatal(err)
	}
	var values map[string]any
	if err := json.Unmarshal(form, &values); err != nil {
		t.Fatal(err)
	}
	found := 0
	for name, value := range values {
		if value != "Needle" {
			continue
		}
		found++
		if !parse(t, name+":needle").Fits(record) || parse(t, name+":other").Fits(record) {
			t.Errorf("%s: does not find the operator", name)
		}
	}
	if found != operator.NumField() {
		t.Errorf("JSON shows %d of %d texts of an operator", found, operator.NumField())
	}
}
