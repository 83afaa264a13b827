package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"switchyard/internal/insight"
	"switchyard/models"
	"switchyard/training"
)

// corpusRows are tickets that we wrote, below the repository.
const corpusRows = "training/corpus/train"

// reported times the report on a made-up history of 100,000 tickets, and measures
// what it says of labels that were altered on purpose.
func reported(ctx context.Context, b *bench) ([]Figure, error) {
	b.say("  100,000 tickets")
	took := Figure{What: "report on 100,000 tickets with texts, 40 agents, and outcomes", Unit: "s", Goal: AtMost(600), Timed: true}
	work := Figure{What: "  processor time", Unit: "s", Timed: true}
	memory := Figure{What: "  peak memory", Unit: "MB", Goal: AtMost(2048), Timed: true}
	size := Figure{What: "  size of the page", Unit: "kB", Timed: true}
	name, page := filepath.Join(b.scratch, "history.jsonl"), filepath.Join(b.scratch, "report.html")
	if err := writePretended(name); err != nil {
		return nil, err
	}
	r, used, err := runReport(ctx, name, page)
	if err != nil {
		return nil, err
	}
	whole, err := os.Stat(page)
	if err != nil {
		return nil, err
	}
	took.Values, work.Values, memory.Values, size.Values = []float64{used.seconds}, []float64{used.cpu}, []float64{used.peak}, []float64{float64(whole.Size()) / 1e3}
	took.Note = fmt.Sprintf("learnt from %d of %d labelled, replayed %d", r.Learning.Rows, r.Learning.Of, r.Gain.Replayed)
	figures := []Figure{took, work, memory, size, {What: "  tickets whose text is nearly that of another", Unit: "%", Digits: 1, Values: []float64{100 * r.Repeats.Share.Value}}}
	noise, err := labelNoise(ctx, b)
	return append(figures, noise...), err
}

// writePretended writes the history of a made-up desk of half a year.
func writePretended(name string) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	p := pretended{tickets: 100_000, agents: 40, days: 182, mislabelled: .06, burst: 30}
	return errors.Join(p.write(file, corpusRows), file.Close())
}

// runReport runs the command as people do.
func runReport(ctx context.Context, name, page string) (*insight.Report, bulkRun, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*longest)
	defer cancel()
	var said, complaints bytes.Buffer
	command := exec.CommandContext(ctx, built("switchyard"), "report", name, "--html", page, "--json", "--quiet")
	command.Stdout, command.Stderr = &said, &complaints
	start := time.Now()
	if err := command.Start(); err != nil {
		return nil, bulkRun{}, err
	}
	done, peaked := make(chan struct{}), make(chan float64, 1)
	go func() { peaked <- peak(command.Process.Pid, done) }()
	err := command.Wait()
	used := bulkRun{seconds: time.Since(start).Seconds()}
	close(done)
	used.peak = <-peaked
	if err != nil {
		return nil, used, fmt.Errorf("switchyard report: %w: %s", err, lastLine(complaints.String()))
	}
	used.cpu = (command.ProcessState.UserTime() + command.ProcessState.SystemTime()).Seconds()
	var r insight.Report
	if err := json.Unmarshal(said.Bytes(), &r); err != nil {
		return nil, used, fmt.Errorf("switchyard report: %w", err)
	}
	return &r, used, nil
}

// altered is the share of labels that are altered on purpose.
const altered = .06

// labelNoise alters labels and looks for them: in tickets of one product, which a
// model learns well, and in the corpus of eighteen languages, which it does not from
// so few.
func labelNoise(ctx context.Context, b *bench) ([]Figure, error) {
	sets := map[string][]string{}
	names := []string{"our tickets in 18 languages"}
	files, err := filepath.Glob(filepath.Join(corpusRows, "*.jsonl"))
	if err != nil {
		return nil, err
	}
	sets[names[0]] = files
	if b.data != "" {
		names = append(names, "Banking77")
		sets["Banking77"] = []string{b.file("banking77", "train.jsonl")}
	}
	var figures []Figure
	for _, name := range names {
		b.say("  altered labels of %s", name)
		some, err := alteredLabels(ctx, name, sets[name])
		if err != nil {
			return figures, err
		}
		figures = append(figures, some...)
	}
	return figures, nil
}

func alteredLabels(ctx context.Context, name string, files []string) ([]Figure, error) {
	set, err := training.Load(models.Category, files, training.LoadOptions{})
	if err != nil {
		return nil, err
	}
	r := rand.New(rand.NewPCG(1, 2))
	r.Shuffle(len(set.Examples), func(i, j int) { set.Examples[i], set.Examples[j] = set.Examples[j], set.Examples[i] })
	set.Examples = set.Examples[:min(len(set.Examples), 8000)]
	wrong := map[string]bool{}
	for i := range set.Examples {
		e := &set.Examples[i]
		e.ID = strconv.Itoa(i)
		if r.Float64() < altered {
			label := r.IntN(len(set.Labels))
			if label != e.Label {
				wrong[e.ID] = true
			}
			e.Label = label
		}
	}
	found, err := training.Suspicious(ctx, set, training.SuspicionFolds, training.DefaultOptions(len(set.Examples)), func(training.Progress) {})
	if err != nil {
		return nil, err
	}
	flagged, sure, right, sureRight := len(found.Found), 0, 0, 0
	for _, s := range found.Found {
		is := wrong[s.ID]
		if is {
			right++
		}
		if s.Margin() >= .8 {
			sure++
			if is {
				sureRight++
			}
		}
	}
	share := func(what string, n, of int) Figure {
		return Figure{What: "  " + what, Unit: "%", Digits: 1, Values: []float64{100 * float64(n) / float64(max(of, 1))}}
	}
	first := share("", flagged, found.Judged)
	first.What = fmt.Sprintf("labels of %s that look wrong, of %d", name, found.Judged)
	return []Figure{first, share("that were altered", len(wrong), found.Judged), share("of those that look wrong, altered", right, flagged),
		share("of the altered, found", right, len(wrong)), share("of those by a margin of 0.8, altered", sureRight, sure)}, nil
}
