package deletion

// CodeClass groups the codes of the API by what a person does about them.
type CodeClass string

// The classes.
const (
	ClassOK             CodeClass = "ok"
	ClassNotFound       CodeClass = "not found"
	ClassAuthentication CodeClass = "authentication"
	ClassUsage          CodeClass = "usage"
	ClassServer         CodeClass = "server"
	ClassLicence        CodeClass = "licence"
	ClassUnpublished    CodeClass = "unpublished"
)

// The codes that the program itself acts on.
const (
	CodeSuccess      = 0
	CodeUnexpected   = -1
	CodeTokenExpired = -43
	CodeNotFound     = -50
)

// Code explains a result code of the API.
type Code struct {
	Class    CodeClass
	Meaning  string // one plain phrase; never empty
	NextStep string // what a person can do
}

// ExplainCode returns what is known of a result code. Codes 0, -50 and 2 are
// the vendor's; the others were published by third parties (spec/verba-api.md,
// "Result codes"). Of an unpublished code only that is known: it is shown as it
// came. A call on legal hold has one.
func ExplainCode(code int) Code {
	switch code {
	case CodeSuccess:
		return Code{ClassOK, "success", ""}
	case CodeNotFound, 2:
		return Code{ClassNotFound, "no such call was found", "Check the identifier and, for an extension, the status."}
	case CodeUnexpected:
		return Code{ClassServer, "the server reported an unexpected error", "Look the conversation up in Verba before you send again."}
	case -10:
		return Code{ClassLicence, "the server's evaluation licence has expired", "The server needs a licence."}
	case -20:
		return Code{ClassUsage, "the server rejected a parameter as invalid", "Check identifier and status."}
	case -30:
		return Code{ClassUsage, "the server does not know the action", "Check that this server's version has DeleteCall."}
	case -40:
		return Code{ClassAuthentication, "the user name or the password was refused", "Check the credentials of this server."}
	case -41:
		return Code{ClassAuthentication, "the API key was refused", "Check the key, and whether it is valid for this machine's address."}
	case -42:
		return Code{ClassAuthentication, "this API key requires a login", "Try again: where a user and a password are configured for this server, the program logs in again. Otherwise configure them."}
	case CodeTokenExpired:
		return Code{ClassAuthentication, "the token has expired", "Try again: where a user and a password are configured for this server, the program logs in again. If they are refused, check them; without them, give it a new token."}
	case -60:
		return Code{ClassUsage, "the business ID was not found", "Check the identifier."}
	case -70, -71:
		return Code{ClassUsage, "the media was not found", "Check the identifier."}
	case -80:
		return Code{ClassUsage, "the property was not found", "Check the identifier."}
	default:
		return Code{ClassUnpublished, "an error whose meaning is not published", nameByCallID}
	}
}

// ProvesRefusal reports whether a server that answers with this code has deleted
// nothing. Code -1 does not prove it: a server can act, then fail, and report only
// the failure (spec/verba-api.md, "Result codes").
func ProvesRefusal(code int) bool { return code != CodeSuccess && code != CodeUnexpected }
