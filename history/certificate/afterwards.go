package certificate

import (
	"slices"

	"deletecall/deletion"
)

// afterwards is the statement with what a later look-up means for it: a page whose head says "Deleted."
// must not leave it to a row further down that the call is still there.
func (s statement) afterwards(r *deletion.Record) statement {
	if r.Outcome.Kind != deletion.Accepted || r.After == nil {
		return s
	}
	finding := r.After.Finding
	stillFound := finding == deletion.StillThere || finding == deletion.StillMarked && s.title == deletedTitle
	switch chosenByServer := r.Intent.IdentifierType == deletion.Extension && !r.Intent.Pinned; {
	case chosenByServer && finding != deletion.NotChecked:
		return s.with("The later look-up is about the call that was shown before the deletion. The recording system may have deleted another one.")
	case stillFound:
		s.title = acceptedTitle
		s.paragraphs = slices.Clone(s.paragraphs)
		s.paragraphs[0] = "Accepted, but the call was still found later."
		s.paragraphs[1] = "The recording system answered the request with success, and a later look-up still found the call. " +
			"This page certifies that the deletion was accepted, not that the recording was removed."
	}
	return s
}

func (s statement) with(paragraph string) statement {
	s.paragraphs = append(slices.Clone(s.paragraphs), paragraph)
	return s
}

func (s statement) saysTheSame(other statement) bool {
	return s.title == other.title && slices.Equal(s.paragraphs, other.paragraphs)
}
