package vec

// bagBlock is how many columns of a bag's sum one pass of the assembly keeps
// in registers.
const bagBlock = 64

// AddBagInt8 adds a bag of weighted rows to dst: for every i in order,
// dst[j] += weights[i]*table[ids[i]*len(dst)+j] for every column j. The result
// has the bits of AddScaledInt8 done row by row.
//
// table is [rows x len(dst)] row by row, weights has at least len(ids)
// elements, and an id may occur more than once. An id that is no row panics,
// as an index would.
func AddBagInt8(dst []float32, table []int8, ids []int32, weights []float32) {
	width := len(dst)
	weights = weights[:len(ids)]
	if !accelerated || width < bagBlock {
		for i, id := range ids {
			at := int(id) * width
			AddScaledInt8(dst, weights[i], table[at:at+width])
		}
		return
	}
	if len(ids) == 0 {
		return
	}
	checkRows(table, ids, width)
	// What no whole block covers is summed as the end of a block of its own,
	// which starts inside the last whole one.
	var end [bagBlock]float32
	whole := width &^ (bagBlock - 1)
	if whole < width {
		copy(end[:], dst[width-bagBlock:])
		addBagInt8AVX2(&end[0], &table[width-bagBlock], &ids[0], &weights[0], len(ids), bagBlock, width)
	}
	addBagInt8AVX2(&dst[0], &table[0], &ids[0], &weights[0], len(ids), whole, width)
	copy(dst[whole:], end[bagBlock-(width-whole):])
}

// checkRows panics unless the table has every row: the assembly reads without
// asking.
func checkRows(table []int8, ids []int32, width int) {
	var last uint32 // of a negative id too, which is then a very large one
	for _, id := range ids {
		last = max(last, uint32(id))
	}
	_ = table[int(last)*width : (int(last)+1)*width]
}
