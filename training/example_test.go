package training_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"switchyard/models"
	"switchyard/training"
)

// Rows in, a bundle out, and the bundle at work.
func Example() {
	dir, err := os.MkdirTemp("", "switchyard-example-")
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	rows := filepath.Join(dir, "rows.jsonl")
	file, err := os.Create(rows)
	if err != nil {
		log.Fatal(err)
	}
	for i := range 30 {
		fmt.Fprintf(file, `{"id":"a%d","body":"I was charged twice for invoice %d","language":"en","labels":{"category":"billing"}}`+"\n", i, i)
		fmt.Fprintf(file, `{"id":"b%d","body":"parcel %d has not arrived yet","language":"en","labels":{"category":"shipping"}}`+"\n", i, i)
	}
	if err := file.Close(); err != nil {
		log.Fatal(err)
	}

	set, err := training.Load(models.Category, []string{rows}, training.LoadOptions{})
	if err != nil {
		log.Fatal(err)
	}
	opts := training.DefaultOptions(len(set.Examples))
	result, err := training.Train(context.Background(), set, nil, opts, time.Now(), func(training.Progress) {})
	if err != nil {
		log.Fatal(err)
	}
	bundle := filepath.Join(dir, "category")
	if err := result.Bundle.Write(bundle); err != nil {
		log.Fatal(err)
	}

	model, err := models.OpenDir(bundle, models.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = model.Close() }()
	p := make([]float64, model.Manifest().Outputs())
	if err := model.Predict(p, "the parcel with my shoes has not come"); err != nil {
		log.Fatal(err)
	}
	fmt.Println(model.Manifest().Labels, p[1] > .9)
	// Output: [billing shipping] true
}
