package keymap

// callActions are those of the screens that find calls on the server.
var callActions = []Entry{
	{
		Action: CallsRun, Screens: []Screen{CallSearch}, Keys: []string{"enter"},
		Short: "search", Long: "ask the server for the calls; nothing is deleted", Typing: true, Footer: true,
	},
	{
		Action: CallsLeave, Screens: []Screen{CallSearch}, Keys: []string{"esc"},
		Short: "back", Long: "go back to the calls that were found, or to the form", Typing: true, Needed: true, Footer: true,
	},
	{
		Action: CallsOpen, Screens: []Screen{Calls}, Keys: []string{"enter"},
		Short: "open", Long: "show the call and ask whether to delete exactly this one; nothing is sent", Footer: true,
	},
	{
		Action: CallsMark, Screens: []Screen{Calls}, Keys: []string{"m"},
		Short: "mark", Long: "mark the call, or remove its mark", Footer: true,
	},
	{
		Action: CallsReview, Screens: []Screen{Calls}, Keys: []string{"d"},
		Short: "review marked", Long: "queue the marked calls: each is reviewed and confirmed by itself; without a mark, the chosen call", Footer: true,
	},
	{
		Action: CallsEdit, Screens: []Screen{Calls}, Keys: []string{"/"},
		Short: "search", Long: "change the search", Footer: true,
	},
}
