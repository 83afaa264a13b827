package training

import "switchyard/models"

// memberSeed gives each member of an ensemble its own randomness; the first
// keeps the seed itself.
func memberSeed(seed uint64, member int) uint64 { return seed + uint64(member)*0x9e3779b97f4a7c15 }

// join makes one network of several with the same inputs and outputs: their
// hidden layers stand side by side and its logits are the mean of theirs.
func join(members []*models.Network) *models.Network {
	if len(members) == 1 {
		return members[0]
	}
	one, k := members[0], float32(len(members))
	wide := &models.Network{Rows: one.Rows, Outputs: one.Outputs, OutBias: make([]float32, one.Outputs)}
	for _, m := range members {
		wide.Hidden += m.Hidden
		wide.Bias = append(wide.Bias, m.Bias...)
		for _, w := range m.Out {
			wide.Out = append(wide.Out, w/k)
		}
		for i, b := range m.OutBias {
			wide.OutBias[i] += b / k
		}
	}
	wide.Table = make([]float32, 0, wide.Rows*wide.Hidden)
	for row := range wide.Rows {
		for _, m := range members {
			wide.Table = append(wide.Table, m.Table[row*m.Hidden:(row+1)*m.Hidden]...)
		}
	}
	return wide
}
