package config

import (
	"fmt"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/palette"
	"deletecall/testkit"
)

const referencePath = "../docs/configuration.md"

func reference(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(referencePath)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// example is the reference's only TOML block.
func example(t *testing.T) string {
	t.Helper()
	parts := strings.Split(reference(t), "```")
	var blocks []string
	for i := 1; i < len(parts); i += 2 { // between an opening fence and its closing one
		if text, ok := strings.CutPrefix(parts[i], "toml\n"); ok {
			blocks = append(blocks, text)
		}
	}
	if len(blocks) != 1 {
		t.Fatalf("%s has %d blocks of TOML, want one", referencePath, len(blocks))
	}
	return blocks[0]
}

// exampleSetting is a home in which the example's own paths exist.
func exampleSetting(t *testing.T) *setting {
	t.Helper()
	s := withFile(t, "")
	s.write(t, ".config/deletecall/client.key", "a key", 0o600)
	s.write(t, ".config/deletecall/config.toml", strings.ReplaceAll(example(t), "/home/alice", s.home), 0o600)
	return s
}

// sections says in which section of the reference the keys of a struct are.
var sections = map[reflect.Type]string{
	reflect.TypeFor[file]():    "Settings at the top",
	reflect.TypeFor[logFile](): "Log",

	reflect.TypeFor[checkpointsFile](): "Checkpoints",
	reflect.TypeFor[witnessFile]():     "Witnesses",
	reflect.TypeFor[certificateFile](): "Certificates", reflect.TypeFor[expiryFile](): "Expiry",
	reflect.TypeFor[serverFile](): "Servers",
}

// tags are the keys that a decoding struct knows.
func tags(decoding reflect.Type) []string {
	var found []string
	for i := range decoding.NumField() {
		name, _, _ := strings.Cut(decoding.Field(i).Tag.Get("toml"), ",")
		found = append(found, name)
	}
	return found
}

// decodingStructs are the structs that can be reached from one of them.
func decodingStructs(from reflect.Type) []reflect.Type {
	found := []reflect.Type{from}
	for i := range from.NumField() {
		inner := from.Field(i).Type
		for inner.Kind() == reflect.Map || inner.Kind() == reflect.Slice || inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		if inner.Kind() == reflect.Struct {
			found = append(found, decodingStructs(inner)...)
		}
	}
	return found
}

// rows are the names in the first column of a section's tables.
func rows(t *testing.T, heading string) []string {
	t.Helper()
	return testkit.Named(testkit.Section(t, referencePath, "## "+heading))
}

func TestTheReferencesExampleIsAccepted(t *testing.T) {
	config := exampleSetting(t).mustLoad(t)
	if len(config.Servers) != 4 || config.Servers[0].Name != "production" || config.Log.Format != "json" {
		t.Errorf("%+v", config)
	}
	if len(config.Warnings) > 0 {
		t.Errorf("the example is doubtful: %q", config.Warnings)
	}
}

func TestTheReferencesExampleUsesEveryKey(t *testing.T) {
	used := map[string]bool{}
	for path := range keyLines([]byte(example(t))) {
		parts := strings.Split(path, ".")
		used[parts[0]] = true
		switch {
		case parts[0] == "servers" && len(parts) == 3:
			used["servers.NAME."+parts[2]] = true
		case parts[0] == "witnesses" && len(parts) == 3:
			used["witnesses.NAME."+parts[2]] = true
		case parts[0] == "log" || parts[0] == "checkpoints" || parts[0] == "certificate" || parts[0] == "expiry":
			used[path] = true
		}
	}
	prefixes := map[reflect.Type]string{reflect.TypeFor[logFile](): "log.", reflect.TypeFor[checkpointsFile](): "checkpoints.", reflect.TypeFor[certificateFile](): "certificate.", reflect.TypeFor[expiryFile](): "expiry.", reflect.TypeFor[serverFile](): "servers.NAME.", reflect.TypeFor[witnessFile](): "witnesses.NAME."}
	for _, decoding := range decodingStructs(reflect.TypeFor[file]()) {
		for _, key := range tags(decoding) {
			if key == "history_password" || key == "history_password_file" || key == "history_password_command" {
				continue // the example's history is a file
			}
			if !used[prefixes[decoding]+key] {
				t.Errorf("the example of %s does not use %s", referencePath, prefixes[decoding]+key)
			}
		}
	}
}

func TestTheReferenceMentionsEveryKeyAndNoOther(t *testing.T) {
	for _, decoding := range decodingStructs(reflect.TypeFor[file]()) {
		heading, known := sections[decoding]
		if !known {
			t.Errorf("no section of %s is meant for %s", referencePath, decoding)
			continue
		}
		testkit.Same(t, referencePath+", "+heading+",", rows(t, heading), tags(decoding)...)
	}
}

func TestEveryKeyCanBeSuggestedForAMistypedOne(t *testing.T) {
	testkit.Same(t, "the top", keysBeside([]string{"x"}), tags(reflect.TypeFor[file]())...)
	testkit.Same(t, "log", keysBeside([]string{"log", "x"}), tags(reflect.TypeFor[logFile]())...)
	testkit.Same(t, "checkpoints", keysBeside([]string{"checkpoints", "x"}), tags(reflect.TypeFor[checkpointsFile]())...)
	testkit.Same(t, "a server", keysBeside([]string{"servers", "a", "x"}), tags(reflect.TypeFor[serverFile]())...)
	for _, nowhere := range [][]string{{"filters", "a", "x"}, {"servers", "a", "url", "x"}, {"made_up", "x"}} {
		if keys := keysBeside(nowhere); keys != nil {
			t.Errorf("beside %q there are %q", nowhere, keys)
		}
	}
}

func TestTheReferenceMentionsEveryVariableAndNoOther(t *testing.T) {
	asked := map[string]bool{}
	s := exampleSetting(t)
	if _, err := Load(Sources{LookupEnv: func(name string) (string, bool) {
		asked[name] = true
		value, ok := s.environ[name]
		return value, ok
	}}); err != nil {
		t.Fatal(err)
	}
	testkit.Same(t, referencePath+", Environment,", rows(t, "Environment"), slices.Collect(maps.Keys(asked))...)
}

func TestTheReferenceNamesTheTimeLimits(t *testing.T) {
	page := strings.Join(strings.Fields(reference(t)), " ")
	_, row, _ := strings.Cut(page, "| `time_limit` |")
	var named []time.Duration
	for _, span := range regexp.MustCompile("`([0-9]+[sm])`").FindAllStringSubmatch(row, 3) {
		limit, _ := time.ParseDuration(span[1])
		named = append(named, limit)
	}
	if want := []time.Duration{deletion.DefaultTimeLimit, deletion.MinTimeLimit, deletion.MaxTimeLimit}; !slices.Equal(named, want) {
		t.Errorf("%s names the time limits %s, want %s", referencePath, named, want)
	}
	if doubtful := fmt.Sprintf("a time limit under %d seconds", int(deletion.WatchTimeLimit.Seconds())); !strings.Contains(page, doubtful) {
		t.Errorf("%s lacks %q", referencePath, doubtful)
	}
}

func TestTheReferenceNamesEveryWordOfASetting(t *testing.T) {
	for key, words := range map[string][]string{
		"theme": asText(palette.Themes()), "colour": palette.Colours(), "method": asText(deletion.Methods()),
		"response_type": asText(deletion.ResponseTypes()), "confirm": asText([]deletion.ConfirmRule{deletion.ConfirmTyped, deletion.ConfirmAsk}),
	} {
		_, row, _ := strings.Cut(reference(t), "\n| `"+key+"` |")
		row, _, _ = strings.Cut(row, "\n")
		for _, word := range words {
			if !strings.Contains(row, "`"+word+"`") {
				t.Errorf("%s lacks %s of %s", referencePath, word, key)
			}
		}
	}
}

func asText[T ~string](words []T) (text []string) {
	for _, word := range words {
		text = append(text, string(word))
	}
	return text
}
