package main

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// Report is what a run found out.
type Report struct {
	Before, After Machine
	Took          time.Duration
	Sections      []Findings
	LeftOut       []string
}

// Findings are the figures of one section. Err says what stopped it early.
type Findings struct {
	Section string
	Figures []Figure
	Err     error
}

// Markdown writes the report as tables.
func (r Report) Markdown() []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "%s\n\nLoad average %s before and %s after, %.0f s in all. Beside a busy machine only ratios taken in one run mean much.\n",
		r.Before, r.Before.Load, r.After.Load, r.Took.Seconds())
	for _, f := range r.Sections {
		f.markdown(&out)
	}
	if len(r.LeftOut) > 0 {
		fmt.Fprintf(&out, "\nLeft out:\n\n- %s\n", strings.Join(r.LeftOut, "\n- "))
	}
	return out.Bytes()
}

func (f Findings) markdown(out *bytes.Buffer) {
	fmt.Fprintf(out, "\n## %s\n\n", f.Section)
	if len(f.Figures) > 0 {
		out.WriteString("| figure | goal | measured | runs, lowest to highest | |\n|---|---:|---:|---|---|\n")
	}
	for _, x := range f.Figures {
		what := x.What
		if x.Note != "" {
			what += " (" + x.Note + ")"
		}
		measured := x.number(x.Value())
		if x.Unit != "" {
			measured += " " + x.Unit
		}
		fmt.Fprintf(out, "| %s | %s | %s | %s | %s |\n", what, x.Goal, measured, x.spread(), x.Verdict())
	}
	if f.Err != nil {
		fmt.Fprintf(out, "\nThis section stopped early: %v\n", f.Err)
	}
}
