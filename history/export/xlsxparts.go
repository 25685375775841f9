package export

import (
	"strconv"
	"strings"
)

// The parts of a workbook that are the same in each, and the namespaces of
// ISO/IEC 29500.
const (
	xmlHeader         = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainNamespace     = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relationNamespace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packageNamespace  = "http://schemas.openxmlformats.org/package/2006/relationships"

	spreadsheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml."

	// Sheets are the default of the ending xml: how many there will be is not known
	// when this part, the first, is written.
	xlsxContentTypes = xmlHeader + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="` + spreadsheetType + `worksheet+xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="` + spreadsheetType + `sheet.main+xml"/>` +
		`<Override PartName="/xl/styles.xml" ContentType="` + spreadsheetType + `styles+xml"/>` +
		`</Types>`

	xlsxPackageRelations = xmlHeader + `<Relationships xmlns="` + packageNamespace + `">` +
		`<Relationship Id="rId1" Type="` + relationNamespace + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`
)

// The styles, by their place in cellXfs of xlsxStyles.
const (
	styleText   = "1"
	styleQuoted = "2" // text that looks like a formula
	styleNumber = "3"
	styleTime   = "4"
	styleHeader = "5"
)

// Of the number formats, 49 is text and 1 is a whole number (ISO/IEC 29500-1,
// 18.8.30).
const xlsxStyles = xmlHeader + `<styleSheet xmlns="` + mainNamespace + `">` +
	`<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd\ hh:mm:ss.000"/></numFmts>` +
	`<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
	`<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>` +
	`<fill><patternFill patternType="solid"><fgColor rgb="FFE7E6E6"/></patternFill></fill></fills>` +
	`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
	`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
	`<cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
	`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
	`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" quotePrefix="1"/>` +
	`<xf numFmtId="1" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
	`<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
	`<xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1"/></cellXfs>` +
	`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`

// The names of the sheets; further ones with records are "Deletions 2", ….
const (
	coverSheet  = "About"
	recordSheet = "Deletions"
)

func recordSheetName(i int) string {
	if i == 1 {
		return recordSheet
	}
	return recordSheet + " " + strconv.Itoa(i)
}

// xlsxWorkbook lists the cover and the sheets with records.
func xlsxWorkbook(recordSheets int) string {
	var b strings.Builder
	b.WriteString(xmlHeader + `<workbook xmlns="` + mainNamespace + `" xmlns:r="` + relationNamespace + `"><sheets>`)
	sheet := func(number int, name string) {
		n := strconv.Itoa(number)
		b.WriteString(`<sheet name="` + name + `" sheetId="` + n + `" r:id="rId` + n + `"/>`)
	}
	sheet(1, coverSheet)
	for i := 1; i <= recordSheets; i++ {
		sheet(i+1, recordSheetName(i))
	}
	b.WriteString(`</sheets></workbook>`)
	return b.String()
}

func xlsxWorkbookRelations(recordSheets int) string {
	var b strings.Builder
	b.WriteString(xmlHeader + `<Relationships xmlns="` + packageNamespace + `">`)
	relation := func(number int, kind, target string) {
		b.WriteString(`<Relationship Id="rId` + strconv.Itoa(number) + `" Type="` + relationNamespace + "/" + kind + `" Target="` + target + `"/>`)
	}
	for i := 1; i <= recordSheets+1; i++ {
		relation(i, "worksheet", "worksheets/sheet"+strconv.Itoa(i)+".xml")
	}
	relation(recordSheets+2, "styles", "styles.xml")
	b.WriteString(`</Relationships>`)
	return b.String()
}
