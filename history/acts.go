package history

// The acts, by the words that are stored and that `history log` prints. An export is called by
// its format instead.
const (
	ArchiveAct      = "archive" // its query is "before 2026-01-01T00:00:00Z"
	BackupAct       = "backup"
	CertificateAct  = "certificate" // "record 17"
	ExpiryAct       = "expiry"
	KeyAct          = "key" // another key, in the detail, signs from here on
	MoveAct         = "move"
	ProofAct        = "proof" // "record 17"
	RebuildAct      = "rebuild"
	RefusalAct      = "refusal" // of a deletion that was not begun
	RestoreAct      = "restore" // "from FILE"
	SalvageAct      = "salvage"
	VerificationAct = "verification" // what confirmed it from outside
)

// HasPhrase reports whether the act's query is a phrase of our own, in which nobody looked for
// records.
func (a Act) HasPhrase() bool {
	switch a.What {
	case ArchiveAct, CertificateAct, ProofAct, RestoreAct, VerificationAct:
		return true
	}
	return false
}
