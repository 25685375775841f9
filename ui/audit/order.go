package audit

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
)

// sort reads the list anew in another order.
func (m Model) sort(order deletion.Order) (Model, tea.Cmd, Action) {
	m.order = order
	m, command := m.Refresh()
	return m, command, nil
}

// nextOrder goes round the fields, each in its own direction.
func nextOrder(current deletion.Order) deletion.Order {
	fields := deletion.OrderFields()
	return deletion.Order{By: fields[(slices.Index(fields, current.By)+1)%len(fields)]}
}

// orderArrow marks the heading of the column that sorts the table.
func orderArrow(c column, order deletion.Order) string {
	heading := map[deletion.OrderField]string{
		deletion.OrderByTime: "CONFIRMED", deletion.OrderByOperator: "OPERATOR", deletion.OrderByOutcome: "OUTCOME",
		deletion.OrderByIdentifier: "TARGET", deletion.OrderByServer: "SERVER",
	}[order.By]
	// An arrow up says that what is smaller stands above; the newest first is the other way round.
	up := order.Reversed == (order.By == deletion.OrderByTime)
	switch {
	case c.name != heading:
		return ""
	case up:
		return "↑"
	}
	return "↓"
}
