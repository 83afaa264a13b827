package sentiment

import "testing"

func TestLexiconIsWhole(t *testing.T) {
	phrases, err := readLexicon(lexiconFiles)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(len(phrases))
}
