package deletion

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
)

// knownOperator is an operator of whom everything is known.
func knownOperator(prefix string) Operator {
	operator := Operator{Name: prefix + "name"}
	for _, field := range OperatorFields() {
		*field.Of(&operator) = prefix + field.Name
	}
	return operator
}

func TestEveryFieldOfAnOperatorHasARow(t *testing.T) {
	operator := reflect.ValueOf(knownOperator("the "))
	if operator.NumField() != 1+len(OperatorFields()) {
		t.Errorf("%d fields, and %d rows", operator.NumField(), len(OperatorFields()))
	}
	for i := range operator.NumField() {
		if operator.Field(i).String() == "" {
			t.Errorf("%s has no row", operator.Type().Field(i).Name)
		}
	}
}

func TestEveryFieldOfAnOperatorIsShownUnderItsName(t *testing.T) {
	record := Record{Intent: Intent{Operator: knownOperator("its ")}, Settlement: &Settlement{Operator: knownOperator("later ")}}
	inJSON, err := json.Marshal(record)
	if err != nil {
		t.Fatal(err)
	}
	canonical := string(Proposal{Operator: record.Intent.Operator}.Canonical())
	facts := map[string]string{}
	for _, fact := range record.Facts(time.UTC) {
		facts[fact.Name] = fact.Value
	}
	for _, field := range OperatorFields() {
		its, later := `"`+field.Name+`":"its `+field.Name+`"`, `"`+field.Name+`":"later `+field.Name+`"`
		if !strings.Contains(string(inJSON), its) || !strings.Contains(string(inJSON), later) {
			t.Errorf("%s or %s is missing in %s", its, later, inJSON)
		}
		if !strings.Contains(canonical, its) {
			t.Errorf("%s is missing in %s", its, canonical)
		}
		title := field.Title
		if field.Name == "uid" { // in one line with the login
			title = "Login"
		}
		if !strings.Contains(facts[title], "its "+field.Name) || !strings.Contains(facts["Settled by: "+title], "later "+field.Name) {
			t.Errorf("%s is missing in %v", title, facts)
		}
	}
}
