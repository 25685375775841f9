package config

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"time"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/palette"
	"deletecall/privatefile"
	"deletecall/safetext"
	"deletecall/secret"
	"deletecall/similar"
)

// Flags are the settings of the command line; an empty one was not given.
type Flags struct {
	Config, History, Log, Server, URL string
}

// Sources are where a configuration comes from.
type Sources struct {
	Flags     Flags
	LookupEnv func(string) (string, bool)
}

// Config is the validated configuration.
type Config struct {
	Paths     Paths
	FileFound bool // there is a configuration file
	// HistoryServer keeps the history; nil where that is a file, Paths.History.
	HistoryServer *HistoryServer
	Operator      string
	Theme         palette.Theme
	Zone          *time.Location
	Log           Log
	// Servers are those that can be chosen, the one to begin with first.
	Servers []Server
	Keys    []keymap.Override // as written; see [Config.Keymap]
	// Filters are queries of the history by their names.
	Filters map[string]string
	// Checkpoints tells where the signed checkpoints of the history are carried.
	Checkpoints Checkpoints
	// Witnesses are asked to cosign the checkpoints.
	Witnesses []Witness
	// Certificate is what certificates say besides the record.
	Certificate Certificate
	// Expiry is how long personal data is kept, by its kind; what is not in it is kept for ever.
	Expiry map[deletion.DataKind]Period
	// Warnings are what is legal and still doubtful.
	Warnings []string

	lines lines // of the keys in the file
}

// maxFileLength bounds the configuration file, in bytes.
const maxFileLength = 1 << 20

// Load reads and validates everything. What is wrong with it is an *[Error].
func Load(from Sources) (*Config, error) {
	config, found := examine(from)
	if err := found.err(config.Paths.Config); err != nil {
		return nil, err
	}
	return config, nil
}

// examine reads as much as can be read, and gathers everything that is wrong.
func examine(from Sources) (*Config, *problems) {
	found := &problems{given: givenFolder(from.LookupEnv)}
	from.Flags.check(found)
	environment := readEnvironment(from.LookupEnv, found)
	configFile := first(from.Flags.Config, environment.config)
	history := first(from.Flags.History, environment.history)
	places, missing := paths(from.LookupEnv)
	if missing != nil && (configFile == "" || history == "") {
		found.list = append(found.list, *missing)
	}
	config := &Config{Paths: places}
	config.Paths.Config = first(configFile, places.Config)
	raw := file{}
	if config.Paths.Config != "" {
		raw, config.FileFound = readFile(config.Paths.Config, configFile != "", found)
	}
	config.lines = found.lines
	raw.expandPaths(from.LookupEnv, found)
	config.fill(raw, found)
	config.place(from.Flags, environment, raw, found)
	config.chooseServer(from.Flags, environment, raw.Server, found)
	return config, found
}

func first(values ...string) string {
	for _, value := range values {
		if value != "" {
			return value
		}
	}
	return ""
}

// readFile reads the configuration file, and reports whether it was read. One that was
// not named may be missing.
func readFile(path string, named bool, p *problems) (raw file, read bool) {
	unreadable := func(what, hint string) (file, bool) {
		p.unread = true
		p.list = append(p.list, Problem{What: what, Hint: hint})
		return file{}, false
	}
	text, err := privatefile.Read(path, maxFileLength)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !named:
		return file{}, false
	case errors.Is(err, privatefile.ErrNotRegular), errors.Is(err, privatefile.ErrTooLong):
		return unreadable("is not a configuration file", fmt.Sprintf("expected a TOML file below %d MiB", maxFileLength>>20))
	case err != nil:
		return unreadable("can't be read: "+privatefile.Cause(err), "check the path and its permissions")
	}
	raw = decode(text, p)
	if problem, advice := checkPrivate(path, raw.holdsSecrets(), false); problem != "" {
		p.list = append(p.list, Problem{What: problem, Hint: advice})
	}
	return raw, true
}

func (c *Config) fill(raw file, p *problems) {
	c.Operator = raw.Operator
	if problem := unprintable(raw.Operator); problem != "" {
		p.add("operator", problem, "remove that character")
	}
	c.Theme = choice(p, "theme", raw.Theme, palette.Themes()...)
	c.Zone = time.Local
	if raw.TimeZone != "" {
		if zone := p.zone("time_zone", raw.TimeZone); zone != nil {
			c.Zone = zone
		}
	}
	c.Log = newLog(raw.Log, p)
	c.Keys = newKeyOverrides(raw.Keys, p)
	c.Filters = newFilters(raw.Filters, p)
	c.Checkpoints = newCheckpoints(raw.Checks, p)
	for _, name := range slices.Sorted(maps.Keys(raw.Witnesses)) {
		c.Witnesses = append(c.Witnesses, newWitness(name, raw.Witnesses[name], p))
	}
	c.Certificate = newCertificate(raw.Certs, p)
	c.Expiry = newExpiry(raw.Expiry, p)
	for _, name := range slices.Sorted(maps.Keys(raw.Servers)) {
		server := newServer(name, raw.Servers[name], p)
		if hours := &server.Rules.Hours; hours.Zone == nil {
			hours.Zone = c.Zone
		}
		c.Servers = append(c.Servers, server)
	}
	for _, server := range c.Servers {
		if server.ClearText {
			c.Warnings = append(c.Warnings, fmt.Sprintf("server %s is reached in clear text: others on the network can read key, request and answer. Use an https:// URL", server.Name))
		}
		if server.TimeLimit < deletion.WatchTimeLimit {
			c.Warnings = append(c.Warnings, fmt.Sprintf("server %s has a time limit of %s; with status next the server may watch for a minute. Raise its time_limit to %s or more", server.Name, server.TimeLimit, deletion.WatchTimeLimit))
		}
	}
}

// zone returns a time zone by its name; nil where there is none.
func (p *problems) zone(key, name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		p.add(key, "is a time zone that this machine does not know", `expected something like "Europe/Budapest"`)
		return nil
	}
	return zone
}

// chooseServer puts the server to begin with first, and gives it the
// credentials of the environment. They go to no other server.
func (c *Config) chooseServer(flags Flags, environment environment, preset string, p *problems) {
	name := first(flags.Server, environment.server, preset)
	url := first(flags.URL, environment.url)
	switch {
	case flags.Server != "" && flags.URL != "":
		p.add("--server", "and --url are both given", "give one of them")
	case flags.Server != "" && environment.url != "":
		// The environment's credentials belong to the environment's URL.
		c.begin(name, "--server", p)
		return
	case url != "":
		c.beginWithURL(url, first(flagName(flags.URL, "--url"), "DELETECALL_URL"), environment, p)
		return
	case name != "":
		c.begin(name, first(flagName(flags.Server, "--server"), flagName(environment.server, "DELETECALL_SERVER"), "server"), p)
	}
	if len(c.Servers) > 0 {
		c.Servers[0].Credentials.override(environment)
	}
}

func flagName(value, name string) string {
	if value == "" {
		return ""
	}
	return name
}

// begin moves the server with this name to the front.
func (c *Config) begin(name, where string, p *problems) {
	var names []string
	for i, server := range c.Servers {
		if server.Name == name {
			c.Servers = slices.Insert(slices.Delete(c.Servers, i, i+1), 0, server)
			return
		}
		names = append(names, server.Name)
	}
	if p.unread {
		return
	}
	hint := "no server is configured"
	if near := similar.Nearest(name, names); near != "" {
		hint = "did you mean " + near + "?"
	} else if len(names) > 0 {
		hint = fmt.Sprintf("configured are %q", names)
	}
	p.add(where, fmt.Sprintf("names the server %q, which is not configured", safetext.Bounded(name, 40)), hint)
}

// beginWithURL puts a server in front that only has a URL and the credentials
// of the environment. A configured server's credentials never go to it.
func (c *Config) beginWithURL(url, where string, environment environment, p *problems) {
	endpoint, problem := parseEndpoint(url)
	if problem != "" {
		p.add(where, problem, "expected something like https://verba.example.com")
		return
	}
	server := serverAt(endpoint.host, endpoint)
	server.Credentials.override(environment)
	c.Servers = slices.Insert(c.Servers, 0, server)
}

func (c *Credentials) override(environment environment) {
	set := func(to *source, name string, text secret.Text) {
		if text.IsSet() {
			*to = source{name: name, text: text}
		}
	}
	set(&c.apiKey, "DELETECALL_API_KEY", environment.apiKey)
	set(&c.token, "DELETECALL_TOKEN", environment.token)
	set(&c.password, "DELETECALL_PASSWORD", environment.password)
	c.user = first(environment.user, c.user)
}
