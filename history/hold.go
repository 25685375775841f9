package history

import "deletecall/deletion"

func encodeHold(h deletion.Hold) *holdForm {
	if h.Release != nil {
		return &holdForm{Hold: h.Number, At: formatTime(h.Release.Released)}
	}
	return &holdForm{Hold: h.Number, IdentifierType: string(h.IdentifierType), Tag: h.Tag, At: formatTime(h.Added)}
}

func (f *holdForm) decode(kind Kind) deletion.Hold {
	if kind == ReleaseKind {
		return deletion.Hold{Number: f.Hold, Release: &deletion.Release{Released: parseTime(f.At)}}
	}
	return deletion.Hold{Number: f.Hold, IdentifierType: deletion.IdentifierType(f.IdentifierType), Tag: f.Tag, Added: parseTime(f.At)}
}

// holdText is where a hold, or its release, has the text of a private field.
func holdText(hold *deletion.Hold, code fieldCode) *string {
	if release := hold.Release; release != nil {
		if code == reasonField {
			return &release.Reason
		}
		return operatorText(&release.Operator, code)
	}
	switch code {
	case identifierField:
		return &hold.Identifier
	case reasonField:
		return &hold.Reason
	case ownerField:
		return &hold.Owner
	}
	return operatorText(&hold.Operator, code)
}
