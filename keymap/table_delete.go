package keymap

// deletionActions are those on the way of a deletion: form, confirmation, queue, sending, result.
var deletionActions = []Entry{
	// Form: between fields and inside them.
	{
		Action: FormReview, Screens: []Screen{Form}, Keys: []string{"enter"},
		Short: "review", Long: "check the form and go to the confirmation", Typing: true, Footer: true,
	},
	{
		Action: FormNext, Screens: []Screen{Form, Setup, Settle, CallSearch}, Keys: []string{"tab"},
		Short: "next field", Long: "next field; after the last one, the first", Typing: true, Footer: true,
	},
	{
		Action: FormPrevious, Screens: []Screen{Form, Setup, Settle, CallSearch}, Keys: []string{"shift+tab"},
		Short: "previous field", Long: "previous field; before the first one, the last", Typing: true,
	},
	{
		Action: FormDown, Screens: []Screen{Form, Setup, Settle, CallSearch}, Keys: []string{"down"},
		Short: "down", Long: "next field", Typing: true,
	},
	{
		Action: FormUp, Screens: []Screen{Form, Setup, Settle, CallSearch}, Keys: []string{"up"},
		Short: "up", Long: "previous field", Typing: true,
	},
	{
		Action: FormOptionNext, Screens: []Screen{Form, Setup, Settle, CallSearch}, Keys: []string{"right", "space"},
		Short: "next choice", Long: "next choice; a digit takes the one at its place", Footer: true,
	},
	{
		Action: FormOptionPrevious, Screens: []Screen{Form, Setup, Settle, CallSearch}, Keys: []string{"left"},
		Short: "previous choice", Long: "previous choice",
	},
	{
		Action: FormRecall, Screens: []Screen{Form}, Keys: []string{"ctrl+r"},
		Short: "recent", Long: "choose an identifier, or a reason, of an earlier record", Typing: true,
	},
	{
		Action: FormCorrect, Screens: []Screen{Form, Queue}, Keys: []string{"ctrl+y"},
		Short: "correct", Long: "take the identifier that was most likely meant", Typing: true,
	},
	{
		Action: FormRequest, Screens: []Screen{Form}, Keys: []string{"ctrl+p"},
		Short: "request", Long: "show or hide the request as it will be sent", Typing: true,
	},
	{
		Action: FormClear, Screens: []Screen{Form, CallSearch}, Keys: []string{"ctrl+n"},
		Short: "clear", Long: "empty the form", Typing: true,
	},

	// Confirmation. Enter presses the chosen button, which is Cancel until another one is chosen.
	{
		Action: ConfirmCancel, Screens: []Screen{Confirm}, Keys: []string{"esc", "n"},
		Short: "cancel", Long: "go back to the form; nothing is sent", Typing: true, Needed: true, Footer: true,
	},
	{
		Action: ConfirmPress, Screens: []Screen{Confirm}, Keys: []string{"enter"},
		Short: "press", Long: "press the focused button, which is Cancel at first", Typing: true, Footer: true,
	},
	{
		Action: ConfirmAccept, Screens: []Screen{Confirm}, Keys: []string{"y"},
		Short: "delete", Long: "delete, unless the end of the identifier has to be typed", Dangerous: true, Footer: true,
	},
	{
		Action: ConfirmTyped, Screens: []Screen{Confirm}, Keys: []string{"ctrl+p"},
		Short: "as typed", Long: "delete by the identifier as typed, or exactly the call that is shown; while it is looked up, go on without", Typing: true, Footer: true,
	},
	{
		Action: ConfirmUp, Screens: []Screen{Confirm}, Keys: []string{"up", "pgup"},
		Short: "up", Long: "scroll up, on a small screen", Typing: true,
	},
	{
		Action: ConfirmDown, Screens: []Screen{Confirm}, Keys: []string{"down", "pgdown"},
		Short: "down", Long: "scroll down, on a small screen", Typing: true,
	},
	{
		Action: ButtonNext, Screens: []Screen{Confirm, Dialog}, Keys: []string{"tab", "right"},
		Short: "next", Long: "go to the next button or field", Typing: true, Footer: true,
	},
	{
		Action: ButtonPrevious, Screens: []Screen{Confirm, Dialog}, Keys: []string{"shift+tab", "left"},
		Short: "previous", Long: "go to the previous button or field", Typing: true,
	},

	// Queue of identifiers that were pasted together, or of calls that were found.
	{
		Action: QueueReview, Screens: []Screen{Queue}, Keys: []string{"enter"},
		Short: "review", Long: "review the next one of the queue; nothing is sent", Footer: true,
	},
	{
		Action: QueueSkip, Screens: []Screen{Queue}, Keys: []string{"x"},
		Short: "skip", Long: "skip the chosen one, or put it back into the queue", Footer: true,
	},
	{
		Action: QueueStop, Screens: []Screen{Queue}, Keys: []string{"S"},
		Short: "stop", Long: "stop working through the queue; what is left stays listed", Footer: true,
	},

	// While it is sent.
	{
		Action: SendingLeave, Screens: []Screen{Sending}, Keys: []string{"esc"},
		Short: "leave", Long: "leave this screen; the request keeps running, and its outcome appears later", Needed: true, Footer: true,
	},

	// Result.
	{
		Action: ResultNext, Screens: []Screen{Result}, Keys: []string{"enter"},
		Short: "next", Long: "review the next one of the queue; without a queue, go back to the form or the list for the next deletion", Footer: true,
	},
	{
		Action: ResultNew, Screens: []Screen{Result}, Keys: []string{"n"},
		Short: "new", Long: "start the next deletion: typing replaces the identifier, the rest stays; a digit starts it too",
	},
	{
		Action: ResultAgain, Screens: []Screen{Result}, Keys: []string{"a"},
		Short: "same again", Long: "open the same form again, with its identifier selected", Footer: true,
	},
	{
		Action: ResultRetry, Screens: []Screen{Result}, Keys: []string{"t"},
		Short: "try again", Long: "confirm the same deletion again, if nothing was deleted", Footer: true,
	},
	{
		Action: ResultHistory, Screens: []Screen{Queue, Result}, Keys: []string{"h"},
		Short: "record", Long: "open the record in the history", Footer: true,
	},
	{
		Action: RecordRaw, Screens: []Screen{Result, Detail}, Keys: []string{"r"},
		Short: "raw answer", Long: "show the server's answer as it came", Footer: true,
	},
	{
		Action: RecordSettle, Screens: []Screen{Result, History, Detail}, Keys: []string{"s"},
		Short: "settle", Long: "settle an unknown outcome: say what you found, and how you checked", Footer: true,
	},
	{
		Action: RecordLookUp, Screens: []Screen{Result, History, Detail}, Keys: []string{"i"},
		Short: "look up again", Long: "look the deleted call up again, and record what is found; nothing is deleted or settled",
	},
	{
		Action: RecordCopy, Screens: []Screen{Queue, Calls, Result, History, Detail, Viewer}, Keys: []string{"c"},
		Short: "copy", Long: "copy it, or show it as plain text to select",
	},
	{
		Action: RecordCopyField, Screens: []Screen{Result, History, Detail}, Keys: []string{"C"},
		Short: "copy field", Long: "copy one field of the record",
	},
}
