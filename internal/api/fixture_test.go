package api

import (
	"context"
	"testing"
	"time"

	"switchyard/internal/triage"
	"switchyard/langdetect"
	"switchyard/models"
	"switchyard/sentiment"
	"switchyard/training"
)

var started = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// rows are hand-written texts and their labels, by task.
var rows = map[models.Task]map[string][]string{
	models.Category: {
		"billing": {"I was charged twice for my invoice", "please refund the payment", "the invoice shows the wrong amount", "my credit card was charged again", "where is my receipt"},
		"access":  {"I cannot log in to my account", "my password does not work", "please reset my password", "the login page locks me out", "I need access to the shared folder"},
		"network": {"the VPN is broken since the update", "wifi drops every hour", "no internet connection in the office", "I cannot connect to the network", "the VPN client does not start"},
	},
	models.Sentiment: {
		"negative": {"this is terrible", "I hate this broken thing", "worst service ever", "it failed again and I am upset"},
		"neutral":  {"please send the form", "the meeting is at nine", "I have a question about the order", "here is the file"},
		"positive": {"thank you so much", "this is great", "excellent help, I love it", "works perfectly now"},
	},
	models.Anger: {
		"false": {"please help me with this", "thank you for the answer", "I have a question", "the printer is out of paper", "where can I find the form"},
		"true":  {"this is unacceptable, fix it NOW", "I am furious about your useless support", "how dare you ignore me again", "I am sick of this garbage", "you people are incompetent"},
	},
}

// sizes of a network: tests take a tiny one, benchmarks one of real size.
type size struct{ buckets, hidden, epochs int }

var (
	tiny     = size{1 << 10, 16, 10}
	lifelike = size{1 << 15, 128, 2}
)

// train fits a bundle for a task on the rows above.
func train(t testing.TB, task models.Task, s size) *models.Bundle {
	t.Helper()
	set := &training.Dataset{Task: task, Sources: []models.DataSource{{Name: "written by hand", SHA256: "0", Rows: 3}}}
	for _, label := range []string{"access", "billing", "network", "negative", "neutral", "positive", "false", "true"} {
		texts, ok := rows[task][label]
		if !ok {
			continue
		}
		for _, text := range texts {
			set.Examples = append(set.Examples, training.Example{Text: text, Language: "en", Label: len(set.Labels)})
		}
		set.Labels = append(set.Labels, label)
	}
	opts := training.DefaultOptions(len(set.Examples))
	opts.Features.Buckets, opts.Hidden, opts.Epochs = s.buckets, s.hidden, s.epochs
	opts.Batch, opts.LearningRate, opts.DropHidden = 4, .02, .1
	result, err := training.Train(context.Background(), set, set, opts, started, func(training.Progress) {})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := result.Bundle.Seal(); err != nil {
		t.Fatal(err)
	}
	return result.Bundle
}

// trainAll fits a category, a sentiment and an anger bundle.
func trainAll(t testing.TB, s size) []*models.Bundle {
	t.Helper()
	return []*models.Bundle{train(t, models.Category, s), train(t, models.Sentiment, s), train(t, models.Anger, s)}
}

// newEngine asks the models in the bundles.
func newEngine(t testing.TB, bundles []*models.Bundle, detector *langdetect.Detector) *triage.Switch {
	t.Helper()
	var members []*models.Model
	for _, b := range bundles {
		m, err := models.Open(b, models.Options{Engine: models.Native})
		if err != nil {
			t.Fatal(err)
		}
		members = append(members, m)
	}
	set, err := models.NewSet(members...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := set.Close(); err != nil {
			t.Error(err)
		}
	})
	engine, err := triage.New(set, detector, sentiment.DefaultFalseAlarms)
	if err != nil {
		t.Fatal(err)
	}
	return triage.NewSwitch(engine)
}

// newDetector knows a few languages and is not loaded.
func newDetector(t testing.TB) *langdetect.Detector {
	t.Helper()
	detector, err := langdetect.New(langdetect.Config{Languages: []string{"en", "de", "hi"}})
	if err != nil {
		t.Fatal(err)
	}
	return detector
}

// newAPI answers with tiny models and a detector that is not loaded.
func newAPI(t testing.TB, change ...func(*Config)) *API {
	t.Helper()
	detector := newDetector(t)
	config := DefaultConfig()
	config.Addr = "127.0.0.1:0"
	for _, c := range change {
		c(&config)
	}
	a, err := New(config, newEngine(t, trainAll(t, tiny), detector), detector)
	if err != nil {
		t.Fatal(err)
	}
	return a
}
