package history

import "maps"

// A column that is narrower can't be read, and one that is wider leaves no other.
const narrowest, broadest = 3, 120

const longestName = 10

// widths are the widths that a person has chosen, in cells, by the heading of the column. The
// screen decides the others. They are never changed: the table and the panel share them.
type widths map[string]int

func (w widths) with(name string, cells int) widths {
	changed := maps.Clone(w)
	if changed == nil {
		changed = widths{}
	}
	changed[name] = min(max(cells, narrowest), broadest)
	return changed
}

// without returns nil for the last one, so that habits without any width are saved as none.
func (w widths) without(name string) widths {
	changed := maps.Clone(w)
	delete(changed, name)
	if len(changed) == 0 {
		return nil
	}
	return changed
}

// of are the columns with their chosen widths. None is wider than the room, or it and all to
// its right could never be seen.
func (w widths) of(columns []column, room int) []column {
	sized := make([]column, len(columns))
	for i, c := range columns {
		if cells, chosen := w[c.name]; chosen {
			c.width, c.grows = max(1, min(cells, room)), 0
		}
		sized[i] = c
	}
	return sized
}

// cells is how wide a column is: as chosen, else as the table shows it, else its least.
func (p columnPanel) cells(m Model, at int) int {
	name := p.columns[at].name
	if cells, chosen := p.widths[name]; chosen {
		return cells
	}
	for _, c := range m.layout(m.tableWidth()).columns {
		if c.name == name {
			return c.width
		}
	}
	return p.columns[at].width
}

// known are the widths of columns that this version has, within bounds.
func known(all []column, kept map[string]int) (w widths) {
	for _, c := range all[1:] {
		if cells, chosen := kept[c.name]; chosen {
			w = w.with(c.name, cells)
		}
	}
	return w
}
