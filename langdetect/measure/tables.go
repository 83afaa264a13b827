package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"switchyard/langdetect"

	"github.com/pemistahl/lingua-go"
)

// compare prints accuracy and mean time a text, ours beside lingua's. "guess"
// counts the likeliest language even of unsure results, as lingua always
// answers; "answered" is the share that is not unsure and "precision" how many
// of those are right.
func compare(d *langdetect.Detector, plain lingua.LanguageDetector, rows map[string][]row) {
	fmt.Println("kind           rows   lingua   guess   answered precision   lingua us   ours us   ours/lingua")
	for _, kind := range kinds {
		n, theirs, guess, answered, right := 0, 0, 0, 0, 0
		var theirTime, ourTime time.Duration
		for _, r := range rows[kind] {
			if !slices.Contains(d.Languages(), r.Language) {
				continue
			}
			n++
			start := time.Now()
			l, _ := plain.DetectLanguageOf(r.Body)
			middle := time.Now()
			result := d.Detect(r.Body)
			ourTime += time.Since(middle)
			theirTime += middle.Sub(start)
			theirs += count(strings.EqualFold(l.IsoCode639_1().String(), r.Language))
			guess += count(result.Guess == r.Language)
			answered += count(!result.Unsure)
			right += count(result.Tag == r.Language)
		}
		fmt.Printf("%-12s %6d   %.4f   %.4f  %.4f   %.4f    %9.1f %9.1f   %.3f\n", kind, n,
			ratio(theirs, n), ratio(guess, n), ratio(answered, n), ratio(right, answered),
			micros(theirTime, n), micros(ourTime, n), float64(ourTime)/float64(theirTime))
	}
	fmt.Println()
}

// strangers prints how often a text in a language that is not configured, but
// uses a script that is, gets a confident answer. Plain lingua answers always.
func strangers(d *langdetect.Detector, rows map[string][]row) {
	fmt.Println("not configured, shared script: rows, answered all the same, with confidence over .9")
	for _, kind := range kinds {
		n, answered, bold := 0, 0, 0
		worst := map[string]int{}
		for _, r := range rows[kind] {
			result := d.Detect(r.Body)
			shared := result.Script == "Latn" || result.Script == "Cyrl" || result.Script == "Arab"
			if slices.Contains(d.Languages(), r.Language) || !shared {
				continue
			}
			n++
			answered += count(!result.Unsure)
			bold += count(!result.Unsure && result.Confidence > 0.9)
			worst[r.Language+" as "+result.Tag] += count(!result.Unsure)
		}
		names := make([]string, 0, len(worst))
		for name := range worst {
			names = append(names, name)
		}
		slices.SortFunc(names, func(a, b string) int { return worst[b] - worst[a] })
		fmt.Printf("%-12s %6d   %.4f   %.4f   most: %s\n", kind, n, ratio(answered, n), ratio(bold, n), strings.Join(names[:min(5, len(names))], ", "))
	}
	fmt.Println()
}

// strangerShare is the share of texts in languages that are not configured
// for which the confidence is meant, and which calibration assumes.
const strangerShare = 0.05

// calibration prints, over all kinds together, how often a guess of a given
// confidence is right, and the expected calibration error over ten bins. A
// guess for a text in a language that is not configured is wrong; such texts
// are weighted to make up strangerShare of all. The last line leaves them out.
func calibration(d *langdetect.Detector, rows map[string][]row) {
	var all, known reliability
	var strange []float64
	for _, kind := range kinds {
		for _, r := range rows[kind] {
			result := d.Detect(r.Body)
			switch {
			case result.Guess == "":
			case slices.Contains(d.Languages(), r.Language):
				all.add(result.Confidence, result.Guess == r.Language, 1)
				known.add(result.Confidence, result.Guess == r.Language, 1)
			default:
				strange = append(strange, result.Confidence)
			}
		}
	}
	weight := strangerShare / (1 - strangerShare) * known.total / float64(len(strange))
	for _, c := range strange {
		all.add(c, false, weight)
	}
	fmt.Println("confidence   share    mean   right")
	for b := range all.weight {
		if w := all.weight[b]; w > 0 {
			fmt.Printf("%.1f to %.1f   %.4f   %.4f   %.4f\n", float64(b)/bins, float64(b+1)/bins, w/all.total, all.sum[b]/w, all.right[b]/w)
		}
	}
	fmt.Printf("expected calibration error %.4f; without strangers %.4f\n\n", all.ece(), known.ece())
}

const bins = 10

// reliability gathers confidences and whether they were borne out.
type reliability struct {
	weight, sum, right [bins]float64
	total              float64
}

func (r *reliability) add(confidence float64, right bool, weight float64) {
	b := min(int(confidence*bins), bins-1)
	r.weight[b] += weight
	r.total += weight
	r.sum[b] += weight * confidence
	if right {
		r.right[b] += weight
	}
}

func (r *reliability) ece() float64 {
	ece := 0.0
	for b := range r.weight {
		ece += math.Abs(r.sum[b]-r.right[b]) / r.total
	}
	return ece
}

// typical prints the time of texts of 15 to 25 words, or 40 to 140 letters in
// scripts without spaces, language by language.
func typical(d *langdetect.Detector, rows []row) {
	fmt.Println("typical texts: language, rows, median us, 99th percentile us")
	for _, tag := range d.Languages() {
		var times []time.Duration
		for _, r := range rows {
			words, letters := len(strings.Fields(r.Body)), len([]rune(r.Body))
			spaceless := (tag == "zh" || tag == "ja") && letters >= 40 && letters <= 140
			if r.Language != tag || !spaceless && (words < 15 || words > 25) {
				continue
			}
			start := time.Now()
			d.Detect(r.Body)
			times = append(times, time.Since(start))
		}
		slices.Sort(times)
		if len(times) == 0 {
			continue
		}
		fmt.Printf("%s %5d %8.1f %8.1f\n", tag, len(times), micros(times[len(times)/2], 1), micros(times[len(times)*99/100], 1))
	}
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func ratio(a, b int) float64 { return float64(a) / float64(b) }

func micros(t time.Duration, n int) float64 { return float64(t.Nanoseconds()) / 1e3 / float64(n) }
