package postgres

import (
	"errors"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"

	"deletecall/privatefile"
)

// fileSettings are the settings that name a file, with psql's variables for them and where the
// file is in the home folder otherwise (postgresql.org/docs, "Environment Variables").
var fileSettings = map[string]struct{ variable, atHome string }{
	"sslrootcert": {"PGSSLROOTCERT", ".postgresql/root.crt"},
	"sslcert":     {"PGSSLCERT", ".postgresql/postgresql.crt"},
	"sslkey":      {"PGSSLKEY", ".postgresql/postgresql.key"},
	"passfile":    {"PGPASSFILE", ".pgpass"},
	"servicefile": {"PGSERVICEFILE", ".pg_service.conf"},
}

// maxNamedFile is more than all the authorities of the world take.
const maxNamedFile = 4 << 20 // bytes

// checkNamedFiles refuses a pipe, which the library would wait for, and a file without an end,
// which it would read whole. What is wrong with another file it says itself.
func checkNamedFiles(address string) *fs.PathError {
	for setting, path := range namedFiles(address) {
		if _, err := privatefile.Read(path, maxNamedFile); errors.Is(err, privatefile.ErrNotRegular) || errors.Is(err, privatefile.ErrTooLong) {
			return &fs.PathError{Op: setting, Path: path, Err: err}
		}
	}
	return nil
}

// openPassfile is the file from which the library took the password although others can read it. psql ignores such a
// file (postgresql.org/docs, "The Password File"). It is empty where the password came from elsewhere.
func openPassfile(address, password string) string {
	path := namedFiles(address)["passfile"]
	file, err := privatefile.ExamineThrough(path)
	if password == "" || err != nil || file.IsPrivate() {
		return ""
	}
	parsed, err := url.Parse(address)
	if err != nil {
		return ""
	}
	if otherwise, err := pgx.ParseConfig(with(parsed, "passfile", "")); err != nil || otherwise.Password != "" {
		return ""
	}
	return path
}

// namedFiles are the files that the library reads for an address, by setting.
func namedFiles(address string) map[string]string {
	parsed, err := url.Parse(address)
	if err != nil {
		return nil // it is refused anyway
	}
	files, inAddress := filesOfTheProcess(), parsed.Query()
	if inAddress.Has("servicefile") {
		files["servicefile"] = inAddress.Get("servicefile")
	}
	service := os.Getenv("PGSERVICE")
	if inAddress.Has("service") {
		service = inAddress.Get("service")
	}
	if service != "" {
		maps.Copy(files, filesOfService(files["servicefile"], service))
	}
	for setting := range fileSettings {
		if inAddress.Has(setting) {
			files[setting] = inAddress.Get(setting)
		}
	}
	return files
}

// filesOfTheProcess are those that its environment and home folder name. The library looks
// there by itself.
func filesOfTheProcess() map[string]string {
	files := map[string]string{}
	home, err := os.UserHomeDir()
	for setting, place := range fileSettings {
		if named := os.Getenv(place.variable); named != "" {
			files[setting] = named
		} else if err == nil {
			files[setting] = filepath.Join(home, place.atHome)
		}
	}
	return files
}

// filesOfService are those that a service file names for one service (postgresql.org/docs,
// "The Connection Service File").
func filesOfService(path, service string) map[string]string {
	content, _ := privatefile.Read(path, maxNamedFile) // what is wrong with it is said later
	files, isIn := map[string]string{}, false
	for line := range strings.Lines(string(content)) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			isIn = line == "["+service+"]"
			continue
		}
		setting, named, _ := strings.Cut(line, "=")
		setting = strings.TrimSpace(setting)
		if _, isFile := fileSettings[setting]; isFile && isIn {
			files[setting] = strings.TrimSpace(named)
		}
	}
	return files
}
