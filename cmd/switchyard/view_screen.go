package main

import (
	"io"
	"os"

	"golang.org/x/term"
)

// screen is what a view is drawn on.
type screen struct {
	width  int // columns
	colour bool
}

// Widths of a view: where there is no terminal to ask, and the least that its
// columns fit into.
const (
	usualWidth = 80
	leastWidth = 40
)

// newScreen measures the terminal that out is. plain forbids colours, which
// anything but a terminal does without anyway.
func newScreen(out io.Writer, plain bool) screen {
	file, ok := out.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return screen{width: usualWidth}
	}
	width, _, err := term.GetSize(int(file.Fd()))
	if err != nil || width == 0 { // a terminal need not say
		width = usualWidth
	}
	return screen{width: max(width, leastWidth), colour: !plain}
}

// colourless says whether the environment wishes no colours; see
// https://no-color.org.
func colourless() bool { return os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" }

// ink is how text is painted: the parameters of an ANSI sequence (ECMA-48
// SGR), all from the 16 colours that a terminal's theme keeps readable.
type ink string

const (
	plainInk  ink = ""
	titleInk  ink = "1"
	quietInk  ink = "2"
	barInk    ink = "36"
	goodInk   ink = "32"
	unsureInk ink = "33"
	alarmInk  ink = "1;31"
)

// Evidence for an answer and against it, from weak to strong.
var (
	forInk     = [...]ink{"32", "1;32", "1;30;42"}
	againstInk = [...]ink{"4;31", "1;4;31", "1;4;30;41"}
)

// paint colours a text that is already safe.
func (s screen) paint(i ink, text string) string {
	if !s.colour || i == plainInk || text == "" {
		return text
	}
	return "\x1b[" + string(i) + "m" + text + "\x1b[0m"
}
