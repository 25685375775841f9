package keymap

// historyActions are those of the history's screens, the record among them.
var historyActions = []Entry{
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
		Action: RecordCertify, Screens: []Screen{Result, History, Detail}, Keys: []string{"p"},
		Short: "certificate", Long: "write the certificate of the deletion to a file", Footer: true,
	},
	{
		Action: RecordWrite, Screens: []Screen{History, Detail}, Keys: []string{"e"},
		Short: "export", Long: "write a file: a certificate, a proof, or all records of this view", Footer: true,
	},
	{
		Action: RecordAgain, Screens: []Screen{History, Detail}, Keys: []string{"d"},
		Short: "delete again", Long: "fill in the form with the identifier and the reason of this record", Footer: true,
	},
	{
		Action: HistoryOutcome, Screens: []Screen{History}, Keys: []string{"o"},
		Short: "outcome", Long: "show only one outcome, then the next, then all",
	},
	{
		Action: HistoryView, Screens: []Screen{History}, Keys: []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "0"},
		Short: "views", Long: "switch a view: 1 all, 2 mine, 3 today, 4 yesterday, 5 refused, 6 unsettled, then the saved filters",
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
		Action: HistoryGoTo, Screens: []Screen{History}, Keys: []string{"#"},
		Short: "go to", Long: "go to a record by its number",
	},
	{
		Action: HistoryLog, Screens: []Screen{History}, Keys: []string{"L"},
		Short: "log", Long: "show what was done with the history itself: exports, backups, certificates",
	},
	{
		Action: HistoryColumns, Screens: []Screen{History}, Keys: []string{"t"},
		Short: "columns", Long: "choose the columns of the table, their order and their widths",
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
		Short: "follow", Long: "start or stop following: show others' records within a second",
	},
	{
		Action: HistoryRefresh, Screens: []Screen{History, Log, Calls}, Keys: []string{"ctrl+r", "f5"},
		Short: "refresh", Long: "read the history again, or ask the server again for the calls",
	},
	{
		Action: TimeZone, Screens: []Screen{History, Detail, Chart, Log, Calls}, Keys: []string{"z"},
		Short: "time zone", Long: "switch between local time and UTC, on all screens",
	},

	// Chart, counts and columns of the history.
	{
		Action: ChartStep, Screens: []Screen{Chart}, Keys: []string{"v"},
		Short: "period", Long: "count by day, week or month", Footer: true,
	},
	{
		Action: CountChoose, Screens: []Screen{Counts}, Keys: []string{"enter"},
		Short: "filter", Long: "filter by this value; press again to remove it", Footer: true,
	},
	{
		Action: ColumnToggle, Screens: []Screen{Columns}, Keys: []string{"space"},
		Short: "show", Long: "show or hide the chosen column", Footer: true,
	},
	{
		Action: ColumnEarlier, Screens: []Screen{Columns}, Keys: []string{"K", "shift+up"},
		Short: "up", Long: "move the chosen column to the left", Footer: true,
	},
	{
		Action: ColumnLater, Screens: []Screen{Columns}, Keys: []string{"J", "shift+down"},
		Short: "down", Long: "move the chosen column to the right", Footer: true,
	},
	{
		Action: ColumnWider, Screens: []Screen{Columns}, Keys: []string{"right", "+"},
		Short: "wider", Long: "make the chosen column wider", Footer: true,
	},
	{
		Action: ColumnNarrower, Screens: []Screen{Columns}, Keys: []string{"left", "-"},
		Short: "narrower", Long: "make the chosen column narrower",
	},
	{
		Action: ColumnAutomatic, Screens: []Screen{Columns}, Keys: []string{"="},
		Short: "automatic", Long: "let the screen decide how wide the chosen column is",
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
		Action: FilterUp, Screens: []Screen{HistoryFilter, Help, Actions, Recent}, Keys: []string{"up"},
		Short: "up", Long: "go one line up", Typing: true,
	},
	{
		Action: FilterDown, Screens: []Screen{HistoryFilter, Help, Actions, Recent}, Keys: []string{"down"},
		Short: "down", Long: "go one line down", Typing: true,
	},
	{
		Action: FilterPageUp, Screens: []Screen{HistoryFilter, Help, Actions, Recent}, Keys: []string{"pgup"},
		Short: "page up", Long: "go ten rows up in the history, five in a dialog, one page in the help", Typing: true,
	},
	{
		Action: FilterPageDown, Screens: []Screen{HistoryFilter, Help, Actions, Recent}, Keys: []string{"pgdown"},
		Short: "page down", Long: "go ten rows down in the history, five in a dialog, one page in the help", Typing: true,
	},

	// Record, raw answer and help.
	{
		Action: Back, Screens: []Screen{Queue, Calls, Result, Detail, Chart, Counts, Log, Viewer}, Keys: []string{"esc", "q"},
		Short: "back", Long: "go back", Needed: true, Footer: true,
	},
	{
		Action: DetailNext, Screens: []Screen{Detail}, Keys: []string{"n"},
		Short: "next", Long: "show the next record of the list", Footer: true,
	},
	{
		Action: DetailPrevious, Screens: []Screen{Detail}, Keys: []string{"N"},
		Short: "previous", Long: "show the previous record of the list", Footer: true,
	},
}
