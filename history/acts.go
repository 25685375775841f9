package history

// The acts, by the words that are stored and that `history log` prints. An export is called by
// its format instead.
const (
	ArchiveAct      = "archive"
	BackupAct       = "backup"
	CertificateAct  = "certificate"
	ExpiryAct       = "expiry"
	KeyAct          = "key" // another key, in the detail, signs from here on
	MoveAct         = "move"
	ProofAct        = "proof"
	RebuildAct      = "rebuild"
	RefusalAct      = "refusal" // of a deletion that was not begun
	RestoreAct      = "restore"
	SalvageAct      = "salvage"
	VerificationAct = "verification"
)

// phrases are the queries of acts that are a phrase of our own, each as an example.
var phrases = map[string]string{
	ArchiveAct:      "before 2026-01-01T00:00:00Z",
	CertificateAct:  "record 17",
	ProofAct:        "record 17",
	RestoreAct:      "from FILE",
	VerificationAct: "what confirmed it from outside",
}

// HasPhrase reports whether the act's query is a phrase of our own, in which nobody looked for
// records.
func (a Act) HasPhrase() bool { return phrases[a.What] != "" }
