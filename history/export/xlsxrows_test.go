//go:build !race

package export

import (
	"bytes"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"deletecall/deletion"
)

func TestRecordsThatASheetCanNotHoldGoOnInTheNext(t *testing.T) {
	var data bytes.Buffer
	out := newSink(&data)
	encode := newXLSX(out, Options{Zone: time.UTC})
	encode.maxRows = 3 // a header and two records
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(encode.begin())
	for i := range 5 {
		must(encode.record(&deletion.Record{Intent: deletion.Intent{Number: int64(i + 1)}}))
	}
	must(encode.end(5))
	must(out.flush())

	book, err := excelize.OpenReader(&data)
	must(err)
	defer book.Close()
	var numbers []string
	for _, sheet := range []string{"Deletions", "Deletions 2", "Deletions 3"} {
		rows, err := book.GetRows(sheet)
		must(err)
		if rows[0][0] != "Record" || len(rows) > 3 {
			t.Errorf("%s: %d rows, %q", sheet, len(rows), rows[0][0])
		}
		for _, row := range rows[1:] {
			numbers = append(numbers, row[0])
		}
	}
	if got := len(numbers); got != 5 || numbers[0] != "1" || numbers[4] != "5" {
		t.Errorf("%q", numbers)
	}
}

func TestColumnsAreNamedAsSpreadsheetsDo(t *testing.T) {
	names := columnLetters(703)
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA"} {
		if names[i] != want {
			t.Errorf("column %d is %s, not %s", i, names[i], want)
		}
	}
}
