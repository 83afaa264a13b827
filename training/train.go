package training

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"switchyard/internal/text"
	"switchyard/models"
)

// Result is what Train made.
type Result struct {
	Bundle *models.Bundle
	// HeldOut measures the bundle on rows it was not fitted on.
	HeldOut *Meter
}

// holdOutNth is the share of the training rows (one in so many) that
// calibrate where no held-out set is given.
const holdOutNth = 10

// Train fits, calibrates and measures a model and seals nothing: the bundle
// is complete but for its card. held may be nil: then one row in ten
// calibrates a first fit, and a second fit on all rows gets its temperature
// and thresholds. now is the time the bundle gives itself. report is called
// from the calling goroutine.
func Train(ctx context.Context, set, held *Dataset, opts Options, now time.Time, report func(Progress)) (*Result, error) {
	if err := opts.validate(); err != nil {
		return nil, err
	}
	if err := set.trainable(); err != nil {
		return nil, err
	}
	if opts.Fuse && set.Task != models.Anger {
		return nil, fmt.Errorf("signs are those of anger: they cannot be joined with task %s", set.Task)
	}
	rows, calibration, err := holdOut(set, held)
	if err != nil {
		return nil, err
	}
	fitted, err := fitExamples(ctx, set, rows, opts, report)
	if err != nil {
		return nil, err
	}
	meter, calibrated, err := calibrate(fitted, set, calibration, opts)
	if err != nil {
		return nil, err
	}
	if held == nil {
		if fitted, err = fitExamples(ctx, set, set.Examples, opts, report); err != nil {
			return nil, err
		}
	}
	var fusion *models.Fusion
	if opts.Fuse {
		if fusion, meter, err = fuse(ctx, set.Labels, calibration, meter.Scored(), opts.Workers); err != nil {
			return nil, err
		}
	}
	graph, err := fitted.network.Graph().Encode()
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{models.GraphFile: graph}
	if fitted.vocabulary != nil {
		files[models.VocabularyFile] = fitted.vocabulary.Encode()
	}
	settings := opts.Features
	manifest := set.manifest(now)
	manifest.Kind, manifest.Features, manifest.Fusion = models.NGrams, &settings, fusion
	manifest.Training = &models.TrainingRecord{Seed: opts.Seed, Rows: len(set.Examples), Epochs: opts.Epochs, Batch: opts.Batch,
		LearningRate: opts.LearningRate, Hidden: fitted.network.Hidden, ClassWeights: string(opts.ClassWeights),
		Linear: opts.Linear, Rarity: opts.Rarity, MinRows: opts.MinRows}
	if fitted.vocabulary != nil {
		manifest.Training.Features = fitted.vocabulary.Rows()
	}
	if opts.Members > 1 {
		manifest.Training.Members = opts.Members
	}
	set.addCalibration(&manifest, held, meter, calibrated)
	return &Result{
		Bundle:  &models.Bundle{Manifest: manifest, Files: files},
		HeldOut: meter,
	}, nil
}

// trainable says why no model can be fitted on the set.
func (d *Dataset) trainable() error {
	if len(d.Labels) < 2 {
		return fmt.Errorf("all rows have the same answer %q for task %s: a model needs at least two labels", strings.Join(d.Labels, ""), d.Task)
	}
	for i := range d.Examples {
		if w := d.Examples[i].Weight; !(w >= 0 && w <= maxWeight) {
			return fmt.Errorf("row %s weighs %v: a weight lies from 0 to %v", d.Examples[i].ID, w, maxWeight)
		}
	}
	return nil
}

// maxWeight bounds the weight of a row, so that one cannot drown the others.
const maxWeight = 1000

// manifest describes any model fitted on the set, before calibration.
func (d *Dataset) manifest(now time.Time) models.Manifest {
	return models.Manifest{
		Task: d.Task, Name: string(d.Task), Licence: "unstated",
		Labels: d.Labels, OutOfScope: d.OutOfScope > 0, Languages: d.Languages(),
		CreatedAt: now.UTC().Truncate(time.Second), Data: append([]models.DataSource(nil), d.Sources...),
	}
}

// addCalibration tells the manifest of a model fitted on the set what came of
// the rows it was not fitted on; held may be nil.
func (d *Dataset) addCalibration(m *models.Manifest, held *Dataset, meter *Meter, temperature float64) {
	m.Temperature = temperature
	m.Thresholds = thresholds(meter, d.OutOfScope > 0, d.Task)
	if d.Task == models.Anger || d.Task == models.Spam {
		m.Flags = flags(meter)
	}
	m.Metrics, m.Reference = meter.Measure().summary(), meter.Summary()
	m.Training.HeldOut = len(meter.Scored())
	if held == nil {
		return
	}
	for _, s := range held.Sources {
		s.Name += " (held out)"
		m.Data = append(m.Data, s)
	}
}

// fitted is a network and the features that it reads, nil for all.
type fitted struct {
	network    *models.Network
	vocabulary *models.Vocabulary
}

// score writes the logits of a bag of buckets to dst.
func (f fitted) score(dst []float32, bag text.Bag) error {
	if f.vocabulary != nil {
		bag.IDs = f.vocabulary.AppendRows(nil, bag.IDs)
	}
	return models.NewNativeEngine(f.network).Score(dst, []text.Bag{bag})
}

// fitExamples fits a network, rounded to int8 unless told otherwise.
func fitExamples(ctx context.Context, set *Dataset, examples []Example, opts Options, report func(Progress)) (fitted, error) {
	if opts.LabelNames {
		for i, name := range set.Labels {
			examples = append(examples[:len(examples):len(examples)], Example{Text: spoken(name), Label: i})
		}
	}
	texts := make([]string, len(examples))
	for i, e := range examples {
		texts[i] = e.Text
	}
	data, err := featurise(opts.Features, texts, opts.Workers)
	if err != nil {
		return fitted{}, err
	}
	factors := rarities(data, opts.Features.Buckets, opts.Rarity, opts.MinRows)
	data = data.weighed(factors)
	table, vocabulary := opts.Features.Buckets, (*models.Vocabulary)(nil)
	if opts.MinRows > 1 {
		vocabulary = learnt(factors)
		table, factors = vocabulary.Rows(), kept(factors, vocabulary)
		data.ids = vocabulary.AppendRows(data.ids[:0], data.ids)
	}
	outputs, smoothing := len(set.Labels), 0.
	if set.OutOfScope > 0 {
		outputs, smoothing = outputs+1, opts.ScopeSmoothing
	}
	weighed := targets(examples, len(set.Labels), opts)
	var members []*models.Network
	for m := range opts.Members {
		own := opts
		own.Seed = memberSeed(opts.Seed, m)
		member, err := fit(ctx, data, weighed, table, outputs, smoothing, own, report)
		if err != nil {
			return fitted{}, err
		}
		members = append(members, member)
	}
	if opts.Linear > 0 {
		member, err := newLinear(data, weighed, table, outputs, opts.Linear, opts.Workers).fit(ctx, report)
		if err != nil {
			return fitted{}, err
		}
		members = append(members, member)
	}
	network := join(members)
	fold(network, factors)
	if !opts.Float32 {
		network = network.Quantise()
	}
	return fitted{network, vocabulary}, nil
}

// spoken turns a label into words: "card_not_working" reads as a sentence.
func spoken(label string) string {
	return strings.Join(strings.FieldsFunc(label, func(r rune) bool { return strings.ContainsRune("_-/.", r) }), " ")
}

// targets weighs the examples, which have the labels 0 to known-1 or known for
// "out of scope", and repeats those out of scope.
func targets(examples []Example, known int, opts Options) []target {
	weights := classWeights(examples, known, opts.ClassWeights)
	var out []target
	var sum float64
	for row, e := range examples {
		visits := 1
		if e.Label == known {
			visits = opts.ScopeRepeats
		}
		for range visits {
			w := weights[row] * e.weight()
			out = append(out, target{row: row, label: e.Label, weight: float32(w)})
			sum += w
		}
	}
	for i := range out {
		out[i].weight *= float32(float64(len(out)) / sum) // mean 1: the learning rate keeps its meaning
	}
	return out
}

// classWeights gives each example the weight that ClassWeights describes; one
// out of scope weighs what the mean label does.
func classWeights(examples []Example, known int, how ClassWeights) []float64 {
	type kin struct {
		source   int
		language string
	}
	type group struct {
		kin
		label int
	}
	of := func(e Example) group {
		if how == ByLanguage {
			return group{kin{e.Source, e.Language}, e.Label}
		}
		return group{label: e.Label}
	}
	count, total := map[group]int{}, map[kin]int{}
	for _, e := range examples {
		g := of(e)
		count[g]++
		total[g.kin]++
	}
	power := map[ClassWeights]float64{Root: .5, Balanced: 1, ByLanguage: 1}[how]
	weights := make([]float64, len(examples))
	for i, e := range examples {
		g := of(e)
		n := float64(count[g])
		mean := float64(total[g.kin]) / float64(known)
		if e.Label == known {
			n = mean
		}
		weights[i] = math.Pow(mean/n, power)
		if how == ByLanguage {
			weights[i] = min(weights[i], maxLanguageWeight)
		}
	}
	return weights
}

// calibrate fits the temperature on rows the network has not seen and
// measures the calibrated network on them.
func calibrate(fitted fitted, set *Dataset, examples []Example, opts Options) (*Meter, float64, error) {
	texts := make([]string, len(examples))
	for i, e := range examples {
		texts[i] = e.Text
	}
	data, err := featurise(opts.Features, texts, opts.Workers)
	if err != nil {
		return nil, 0, err
	}
	outputs := fitted.network.Outputs
	logits := make([]float32, len(examples)*outputs)
	for i := range examples {
		if err := fitted.score(logits[i*outputs:(i+1)*outputs], data.at(i)); err != nil {
			return nil, 0, err
		}
	}
	meter, t := calibrateLogits(logits, outputs, set.Labels, examples)
	return meter, t, nil
}

// calibrateLogits fits the temperature of any model on the logits it gives
// for examples, outputs a row, and measures it with that.
func calibrateLogits(logits []float32, outputs int, known []string, examples []Example) (*Meter, float64) {
	var labels []int
	var kept []float32
	for i, e := range examples {
		if e.Label < outputs {
			labels, kept = append(labels, e.Label), append(kept, logits[i*outputs:(i+1)*outputs]...)
		}
	}
	t := 1.
	if len(labels) > 0 {
		t = temperature(kept, outputs, labels)
	}
	meter := NewMeter(known)
	for i, e := range examples {
		p := make([]float64, outputs)
		models.Softmax(p, logits[i*outputs:(i+1)*outputs], t)
		meter.Add(Scored{ID: e.ID, Language: e.Language, Truth: e.Label, Probabilities: p})
	}
	return meter, t
}

// summary is what a manifest keeps of the figures.
func (m Measures) summary() map[string]float64 {
	out := map[string]float64{"rows": float64(m.Rows), "accuracy": m.Accuracy, "macro_f1": m.MacroF1, "ece": m.ECE, "log_loss": m.LogLoss}
	if m.OutOfScope != nil {
		out["oos_auroc"], out["oos_recall_at_5pct_rejection"] = m.OutOfScope.AUROC, m.OutOfScope.RecallAt5
	}
	for name, v := range out {
		if math.IsNaN(v) {
			delete(out, name)
		}
	}
	return out
}
