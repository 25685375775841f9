package ui_test

import (
	"strings"
	"time"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/lookup"
	"deletecall/query"
	"deletecall/ui"
	"deletecall/ui/uitest"
)

// scene is a state of the console that goldens and sweeps look at.
type scene struct {
	name    string
	options uitest.Options
	arrange func(*uitest.Session)
	styled  bool // with a golden of its styles, too
}

// production begins with the server that wants a reason and the typed end.
func production() uitest.Options {
	return uitest.Options{Servers: []deletion.Server{uitest.Production(), uitest.Practice()}}
}

func withRecords() uitest.Options { return uitest.Options{Records: uitest.Records()} }

// settledRecords leave nothing to settle, so that no banner is on the screen.
func settledRecords() uitest.Options {
	records := uitest.Records()
	for i := range records {
		if records[i].Unsettled() {
			records[i].Outcome = uitest.Accepted()
		}
	}
	return uitest.Options{Records: records}
}

func plain() uitest.Options { return uitest.Options{} }

// fill chooses an identifier type by its place in the list and types an identifier.
func fill(place int, identifier string) func(*uitest.Session) {
	return func(s *uitest.Session) {
		s.Press(keymap.FormPrevious)
		for range place {
			s.Press(keymap.FormOptionNext)
		}
		s.Press(keymap.FormNext).Type(identifier)
	}
}

// status chooses a status combination by its place in the list, from the identifier on.
func status(place int) func(*uitest.Session) {
	return func(s *uitest.Session) {
		s.Press(keymap.FormNext)
		for range place {
			s.Press(keymap.FormOptionNext)
		}
	}
}

// confirmed fills in an extension and confirms it.
func confirmed(s *uitest.Session) {
	s.Type("8856").Review().ExpectConfirm("Delete this conversation?", "8856").Accept()
}

func ends(outcome deletion.Outcome) func(*uitest.Session) {
	return func(s *uitest.Session) {
		s.Sender.Script(outcome)
		confirmed(s)
	}
}

func presses(actions ...keymap.Action) func(*uitest.Session) {
	return func(s *uitest.Session) { s.Press(actions...) }
}

func then(steps ...func(*uitest.Session)) func(*uitest.Session) {
	return func(s *uitest.Session) {
		for _, step := range steps {
			step(s)
		}
	}
}

func types(text string) func(*uitest.Session) { return func(s *uitest.Session) { s.Type(text) } }

func review(s *uitest.Session) { s.Review().Pass(time.Second) }

func formScenes() []scene {
	clear := uitest.Production()
	clear.Name, clear.Host, clear.ClearText, clear.ReasonRequired = "branch", "10.20.30.40:8080", true, false
	clear.Endpoint, clear.Note = "http://10.20.30.40:8080/verba/api", ""
	return []scene{
		{"form-empty", plain(), func(*uitest.Session) {}, true},
		{"form-extension", plain(), then(types("8856"), status(4),
			presses(keymap.FormNext), types("GDPR-2211 erasure request")), false},
		{"form-call-id", plain(), fill(1, "a8343631-9f35-4a3a-83f0-9e81592339fb"), false},
		{"form-platform-call-id", plain(), fill(2, "71627389"), false},
		{"form-native-id", plain(), fill(3, "TRS26140192"), false},
		{"form-meeting-id", plain(), fill(4, "WHBFM6DD"), false},
		{"form-type-chosen", plain(), presses(keymap.FormPrevious), false},
		{"form-status-chosen", plain(), then(types("8856"), presses(keymap.FormNext)), false},
		{"form-identifier-missing", plain(), review, false},
		{"form-identifier-too-long", plain(), func(s *uitest.Session) { s.Paste(strings.Repeat("8", 256)); review(s) }, false},
		{"form-reason-missing", production(), then(types("8856"), review), false},
		{"form-everything-missing", production(), review, false},
		{"form-paste-refused", plain(), func(s *uitest.Session) { s.Type("88").Paste("56\x1b[2J") }, false},
		{"form-identifier-lookalike", plain(), func(s *uitest.Session) { s.Paste("TRS\u201126140192") }, false},
		{"form-next", plain(), then(ends(uitest.Accepted()), presses(keymap.ResultAgain)), true},
		{"form-request-shown", plain(), then(types("8856"), presses(keymap.FormRequest)), false},
		{"form-clear-text", uitest.Options{Servers: []deletion.Server{clear}}, types("8856"), false},
		{"form-notice", uitest.Options{Notice: "A simulated office: nothing here is real. Type 8856 and press enter."},
			func(*uitest.Session) {}, false},
		{"form-no-server", uitest.Options{Servers: []deletion.Server{}}, review, false},
		{"form-unsettled", withRecords(), func(*uitest.Session) {}, false},
		{"form-history-broken", plain(), brokenHistory, false},
	}
}

// brokenHistory is a history that can't be written.
func brokenHistory(s *uitest.Session) {
	s.History.Break(&deletion.HistoryError{
		Op: "record the intent", Path: "/home/alice/.local/share/deletecall/history.db", Problem: "is on a full disk",
		Advice: "free some space, then press F5 in the history"})
	s.Type("8856").Review()
}

func confirmScenes() []scene {
	risky := uitest.Practice()
	risky.Name, risky.ClearText, risky.ResponseType, risky.TimeLimit = "branch", true, deletion.HTML, 30*time.Second
	reasoned := then(types("a8343631"), presses(keymap.FormNext, keymap.FormNext), types("GDPR-2211"), review)
	return []scene{
		{"confirm-ask", plain(), then(types("8856"), review), true},
		{"confirm-ask-too-early", plain(), func(s *uitest.Session) { s.Type("8856").Review().Keys("y") }, false},
		{"confirm-ask-delete-chosen", plain(), then(types("8856"), review, presses(keymap.ButtonNext)), false},
		{"confirm-call-id", plain(), then(fill(1, "a8343631-9f35-4a3a-83f0-9e81592339fb"), review), false},
		{"confirm-typed", production(), reasoned, false},
		{"confirm-typed-wrong", production(), then(reasoned, types("3632"), presses(keymap.ConfirmPress)), false},
		{"confirm-typed-empty", production(), then(reasoned, presses(keymap.ConfirmPress)), false},
		{"confirm-call", looking(uitest.Found()), then(types("8856"), review), true},
		{"confirm-call-typed", uitest.Options{Servers: []deletion.Server{uitest.Production()}, LookUps: uitest.NewLookUps(uitest.Found())}, reasoned, false},
		{"confirm-looking-up", slowly(-1, uitest.Found()), then(types("8856"), review), false},
		{"confirm-call-unknown", looking(uitest.CantSay()), then(types("8856"), review), false},
		{"confirm-warnings", uitest.Options{Servers: []deletion.Server{risky}, Records: uitest.Records()[6:]},
			then(types("8856"), status(2), review), false},
	}
}

func sendingScenes() []scene {
	wait := func(s *uitest.Session) { s.Sender.Wait() }
	return []scene{
		{"sending", plain(), then(wait, confirmed, func(s *uitest.Session) { s.Pass(5 * time.Second) }), true},
		{"sending-watches", plain(), then(wait, types("8856"), status(2), review,
			presses(keymap.ConfirmAccept), func(s *uitest.Session) { s.Pass(41 * time.Second) }), false},
		{"sending-not-yet", plain(), func(s *uitest.Session) {
			s.History.SlowIntent = time.Hour
			confirmed(s)
			s.Pass(5 * time.Second)
		}, false},
		{"sending-left", plain(), then(wait, confirmed, presses(keymap.SendingLeave)), false},
		{"outcome-announced", plain(), then(wait, confirmed, presses(keymap.SendingLeave), func(s *uitest.Session) {
			s.Sender.Answer(uitest.Unknown())
			s.Type("123")
		}), false},
		{"outcomes-announced", plain(), func(s *uitest.Session) {
			starts(s, "8801", "8802", "8803", "8804")
			for _, outcome := range []deletion.Outcome{uitest.Unknown(), uitest.Accepted(), uitest.NotSent(), uitest.Refused(-50, "no")} {
				s.Sender.Answer(outcome)
				s.Pass(time.Second)
			}
		}, false},
	}
}

func queueScenes() []scene {
	worked := then(queued, func(s *uitest.Session) {
		s.Sender.Script(uitest.Accepted(), uitest.Refused(-50, "Call for extension 8852 not found."))
		s.Press(keymap.QueueReview).Pass(time.Second)
		s.Keys("y").Pass(time.Second)
		s.Keys("enter").Pass(time.Second)
		s.Keys("y").Pass(time.Second)
	})
	return []scene{
		{"queue", plain(), queued, true},
		{"queue-lookalike", plain(), func(s *uitest.Session) { s.Paste("# a list\n88\u221252\n8851\n8851").Press(keymap.MoveUp) }, false},
		{"queue-form", plain(), then(queued, presses(keymap.Back)), false},
		{"queue-confirm", plain(), then(queued, presses(keymap.QueueReview)), false},
		{"queue-result", plain(), worked, false},
		{"queue-worked", plain(), then(worked, presses(keymap.ShowQueue)), false},
	}
}

func searchScenes() []scene {
	marks := presses(keymap.CallsMark, keymap.MoveDown, keymap.CallsMark)
	refused := searching()
	refused.LookUps.Pages = func(deletion.Server, lookup.Search, lookup.Cursor) lookup.Page {
		return lookup.Page{Total: -1, Result: uitest.CantSay()}
	}
	return []scene{
		{"search", searching(), then(presses(keymap.ShowSearch), types("yesterday"), presses(keymap.FormNext), types("9"), presses(keymap.FormNext)), true},
		{"search-choice", searching(), presses(keymap.ShowSearch, keymap.FormPrevious), false},
		{"search-wrong", searching(), then(presses(keymap.ShowSearch), types("Friday"), presses(keymap.CallsRun)), false},
		{"search-asking", slowSearch(), presses(keymap.ShowSearch, keymap.CallsRun), false},
		{"search-refused", refused, presses(keymap.ShowSearch, keymap.CallsRun), false},
		{"search-nothing", looking(uitest.Found()), presses(keymap.ShowSearch, keymap.CallsRun), false},
		{"calls", searching(), listsCalls, true},
		{"calls-marked", searching(), then(listsCalls, presses(keymap.MovePageDown), marks), false},
		{"calls-confirm", searching(), then(listsCalls, presses(keymap.CallsOpen), func(s *uitest.Session) { s.Pass(time.Second) }), false},
		{"calls-queue", searching(), then(listsCalls, marks, presses(keymap.CallsReview)), false},
	}
}

// searching is a console on servers that know 230 calls.
func searching() uitest.Options {
	options := looking(uitest.Found())
	options.LookUps.Known = uitest.Calls("ID", 230)
	options.LookUps.Pages = uitest.InPages(options.LookUps.Known)
	return options
}

func slowSearch() uitest.Options {
	options := searching()
	options.LookUps.Slow = -1
	return options
}

// listsCalls has the calls of a search on the screen.
func listsCalls(s *uitest.Session) {
	s.Press(keymap.ShowSearch).Type("1999-12-31").Press(keymap.CallsRun).Pass(time.Second)
	s.ExpectScreen("230 calls", "ID-0000")
}

func resultScenes() []scene {
	long := "The recording is under legal hold since 1999-03-02 by order of the compliance department; " +
		strings.Repeat("ask them before you try again. ", 6)
	hostile := uitest.Refused(-99, "\x1b[2Jno\u202e such\u009b31m call\n<b>\u200b")
	unrecorded := func(s *uitest.Session) {
		s.History.BreakOutcomes(&deletion.OutcomeNotRecordedError{Number: 1,
			SideFile: "/home/alice/.local/share/deletecall/outcomes.side", Err: &deletion.HistoryError{Op: "write", Path: "history.db", Problem: "is on a full disk"}})
		confirmed(s)
	}
	twice := uitest.Accepted()
	twice.Earlier = []deletion.Attempt{uitest.Refused(-43, "Token expired").Attempt}
	return []scene{
		{"result-deleted", plain(), ends(uitest.Accepted()), true},
		{"result-marked", plain(), then(types("8856"), status(1), review, presses(keymap.ConfirmAccept)), false},
		{"result-refused", plain(), ends(uitest.Refused(-50, "Call for extension 8856 not found.")), false},
		{"result-refused-long", plain(), ends(uitest.Refused(-77, long)), false},
		{"result-refused-hostile", plain(), ends(hostile), false},
		{"result-not-sent", plain(), ends(uitest.NotSent()), false},
		{"result-unknown", plain(), ends(uitest.Unknown()), false},
		{"result-not-recorded", plain(), unrecorded, false},
		{"result-two-attempts", plain(), ends(twice), false},
	}
}

func historyScenes() []scene {
	show := presses(keymap.ShowHistory)
	return []scene{
		{"history", settledRecords(), show, true},
		{"history-unsettled", withRecords(), show, false},
		{"history-empty", plain(), show, false},
		{"history-filtered", settledRecords(), then(show, presses(keymap.HistoryFind), types("operator:bob"), presses(keymap.FilterApply)), false},
		{"history-suggestions", settledRecords(), then(show, presses(keymap.HistoryFind), types("outcome:")), false},
		{"history-suggested-values", settledRecords(), then(show, presses(keymap.HistoryFind), types("-operator:")), false},
		{"history-filter-wrong", settledRecords(), then(show, presses(keymap.HistoryFind), types("outcome:gone")), false},
		{"history-nothing-fits", settledRecords(), then(show, presses(keymap.HistoryFind), types("nobody"), presses(keymap.FilterApply)), false},
		{"history-failed", settledRecords(), then(show, func(s *uitest.Session) {
			s.History.Break(&deletion.HistoryError{Op: "read", Path: "/home/alice/.local/share/deletecall/history.db",
				Problem: "is not a database", Advice: "restore it from a copy"})
		}, presses(keymap.HistoryRefresh)), false},
		{"history-utc", settledRecords(), then(show, presses(keymap.TimeZone)), false},
		{"history-right", settledRecords(), then(show, presses(keymap.MoveRight, keymap.MoveRight)), false},
		{"history-sorted", settledRecords(), then(show, presses(keymap.HistorySort)), false},
		{"history-sorted-reversed", settledRecords(), then(show, presses(keymap.HistorySort, keymap.HistorySort, keymap.HistoryReverse)), false},
		{"history-scrolled", uitest.Options{Records: uitest.Many(200)}, then(show, presses(keymap.MovePageDown, keymap.MovePageDown)), false},
		{"detail", settledRecords(), then(show, presses(keymap.HistoryOpen)), true},
		{"detail-settled", settledRecords(), then(show, presses(keymap.MoveDown, keymap.MoveDown, keymap.MoveDown, keymap.MoveDown,
			keymap.MoveDown, keymap.MoveDown, keymap.HistoryOpen)), false},
		{"detail-end", settledRecords(), then(show, presses(keymap.HistoryOpen, keymap.MoveBottom)), false},
	}
}

// mixed are so many records of all kinds, one every seven hours, newest first.
func mixed(count int) uitest.Options {
	kinds := uitest.Records()
	records := make([]deletion.Record, count)
	for i := range records {
		records[i] = kinds[i%len(kinds)]
		records[i].Intent.Number = int64(count - i)
		records[i].Intent.Confirmed = kinds[0].Intent.Confirmed.Add(-time.Duration(i) * 7 * time.Hour)
		if records[i].Unsettled() && i > 30 {
			records[i].Outcome = uitest.Accepted()
		}
	}
	return uitest.Options{Records: records}
}

// configuredFilters are of all kinds: one that works, one that does not, one that fits nothing.
func configuredFilters() uitest.Options {
	options := settledRecords()
	options.Filters = map[string]string{
		"GDPR of bob": `GDPR operator:bob`, "broken": `GDPR outcom:refused`, "nobody's": `operator:nobody`,
	}
	return options
}

func panelScenes() []scene {
	opens := func(actions ...keymap.Action) func(*uitest.Session) {
		return presses(append([]keymap.Action{keymap.ShowHistory}, actions...)...)
	}
	columns := opens(keymap.HistoryColumns, keymap.ColumnToggle, keymap.MoveDown, keymap.MoveDown, keymap.MoveDown, keymap.ColumnEarlier)
	return []scene{
		{"chart", mixed(60), opens(keymap.HistoryChart), true},
		{"chart-week", mixed(60), opens(keymap.HistoryChart, keymap.ChartStep), false},
		{"chart-scrolled", mixed(200), opens(keymap.HistoryChart, keymap.MovePageDown), false},
		{"chart-empty", plain(), opens(keymap.HistoryChart), false},
		{"chart-filtered", mixed(60), then(opens(keymap.HistoryFind), types("bob"), presses(keymap.FilterApply, keymap.HistoryChart)), false},
		{"chart-counting", mixed(60), func(s *uitest.Session) {
			s.History.SlowStatistics = func(query.Query, query.Step) time.Duration { return time.Hour }
			opens(keymap.HistoryChart)(s)
		}, false},
		{"chart-failed", settledRecords(), func(s *uitest.Session) {
			s.Press(keymap.ShowHistory)
			s.History.Break(errDisk)
			s.Press(keymap.HistoryChart)
		}, false},
		{"counts", settledRecords(), opens(keymap.HistoryCounts), true},
		{"counts-chosen", settledRecords(), opens(keymap.HistoryCounts, keymap.CountChoose, keymap.MoveBottom, keymap.CountChoose), false},
		{"jump", settledRecords(), then(opens(keymap.HistoryGoTo), types("12")), true},
		{"jump-nowhere", settledRecords(), then(opens(keymap.HistoryGoTo), types("99"), presses(keymap.DialogAccept)), false},
		{"history-jumped", uitest.Options{Records: uitest.Many(300)}, then(opens(keymap.HistoryGoTo), types("120"), presses(keymap.DialogAccept)), false},
		{"saved", configuredFilters(), opens(keymap.HistorySaved), true},
		{"saved-broken", configuredFilters(), opens(keymap.HistorySaved, keymap.MoveDown, keymap.MoveDown, keymap.DialogAccept), false},
		{"columns", settledRecords(), columns, true},
		{"history-columns", settledRecords(), then(columns, presses(keymap.DialogAccept)), false},
		{"history-following", settledRecords(), opens(keymap.HistoryFollow), false},
		{"history-paused", settledRecords(), then(opens(keymap.HistoryFollow, keymap.MoveDown), func(s *uitest.Session) {
			another(s, "7001")
			another(s, "7002")
			s.Pass(3 * time.Second)
		}), false},
	}
}

// done is what was done with a history, the oldest first.
func done() (entries []query.LogEntry) {
	kinds := []query.LogEntry{
		{What: "csv", Of: "operator:bob since:7d", Count: 2, To: "/home/carol/bob.csv"},
		{What: "backup", Count: 7, To: "/mnt/backup/history-2026-11-23.db"},
		{What: "certificate", Of: "record 3", Count: 1, To: "standard output"},
		{What: "rebuild", Detail: "the list had 6 of 7 records", Count: 7},
		{What: "refusal", Server: "production", Of: "type:extension id:=8856", Reason: "GDPR-2211", Detail: "record 21 is in progress"},
		{What: "refused\x1b[2J", Of: "\u202eevil", To: "nowhere"},
	}
	carol := deletion.Operator{Name: "carol", Login: "carol", UID: "1001", LoginUID: "1001", Host: "desk-9", Terminal: "/dev/pts/2"}
	for i := range 30 {
		entry := kinds[i%len(kinds)]
		entry.Event, entry.At, entry.Operator = int64(3*i+5), uitest.Records()[0].Intent.Confirmed.Add(time.Duration(i-30)*time.Hour), carol
		entries = append(entries, entry)
	}
	return entries
}

func logScenes() []scene {
	opens := func(entries []query.LogEntry, actions ...keymap.Action) func(*uitest.Session) {
		return func(s *uitest.Session) {
			s.History.Done = entries
			s.Press(keymap.ShowHistory, keymap.HistoryLog).Press(actions...)
		}
	}
	return []scene{
		{"log", settledRecords(), opens(done()), true},
		{"log-scrolled", settledRecords(), opens(done(), keymap.MovePageDown, keymap.MoveDown), false},
		{"log-entry", settledRecords(), opens(done(), keymap.MoveDown, keymap.HistoryOpen), false},
		{"log-empty", settledRecords(), opens(nil), false},
		{"log-failed", settledRecords(), func(s *uitest.Session) {
			s.Press(keymap.ShowHistory)
			s.History.Break(errDisk)
			s.Press(keymap.HistoryLog)
		}, false},
	}
}

func dialogScenes() []scene {
	settle := then(ends(uitest.Unknown()), presses(keymap.RecordSettle))
	return []scene{
		{"server", plain(), presses(keymap.ChooseServer), true},
		{"examples", uitest.Options{Examples: []ui.Example{
			{Selector: uitest.Selector(deletion.Extension, "8856", "last"), Note: "Ms Kovács: the last finished call"},
			{Selector: uitest.Selector(deletion.Extension, "8803", "last"), Note: "Meeting room: more than one record, refused"},
			{Selector: uitest.Selector(deletion.NativeID, "TRS26140192", ""), Note: "from 8801 to 8856 at 23:40:00"},
		}}, presses(keymap.ShowExamples, keymap.MoveDown), false},
		{"recent", withRecords(), presses(keymap.FormRecall), true},
		{"recent-typed", withRecords(), then(presses(keymap.FormRecall), types("8")), false},
		{"recent-none", withRecords(), then(presses(keymap.FormRecall), types("zz")), false},
		{"settle", plain(), settle, true},
		{"settle-finding-missing", plain(), then(settle, types("Looked in Verba."), presses(keymap.DialogAccept)), false},
		{"settle-note", plain(), then(settle, types("Looked in Verba: it is gone."), presses(keymap.FormDown, keymap.FormOptionNext)), false},
		{"viewer", plain(), then(ends(uitest.Refused(-50, "Call for extension 8856 not found.")), presses(keymap.RecordRaw)), true},
		{"copied", plain(), then(ends(uitest.Accepted()), presses(keymap.RecordCopy)), false},
		{"copy-field", plain(), then(ends(uitest.Accepted()), presses(keymap.RecordCopyField, keymap.MoveDown)), true},
		{"copied-field", settledRecords(), then(presses(keymap.ShowHistory, keymap.RecordCopyField, keymap.MoveBottom, keymap.DialogAccept)), false},
		{"papers", settledRecords(), presses(keymap.ShowHistory, keymap.RecordWrite), true},
		{"file", settledRecords(), presses(keymap.ShowHistory, keymap.RecordCertify), true},
		{"writing", slowPapers(), presses(keymap.ShowHistory, keymap.RecordWrite, keymap.MoveBottom, keymap.DialogAccept, keymap.DialogAccept), true},
		{"help", plain(), presses(keymap.ShowHelp), true},
		{"help-end", plain(), presses(keymap.ShowHelp, keymap.FilterPageDown, keymap.FilterPageDown), false},
		{"help-searched", plain(), then(presses(keymap.ShowHelp), types("copy")), false},
		{"help-of-history", settledRecords(), presses(keymap.ShowHistory, keymap.ShowHelp), false},
		{"actions", plain(), presses(keymap.ShowActions), true},
		{"actions-of-history", settledRecords(), presses(keymap.ShowHistory, keymap.ShowActions), false},
		{"actions-searched", settledRecords(), then(presses(keymap.ShowHistory, keymap.ShowActions), types("cuonts")), false},
		{"actions-none", plain(), then(presses(keymap.ShowActions), types("xyzzy")), false},
		{"progress", plain(), func(s *uitest.Session) {
			s.Sender.Wait()
			confirmed(s)
			s.Press(keymap.SendingLeave, keymap.FormClear).Type("8801").Review()
			s.ExpectConfirm("Delete this conversation?", "extension=8801").Accept()
			s.Press(keymap.SendingLeave, keymap.ShowProgress)
		}, false},
	}
}

func scenes() []scene {
	var all []scene
	for _, some := range [][]scene{formScenes(), confirmScenes(), sendingScenes(), queueScenes(), searchScenes(), resultScenes(), historyScenes(), panelScenes(), logScenes(), dialogScenes(), setupScenes(), typingScenes()} {
		all = append(all, some...)
	}
	return all
}
