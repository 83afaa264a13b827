// Command measure prints how well the right group, resolver or assignee is
// named on real logs, as Markdown:
//
//	go run ./internal/bench/logs/measure -data folder
package main

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"switchyard/internal/bench/logs"
)

func main() {
	data := flag.String("data", "", "folder with the data sets it-incidents and jira-assign")
	named := flag.String("log", "", "only the logs whose name contains this")
	from := flag.Int("from", logs.Chosen+1, "first block asked about, 2 to 11; settings were chosen on the blocks before the default")
	to := flag.Int("to", 11, "last block asked about")
	success := flag.Bool("success", false, "judge the success model on it-incidents instead")
	flag.Parse()
	if *success {
		if err := judge(*data, *from); err != nil {
			fmt.Fprintln(os.Stderr, "measure:", err)
			os.Exit(1)
		}
		return
	}
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

func judge(data string, from int) error {
	all, err := logs.Success(context.Background(), data, from)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		fmt.Printf("\n### it-incidents: ends with its first %s, from block %d\n\n| method | %s | %s |\n|---|---|---|---|---|---|---|\n",
			name, from, strings.Join(logs.SuccessMeasures, " | "), "ours better by: "+strings.Join(logs.SuccessMeasures, " | "))
		for _, f := range all[name] {
			var cells []string
			for _, e := range slices.Concat(f.Estimates, f.Behind) {
				cells = append(cells, fmt.Sprintf("%.3f (%.3f to %.3f)", e.Value, e.Low, e.High))
			}
			fmt.Printf("| %s | %s |\n", f.Name, strings.Join(cells, " | "))
		}
	}
	return nil
}
