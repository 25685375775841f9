package audit

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui/widget"
)

// edit changes the filter's text; the list follows at once.
func (m Model) edit(msg tea.Msg) (Model, tea.Cmd, Action) {
	former := m.filter.Value()
	var err error
	if m.filter, err = m.filter.Update(msg); err != nil {
		m.problem = widget.RefusedPaste(err)
		return m, nil, nil
	}
	if m.filter.Value() == former {
		return m, nil, nil
	}
	m, cmd := m.ask(m.filter.Value())
	return m, cmd, nil
}

func (m Model) pressFilter(action keymap.Action) (Model, tea.Cmd, Action) {
	switch action {
	case keymap.FilterApply:
		m.filtering = false
		m.filter.Blur()
	case keymap.FilterCancel:
		m, cmd := m.WithFilter(m.before)
		return m, cmd, nil
	case keymap.FilterComplete:
		if completed := complete(m.filter.Value()); completed != m.filter.Value() {
			m.filter.SetValue(completed)
			m, cmd := m.ask(completed)
			return m, cmd, nil
		}
	case keymap.FilterUp:
		return m.move(-1)
	case keymap.FilterDown:
		return m.move(1)
	case keymap.FilterPageUp:
		return m.move(-m.rows())
	case keymap.FilterPageDown:
		return m.move(m.rows())
	}
	return m, nil, nil
}

// suggestions are what the last word of a filter may become.
func suggestions(text string) (stem string, words []string) {
	start := strings.LastIndexAny(text, " \t") + 1
	word := strings.TrimPrefix(text[start:], "-")
	stem = text[:len(text)-len(word)]
	name, value, isField := strings.Cut(word, ":")
	for _, info := range deletion.QueryFields() {
		field := string(info.Field)
		if !isField && word != "" && strings.HasPrefix(field, strings.ToLower(word)) {
			words = append(words, field+":")
		}
		if isField && field == strings.ToLower(name) {
			words = append(words, values(info, field+":", value)...)
		}
	}
	return stem, words
}

// values are those that the last of several values may become.
func values(info deletion.QueryFieldInfo, before, typed string) []string {
	if comma := strings.LastIndexByte(typed, ','); comma >= 0 {
		before, typed = before+typed[:comma+1], typed[comma+1:]
	}
	var words []string
	for _, value := range info.Values {
		if strings.HasPrefix(value, strings.ToLower(typed)) && value != typed && !strings.Contains(value, ",") {
			words = append(words, before+value)
		}
	}
	return words
}

// complete writes the last word on as far as the suggestions agree.
func complete(text string) string {
	stem, words := suggestions(text)
	if len(words) == 0 {
		return text
	}
	common := words[0]
	for _, word := range words[1:] {
		for !strings.HasPrefix(word, common) {
			common = common[:len(common)-1]
		}
	}
	if len(stem)+len(common) < len(text) {
		return text
	}
	return stem + common
}
