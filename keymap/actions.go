package keymap

// Action is the stable name of what a key does; the configuration uses it.
type Action string

// The actions.
const (
	Quit         Action = "quit"
	ShowHelp     Action = "help"
	ShowDelete   Action = "screen.delete"
	ShowHistory  Action = "screen.history"
	ChooseServer Action = "server.choose"
	Redraw       Action = "redraw"
	Suspend      Action = "suspend"

	ComposeReview         Action = "compose.review"
	ComposeNext           Action = "compose.next"
	ComposePrevious       Action = "compose.previous"
	ComposeDown           Action = "compose.down"
	ComposeUp             Action = "compose.up"
	ComposeOptionNext     Action = "compose.option.next"
	ComposeOptionPrevious Action = "compose.option.previous"
	ComposeRequest        Action = "compose.request"
	ComposeClear          Action = "compose.clear"

	ConfirmPress  Action = "confirm.press"
	ConfirmAccept Action = "confirm.accept"
	ConfirmCancel Action = "confirm.cancel"
	ConfirmUp     Action = "confirm.up"
	ConfirmDown   Action = "confirm.down"

	ButtonNext     Action = "button.next"
	ButtonPrevious Action = "button.previous"

	SendingLeave Action = "sending.leave"

	ResultNew     Action = "result.new"
	ResultAgain   Action = "result.again"
	ResultRetry   Action = "result.retry"
	ResultHistory Action = "result.history"

	RecordRaw    Action = "record.raw"
	RecordSettle Action = "record.settle"
	RecordCopy   Action = "record.copy"

	MoveUp       Action = "move.up"
	MoveDown     Action = "move.down"
	MoveLeft     Action = "move.left"
	MoveRight    Action = "move.right"
	MovePageUp   Action = "move.page.up"
	MovePageDown Action = "move.page.down"
	MoveTop      Action = "move.top"
	MoveBottom   Action = "move.bottom"

	HistoryOpen    Action = "history.open"
	HistoryFind    Action = "history.filter"
	HistoryClear   Action = "history.clear"
	HistoryOutcome Action = "history.outcome"
	HistoryRefresh Action = "history.refresh"
	HistoryChart   Action = "history.chart"
	HistoryFacets  Action = "history.facets"
	HistoryGoTo    Action = "history.goto"
	HistorySaved   Action = "history.saved"
	HistoryFollow  Action = "history.follow"
	HistoryColumns Action = "history.columns"
	ChartStep      Action = "chart.step"
	FacetChoose    Action = "facet.choose"
	ColumnToggle   Action = "column.toggle"
	ColumnEarlier  Action = "column.earlier"
	ColumnLater    Action = "column.later"
	TimeZone       Action = "time.zone"
	FilterApply    Action = "filter.apply"
	FilterCancel   Action = "filter.cancel"
	FilterUp       Action = "filter.up"
	FilterDown     Action = "filter.down"
	FilterPageUp   Action = "filter.page.up"
	FilterPageDown Action = "filter.page.down"
	FilterComplete Action = "filter.complete"
	DetailNext     Action = "detail.next"
	DetailPrevious Action = "detail.previous"
	Back           Action = "back"
	DialogAccept   Action = "dialog.accept"
	DialogCancel   Action = "dialog.cancel"
)
