// Command measure prints how well the right group, resolver or assignee is
// named on real logs, as Markdown:
//
//	go run ./internal/bench/logs/measure -data folder
package main

import (
	"flag"
	"fmt"
	"os"
	"time"

	"switchyard/internal/bench/logs"
)

func main() {
	data := flag.String("data", "", "folder with the data sets it-incidents and jira-assign")
	named := flag.String("log", "", "only the logs whose name contains this")
	from := flag.Int("from", logs.Chosen+1, "first block asked about, 2 to 11; settings were chosen on the blocks before the default")
	to := flag.Int("to", 11, "last block asked about")
	flag.Parse()
	if err := run(*data, *named, *from, *to); err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1)
	}
}

func run(data, named string, from, to int) error {
	all, err := logs.Read(data, named)
	if err != nil {
		return err
	}
	for i := range all {
		start := time.Now()
		result, err := logs.Measure(&all[i], from, to)
		if err != nil {
			return err
		}
		if err := logs.Write(os.Stdout, []logs.Result{result}); err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "%s: %.0f s\n", all[i].Name, time.Since(start).Seconds())
	}
	return nil
}
