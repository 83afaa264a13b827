// Package rollout brings the models that should answer into service. It follows
// the registry: what is champion, what is tried beside it, and what is held; on
// every node, within seconds, without a request that fails or waits. It judges
// each challenger, and each new champion for a while, on the tickets that people
// have labelled: the worse one loses its place, the others move on.
//
// What people label after they saw an answer leans towards that answer. So two
// models are compared on tickets that were judged blindly, where both read the
// ticket; and by how often their answers are corrected, where a draw decided
// which of the two was shown.
package rollout
