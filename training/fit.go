package training

import (
	"context"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/blas/blas32"

	"switchyard/internal/vec"
	"switchyard/models"
)

// Adam's moments decay as in the recipe; only the rows of the table that a
// batch used are touched.
const (
	beta1  = .9
	beta2  = .98
	warmUp = .05 // share of the steps in which the rate rises
)

// target is what one visited example should come out as.
type target struct {
	row    int // in the bags
	label  int
	weight float32
}

// fitter holds the network being fitted and the buffers of one batch.
//
// A step has two phases. In the first, workers share the examples: forward,
// then the gradients of logits and hidden layer. In the second they share the
// parameters: each row of the table belongs to one worker, which adds up its
// gradient over the batch in order and applies Adam at once. No sum is ever
// split between workers, so their number does not change a bit.
type fitter struct {
	opts Options
	net  *models.Network
	data *bags

	tableM, tableV     []float32 // Adam moments
	outM, outV         []float32
	biasM, biasV       []float32
	outBiasM, outBiasV []float32

	visits  []visit
	workers []worker
}

// visit is the work on one example of the batch.
type visit struct {
	ids     []int32 // features that dropout kept
	weights []float32
	hidden  []float32 // after ReLU and dropout
	hiddenG []float32 // gradient there
	logitsG []float32 // gradient of the logits
}

// worker is the scratch of one goroutine in the second phase: its rows of the
// table that the batch touches, each with a chain of places in the batch.
type worker struct {
	touched []int32
	head    []int32 // by id: first place plus one, 0 for none
	tail    []int32
	places  []place
	grad    []float32
}

type place struct {
	next   int32 // plus one
	visit  int32
	weight float32
}

// Progress is told after each epoch.
type Progress struct {
	Stage       string // what is being fitted, for people
	Done, Total int
}

// fit trains a network with a table of so many rows on the targets. It stops early only with ctx.
func fit(ctx context.Context, data *bags, targets []target, rows, outputs int, smoothing float64, opts Options, report func(Progress)) (*models.Network, error) {
	f := newFitter(data, rows, outputs, opts)
	order := make([]int, len(targets))
	for i := range order {
		order[i] = i
	}
	batches := (len(targets) + opts.Batch - 1) / opts.Batch
	total := batches * opts.Epochs
	step := 0
	for epoch := range opts.Epochs {
		// Reshuffled every epoch: data sorted by label would be learnt last label last.
		rand.New(streamFor(opts.Seed, epoch, -1)).Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for b := range batches {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			batch := order[b*opts.Batch : min((b+1)*opts.Batch, len(order))]
			step++
			f.forward(batch, targets, epoch, smoothing)
			rate := opts.LearningRate * schedule(step, total)
			f.update(len(batch), vec.NewAdamStep(rate, beta1, beta2, step), float32(1-rate*opts.WeightDecay))
		}
		report(Progress{Stage: "fitting", Done: epoch + 1, Total: opts.Epochs})
	}
	return f.net, nil
}

// schedule is the share of the peak rate at a step: a linear rise, then a
// linear fall to zero.
func schedule(step, total int) float64 {
	at := float64(step) / float64(total)
	if at < warmUp {
		return at / warmUp
	}
	return (1 - at) / (1 - warmUp)
}

func newFitter(data *bags, rows, outputs int, opts Options) *fitter {
	h, v := opts.Hidden, rows
	rng := rand.New(rand.NewPCG(opts.Seed, 0x5eed))
	net := &models.Network{Rows: v, Hidden: h, Outputs: outputs,
		Table: make([]float32, v*h), Bias: make([]float32, h),
		Out: make([]float32, h*outputs), OutBias: make([]float32, outputs)}
	draw := func(to []float32, deviation float64) {
		for i := range to {
			to[i] = float32(rng.NormFloat64() * deviation)
		}
	}
	draw(net.Table, math.Sqrt(.01*2/float64(h)))
	draw(net.Out, math.Sqrt(1/float64(h)))
	f := &fitter{opts: opts, net: net, data: data,
		tableM: make([]float32, v*h), tableV: make([]float32, v*h),
		outM: make([]float32, h*outputs), outV: make([]float32, h*outputs),
		biasM: make([]float32, h), biasV: make([]float32, h),
		outBiasM: make([]float32, outputs), outBiasV: make([]float32, outputs),
		visits: make([]visit, opts.Batch), workers: make([]worker, opts.Workers),
	}
	for i := range f.visits {
		f.visits[i] = visit{hidden: make([]float32, h), hiddenG: make([]float32, h), logitsG: make([]float32, outputs)}
	}
	for i := range f.workers {
		f.workers[i] = worker{head: make([]int32, v), tail: make([]int32, v), grad: make([]float32, max(h, outputs))}
	}
	return f
}

// forward fills the visits of a batch.
func (f *fitter) forward(batch []int, targets []target, epoch int, smoothing float64) {
	parallel(len(f.workers), func(w int) {
		from, to := share(len(batch), len(f.workers), w)
		for i := from; i < to; i++ {
			f.visit(&f.visits[i], targets[batch[i]], streamFor(f.opts.Seed, epoch, batch[i]), float32(1/float64(len(batch))), smoothing)
		}
	})
}

func (f *fitter) visit(v *visit, t target, rng *rand.PCG, share float32, smoothing float64) {
	net, bits := f.net, bitStream{from: rng}
	dropIn, dropHidden := uint64(f.opts.DropInput*65536), uint64(f.opts.DropHidden*65536)
	keepIn, keepHidden := float32(1/(1-f.opts.DropInput)), float32(1/(1-f.opts.DropHidden))

	clear(v.hidden)
	v.ids, v.weights = v.ids[:0], v.weights[:0]
	bag := f.data.at(t.row)
	for i, id := range bag.IDs {
		if bits.below(dropIn) {
			continue
		}
		w := bag.Weights[i] * keepIn
		v.ids, v.weights = append(v.ids, id), append(v.weights, w)
		vec.AddScaled(v.hidden, w, net.Table[int(id)*net.Hidden:(int(id)+1)*net.Hidden])
	}
	for i, b := range net.Bias {
		h := v.hidden[i] + b
		if h <= 0 || bits.below(dropHidden) {
			h = 0
		}
		v.hidden[i] = h * keepHidden
	}

	copy(v.logitsG, net.OutBias)
	for i, h := range v.hidden {
		if h > 0 {
			vec.AddScaled(v.logitsG, h, net.Out[i*net.Outputs:(i+1)*net.Outputs])
		}
	}
	gradient(v.logitsG, t.label, t.weight*share, smoothing)

	g := blas32.Vector{N: net.Outputs, Inc: 1, Data: v.logitsG}
	for i, h := range v.hidden {
		if h == 0 {
			v.hiddenG[i] = 0
			continue
		}
		v.hiddenG[i] = keepHidden * blas32.Dot(g, blas32.Vector{N: net.Outputs, Inc: 1, Data: net.Out[i*net.Outputs : (i+1)*net.Outputs]})
	}
}

// gradient turns logits into the gradient of weight times the cross-entropy
// with the smoothed label.
func gradient(logits []float32, label int, weight float32, smoothing float64) {
	top := logits[0]
	for _, l := range logits {
		top = max(top, l)
	}
	var sum float32
	for i, l := range logits {
		e := float32(math.Exp(float64(l - top)))
		logits[i] = e
		sum += e
	}
	rest := float32(smoothing / float64(len(logits)))
	for i := range logits {
		logits[i] = weight * (logits[i]/sum - rest)
	}
	logits[label] -= weight * float32(1-smoothing)
}

// update applies the gradients of the first n visits. keep is what weight
// decay leaves of the weights in use; the biases do not decay.
func (f *fitter) update(n int, step vec.AdamStep, keep float32) {
	visits, decaying := f.visits[:n], step
	decaying.Keep = keep
	parallel(len(f.workers), func(w int) {
		f.updateTable(visits, w, decaying)
		f.updateOut(visits, w, decaying)
	})
	grad := f.workers[0].grad
	net := f.net
	sum := grad[:net.Hidden]
	clear(sum)
	for i := range visits {
		vec.AddScaled(sum, 1, visits[i].hiddenG)
	}
	step.Apply(net.Bias, f.biasM, f.biasV, sum)
	sum = grad[:net.Outputs]
	clear(sum)
	for i := range visits {
		vec.AddScaled(sum, 1, visits[i].logitsG)
	}
	step.Apply(net.OutBias, f.outBiasM, f.outBiasV, sum)
}

// updateTable treats the rows of the table whose id belongs to the worker.
func (f *fitter) updateTable(visits []visit, w int, step vec.AdamStep) {
	own := &f.workers[w]
	own.touched, own.places = own.touched[:0], own.places[:0]
	for i := range visits {
		for j, id := range visits[i].ids {
			if int(id)%len(f.workers) != w {
				continue
			}
			own.places = append(own.places, place{visit: int32(i), weight: visits[i].weights[j]})
			at := int32(len(own.places))
			if own.head[id] == 0 {
				own.head[id] = at
				own.touched = append(own.touched, id)
			} else {
				own.places[own.tail[id]-1].next = at
			}
			own.tail[id] = at
		}
	}
	h := f.net.Hidden
	grad := own.grad[:h]
	for _, id := range own.touched {
		clear(grad)
		for at := own.head[id]; at != 0; at = own.places[at-1].next {
			p := own.places[at-1]
			vec.AddScaled(grad, p.weight, visits[p.visit].hiddenG)
		}
		own.head[id] = 0
		from, to := int(id)*h, (int(id)+1)*h
		step.Apply(f.net.Table[from:to], f.tableM[from:to], f.tableV[from:to], grad)
	}
}

// updateOut treats the hidden units that belong to the worker.
func (f *fitter) updateOut(visits []visit, w int, step vec.AdamStep) {
	c := f.net.Outputs
	grad := f.workers[w].grad[:c]
	for h := w; h < f.net.Hidden; h += len(f.workers) {
		clear(grad)
		for i := range visits {
			if a := visits[i].hidden[h]; a > 0 {
				vec.AddScaled(grad, a, visits[i].logitsG)
			}
		}
		step.Apply(f.net.Out[h*c:(h+1)*c], f.outM[h*c:(h+1)*c], f.outV[h*c:(h+1)*c], grad)
	}
}
