package export

import (
	"archive/zip"
	"compress/flate"
	"fmt"
	"io"
	"strconv"
	"time"

	"deletecall/deletion"
)

// xlsxMaxRows is how many rows a sheet may have (ISO/IEC 29500, as spreadsheets
// implement it). What is beyond goes on in a further sheet.
const xlsxMaxRows = 1 << 20

// xlsxEncoder writes a workbook part by part into the archive, so that no sheet is
// ever whole in memory. The cover is the first sheet and is written last, when
// the number of records is known.
type xlsxEncoder struct {
	zip     *zip.Writer
	about   About
	columns []column
	maxRows int
	stamp   time.Time // of the parts in the archive

	sheet  sheetWriter
	sheets int // with records, begun so far
}

func newXLSX(out *sink, options Options) *xlsxEncoder {
	archive := zip.NewWriter(out)
	archive.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, flate.BestSpeed) // a third of the time, a quarter more bytes
	})
	columns := xlsxColumns()
	return &xlsxEncoder{
		zip: archive, about: options.About, columns: columns, maxRows: xlsxMaxRows, stamp: options.About.Exported,
		sheet: sheetWriter{out: newSink(nil), zone: options.Zone, letters: columnLetters(len(columns))},
	}
}

// xlsxColumns are the columns with one more: a date-time of a spreadsheet has no
// offset, and in autumn the clock shows an hour twice.
func xlsxColumns() []column {
	var all []column
	for _, c := range columns() {
		all = append(all, c)
		if c.name == "confirmed_at" {
			all = append(all, column{"confirmed_offset", "Confirmed: offset from UTC", 24, func(r *deletion.Record) value {
				return value{kind: offsetOf(r.Intent.Confirmed), time: r.Intent.Confirmed}
			}})
		}
	}
	return all
}

func (e *xlsxEncoder) begin() error {
	for _, part := range [][2]string{
		{"[Content_Types].xml", xlsxContentTypes},
		{"_rels/.rels", xlsxPackageRelations},
		{"xl/styles.xml", xlsxStyles},
	} {
		if err := e.part(part[0], part[1]); err != nil {
			return err
		}
	}
	return e.beginSheet()
}

func (e *xlsxEncoder) record(r *deletion.Record) error {
	if e.sheet.rows == e.maxRows {
		if err := e.endSheet(); err != nil {
			return err
		}
		if err := e.beginSheet(); err != nil {
			return err
		}
	}
	e.sheet.beginRow()
	for i := range e.columns {
		e.sheet.value(i, e.columns[i].value(r))
	}
	return e.sheet.endRow()
}

func (e *xlsxEncoder) end(written int64) error {
	if err := e.endSheet(); err != nil {
		return err
	}
	if err := e.cover(written); err != nil {
		return err
	}
	if err := e.part("xl/workbook.xml", xlsxWorkbook(e.sheets)); err != nil {
		return err
	}
	if err := e.part("xl/_rels/workbook.xml.rels", xlsxWorkbookRelations(e.sheets)); err != nil {
		return err
	}
	return e.zip.Close()
}

func (e *xlsxEncoder) create(name string) (io.Writer, error) {
	return e.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: e.stamp})
}

func (e *xlsxEncoder) part(name, content string) error {
	w, err := e.create(name)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, content)
	return err
}

func (e *xlsxEncoder) beginSheet() error {
	e.sheets++
	w, err := e.create(fmt.Sprintf("xl/worksheets/sheet%d.xml", e.sheets+1))
	if err != nil {
		return err
	}
	var widths []int
	for _, c := range e.columns {
		widths = append(widths, c.width)
	}
	e.sheet.begin(w, widths, true)
	e.sheet.beginRow()
	for i, c := range e.columns {
		e.sheet.styledText(i, c.title, styleHeader)
	}
	return e.sheet.endRow()
}

func (e *xlsxEncoder) endSheet() error {
	last := e.sheet.letters[len(e.columns)-1] + strconv.Itoa(e.sheet.rows)
	return e.sheet.end(`<autoFilter ref="A1:` + last + `"/>`)
}

func (e *xlsxEncoder) cover(written int64) error {
	w, err := e.create("xl/worksheets/sheet1.xml")
	if err != nil {
		return err
	}
	e.sheet.begin(w, []int{30, 80}, false)
	e.sheet.beginRow()
	e.sheet.styledText(0, "Deletions of recorded calls", styleHeader)
	e.sheet.styledText(1, "", styleHeader)
	if err := e.sheet.endRow(); err != nil {
		return err
	}
	for _, line := range e.about.lines(e.sheet.zone, written) {
		e.sheet.beginRow()
		e.sheet.value(0, line[0])
		e.sheet.value(1, line[1])
		if err := e.sheet.endRow(); err != nil {
			return err
		}
	}
	return e.sheet.end("")
}
