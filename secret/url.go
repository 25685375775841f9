package secret

import "net/url"

// InURL finds a secret in the address of a PostgreSQL server: of the user, or as one of the settings that
// the library reads from it. Such an address ends up in lists of processes, in logs and in copies of files. One that can't be
// read may have one, too; it is refused when it is used.
func InURL(address string) bool {
	parsed, err := url.Parse(address)
	if err != nil {
		return false
	}
	_, isThere := parsed.User.Password()
	return isThere || parsed.Query().Has("password") || parsed.Query().Has("sslpassword")
}
