package training

import "switchyard/models"

// memberSeed gives each member of an ensemble its own randomness; the first
// keeps the seed itself.
func memberSeed(seed uint64, member int) uint64 { return seed + uint64(member)*0x9e3779b97f4a7c15 }

// join makes one network of several with the same shape: their hidden layers
// stand side by side and its logits are the mean of theirs.
func join(members []*models.Network) *models.Network {
	if len(members) == 1 {
		return members[0]
	}
	one, k := members[0], len(members)
	wide := &models.Network{Buckets: one.Buckets, Hidden: k * one.Hidden, Outputs: one.Outputs,
		Table:   make([]float32, 0, k*len(one.Table)),
		OutBias: make([]float32, one.Outputs)}
	for row := range one.Buckets {
		for _, m := range members {
			wide.Table = append(wide.Table, m.Table[row*m.Hidden:(row+1)*m.Hidden]...)
		}
	}
	for _, m := range members {
		wide.Bias = append(wide.Bias, m.Bias...)
		for _, w := range m.Out {
			wide.Out = append(wide.Out, w/float32(k))
		}
		for i, b := range m.OutBias {
			wide.OutBias[i] += b / float32(k)
		}
	}
	return wide
}
