package models

import (
	"errors"
	"fmt"
	"slices"

	"switchyard/internal/ort"
)

// sequenceRunner reads texts with a transformer: tokenizer, graph, and one
// output of the graph for each text. It is safe for use by many goroutines.
type sequenceRunner struct {
	tokenizer *tokenizer
	session   *ort.Session
	encoding  Encoding
	wide      []bool // input takes int64, not int32
	engine    string
}

// Roles of graph inputs.
const (
	roleIDs   = "ids"
	roleMask  = "mask"
	roleTypes = "types"
)

// maxProbe is the longest text that is tried when a bundle is opened.
const maxProbe = 512

// newSequenceRunner prepares a transformer bundle and runs it once, on a text
// as long as it allows, so that what does not fit shows here. It gives the
// shape of the output of that run.
func newSequenceRunner(b *Bundle, opts Options) (*sequenceRunner, []int64, error) {
	rt := opts.Runtime
	if rt == nil {
		missing := opts.Missing
		if missing == nil {
			missing = ort.ErrMissing
		}
		return nil, nil, fmt.Errorf("a bundle of kind %q needs ONNX Runtime: %w", b.Manifest.Kind, missing)
	}
	if err := b.checkFiles(); err != nil {
		return nil, nil, err
	}
	if b.Manifest.Encoding == nil {
		return nil, nil, invalid("encoding is missing")
	}
	r := &sequenceRunner{encoding: *b.Manifest.Encoding, engine: "onnxruntime " + rt.Version()}
	if err := r.encoding.validate(b.Manifest.Kind); err != nil {
		return nil, nil, err
	}
	var err error
	if r.tokenizer, err = newTokenizer(b.Files[TokenizerFile]); err != nil {
		return nil, nil, invalid("%s: %w", TokenizerFile, err)
	}
	if special := len(r.tokenizer.before) + len(r.tokenizer.after); r.encoding.SpecialTokens && special >= r.encoding.MaxTokens {
		return nil, nil, invalid("encoding.max_tokens is %d: the %d special tokens leave no room for text", r.encoding.MaxTokens, special)
	}
	if err := r.open(b.Files[GraphFile], rt); err != nil {
		return nil, nil, invalid("%s: %w", GraphFile, err)
	}
	shape, err := r.probe()
	if err != nil {
		return nil, nil, errors.Join(invalid("%s: %w", GraphFile, err), r.close())
	}
	return r, shape, nil
}

// open checks the inputs and the output that the manifest names against the
// graph and prepares it.
func (r *sequenceRunner) open(graph []byte, rt *ort.Runtime) error {
	inputs, outputs, err := rt.Ports(graph)
	if err != nil {
		return err
	}
	var names []string
	for _, in := range r.encoding.Inputs {
		port, err := portNamed(inputs, in.Name, "input")
		if err != nil {
			return err
		}
		if port.Type != "int64" && port.Type != "int32" {
			return fmt.Errorf("input %q takes %s: it must take int64 or int32", in.Name, port.Type)
		}
		names = append(names, in.Name)
		r.wide = append(r.wide, port.Type == "int64")
	}
	for _, port := range inputs {
		if !slices.Contains(names, port.Name) {
			return fmt.Errorf("the graph needs an input %q, which encoding.inputs does not give", port.Name)
		}
	}
	output, err := portNamed(outputs, r.encoding.Output, "output")
	if err != nil {
		return err
	}
	if output.Type != "float" {
		return fmt.Errorf("output %q is of type %s: it must be float", output.Name, output.Type)
	}
	r.session, err = rt.NewSession(graph, names, []string{output.Name})
	return err
}

func portNamed(ports []ort.Port, name, what string) (ort.Port, error) {
	var has []string
	for _, p := range ports {
		if p.Name == name {
			return p, nil
		}
		has = append(has, p.Name)
	}
	return ort.Port{}, fmt.Errorf("the graph has no %s %q that encoding names: it has %q", what, name, has)
}

// probe runs two texts of unequal length and checks that the output has a row
// for each. It takes an ordinary token, as some graphs count positions without
// the padding.
func (r *sequenceRunner) probe() ([]int64, error) {
	token := r.encoding.PadToken
	ids, err := r.tokenizer.encode("a", maxProbe, false)
	if err != nil {
		return nil, err
	}
	if len(ids) > 0 {
		token = ids[len(ids)-1]
	}
	long := slices.Repeat([]int64{token}, min(r.encoding.MaxTokens, maxProbe))
	out, err := r.run([][]int64{long, long[:1]})
	if err != nil {
		return nil, fmt.Errorf("it fails on a text of %d tokens (if it reads fewer, lower max_tokens): %w", len(long), err)
	}
	if len(out.Shape) == 0 || out.Shape[0] != 2 {
		return nil, fmt.Errorf("output %q has shape %v for 2 texts", r.encoding.Output, out.Shape)
	}
	return out.Shape, nil
}

func (r *sequenceRunner) close() error { return r.session.Close() }

// tokens reads one text. There is always one token, as no graph can read
// none.
func (r *sequenceRunner) tokens(s string) ([]int64, error) {
	s = cutText(s, max(minReadBytes, r.encoding.MaxTokens*bytesPerToken))
	if r.encoding.Lowercase {
		s = lower(s)
	}
	ids, err := r.tokenizer.encode(r.encoding.Prefix+s, r.encoding.MaxTokens, r.encoding.SpecialTokens)
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		ids = append(ids, r.encoding.PadToken)
	}
	return ids, nil
}

// run gives the output for texts as tokens, padded to the longest.
func (r *sequenceRunner) run(texts [][]int64) (ort.Tensor, error) {
	longest := 0
	for _, ids := range texts {
		longest = max(longest, len(ids))
	}
	shape := []int64{int64(len(texts)), int64(longest)}
	tensors := make([]ort.Tensor, len(r.encoding.Inputs))
	for i, in := range r.encoding.Inputs {
		flat := make([]int64, len(texts)*longest)
		for row, ids := range texts {
			r.fill(flat[row*longest:(row+1)*longest], in.Role, ids)
		}
		tensors[i] = ort.Tensor{Shape: shape, Int64s: flat}
		if !r.wide[i] {
			tensors[i] = ort.Tensor{Shape: shape, Int32s: narrow(flat)}
		}
	}
	out, err := r.session.Run(tensors)
	if err != nil {
		return ort.Tensor{}, err
	}
	return out[0], nil
}

// fill writes one row of an input.
func (r *sequenceRunner) fill(row []int64, role string, ids []int64) {
	switch role {
	case roleIDs:
		for i := range row {
			row[i] = r.encoding.PadToken
		}
		copy(row, ids)
	case roleMask:
		for i := range ids {
			row[i] = 1
		}
	case roleTypes: // one text has type 0 throughout
	}
}

func narrow(x []int64) []int32 {
	out := make([]int32, len(x))
	for i, v := range x {
		out[i] = int32(v)
	}
	return out
}
