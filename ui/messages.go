package ui

import (
	"slices"

	"deletecall/hint"
	"deletecall/keymap"
	"deletecall/ui/widget"
)

// moreMark ends what is cut off for lack of room. The help has it whole; over a confirmation there is
// no help.
func (c Console) moreMark() string {
	if c.screen == keymap.Confirm || c.visible() == keymap.Help {
		return " …"
	}
	return widget.MoreMark(c.keys)
}

// unusable is why nothing can be recorded and so nothing sent; empty where something can. It is foreign.
func (c Console) unusable() string {
	if c.historyState.err == nil {
		return ""
	}
	return hint.Sentences(c.historyState.err.Error())
}

// stopped says that nothing can be sent, and why; empty where something can. It is clean.
func (c Console) stopped() string {
	reason := c.unusable()
	if reason == "" {
		return ""
	}
	return "! Nothing can be sent. " + widget.Clean(reason)
}

// messages are what is said around the screen, and on a form that has no room for it, whole and clean.
// The help begins with them.
func (c Console) messages() (texts []string) {
	if stopped := c.stopped(); stopped != "" {
		texts = append(texts, stopped)
	}
	if count := c.historyState.unsettled; count > 0 {
		texts = append(texts, unsettledText(count)+".")
	}
	for _, warning := range c.historyState.warnings {
		texts = append(texts, "! "+widget.Clean(warning))
	}
	for _, one := range c.news {
		texts = append(texts, widget.Clean(one.text))
	}
	if c.notice.text != "" {
		texts = append(texts, widget.Clean(c.notice.besides(c.unusable()).text))
	}
	if c.screen == keymap.Form {
		texts = append(texts, c.form.CutOff()...)
	}
	if wrong := c.history.Wrong(); c.screen == keymap.History && wrong != "" && wrong != "! "+widget.Clean(c.unusable()) {
		texts = append(texts, wrong)
	}
	return texts
}

// inHelp reports whether the help is on the screen and begins with what was said: then it is not said below, too.
func (c Console) inHelp(one notice) bool {
	return c.visible() == keymap.Help && slices.Contains(c.help.messages, widget.Clean(one.text))
}
