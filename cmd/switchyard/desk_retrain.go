package main

import (
	"context"
	"runtime"
	"time"

	"switchyard/internal/api"
	"switchyard/internal/retrain"
	"switchyard/models"
)

// learn has the desk retrain by itself and over HTTP until ctx ends, on half of
// the processors: the other half serves. bundles are those of serve.
func (d *desk) learn(ctx context.Context, config *api.Config, bundles []string) {
	config.Retrain = retrain.New(retrain.Config{
		Store: d.store, Registry: config.Registry, Workers: max(1, runtime.GOMAXPROCS(0)/2), Node: nodeName(), Now: time.Now, NewID: newID, Log: config.Log,
		Starters: func() (map[models.Task]*models.Bundle, error) { return starterModels(bundles) },
	})
	d.background.Go(func() { config.Retrain.Run(ctx) })
}
