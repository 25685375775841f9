package query_test

import (
	"os"
	"strings"
	"testing"

	"deletecall/query"
)

func TestThePageOnQueriesNamesEveryField(t *testing.T) {
	page, err := os.ReadFile("../docs/queries.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, info := range query.Fields() {
		if !strings.Contains(string(page), "`"+string(info.Field)+":`") {
			t.Errorf("docs/queries.md lacks %s", info.Field)
		}
		for _, value := range info.Values {
			if !strings.Contains(string(page), "`"+value+"`") {
				t.Errorf("docs/queries.md lacks the value %s of %s", value, info.Field)
			}
		}
	}
}
