package ui

import (
	"strings"

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

// stopped says why nothing can be sent; empty where something can. It is clean.
func (c Console) stopped() string {
	if c.historyState.err == nil {
		return ""
	}
	return "! Nothing can be sent. " + widget.Clean(hint.Sentences(c.historyState.err.Error()))
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
		texts = append(texts, widget.Clean(c.notice.besides(c.stopped()).text))
	}
	if c.screen == keymap.Form {
		texts = append(texts, c.form.CutOff()...)
	}
	if wrong := c.history.Wrong(); c.screen == keymap.History && wrong != "" && !strings.HasSuffix(c.stopped(), strings.TrimPrefix(wrong, "! ")) {
		texts = append(texts, wrong)
	}
	return texts
}
