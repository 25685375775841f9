package main

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"image/color"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/vt"
)

// The size of a cell and the frame around the screen, in pixels.
const (
	cellWidth, cellHeight = 8.4, 17.0
	margin                = 14.0
)

// theme is a terminal's: what it draws with where a cell has no colours of its own.
type theme struct{ name, foreground, background string }

var (
	dark  = theme{"dark", "#d7dae0", "#16181d"}
	light = theme{"light", "#24292f", "#ffffff"}
)

// drawSVG draws the cells with their own colours, so that the picture is the
// screen and not a rendering of its text.
func drawSVG(screen *vt.SafeEmulator, theme theme) []byte {
	var svg bytes.Buffer
	w, h := cellWidth*float64(screen.Width())+2*margin, cellHeight*float64(screen.Height())+2*margin
	fmt.Fprintf(&svg, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14">`+"\n", w, h)
	fmt.Fprintf(&svg, `<rect width="100%%" height="100%%" rx="8" fill="%s" stroke="#8885"/>`+"\n", theme.background)
	for y := range screen.Height() {
		for x := 0; x < screen.Width(); {
			x += drawRun(&svg, theme, screen, x, y)
		}
	}
	svg.WriteString("</svg>\n")
	return svg.Bytes()
}

// drawRun draws the cells from one on that look alike as one text, stretched to their width so
// that any font keeps the columns, and returns how many they are.
func drawRun(svg *bytes.Buffer, theme theme, screen *vt.SafeEmulator, x, y int) (cells int) {
	first := screen.CellAt(x, y)
	var text strings.Builder
	for cells = 0; x+cells < screen.Width(); {
		cell := screen.CellAt(x+cells, y)
		// A character of two cells comes from another font, whose width is another: alone it
		// moves nothing beside it.
		if cell == nil || cell.Style.String() != first.Style.String() || cells > 0 && cell.Width != first.Width {
			break
		}
		text.WriteString(cmp.Or(cell.Content, " "))
		cells += max(1, cell.Width)
	}
	if first == nil {
		return 1
	}
	left, top, wide := margin+cellWidth*float64(x), margin+cellHeight*float64(y), cellWidth*float64(cells)
	front, back := hex(first.Style.Fg, theme.foreground), hex(first.Style.Bg, theme.background)
	if first.Style.Attrs&uv.AttrReverse != 0 {
		front, back = back, front
	}
	if back != theme.background {
		fmt.Fprintf(svg, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s"/>`+"\n", left, top, wide+.2, cellHeight, back)
	}
	if strings.TrimSpace(text.String()) == "" {
		return cells
	}
	attributes := ""
	if first.Style.Attrs&uv.AttrBold != 0 {
		attributes += ` font-weight="bold"`
	}
	if first.Style.Attrs&uv.AttrFaint != 0 {
		attributes += ` opacity="0.6"`
	}
	if first.Style.Underline != uv.UnderlineNone {
		attributes += ` text-decoration="underline"`
	}
	fmt.Fprintf(svg, `<text x="%.1f" y="%.1f" textLength="%.1f" xml:space="preserve" fill="%s"%s>`, left, top+cellHeight-5, wide, front, attributes)
	_ = xml.EscapeText(svg, []byte(text.String()))
	svg.WriteString("</text>\n")
	return cells
}

func hex(c color.Color, otherwise string) string {
	if c == nil {
		return otherwise
	}
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}
