package text

import "sort"

// place is one stretch of runes in which a feature stands.
type place struct {
	feature    int32 // position in the Bag
	start, end int32 // in the scanner's runes
}

// UnitKind says what a Unit is.
type UnitKind uint8

// The kinds of unit.
const (
	WordUnit      UnitKind = iota // a word
	CharacterUnit                 // a character of a script written without spaces
	SymbolUnit                    // punctuation, an emoji, a sign
)

// Unit is the smallest piece of a text that an explanation speaks of: bytes
// Start to End.
type Unit struct {
	Start, End int
	Kind       UnitKind
}

// Trace is a text's features together with where each of them stood.
type Trace struct {
	// Bag is what Features gives for the text.
	Bag Bag
	// Units are in the order of the text and do not overlap. Spaces and
	// characters that the featuriser drops lie in none.
	Units []Unit

	bounds []int32 // in runes: unit i is bounds[2i] to bounds[2i+1]
	places []place
	counts []float32 // places of each feature
	runes  int
}

// Trace reads s as Features does and notes where the features stood. It
// allocates; the result stays valid.
func (f *Featuriser) Trace(s string) *Trace {
	f.tracing, f.places, f.scanner.origin = true, nil, &origin{}
	f.length = len(s)
	defer func() { f.tracing, f.places, f.scanner.origin = false, nil, nil }()
	bag := f.Features(s)
	t := &Trace{
		Bag:    Bag{IDs: append([]int32(nil), bag.IDs...), Weights: append([]float32(nil), bag.Weights...)},
		places: f.places, runes: len(f.scanner.runes),
		counts: make([]float32, len(bag.IDs)),
	}
	for _, p := range t.places {
		t.counts[p.feature]++
	}
	t.Units, t.bounds = f.scanner.origin.units(len(s), len(f.scanner.folded))
	return t
}

// Spread adds the value of each feature (one a feature of the Bag) to the
// units it stands in, one element a unit in dst: a feature's value is shared
// equally by the places it stands in (two for a pair of tokens), and there by
// their characters.
func (t *Trace) Spread(dst []float64, values []float32) {
	steps := make([]float64, t.runes+1) // differences between neighbouring runes
	for _, p := range t.places {
		v := float64(values[p.feature]/t.counts[p.feature]) / float64(p.end-p.start)
		steps[p.start] += v
		steps[p.end] -= v
	}
	var level float64
	at := int32(0)
	for i := range t.Units {
		for ; at < t.bounds[2*i]; at++ {
			level += steps[at]
		}
		for ; at < t.bounds[2*i+1]; at++ {
			level += steps[at]
			dst[i] += level
		}
	}
}

// origin notes where the runes of a scan stood in the text.
type origin struct {
	segments []int32 // pairs: position in the folded text, position in the text
	offsets  []int32 // pairs: a rune's start and end in the folded text
	bounds   []int32 // pairs: a unit's start and end in the runes
	kinds    []UnitKind
	starts   []int32 // where each rune starts in the text, once asked for
}

// segment notes that the folded text continues at from where the text does at
// to. Before the first segment both are the same.
func (o *origin) segment(from, to int) { o.segments = append(o.segments, int32(from), int32(to)) }

func (o *origin) rune(start, end int) { o.offsets = append(o.offsets, int32(start), int32(end)) }

func (o *origin) unit(start, end int32, kind class) {
	o.bounds = append(o.bounds, start, end)
	o.kinds = append(o.kinds, map[class]UnitKind{word: WordUnit, dense: CharacterUnit, symbol: SymbolUnit}[kind])
}

// run notes a word, or the characters of an unspaced run, which begin at
// starts.
func (o *origin) run(start, end int32, kind class, starts []int32) {
	if kind != dense {
		o.unit(start, end, kind)
		return
	}
	for i, from := range starts {
		to := end
		if i+1 < len(starts) {
			to = starts[i+1]
		}
		o.unit(from, to, dense)
	}
}

// units gives the units in bytes of the text. Those that normalisation made of
// one character, as of ½, are joined again.
func (o *origin) units(length, folded int) (units []Unit, bounds []int32) {
	for i, kind := range o.kinds {
		first, last := o.bounds[2*i], o.bounds[2*i+1]-1
		start, _ := o.back(o.offsets[2*first], o.offsets[2*first+1], length, folded)
		_, end := o.back(o.offsets[2*last], o.offsets[2*last+1], length, folded)
		if n := len(units); n > 0 && start < units[n-1].End {
			units[n-1].End = max(end, units[n-1].End)
			bounds[2*n-1] = last + 1
			continue
		}
		units, bounds = append(units, Unit{Start: start, End: end, Kind: kind}), append(bounds, first, last+1)
	}
	return units, bounds
}

// runesAt are the runes that stand in the bytes from start to end of the text,
// at least one. The text has length bytes, folded as many as that.
func (o *origin) runesAt(start, end, length, folded int) (from, to int32) {
	if o.starts == nil {
		o.starts = make([]int32, len(o.offsets)/2)
		for i := range o.starts {
			at, _ := o.back(o.offsets[2*i], o.offsets[2*i+1], length, folded)
			o.starts[i] = int32(at)
		}
	}
	if len(o.starts) == 0 {
		return 0, 0
	}
	behind := func(offset int) int { // the first rune that starts there or later
		return sort.Search(len(o.starts), func(i int) bool { return int(o.starts[i]) >= offset })
	}
	first := min(behind(start), len(o.starts)-1)
	return int32(first), int32(max(behind(end), first+1))
}

// back finds the bytes of the text that became these bytes of the folded text.
// Where normalisation changed the length of a segment, that is all of it.
func (o *origin) back(start, end int32, length, folded int) (int, int) {
	n := len(o.segments) / 2
	i := sort.Search(n, func(i int) bool { return o.segments[2*i] > start }) - 1
	if i < 0 {
		return int(start), int(end)
	}
	from, to := o.segments[2*i], o.segments[2*i+1]
	fromEnd, toEnd := int32(folded), int32(length)
	for ; i > 0 && o.segments[2*i-1] == to; i-- { // one character may give several segments
		from = o.segments[2*i-2]
	}
	for i++; i < n; i++ {
		if o.segments[2*i+1] > to {
			fromEnd, toEnd = o.segments[2*i], o.segments[2*i+1]
			break
		}
	}
	if fromEnd-from == toEnd-to {
		return int(to + start - from), int(to + end - from)
	}
	return int(to), int(toEnd)
}
