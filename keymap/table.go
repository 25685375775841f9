package keymap

// entries is the one table of actions: constant data, laid out by the linker.
// A footer shows the marked ones in this order, so those of Global come last.
//
// No key here is ctrl+a, ctrl+b (tmux, screen), ctrl+s or ctrl+q (flow control).
var entries = [...]Entry{
	// Form: between fields and inside them.
	{
		Action: FormReview, Screens: []Screen{Form}, Keys: []string{"enter"},
		Short: "review", Long: "check the form and go to the confirmation", Typing: true, Footer: true,
	},
	{
		Action: FormNext, Screens: []Screen{Form, Settle}, Keys: []string{"tab"},
		Short: "next field", Long: "next field; after the last one, the first", Typing: true, Footer: true,
	},
	{
		Action: FormPrevious, Screens: []Screen{Form, Settle}, Keys: []string{"shift+tab"},
		Short: "previous field", Long: "previous field; before the first one, the last", Typing: true,
	},
	{
		Action: FormDown, Screens: []Screen{Form, Settle}, Keys: []string{"down"},
		Short: "down", Long: "next field", Typing: true,
	},
	{
		Action: FormUp, Screens: []Screen{Form, Settle}, Keys: []string{"up"},
		Short: "up", Long: "previous field", Typing: true,
	},
	{
		Action: FormOptionNext, Screens: []Screen{Form, Settle}, Keys: []string{"right", "space"},
		Short: "next choice", Long: "next choice", Footer: true,
	},
	{
		Action: FormOptionPrevious, Screens: []Screen{Form, Settle}, Keys: []string{"left"},
		Short: "previous choice", Long: "previous choice",
	},
	{
		Action: FormRequest, Screens: []Screen{Form}, Keys: []string{"ctrl+p"},
		Short: "request", Long: "show or hide the request as it will be sent", Typing: true,
	},
	{
		Action: FormClear, Screens: []Screen{Form}, Keys: []string{"ctrl+n"},
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

	// While it is sent.
	{
		Action: SendingLeave, Screens: []Screen{Sending}, Keys: []string{"esc"},
		Short: "leave", Long: "leave this screen; the request keeps running, and its outcome appears later", Needed: true, Footer: true,
	},

	// Result.
	{
		Action: ResultNew, Screens: []Screen{Result}, Keys: []string{"n"},
		Short: "new", Long: "start the next deletion: typing replaces the identifier, the rest stays", Footer: true,
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
		Action: ResultHistory, Screens: []Screen{Result}, Keys: []string{"enter", "h"},
		Short: "history", Long: "open the record in the history", Footer: true,
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
		Action: RecordCopy, Screens: []Screen{Result, History, Detail, Viewer}, Keys: []string{"c"},
		Short: "copy", Long: "copy it, or show it as plain text to select",
	},
	{
		Action: RecordCopyField, Screens: []Screen{Result, History, Detail}, Keys: []string{"C"},
		Short: "copy field", Long: "copy one field of the record",
	},

	// History.
	{
		Action: HistoryOpen, Screens: []Screen{History, Log}, Keys: []string{"enter"},
		Short: "open", Long: "show everything recorded", Footer: true,
	},
	{
		Action: HistoryFind, Screens: []Screen{History}, Keys: []string{"/"},
		Short: "filter", Long: "edit the filter", Footer: true,
	},
	{
		Action: HistoryChart, Screens: []Screen{History}, Keys: []string{"v"},
		Short: "chart", Long: "show a chart of the deletions over time", Footer: true,
	},
	{
		Action: HistoryCounts, Screens: []Screen{History}, Keys: []string{"f"},
		Short: "counts", Long: "count by outcome, type, server and operator, and filter by one of them", Footer: true,
	},
	{
		Action: HistoryClear, Screens: []Screen{History}, Keys: []string{"esc"},
		Short: "clear filter", Long: "show all records again", Footer: true,
	},
	{
		Action: HistoryOutcome, Screens: []Screen{History}, Keys: []string{"o"},
		Short: "outcome", Long: "show only one outcome, then the next, then all",
	},
	{
		Action: HistoryUnsettled, Screens: []Screen{History}, Keys: []string{"u"},
		Short: "unsettled", Long: "show the unknown outcomes to settle",
	},
	{
		Action: HistorySaved, Screens: []Screen{History}, Keys: []string{"w"},
		Short: "saved filters", Long: "choose a saved filter",
	},
	{
		Action: HistoryGoTo, Screens: []Screen{History}, Keys: []string{"#", ":"},
		Short: "go to", Long: "go to a record by its number",
	},
	{
		Action: HistoryLog, Screens: []Screen{History}, Keys: []string{"L"},
		Short: "log", Long: "show what was done with the history itself: exports, backups, certificates",
	},
	{
		Action: HistoryColumns, Screens: []Screen{History}, Keys: []string{"t"},
		Short: "columns", Long: "choose the columns of the table and their order",
	},
	{
		Action: HistorySort, Screens: []Screen{History}, Keys: []string{"S"},
		Short: "sort", Long: "choose the field to sort by", Footer: true,
	},
	{
		Action: HistoryReverse, Screens: []Screen{History}, Keys: []string{"R"},
		Short: "reverse", Long: "reverse the order",
	},
	{
		Action: HistoryFollow, Screens: []Screen{History}, Keys: []string{"F"},
		Short: "follow", Long: "start or stop following: read the history again every two seconds",
	},
	{
		Action: HistoryRefresh, Screens: []Screen{History, Log}, Keys: []string{"ctrl+r", "f5"},
		Short: "refresh", Long: "read the history again",
	},
	{
		Action: TimeZone, Screens: []Screen{History, Detail, Log}, Keys: []string{"z"},
		Short: "time zone", Long: "switch between local time and UTC",
	},

	// Chart, counts and columns of the history.
	{
		Action: ChartStep, Screens: []Screen{Chart}, Keys: []string{"v"},
		Short: "day, week, month", Long: "count by day, week or month", Footer: true,
	},
	{
		Action: CountChoose, Screens: []Screen{Counts}, Keys: []string{"enter"},
		Short: "filter", Long: "filter by this value; press again to remove it", Footer: true,
	},
	{
		Action: ColumnToggle, Screens: []Screen{Columns}, Keys: []string{"space"},
		Short: "show/hide", Long: "show or hide the chosen column", Footer: true,
	},
	{
		Action: ColumnEarlier, Screens: []Screen{Columns}, Keys: []string{"K", "shift+up"},
		Short: "up", Long: "move the chosen column to the left", Footer: true,
	},
	{
		Action: ColumnLater, Screens: []Screen{Columns}, Keys: []string{"J", "shift+down"},
		Short: "down", Long: "move the chosen column to the right", Footer: true,
	},

	// Filter line of the history.
	{
		Action: FilterApply, Screens: []Screen{HistoryFilter}, Keys: []string{"enter"},
		Short: "done", Long: "keep the filter and go to the table", Typing: true, Needed: true, Footer: true,
	},
	{
		Action: FilterCancel, Screens: []Screen{HistoryFilter}, Keys: []string{"esc"},
		Short: "cancel", Long: "restore the previous filter", Typing: true, Needed: true, Footer: true,
	},
	{
		Action: FilterComplete, Screens: []Screen{HistoryFilter}, Keys: []string{"tab"},
		Short: "complete", Long: "complete the word", Typing: true, Footer: true,
	},
	{
		Action: FilterUp, Screens: []Screen{HistoryFilter}, Keys: []string{"up"},
		Short: "up", Long: "go one record up", Typing: true,
	},
	{
		Action: FilterDown, Screens: []Screen{HistoryFilter}, Keys: []string{"down"},
		Short: "down", Long: "go one record down", Typing: true,
	},
	{
		Action: FilterPageUp, Screens: []Screen{HistoryFilter}, Keys: []string{"pgup"},
		Short: "page up", Long: "go one page up", Typing: true,
	},
	{
		Action: FilterPageDown, Screens: []Screen{HistoryFilter}, Keys: []string{"pgdown"},
		Short: "page down", Long: "go one page down", Typing: true,
	},

	// Record, raw answer and help.
	{
		Action: Back, Screens: []Screen{Result, Detail, Chart, Counts, Log, Viewer, Help}, Keys: []string{"esc", "q"},
		Short: "back", Long: "go back", Needed: true, Footer: true,
	},
	{
		Action: DetailNext, Screens: []Screen{Detail}, Keys: []string{"n"},
		Short: "next", Long: "show the next record of the list", Footer: true,
	},
	{
		Action: DetailPrevious, Screens: []Screen{Detail}, Keys: []string{"p"},
		Short: "previous", Long: "show the previous record of the list", Footer: true,
	},

	// Dialogs.
	{
		Action: DialogAccept, Screens: []Screen{Dialog, Columns, Settle}, Keys: []string{"enter"},
		Short: "accept", Long: "accept the choice", Typing: true, Footer: true,
	},
	{
		Action: DialogCancel, Screens: []Screen{Dialog, Columns, Settle}, Keys: []string{"esc"},
		Short: "cancel", Long: "close the dialog; nothing changes", Typing: true, Needed: true, Footer: true,
	},

	// Moving where no text is typed.
	{
		Action: MoveUp, Screens: []Screen{Result, History, Detail, Chart, Counts, Log, Columns, Viewer, Help, Dialog}, Keys: []string{"up", "k"},
		Short: "up", Long: "go one line up",
	},
	{
		Action: MoveDown, Screens: []Screen{Result, History, Detail, Chart, Counts, Log, Columns, Viewer, Help, Dialog}, Keys: []string{"down", "j"},
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
		Action: MovePageUp, Screens: []Screen{History, Detail, Chart, Counts, Log, Viewer, Help, Dialog}, Keys: []string{"pgup", "ctrl+u"},
		Short: "page up", Long: "go one page up",
	},
	{
		Action: MovePageDown, Screens: []Screen{History, Detail, Chart, Counts, Log, Viewer, Help, Dialog}, Keys: []string{"pgdown", "ctrl+d", "space"},
		Short: "page down", Long: "go one page down",
	},
	{
		Action: MoveTop, Screens: []Screen{History, Detail, Chart, Counts, Log, Columns, Viewer, Help, Dialog}, Keys: []string{"g", "home"},
		Short: "top", Long: "go to the first line",
	},
	{
		Action: MoveBottom, Screens: []Screen{History, Detail, Chart, Counts, Log, Columns, Viewer, Help, Dialog}, Keys: []string{"G", "end"},
		Short: "bottom", Long: "go to the last line",
	},

	// Everywhere.
	{
		Action: ShowDelete, Screens: []Screen{Global}, Keys: []string{"f3"},
		Short: "delete", Long: "show the form", Typing: true,
	},
	{
		Action: ShowHistory, Screens: []Screen{Global}, Keys: []string{"f2"},
		Short: "history", Long: "show the history", Typing: true, Footer: true,
	},
	{
		Action: ChooseServer, Screens: []Screen{Global}, Keys: []string{"f4"},
		Short: "server", Long: "choose the server", Typing: true,
	},
	{
		Action: NoticesDismiss, Screens: []Screen{Global}, Keys: []string{"ctrl+x"},
		Short: "dismiss", Long: "dismiss messages; the history keeps all outcomes", Typing: true, Footer: true,
	},
	{
		Action: ShowHelp, Screens: []Screen{Global}, Keys: []string{"f1", "?"},
		Short: "help", Long: "show the keys", Typing: true, Footer: true,
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
