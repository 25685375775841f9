package cli

import (
	"os"
	"strconv"
	"testing"

	"deletecall/process"
)

func TestTheEnvironmentDoesNotNameTheOperator(t *testing.T) {
	environment := map[string]string{"SUDO_USER": "other", "SUDO_UID": "1002", "USER": "other", "LOGNAME": "other", "USERNAME": "other"}
	getenv := func(name string) string { return environment[name] }
	operator := operatorOf(process.Who(), "", getenv)
	if operator.Name == "other" || operator.Name == "" || operator.Login == "other" {
		t.Errorf("the operator is %+v", operator)
	}
	if operator.SudoUser != "other" || operator.UID != strconv.Itoa(os.Getuid()) {
		t.Errorf("what is claimed is not recorded: %+v", operator)
	}
	if named := operatorOf(process.Who(), "alice", getenv); named.Name != "alice" {
		t.Errorf("the configured name is not taken: %+v", named)
	}
}
