package training

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPartsAreNestedAndOfTheirSize(t *testing.T) {
	rows := toySet(1, 4, 1000).Examples
	larger := rows
	for _, nth := range []uint64{1, 2, 4, 8} {
		part := onePart(rows, nth)
		want := float64(len(rows)) / float64(nth)
		if size := float64(len(part)); size < .85*want || size > 1.15*want {
			t.Errorf("one row in %d: %v rows of %d", nth, size, len(rows))
		}
		for _, e := range part {
			if !slices.Contains(larger, e) {
				t.Fatalf("row %s is in a part but not in the next larger one", e.ID)
			}
		}
		larger = part
	}
}

func TestDivisionsKeepEqualTextsTogether(t *testing.T) {
	rows := []Example{{Text: "Printer  jams"}, {Text: "printer jams "}, {Text: "PRINTER\njams"}}
	for _, divided := range [][]Example{onePart(rows, 2), onePart(rows, 8)} {
		if len(divided) != 0 && len(divided) != len(rows) {
			t.Errorf("equal texts were divided: %v", divided)
		}
	}
	for fold := range 3 {
		if rest, out := crossFit(rows, 3, fold); len(rest) != 0 && len(out) != 0 {
			t.Errorf("fold %d divides equal texts", fold)
		}
	}
}

func TestLearningCurve(t *testing.T) {
	set, held := toySet(1, 6, 80), toySet(2, 6, 30)
	var stages []string
	curve, err := LearningCurve(t.Context(), set, held, toyOptions(), func(p Progress) {
		if !slices.Contains(stages, p.Stage) {
			stages = append(stages, p.Stage)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(curve) != 4 || len(stages) != 4 {
		t.Fatalf("curve %v, stages %v", curve, stages)
	}
	first, last := curve[0], curve[3]
	if last.Rows != len(set.Examples) || last.Accuracy <= first.Accuracy || last.MacroF1 <= first.MacroF1 {
		t.Errorf("eight times the rows did not help: %+v", curve)
	}
	again := toyOptions()
	again.Workers = 3
	second, err := LearningCurve(t.Context(), set, held, again, quiet)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(curve, second); diff != "" {
		t.Error(diff)
	}
}

func TestLearningCurveHoldsRowsOut(t *testing.T) {
	set := toySet(1, 3, 60)
	curve, err := LearningCurve(t.Context(), set, nil, toyOptions(), quiet)
	if err != nil {
		t.Fatal(err)
	}
	if last := curve[len(curve)-1]; last.Rows >= len(set.Examples) || last.Rows < 140 {
		t.Errorf("learnt from %d of %d rows", last.Rows, len(set.Examples))
	}
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := LearningCurve(ctx, set, nil, toyOptions(), func(Progress) { cancel() }); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want cancelled", err)
	}
}
