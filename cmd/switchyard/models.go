package main

import (
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"

	"switchyard/models"
	"switchyard/models/starter"
)

// modelsCommand groups the verbs about bundles.
type modelsCommand struct {
	Show     showCommand           `cmd:"" help:"Say what a bundle is, what it learnt from and how good it was."`
	Verify   verifyCommand         `cmd:"" help:"Check a bundle's hashes and shapes, and that its engines agree."`
	List     modelsListCommand     `cmd:"" help:"List the models that a desk has trained, and what became of them."`
	Promote  modelsPromoteCommand  `cmd:"" help:"Make a model of a desk its champion."`
	Rollback modelsRollBackCommand `cmd:"" help:"Take a model of a desk out of service: the one before it answers again."`
}

// showCommand describes bundles.
type showCommand struct {
	Dir []string `arg:"" optional:"" placeholder:"DIR" help:"Folders of bundles (default: the starter bundles)."`
}

func readBundles(dirs []string) ([]*models.Bundle, error) {
	if len(dirs) == 0 {
		return starter.Bundles()
	}
	bundles := make([]*models.Bundle, len(dirs))
	for i, dir := range dirs {
		b, err := findBundle(dir)
		if err != nil {
			return nil, err
		}
		bundles[i] = b
	}
	return bundles, nil
}

func (c *showCommand) Run(s streams) error {
	bundles, err := readBundles(c.Dir)
	if err != nil {
		return err
	}
	for _, b := range bundles {
		if err := show(s.out, b); err != nil {
			return err
		}
	}
	return nil
}

func show(out io.Writer, b *models.Bundle) error {
	m, size := &b.Manifest, 0
	for _, data := range b.Files {
		size += len(data)
	}
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	line := func(name, format string, args ...any) { fmt.Fprintf(w, "  "+name+"\t"+format+"\n", args...) }
	fmt.Fprintf(w, "%s\n", m.Version())
	line("hash", "%s", m.Hash)
	line("answers", "%s, by %s, %.1f MB", orNone(string(m.Task)), m.Kind, float64(size)/1e6)
	line("labels", "%d: %s", len(m.Labels), strings.Join(m.Labels, ", "))
	line("languages", "%s", strings.Join(m.Languages, " "))
	line("licence", "%s", m.Licence)
	line("made", "%s", m.CreatedAt.Format("2006-01-02 15:04:05 MST"))
	if m.Task != "" {
		line("temperature", "%.3f", m.Temperature)
		line("answers from", "probability %.2f, margin %.2f, in-scope %.2f, flag %.2f", m.Thresholds.Confidence, m.Thresholds.Margin, m.Thresholds.InScope, m.Thresholds.Flag)
	}
	for _, name := range []string{"accuracy", "macro_f1", "ece", "log_loss", "oos_auroc", "oos_recall_at_5pct_rejection"} {
		if v, ok := m.Metrics[name]; ok {
			line("held-out "+name, "%.4f", v)
		}
	}
	for _, p := range m.Flags {
		if p.Language == "" {
			line("flag", "from %.3f: %g %% false alarms, %.1f %% found", p.Threshold, 100*p.FalseAlarms, 100*p.Recall)
		}
	}
	if c := m.Certificate; c != nil {
		line("certificate", "error at most %g %% with confidence %g %%, until %s", 100*c.Alpha, 100*(1-c.Delta), c.ExpiresAt.Format("2006-01-02"))
		for _, g := range c.Groups {
			line("applies", "%s: %s", g.Name, applies(g))
		}
	}
	for _, d := range m.Data {
		line("learnt from", "%s, %d rows, %s", d.Name, d.Rows, orNone(d.Licence))
	}
	return w.Flush()
}

func applies(g models.CertifiedGroup) string {
	if !g.Certified() {
		return "nothing: " + g.Refused
	}
	return fmt.Sprintf("from %.3f, %.1f %% of %d rows", g.Threshold, 100*g.Coverage, g.Rows)
}

func orNone(s string) string {
	if s == "" {
		return "not stated"
	}
	return s
}

// verifyCommand checks bundles.
type verifyCommand struct {
	engineFlags
	Dir []string `arg:"" optional:"" placeholder:"DIR" help:"Folders of bundles (default: the starter bundles)."`
}

// probes are texts that both engines must agree on.
var probes = []string{
	"", "ok", "My printer is down again and nobody answers!", "Wo ist mein Paket? Bestellung 4711",
	"मेरा ऑर्डर अभी तक नहीं आया", "我要退款，请帮忙。", "👍🏽👍🏽", "a\x00b\xff", strings.Repeat("the same words again ", 200),
}

// agreement is the largest difference in a probability that engines may show.
const agreement = 1e-4

func (c *verifyCommand) Run(s streams) error {
	opts, missing, err := c.options()
	if err != nil {
		return err
	}
	bundles, err := readBundles(c.Dir)
	if err != nil {
		return err
	}
	for _, b := range bundles {
		verdict, err := verify(b, opts, missing)
		if err != nil {
			return fmt.Errorf("%s: %w", b.Manifest.Version(), err)
		}
		if _, err := fmt.Fprintf(s.out, "%s: %s\n", b.Manifest.Version(), verdict); err != nil {
			return err
		}
	}
	return nil
}

// verify opens a bundle, which checks everything but the engines, and
// compares those.
func verify(b *models.Bundle, opts models.Options, missing error) (string, error) {
	if b.Manifest.Task == "" {
		e, err := models.OpenEmbedder(b, opts)
		if err != nil {
			return "", err
		}
		return fmt.Sprintf("sound; an encoder of %d dimensions without a head", e.Dimensions()), e.Close()
	}
	if b.Manifest.Kind != models.NGrams {
		m, err := models.Open(b, opts)
		if err != nil {
			return "", err
		}
		return "sound; runs on " + m.Engine(), m.Close()
	}
	native, err := predictions(b, models.Options{Engine: models.Native})
	if err != nil {
		return "", err
	}
	if missing != nil {
		return fmt.Sprintf("sound; not compared with ONNX Runtime: %v", missing), nil
	}
	reference, err := predictions(b, models.Options{Engine: models.ONNX, Runtime: opts.Runtime})
	if err != nil {
		return "", err
	}
	var worst float64
	for i, p := range native {
		worst = max(worst, math.Abs(p-reference[i]))
	}
	if worst > agreement {
		return "", fmt.Errorf("the engines differ by %.1e in a probability, at most %.0e is allowed", worst, agreement)
	}
	return fmt.Sprintf("sound; native and ONNX Runtime %s differ by at most %.0e", opts.Runtime.Version(), worst), nil
}

func predictions(b *models.Bundle, opts models.Options) (p []float64, err error) {
	m, err := models.Open(b, opts)
	if err != nil {
		return nil, err
	}
	p = make([]float64, len(probes)*m.Manifest().Outputs())
	err = m.PredictBatch(p, probes)
	if closed := m.Close(); err == nil {
		err = closed
	}
	return p, err
}
