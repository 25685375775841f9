package postgres

import (
	"encoding/binary"
	"strings"

	"github.com/jackc/pgx/v5"

	"deletecall/history/list"
	"deletecall/history/proof"
)

// Of a large history, the library's own scanning of each value would take longer than checking it:
// values in binary are read as the server wrote them (postgresql.org/docs, "Formats and Format Codes").

// inBinary are the values of a row, good until the next one, unless some are in text.
func inBinary(row pgx.CollectableRow) (values [][]byte, ok bool) {
	for _, field := range row.FieldDescriptions() {
		if field.Format != pgx.BinaryFormatCode {
			return nil, false
		}
	}
	return row.RawValues(), true
}

func number(value []byte) int64 { return int64(binary.BigEndian.Uint64(value)) }

// isNumber is false where somebody gave a column another type.
func isNumber(value []byte) bool { return len(value) == 8 }

// eventScanner reads events of selectEvents into memory that they share.
type eventScanner struct {
	memory []byte
	kinds  map[string]string // so that each is there once
	read   int               // bytes
}

func (s *eventScanner) scan(row pgx.CollectableRow) (event proof.StoredEvent, err error) {
	if values, ok := inBinary(row); ok && isNumber(values[0]) && isNumber(values[1]) && values[2] != nil {
		event.Seq, event.Number, event.Kind = number(values[0]), number(values[1]), s.kind(values[2])
		for i, into := range []*[]byte{&event.Data, &event.Fields, &event.Answers, &event.Hashes} {
			*into = s.keep(values[3+i])
		}
	} else if event, err = scanEvent(row); err != nil {
		return event, err
	}
	s.read += len(event.Data) + len(event.Fields) + len(event.Answers) + len(event.Hashes)
	return event, nil
}

// again lets other events have the memory.
func (s *eventScanner) again() { s.memory, s.read = s.memory[:0], 0 }

// keep is a copy. NULL stays nil.
func (s *eventScanner) keep(value []byte) []byte {
	if value == nil {
		return nil
	}
	from := len(s.memory)
	s.memory = append(s.memory, value...)
	return s.memory[from:len(s.memory):len(s.memory)]
}

func (s *eventScanner) kind(value []byte) string {
	kind, known := s.kinds[string(value)]
	if !known {
		kind = string(value)
		if s.kinds == nil {
			s.kinds = map[string]string{}
		}
		if len(s.kinds) < mostKinds {
			s.kinds[kind] = kind
		}
	}
	return kind
}

// mostKinds is more than there are: somebody may have written others.
const mostKinds = 100

// withWords scans the words after what a row has in every store.
type withWords struct {
	row   pgx.CollectableRow
	words *string
}

// Scan implements what [list.Row.Scan] reads. The texts of a row are in one piece of memory.
func (w withWords) Scan(into ...any) error {
	values, ok := inBinary(w.row)
	for i, c := range list.Columns {
		ok = ok && (c.Kind != list.Number || values[i] == nil || isNumber(values[i]))
	}
	if !ok || len(values[len(list.Columns)]) != 1 {
		return w.row.Scan(append(into, w.words)...)
	}
	all := joined(values)
	for i, value := range values {
		text := all[:len(value)]
		all = all[len(value):]
		switch {
		case i > len(list.Columns):
			*w.words = text
		case i == len(list.Columns):
			*into[i].(*bool) = value[0] != 0
		case value == nil:
			*into[i].(*list.Value) = list.Value{}
		case list.Columns[i].Kind == list.Number:
			into[i].(*list.Value).SetNumber(number(value))
		case list.Columns[i].Kind == list.Blob:
			into[i].(*list.Value).SetBlob(text)
		default:
			into[i].(*list.Value).SetText(text)
		}
	}
	return nil
}

func joined(values [][]byte) string {
	size := 0
	for _, value := range values {
		size += len(value)
	}
	var all strings.Builder
	all.Grow(size)
	for _, value := range values {
		all.Write(value)
	}
	return all.String()
}
