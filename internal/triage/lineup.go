package triage

import (
	"switchyard/models"
)

// Lineup is the models in use: for each task one whose answers count, and at
// most one that answers beside it.
type Lineup struct {
	First  *models.Set
	Beside map[models.Task]Second
	// Held are the tasks whose answers are suggested and never applied, with
	// the reason in words.
	Held map[models.Task]string
}

// Second is a model that answers the same texts as the first one of its task.
type Second struct {
	Model *models.Model
	// Share of the items, 0 to 1, for which the second's answer counts and the
	// first's stands beside it. Which items those are follows from their ID.
	Share float64
}
