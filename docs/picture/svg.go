package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/color"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/vt"
)

// The size of a cell and the frame around the screen, in pixels.
const (
	cellWidth, cellHeight = 8.4, 18.0
	margin                = 14.0
)

const (
	foreground = "#d7dae0"
	background = "#16181d"
)

// drawSVG draws each cell with its own colours, so that the picture is the
// screen and not a rendering of its text.
func drawSVG(screen *vt.SafeEmulator) []byte {
	var svg bytes.Buffer
	w, h := cellWidth*float64(screen.Width())+2*margin, cellHeight*float64(screen.Height())+2*margin
	fmt.Fprintf(&svg, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14">`+"\n", w, h)
	fmt.Fprintf(&svg, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", background)
	for y := range screen.Height() {
		for x := range screen.Width() {
			drawCell(&svg, screen.CellAt(x, y), margin+cellWidth*float64(x), margin+cellHeight*float64(y))
		}
	}
	svg.WriteString("</svg>\n")
	return svg.Bytes()
}

func drawCell(svg *bytes.Buffer, cell *uv.Cell, x, y float64) {
	if cell == nil || cell.Width == 0 {
		return
	}
	front, back := hex(cell.Style.Fg, foreground), hex(cell.Style.Bg, background)
	if cell.Style.Attrs&uv.AttrReverse != 0 {
		front, back = back, front
	}
	if back != background {
		fmt.Fprintf(svg, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s"/>`+"\n", x, y, cellWidth*float64(cell.Width)+.2, cellHeight, back)
	}
	if cell.Content == "" || cell.Content == " " {
		return
	}
	attributes := ""
	if cell.Style.Attrs&uv.AttrBold != 0 {
		attributes += ` font-weight="bold"`
	}
	if cell.Style.Attrs&uv.AttrFaint != 0 {
		attributes += ` opacity="0.6"`
	}
	if cell.Style.Underline != uv.UnderlineNone {
		attributes += ` text-decoration="underline"`
	}
	fmt.Fprintf(svg, `<text x="%.1f" y="%.1f" fill="%s"%s>`, x, y+cellHeight-5, front, attributes)
	_ = xml.EscapeText(svg, []byte(cell.Content))
	svg.WriteString("</text>\n")
}

func hex(c color.Color, otherwise string) string {
	if c == nil {
		return otherwise
	}
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}
