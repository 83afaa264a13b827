package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/schollz/progressbar/v3"

	"switchyard/models"
	"switchyard/training"
	"switchyard/training/report"
)

// trainCommand fits a bundle.
type trainCommand struct {
	Task  string   `required:"" enum:"category,priority,sentiment,anger,emotion,spam" help:"The question to learn: ${enum}."`
	Train []string `required:"" sep:"none" placeholder:"FILE" help:"JSONL rows to learn from, plain or gzip. May be repeated."`
	Dev   []string `sep:"none" placeholder:"FILE" help:"Held-out rows for calibration; without them one row in ten is held out. May be repeated."`
	Out   string   `required:"" placeholder:"DIR" help:"Folder for the bundle."`

	Name          string   `help:"Name of the bundle (default: the task)."`
	Licence       string   `default:"unstated" help:"Licence of the bundle, as allowed by its data."`
	Attribution   []string `sep:"none" placeholder:"FOLDER=TEXT" help:"Licence of the rows of one data folder and, after a semicolon, whom to name. May be repeated."`
	Report        string   `placeholder:"FILE" help:"Write a page of figures and diagrams too, with a learning curve and suspicious labels (about four times the work)."`
	Seed          uint64   `default:"1" help:"The same seed and rows give the same bundle."`
	Hidden        int      `help:"Width of the hidden layer (default 128)."`
	Members       int      `default:"-1" help:"Networks to fit and join into one, each of this width (default 1; 0 with --linear for that alone)."`
	Linear        float64  `placeholder:"PENALTY" help:"Add a linear model with this L2 penalty, good with noisy labels (1 is a start)."`
	Rarity        bool     `help:"Weigh features by the inverse of the rows that have them (idf)."`
	MinRows       int      `help:"Leave out features that fewer training rows have."`
	Buckets       int      `help:"Size of the hashed feature space, a power of two (default 32768)."`
	Signs         bool     `help:"Join an anger model with the visible signs of anger (shouting, threats, insults), weighed on half of the held-out rows."`
	WordWeight    float64  `default:"-1" help:"Weight of words and word pairs among the features (default 1)."`
	CharWeight    float64  `default:"-1" help:"Weight of character n-grams among the features (default 1)."`
	GapWeight     float64  `default:"-1" help:"Weight of word pairs with others between them (default 0.7)."`
	ConceptWeight float64  `default:"-1" help:"Weight of concepts, what words of eighteen languages mean alike (default 0)."`
	Epochs        int      `help:"Visits to each row (default 12; 14 for small sets)."`
	Batch         int      `help:"Rows a step (default 64; 32 for small sets)."`
	LearningRate  float64  `help:"Peak learning rate (default 0.006; 0.004 for small sets)."`
	DropInput     float64  `default:"-1" help:"Share of features left out at each visit (default 0.3)."`
	DropHidden    float64  `default:"-1" help:"Share of hidden units left out at each visit (default 0.5)."`
	WeightDecay   float64  `help:"Shrink weights in use, for noisy labels (0 to 30; default 0)."`
	ClassWeights  string   `default:"none" enum:"none,sqrt,balanced,language" help:"Let rare labels count more: ${enum} (language: balanced within each file and language)."`
	LabelNames    *bool    `negatable:"" help:"Learn from the names of the labels too (default for small sets)."`
	Workers       int      `default:"${cores}" help:"Goroutines; the result does not depend on it."`
	Float32       bool     `name:"float32" help:"Keep full precision (four times the size)."`
	SkipBadRows   bool     `help:"Leave broken rows out instead of refusing the file."`
	Quiet         bool     `short:"q" help:"No progress bar."`
	encoderFlags
}

func (c *trainCommand) Run(ctx context.Context, io streams) error {
	started := time.Now()
	if err := c.check(); err != nil {
		return err
	}
	task := models.Task(c.Task)
	set, err := training.Load(task, c.Train, training.LoadOptions{SkipBad: c.SkipBadRows})
	if err != nil {
		return err
	}
	if set.Skipped.Total() > 0 {
		fmt.Fprintf(io.err, "left out of training: %s\n", set.Skipped)
	}
	var held *training.Dataset
	if len(c.Dev) > 0 {
		if held, err = training.Load(task, c.Dev, training.LoadOptions{Labels: set.Labels, SkipBad: c.SkipBadRows}); err != nil {
			return err
		}
		if held.Skipped.Total() > 0 {
			fmt.Fprintf(io.err, "left out of the held-out rows: %s\n", held.Skipped)
		}
	}
	credits, err := parseCredits(c.Attribution, set, held)
	if err != nil {
		return err
	}
	if err := writable("--out", c.Out); err != nil {
		return err
	}
	if c.Report != "" {
		if err := writable("--report", filepath.Dir(c.Report)); err != nil {
			return err
		}
	}
	opts, progress := c.options(len(set.Examples)), c.progress(io)
	var result *training.Result
	if c.Encoder != "" {
		result, err = c.fitHead(ctx, set, held, progress)
	} else {
		result, err = training.Train(ctx, set, held, opts, time.Now(), progress)
	}
	if err != nil {
		return err
	}
	manifest := &result.Bundle.Manifest
	manifest.Licence = c.Licence
	if c.Name != "" {
		manifest.Name = c.Name
	}
	credits.fill(manifest.Data)
	m := result.HeldOut.Measure()
	result.Bundle.Files[models.CardFile] = training.Card(*manifest, m, c.commandLine())
	if err := result.Bundle.Write(c.Out); err != nil {
		return err
	}
	fmt.Fprintf(io.out, "%s: %s from %d rows in %.1f s; held-out accuracy %.1f %%, macro-F1 %.3f, ECE %.3f\n",
		c.Out, manifest.Version(), len(set.Examples), time.Since(started).Seconds(), 100*m.Accuracy, m.MacroF1, m.ECE)
	if c.Report == "" {
		return nil
	}
	r := report.Of(*manifest, result.HeldOut)
	r.Command = c.commandLine()
	return c.writeReport(ctx, r, set, held, opts, progress)
}

// options are the recipe with what the command line changes.
func (c *trainCommand) options(rows int) training.Options {
	o := training.DefaultOptions(rows)
	o.Seed, o.ClassWeights, o.Workers, o.Float32 = c.Seed, training.ClassWeights(c.ClassWeights), c.Workers, c.Float32
	if c.Hidden != 0 {
		o.Hidden = c.Hidden
	}
	if c.Members >= 0 {
		o.Members = c.Members
	}
	if c.Buckets != 0 {
		o.Features.Buckets = c.Buckets
	}
	for weight, given := range map[*float32]float64{
		&o.Features.WordWeight: c.WordWeight, &o.Features.CharWeight: c.CharWeight, &o.Features.GapWeight: c.GapWeight, &o.Features.ConceptWeight: c.ConceptWeight,
	} {
		if given >= 0 {
			*weight = float32(given)
		}
	}
	if c.Epochs != 0 {
		o.Epochs = c.Epochs
	}
	if c.Batch != 0 {
		o.Batch = c.Batch
	}
	if c.LearningRate != 0 {
		o.LearningRate = c.LearningRate
	}
	if c.DropInput >= 0 {
		o.DropInput = c.DropInput
	}
	if c.DropHidden >= 0 {
		o.DropHidden = c.DropHidden
	}
	o.WeightDecay, o.Linear, o.Rarity, o.MinRows, o.Fuse = c.WeightDecay, c.Linear, c.Rarity, c.MinRows, c.Signs
	if c.LabelNames != nil {
		o.LabelNames = *c.LabelNames
	}
	return o
}

// progress draws a bar on the error stream.
func (c *trainCommand) progress(io streams) func(training.Progress) {
	if c.Quiet {
		return func(training.Progress) {}
	}
	var bar *progressbar.ProgressBar
	return func(p training.Progress) {
		if bar == nil || p.Done == 1 {
			bar = progressbar.NewOptions(p.Total, progressbar.OptionSetWriter(io.err),
				progressbar.OptionSetDescription(p.Stage), progressbar.OptionShowCount(),
				progressbar.OptionSetWidth(30), progressbar.OptionClearOnFinish())
		}
		_ = bar.Set(p.Done) // a bar that cannot be drawn stops nothing
	}
}

// writable finds out before the work starts that the folder can be written.
func writable(flag, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("%s: %w", flag, err)
	}
	probe, err := os.CreateTemp(dir, ".probe-")
	if err != nil {
		return fmt.Errorf("%s: %w", flag, err)
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}
