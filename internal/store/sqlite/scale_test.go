package sqlite_test

import (
	"flag"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"switchyard/internal/store/storetest"
)

var scale = flag.Int("scale", 0, "fill a desk with so many tickets, such as 1000000, and time its views beside one of 10,000")

// TestScale asks a small and a large desk for the same views. The small one
// alone, without times, is part of every run.
func TestScale(t *testing.T) {
	t.Parallel()
	sizes := []int{500}
	if *scale > 0 {
		sizes = []int{10_000, *scale}
	}
	var report strings.Builder
	small := map[string][2]time.Duration{}
	for _, size := range sizes {
		s := open(t, filepath.Join(t.TempDir(), "desk.db"))
		defer s.Close()
		desk := storetest.NewDesk(size)
		begin := time.Now()
		if err := desk.Fill(t.Context(), s); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&report, "\n%d tickets, filled in %v\n", size, time.Since(begin).Round(time.Second))
		for _, view := range desk.Views() {
			times := 20
			if *scale > 0 {
				times = 400
			}
			p50, p99, err := view.Measure(t.Context(), s, times)
			if err != nil {
				t.Error(err)
				continue
			}
			fmt.Fprintf(&report, "%-40s p50 %8.2f ms  p99 %8.2f ms", view.Name, p50.Seconds()*1e3, p99.Seconds()*1e3)
			if before, found := small[view.Name]; found {
				fmt.Fprintf(&report, "  ratios %.2f and %.2f", float64(p50)/float64(before[0]), float64(p99)/float64(before[1]))
			}
			small[view.Name] = [2]time.Duration{p50, p99}
			report.WriteString("\n")
		}
	}
	if *scale > 0 {
		t.Log(report.String())
	}
}
