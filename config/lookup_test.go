package config

import (
	"strings"
	"testing"
)

func TestALookUpIsDoneOrNotOrRequired(t *testing.T) {
	const server = "[servers.a]\nurl = \"https://a.example.com\"\n"
	for line, want := range map[string]struct {
		never, required bool
		problem         string
	}{
		"":                                    {},
		"look_up = true":                      {},
		"look_up = false":                     {never: true},
		"look_up = \"required\"":              {required: true},
		"look_up = \"Required\"":              {problem: `servers.a.look_up has an invalid value` + "\n  " + `Use true, false or "required"`},
		"look_up = 1":                         {problem: "servers.a.look_up has an invalid value"},
		"look_up = [\"required\"]":            {problem: "servers.a.look_up has an invalid value"},
		"look_up = \"required\"\npin = false": {problem: `servers.a has look_up = "required" and pin = false`},
		"look_up = \"required\"\npin = true":  {required: true},
	} {
		config, err := withFile(t, server+line).load()
		if want.problem != "" {
			if err == nil || !strings.Contains(err.Error(), want.problem) {
				t.Errorf("%s: %v", line, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", line, err)
			continue
		}
		if got := config.Servers[0]; got.NoLookUp != want.never || got.RequiresLookUp() != want.required {
			t.Errorf("%s: never %v, required %v", line, got.NoLookUp, got.RequiresLookUp())
		}
	}
}
