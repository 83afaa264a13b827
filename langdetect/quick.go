package langdetect

import (
	"bytes"
	_ "embed"
	"fmt"
	"sync"

	"switchyard/langdetect/internal/grams"
)

//go:embed grams.bin
var gramsFile []byte

// quickTables decodes the embedded tables once for all detectors, in about
// thirty milliseconds, and indexes them by script.
var quickTables = sync.OnceValue(func() map[string]*grams.Table {
	tables, err := grams.Read(bytes.NewReader(gramsFile))
	if err != nil {
		panic(fmt.Sprintf("langdetect: the embedded tables are damaged: %v", err)) // a broken build, not bad input
	}
	byScript := map[string]*grams.Table{}
	for _, t := range tables {
		byScript[t.Script] = t
	}
	return byScript
})

// A panel is what a detector knows about one script: the configured languages
// written in it and, where several languages share the script, the table that
// tells them apart from each other and from outsiders that are not configured.
type panel struct {
	tongues []tongue
	table   *grams.Table // nil when the script has one language
	column  []int        // tongue -> column of table
	outside []int        // columns of table that belong to no tongue
}

func newPanel(s script, tongues []tongue) panel {
	p := panel{tongues: tongues, table: quickTables()[scriptInfo[s].code]}
	if p.table == nil {
		return p
	}
	p.column = make([]int, len(tongues))
	for col, tag := range p.table.Languages {
		member := false
		for i, t := range tongues {
			if t.tag == tag {
				p.column[i], member = col, true
			}
		}
		if !member {
			p.outside = append(p.outside, col)
		}
	}
	return p
}
