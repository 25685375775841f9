package cli

import (
	"errors"
	"strings"

	"deletecall/history/proof"
	"deletecall/privatefile"
	"deletecall/safetext"
)

// maxKeyFile is more than a file with a public key has.
const maxKeyFile = 4 << 10 // bytes

// publicKey returns the key that was given, or that lies in the file of that name.
func publicKey(given string) (string, error) {
	text, err := textOrFile("--key", given)
	if err != nil {
		return "", err
	}
	if err := proof.CheckKey(text); err != nil {
		return "", &usageError{"--key: " + err.Error()}
	}
	return text, nil
}

// textOrFile returns what a flag was given, or what the file of that name holds.
//
// What can't be opened as a file is taken for the text itself, which the caller checks. Only a
// name that clearly is something else, such as a folder or a large file, is refused here: the
// message about a wrong key would mislead.
func textOrFile(flag, given string) (string, error) {
	content, err := privatefile.Read(given, maxKeyFile)
	switch {
	case err == nil:
		given = string(content)
	case errors.Is(err, privatefile.ErrNotRegular), errors.Is(err, privatefile.ErrTooLong):
		return "", &usageError{flag + ": " + safetext.Line(given) + ": " + err.Error()}
	}
	return strings.TrimSpace(given), nil
}
