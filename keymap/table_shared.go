package keymap

// sharedActions are those that many screens share: dialogs, lists to search, moving, and what works everywhere.
var sharedActions = []Entry{
	// Dialogs.
	{
		Action: DialogAccept, Screens: []Screen{Dialog, Columns, Recent, Setup, Settle}, Keys: []string{"enter"},
		Short: "accept", Long: "accept the choice", Typing: true, Footer: true,
	},
	{
		Action: DialogCancel, Screens: []Screen{Dialog, Columns, Setup, Settle, Writing}, Keys: []string{"esc"},
		Short: "cancel", Long: "close the dialog; nothing changes", Typing: true, Needed: true, Footer: true,
	},

	// Lists that are searched by typing.
	{
		Action: ActionRun, Screens: []Screen{Actions}, Keys: []string{"enter"},
		Short: "run", Long: "run the chosen action", Typing: true, Footer: true,
	},
	{
		Action: SearchClose, Screens: []Screen{Help, Actions, Recent}, Keys: []string{"esc"},
		Short: "back", Long: "remove what is typed; without it, go back", Typing: true, Needed: true, Footer: true,
	},

	// Moving where no text is typed.
	{
		Action: MoveUp, Screens: []Screen{Queue, Calls, Result, History, Detail, Chart, Counts, Log, Columns, Viewer, Dialog}, Keys: []string{"up", "k"},
		Short: "up", Long: "go one line up",
	},
	{
		Action: MoveDown, Screens: []Screen{Queue, Calls, Result, History, Detail, Chart, Counts, Log, Columns, Viewer, Dialog}, Keys: []string{"down", "j"},
		Short: "down", Long: "go one line down",
	},
	{
		Action: MoveLeft, Screens: []Screen{History}, Keys: []string{"left", "h"},
		Short: "left", Long: "go to the columns on the left",
	},
	{
		Action: MoveRight, Screens: []Screen{History}, Keys: []string{"right", "l"},
		Short: "right", Long: "go to the columns on the right",
	},
	{
		Action: MovePageUp, Screens: []Screen{Queue, Calls, History, Detail, Chart, Counts, Log, Viewer, Dialog}, Keys: []string{"pgup", "ctrl+u"},
		Short: "page up", Long: "go one page up; in a list of records or calls, ten rows",
	},
	{
		Action: MovePageDown, Screens: []Screen{Queue, Calls, History, Detail, Chart, Counts, Log, Viewer, Dialog}, Keys: []string{"pgdown", "ctrl+d", "space"},
		Short: "page down", Long: "go one page down; in a list of records or calls, ten rows",
	},
	{
		Action: MoveTop, Screens: []Screen{Queue, Calls, History, Detail, Chart, Counts, Log, Columns, Viewer, Dialog}, Keys: []string{"g", "home"},
		Short: "top", Long: "go to the first line",
	},
	{
		Action: MoveBottom, Screens: []Screen{Queue, Calls, History, Detail, Chart, Counts, Log, Columns, Viewer, Dialog}, Keys: []string{"G", "end"},
		Short: "bottom", Long: "go to the last line",
	},

	// Everywhere. Where function keys don't arrive, as in byobu, alt and the same number does.
	{
		Action: ShowProgress, Screens: []Screen{Global}, Keys: []string{"ctrl+g"},
		Short: "in progress", Long: "show what is in progress", Typing: true, Footer: true,
	},
	{
		Action: NoticesDismiss, Screens: []Screen{Global}, Keys: []string{"ctrl+x"},
		Short: "dismiss", Long: "dismiss the messages that are shown; the next ones come up, and the history keeps all outcomes", Typing: true, Footer: true,
	},
	{
		Action: ShowActions, Screens: []Screen{Global}, Keys: []string{"ctrl+k", ":"},
		Short: "actions", Long: "list what can be done now, and run one of these actions", Typing: true, Footer: true,
	},
	{
		Action: ShowDelete, Screens: []Screen{Global}, Keys: []string{"f3", "alt+3"},
		Short: "delete", Long: "show the form", Typing: true,
	},
	{
		Action: ShowHistory, Screens: []Screen{Global}, Keys: []string{"f2", "alt+2"},
		Short: "history", Long: "show the history", Typing: true, Footer: true,
	},
	{
		Action: ShowQueue, Screens: []Screen{Global}, Keys: []string{"f6", "ctrl+t", "alt+6"},
		Short: "queue", Long: "show the queue: identifiers that were pasted together, or calls that were found", Typing: true,
	},
	{
		Action: ChooseServer, Screens: []Screen{Global}, Keys: []string{"f4", "alt+4"},
		Short: "server", Long: "choose a server, or add one", Typing: true,
	},
	{
		Action: ShowExamples, Screens: []Screen{Global}, Keys: []string{"ctrl+o"},
		Short: "try", Long: "in the practice system: choose something to try", Typing: true, Footer: true,
	},
	{
		Action: ShowHelp, Screens: []Screen{Global}, Keys: []string{"f1", "alt+1", "?"},
		Short: "help", Long: "show the keys and the filter language", Typing: true, Footer: true,
	},
	{
		Action: ShowSearch, Screens: []Screen{Global}, Keys: []string{"f7", "alt+7"},
		Short: "search", Long: "find calls on the server by day, time, number or name", Typing: true, Footer: true,
	},
	{
		Action: Redraw, Screens: []Screen{Global}, Keys: []string{"ctrl+l"},
		Short: "redraw", Long: "draw the whole screen again", Typing: true,
	},
	{
		Action: Suspend, Screens: []Screen{Global}, Keys: []string{"ctrl+z"},
		Short: "suspend", Long: "suspend the program; fg resumes it", Typing: true,
	},
	{
		Action: Quit, Screens: []Screen{Global}, Keys: []string{"ctrl+c"},
		Short: "quit", Long: "quit; waits for a request in progress", Typing: true, Needed: true, Footer: true,
	},
}
