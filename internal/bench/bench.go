package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// binaries is the folder, below the repository, that run builds into.
const binaries = "bin/bench"

// source is the folder of this package, below the repository.
const source = "internal/bench"

// bench is what a run has to measure with.
type bench struct {
	data    string // folder of the public sets, empty where there is none
	python  string // interpreter that has scikit-learn, or empty
	wrk     string // path of wrk, or empty
	scratch string // folder for bundles and rows, removed afterwards
	recipes map[string]Recipe
	leftOut []string // what cannot be measured here, and the remedy
}

func newBench(ctx context.Context, data string) (*bench, error) {
	recipes, err := parseRecipes(recipesFile)
	if err != nil {
		return nil, err
	}
	b := &bench{recipes: recipes}
	if info, err := os.Stat(data); data != "" && err == nil && info.IsDir() {
		b.data = data
	} else {
		b.leftOut = append(b.leftOut, "accuracy, training, bulk, language and scikit-learn's speed: no data sets; give their folder as DATA=folder")
	}
	if err := exec.CommandContext(ctx, python, "-c", "import sklearn").Run(); err == nil {
		b.python = python
	} else {
		b.leftOut = append(b.leftOut, "scikit-learn's rows: "+python+" lacks it; apt-get install python3-sklearn")
	}
	if b.wrk, err = exec.LookPath("wrk"); err != nil {
		b.leftOut = append(b.leftOut, "http: wrk is missing; apt-get install wrk")
	}
	if b.scratch, err = os.MkdirTemp("", "switchyard-bench-"); err != nil {
		return nil, err
	}
	return b, nil
}

// python is Debian's, which python3-sklearn is packaged for.
const python = "/usr/bin/python3"

// say keeps whoever waits informed.
func (b *bench) say(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "bench: "+format+"\n", args...)
}

// file is a path inside the data folder.
func (b *bench) file(set, name string) string { return filepath.Join(b.data, set, name) }

// built is the path of a program that run built.
func built(name string) string { return filepath.Join(binaries, name) }

// longest bounds any one command; none comes near it on a quiet machine.
const longest = 10 * time.Minute

// finished is a command that ended well: what it printed, the wall clock it
// took and the processor time it used.
type finished struct {
	out       []byte
	took, cpu time.Duration
}

// output runs a command to its end.
func output(ctx context.Context, name string, args ...string) (finished, error) {
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	var complaints bytes.Buffer
	command := exec.CommandContext(ctx, name, args...)
	command.Stderr = &complaints
	start := time.Now()
	out, err := command.Output()
	took := time.Since(start)
	if err != nil {
		return finished{}, fmt.Errorf("%s %s: %w: %s", filepath.Base(name), strings.Join(args, " "), err, lastLine(complaints.String()))
	}
	return finished{out, took, command.ProcessState.UserTime() + command.ProcessState.SystemTime()}, nil
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}

// peer asks peers.py, whose answer is one JSON object.
func (b *bench) peer(ctx context.Context, answer any, args ...string) error {
	done, err := output(ctx, b.python, append([]string{filepath.Join(source, "peers.py")}, args...)...)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(done.out, answer); err != nil {
		return fmt.Errorf("peers.py %s: %w", args[0], err)
	}
	return nil
}
