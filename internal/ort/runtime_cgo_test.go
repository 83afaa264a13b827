//go:build cgo

package ort_test

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"

	"switchyard/internal/onnx"
	"switchyard/internal/ort"
)

// envChild tells the test that it runs in a process of its own.
const envChild = "SWITCHYARD_TEST_CHILD"

// TestAFailingRunIsAnErrorAndNoLog looks at the error stream of a process of
// its own, as the library writes past Go's.
func TestAFailingRunIsAnErrorAndNoLog(t *testing.T) {
	if os.Getenv(envChild) != "" {
		failingRun(t)
		return
	}
	child := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	child.Env = append(os.Environ(), envChild+"=1")
	var out, log bytes.Buffer
	child.Stdout, child.Stderr = &out, &log
	if err := child.Run(); err != nil || !strings.Contains(out.String(), "out of data bounds") {
		t.Fatalf("%v\n%s%s", err, out.String(), log.String())
	}
	if log.Len() > 0 {
		t.Errorf("the error stream holds %q", log.String())
	}
}

// failingRun looks up a row that the table does not have.
func failingRun(t *testing.T) {
	rt, err := ort.Open("")
	if err != nil {
		t.Fatalf("%v: run the tests with make test, which fetches it", err)
	}
	graph := &onnx.Model{
		Producer:     "test",
		Inputs:       []onnx.Value{{Name: "ids", Type: onnx.Int64, Dims: []onnx.Dim{onnx.Free("n")}}},
		Outputs:      []onnx.Value{{Name: "rows", Type: onnx.Float32, Dims: []onnx.Dim{onnx.Free("n"), onnx.Free("d")}}},
		Initializers: []onnx.Tensor{onnx.Floats("table", make([]float32, 8), 4, 2)},
		Nodes:        []onnx.Node{{Op: "Gather", Inputs: []string{"table", "ids"}, Outputs: []string{"rows"}}},
	}
	data, err := graph.Encode()
	if err != nil {
		t.Fatal(err)
	}
	session, err := rt.NewSession(data, []string{"ids"}, []string{"rows"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = session.Run([]ort.Tensor{{Shape: []int64{1}, Int64s: []int64{9}}}); err == nil {
		t.Fatal("row 9 of 4 was found")
	}
	t.Log(err)
	if err := session.Close(); err != nil {
		t.Error(err)
	}
}
