package ui

import (
	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui/widget"
)

// Example is something to try in the practice system.
type Example struct {
	Selector deletion.Selector
	Note     string // what it is, and what will happen
}

type (
	examplesMsg   []Example
	chosenExample struct{ selector deletion.Selector }
)

func (chosenExample) isDialogAnswer() {}

// askExamples asks the practice system, whose calls begin and end all the time.
func (c Console) askExamples() tea.Cmd {
	examples := c.options.Examples
	if examples == nil {
		return nil
	}
	return func() tea.Msg { return examplesMsg(examples()) }
}

// takeExamples opens the list, unless something else was opened meanwhile.
func (c Console) takeExamples(all examplesMsg) Console {
	if c.dialog != nil || c.screen == keymap.Confirm || len(all) == 0 {
		return c
	}
	d := listDialog{keys: c.keys, title: "What to try?"}
	for _, one := range all {
		row, _ := one.Selector.Type().Identifier()
		// In columns: people compare the examples before they choose one.
		text := widget.Fit(row.Label, 16) + " " + widget.Fit(widget.Clean(one.Selector.Identifier()), 14) + " " +
			widget.Fit(string(one.Selector.Status()), 12) + " " + widget.Clean(one.Note)
		d.rows, d.answers = append(d.rows, text), append(d.answers, chosenExample{one.Selector})
	}
	return c.open(d)
}

// useExample keeps the reason: it is the person's own, and no part of an example.
func (c Console) useExample(selector deletion.Selector) (Console, tea.Cmd) {
	c.form = c.form.Filled(selector, c.form.Draft().Reason)
	c, _ = c.show(keymap.Form)
	return c.preview()
}
