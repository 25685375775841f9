// Command yardstick is the minimal Bubble Tea program that the console's figures
// are held against: a list of 200 items, as the library's own tutorial shows it.
package main

import (
	"fmt"
	"os"

	"charm.land/bubbles/v2/list"
	tea "charm.land/bubbletea/v2"
)

type item string

func (i item) Title() string       { return string(i) }
func (i item) Description() string { return "an item of the list" }
func (i item) FilterValue() string { return string(i) }

type model struct{ list list.Model }

func (m model) Init() tea.Cmd { return nil }

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if msg.String() == "ctrl+c" {
			return m, tea.Quit
		}
	case tea.WindowSizeMsg:
		m.list.SetSize(msg.Width, msg.Height)
	}
	var cmd tea.Cmd
	m.list, cmd = m.list.Update(msg)
	return m, cmd
}

func (m model) View() tea.View {
	view := tea.NewView(m.list.View())
	view.AltScreen = true
	return view
}

func main() {
	items := make([]list.Item, 200)
	for i := range items {
		items[i] = item(fmt.Sprintf("Item %d", i+1))
	}
	yardstick := list.New(items, list.NewDefaultDelegate(), 0, 0)
	yardstick.Title = "Yardstick"
	if _, err := tea.NewProgram(model{yardstick}).Run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
