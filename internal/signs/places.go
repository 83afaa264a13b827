package signs

// Place is a stretch of the text, bytes Start to End.
type Place struct{ Start, End int }

// Places are where the signs behind element i of Values stand; none for a
// text wholly in capitals, which is a sign of the whole.
func (s Signs) Places(i int) []Place {
	kind := Shouting // element 0 is its share
	if i >= 2 {
		kind = Kind(i - 2)
	} else if i == 1 {
		return nil
	}
	var places []Place
	for _, sign := range s.Spans {
		if sign.Kind == kind {
			places = append(places, Place{sign.Start, sign.End})
		}
	}
	return places
}
