package history

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"deletecall/query"
)

func (m Model) sort(order query.Order) (Model, tea.Cmd, Action) {
	m.order = order
	m, command := m.Refresh()
	return m, command, nil
}

// nextOrder goes round the fields, each in its own direction.
func nextOrder(current query.Order) query.Order {
	fields := query.OrderFields()
	return query.Order{By: fields[(slices.Index(fields, current.By)+1)%len(fields)]}
}

func orderArrow(c column, order query.Order) string {
	heading := map[query.OrderField]string{
		query.OrderByTime: "CONFIRMED", query.OrderByOperator: "OPERATOR", query.OrderByOutcome: "OUTCOME",
		query.OrderByIdentifier: "IDENTIFIER", query.OrderByServer: "SERVER",
	}[order.By]
	// An upward arrow says that the smallest comes first; newest first is the other way round.
	up := order.Reversed == (order.By == query.OrderByTime)
	switch {
	case c.name != heading:
		return ""
	case up:
		return "↑"
	}
	return "↓"
}
