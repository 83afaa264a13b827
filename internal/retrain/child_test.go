package retrain

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"switchyard/internal/registry"
	"switchyard/internal/store/sqlite"
	"switchyard/models"
)

// childVariable holds what a process that is to be killed does: database, file of
// rows and stage at which it waits for that.
const childVariable = "SWITCHYARD_RETRAIN_CHILD"

// child retrains until it reaches its stage, says so, and hangs.
func child() int {
	job := strings.Split(os.Getenv(childVariable), "\n")
	s, err := sqlite.Open(context.Background(), job[0])
	if err != nil {
		fmt.Println(err)
		return 1
	}
	r := New(Config{Store: s, Registry: registry.New(registry.Config{Store: s, Now: time.Now, NewID: newID}), Options: small(), Node: "child", Now: time.Now, NewID: newID, Beat: 5 * time.Millisecond})
	_, err = r.Do(context.Background(), Order{Tasks: []models.Task{models.Category}, By: lead, Why: "to be killed", History: &File{job[1]}}, func(p Progress) {
		if string(p.Stage) == job[2] {
			time.Sleep(20 * time.Millisecond) // beats go on
			fmt.Println("reached")
			select {}
		}
	})
	fmt.Println("ended:", err)
	return 1
}

// stages are those that the API knows of.
func stages(t *testing.T) []string {
	field, _ := reflect.TypeFor[Progress]().FieldByName("Stage")
	list := strings.Split(field.Tag.Get("enum"), ",")
	if len(list) < 2 {
		t.Fatalf("the API knows of the stages %q", list)
	}
	return list
}

// A run that is killed with signal 9 at any stage leaves no version, is told apart
// from one that lives, and does not keep the next from running.
func TestKilledAtEveryStage(t *testing.T) {
	rows := file(t, some(1, 700))
	for _, stage := range stages(t) {
		t.Run(stage, func(t *testing.T) {
			t.Parallel()
			name := filepath.Join(t.TempDir(), "desk.db")
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), childVariable+"="+strings.Join([]string{name, rows.Name, stage}, "\n"))
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			heard := make([]byte, 200)
			n, err := out.Read(heard)
			if killed := cmd.Process.Kill(); killed != nil || string(heard[:n]) != "reached\n" {
				t.Fatalf("the child says %q (%v, %v)", heard[:n], err, killed)
			}
			_ = cmd.Wait()

			s, err := sqlite.Open(t.Context(), name)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			b := newBench(t, s, nil)
			b.now = time.Now()
			order := Order{Tasks: []models.Task{models.Category}, By: lead, Why: "again", History: rows}
			if _, err := b.Do(t.Context(), order, nil); err == nil || !strings.Contains(err.Error(), "another retraining is on") {
				t.Fatalf("it ran beside one that was heard of a moment ago: %v", err)
			}
			if versions, err := b.config.Registry.Versions(t.Context()); err != nil || len(versions) != 0 {
				t.Fatalf("%d versions were left (%v)", len(versions), err)
			}
			b.pass(2 * time.Minute)
			if runs, err := b.List(t.Context()); err != nil || len(runs) != 1 || runs[0].State != Interrupted {
				t.Fatalf("the run is not shown as interrupted: %+v %v", runs, err)
			}
			run, err := b.Do(t.Context(), order, nil)
			if err != nil || run.State != Done || len(run.Results) != 1 {
				t.Fatalf("the next run: %+v %v", run, err)
			}
			runs, err := b.List(t.Context())
			if err != nil || len(runs) != 2 || runs[1].State != Interrupted || !strings.Contains(runs[1].Problem, "child was not heard of") {
				t.Errorf("the killed run: %+v %v", runs, err)
			}
		})
	}
}
