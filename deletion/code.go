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
	CodeTokenExpired = -43
	CodeNotFound     = -50
)

// Code explains a result code of the API.
type Code struct {
	Class    CodeClass
	Meaning  string // one plain phrase
	NextStep string // what a person can do
}

// ExplainCode returns what is known of a result code. Codes 0, -50 and 2 are
// the vendor's; the others were published by third parties (spec/verba-api.md,
// "Result codes"). An unpublished code has no meaning of ours: it is shown as
// it came.
func ExplainCode(code int) Code {
	switch code {
	case CodeSuccess:
		return Code{ClassOK, "success", ""}
	case CodeNotFound, 2:
		return Code{ClassNotFound, "no such call was found", "Check the identifier, and with an extension the status."}
	case -1:
		return Code{ClassServer, "the server had an unexpected error", "Look into the server's log, then try again."}
	case -10:
		return Code{ClassLicence, "the server's evaluation has expired", "The server needs a licence."}
	case -20:
		return Code{ClassUsage, "the server found a parameter invalid", "Check identifier and status."}
	case -30:
		return Code{ClassUsage, "the server does not know the action", "Check that this server's version has DeleteCall."}
	case -40:
		return Code{ClassAuthentication, "user name or password was refused", "Check the credentials of this server."}
	case -41:
		return Code{ClassAuthentication, "the API key was refused", "Check the key, and whether it is limited to other addresses."}
	case -42:
		return Code{ClassAuthentication, "this API key requires a login", "Configure user and password for this server."}
	case CodeTokenExpired:
		return Code{ClassAuthentication, "the token has expired", "Configure user and password, so that a new token can be requested."}
	case -60:
		return Code{ClassUsage, "the business ID was not found", "Check the identifier."}
	case -70, -71:
		return Code{ClassUsage, "the media was not found", "Check the identifier."}
	case -80:
		return Code{ClassUsage, "the property was not found", "Check the identifier."}
	default:
		return Code{ClassUnpublished, "", "See the server's own message; the code is not a published one."}
	}
}
