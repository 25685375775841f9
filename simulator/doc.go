// Package simulator is a Verba-compatible server for practice, demonstration and tests: DeleteCall, RequestToken, GetCallID,
// GetCallInformation and SearchCalls at /verba/api, over a small office phone system in which calls begin, go on and end as the clock goes.
//
// It writes the wire format on its own and imports nothing else of the product, so that it checks a client instead of
// echoing it. What the published specification leaves open is decided here, and said where it is decided:
//
//   - a held call is refused with code -90, one that is marked do-not-delete with -91, one under retention with -92, more than one
//     record with -51, a key that may not look up with -55, all with a message;
//   - a second recording is named by its own call ID only, and stays when the first is deleted;
//   - a search counts its pages from 0, begins with the newest call, and with secondary=1 it finds the second recordings only;
//   - a status beside another selector than the extension is ignored, since the specification asks for nothing there;
//   - every answer of the API, a refusal too, comes with HTTP 200;
//   - marking a call that is marked already is accepted again and changes nothing.
//
// Nothing runs while nobody asks: the state of the office at a moment follows from the seed and the clock alone.
package simulator
