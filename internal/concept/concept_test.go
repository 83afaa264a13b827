package concept

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"pgregory.net/rapid"

	"switchyard/internal/lexicon"
)

// named are the concepts of a text, by name, in their order.
func namesIn(text string) []string {
	var r Reader
	var names []string
	for _, m := range r.Read(text) {
		if name := m.Concept.Name(); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func TestWordsOfManyLanguagesMeanAlike(t *testing.T) {
	for concept, texts := range map[string][]string{
		"refund": {
			"I want a refund", "Ich möchte eine Rückerstattung", "Je veux un remboursement", "Quiero un reembolso", "Vorrei un rimborso",
			"Quero o reembolso", "Ik wil mijn geld terug", "Proszę o zwrot pieniędzy", "Para iadesi istiyorum", "Хочу возврат денег",
			"أريد استرداد المبلغ", "मुझे रिफंड चाहिए", "मला रिफंड हवा आहे", "আমি রিফান্ড চাই", "我要退款", "返金してください", "REFUNDS please",
		},
		"password": {
			"my password", "mein Passwort", "mon mot de passe", "mi contraseña", "la password", "minha senha", "mijn wachtwoord",
			"moje hasło", "şifrem", "мой пароль", "كلمة المرور", "मेरा पासवर्ड", "माझा पासवर्ड", "আমার পাসওয়ার্ড", "我的密码", "パスワード",
		},
	} {
		for _, text := range texts {
			if got := namesIn(text); !slices.Contains(got, concept) {
				t.Errorf("%q speaks of %q, not of %s", text, got, concept)
			}
		}
	}
}

func TestPhrasesDoNotHideTheirWords(t *testing.T) {
	got := namesIn("My card was charged twice")
	for _, want := range []string{"double charge", "charge (money)", "twice"} {
		if !slices.Contains(got, want) {
			t.Errorf("%q lacks %s", got, want)
		}
	}
	if got := namesIn(""); got != nil {
		t.Errorf("an empty text speaks of %q", got)
	}
}

// TestEveryLanguageSaysEveryConcept holds the files to the reference.
func TestEveryLanguageSaysEveryConcept(t *testing.T) {
	want, wrong := readFile(lexiconFiles, reference)
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	files, err := fs.Glob(lexiconFiles, "lexicon/*.txt")
	if err != nil || len(files) != 17 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		lines, wrong := readFile(lexiconFiles, file)
		for _, err := range wrong {
			t.Error(err)
		}
		if !slices.EqualFunc(lines, want, func(a, b line) bool { return a.key == b.key }) {
			t.Errorf("%s does not have the concepts of %s in their order", path.Base(file), path.Base(reference))
		}
	}
}

// TestVersion fails when the lexicon is changed without its Version, for
// bundles that were trained with it would read other features.
func TestVersion(t *testing.T) {
	files, err := fs.Glob(lexiconFiles, "lexicon/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.New()
	for _, file := range files {
		content, err := fs.ReadFile(lexiconFiles, file)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(sum, "%s\n%s\n", path.Base(file), content)
	}
	const version1 = "f55c264ccaa268f6f5cb6b209069d006362624116e1ede9626d7a0b9cf9a75eb"
	if got := hex.EncodeToString(sum.Sum(nil)); Version == 1 && got != version1 {
		t.Errorf("the lexicon is another one (%s): raise Version, write its sum here, and train the starter bundles again", got)
	}
}

func TestBadFilesAreNamed(t *testing.T) {
	english := "[money]\nrefund: refund*\nfee: fee"
	for _, c := range []struct{ file, content, want string }{
		{"en", "refund: x", `en.txt:1: "refund: x" is no concept`},
		{"en", "[money]\nrefund", `en.txt:2: "refund" is no concept`},
		{"en", "[money]\nrefund: , ", "en.txt:2: refund has no form"},
		{"en", english + "\nfee: x", "en.txt:4: fee stands twice"},
		{"de", "[money]\nrefnud: x", "de.txt:2: refnud of [money] is not in en.txt"},
		{"de", "[money]\nfee: k.o", `de.txt:2: "k.o" has the end of a sentence inside`},
	} {
		files := fstest.MapFS{"lexicon/en.txt": {Data: []byte(english)}}
		files["lexicon/"+c.file+".txt"] = &fstest.MapFile{Data: []byte(c.content)}
		if _, err := read(files); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, wanted %q", c.content, err, c.want)
		}
	}
}

// TestEveryFormIsFound puts each form between other words.
func TestEveryFormIsFound(t *testing.T) {
	files, err := fs.Glob(lexiconFiles, "lexicon/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	var r Reader
	for _, file := range files {
		lines, _ := readFile(lexiconFiles, file)
		for _, l := range lines {
			for _, form := range l.forms {
				text := "q " + strings.ReplaceAll(form, "*", "") + " q"
				if strings.Contains(form, " * ") {
					text = "q " + strings.ReplaceAll(strings.ReplaceAll(form, " * ", " qq "), "*", "") + " q"
				}
				if !slices.ContainsFunc(r.Read(text), func(m Match) bool { return m.Concept.Name() == l.name && m.Concept.Field().Name() == l.field }) {
					t.Errorf("%s: %q does not say %s", l.place, text, l.name)
				}
			}
		}
	}
}

func TestMatchesStandInTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.SampledFrom([]string{
			"refund", "charged twice", " ", ", ", ". ", "\n", "REFUND", "ｒｅｆｕｎｄ", "वापस", "والمبلغ", "返金", "é", "e\u0301", "\u200b", "\xff", "½", "*", "😡",
		}), 0, 30).Draw(t, "parts")
		text := strings.Join(parts, "")
		var r Reader
		before := 0
		for _, m := range r.Read(text) {
			if m.Start < before || m.End <= m.Start || m.End > len(text) || int(m.Concept) >= Count() {
				t.Fatalf("%q: %+v behind byte %d", text, m, before)
			}
			if utf8.ValidString(text) && (!utf8.RuneStart(text[m.Start]) || m.End < len(text) && !utf8.RuneStart(text[m.End])) {
				t.Fatalf("%q: %+v cuts a character", text, m)
			}
		}
	})
}

// TestWorkIsLinear counts the symbols looked at in texts that come close to
// many phrases.
func TestWorkIsLinear(t *testing.T) {
	work := func(text string) float64 {
		folded := lexicon.Fold(text)
		defer folded.Release()
		total := 0
		for i := range folded.Symbols {
			if lexicon.Starts(folded.Symbols, i) {
				_, steps := loaded().trie.Find(folded.Symbols, i, nil)
				total += steps
			}
		}
		return float64(total) / float64(len(folded.Symbols))
	}
	for _, part := range []string{"how do i how do ", "charged charged twice ", "abcdefghij", "I ", "返金返", "والوال", "refund", "ich habe es "} {
		short, long := work(strings.Repeat(part, 100)), work(strings.Repeat(part, 5000))
		if long > 1.1*short+.1 || long > 60 {
			t.Errorf("%q: %.2f steps a symbol in a short text, %.2f in one fifty times as long", part, short, long)
		}
	}
}

func TestWarmReaderDoesNotAllocate(t *testing.T) {
	var r Reader
	for _, text := range []string{"My card was charged twice, where is my refund?", "Wo ist mein Paket?", "मेरा रिफंड कब आएगा", "返金してください"} {
		r.Read(text)
		if n := testing.AllocsPerRun(100, func() { r.Read(text) }); n > 0 {
			t.Errorf("%q: %v allocations", text, n)
		}
	}
}

func TestReadAtOnce(t *testing.T) {
	want := namesIn("My card was charged twice, where is my refund?")
	var readers sync.WaitGroup
	for range 8 {
		readers.Go(func() {
			for range 50 {
				if got := namesIn("My card was charged twice, where is my refund?"); !slices.Equal(got, want) {
					t.Errorf("%q, alone %q", got, want)
				}
			}
		})
	}
	readers.Wait()
}

func BenchmarkRead(b *testing.B) {
	for name, text := range map[string]string{
		"en": "Hello, could you please tell me how I can add a second user to our account before the end of June?",
		"hi": "मैं तीसरी बार लिख रहा हूँ और अभी तक कोई जवाब नहीं मिला, मेरा पैसा वापस कब आएगा।",
		"zh": "这是我第三次联系你们了，至今没人回复，什么时候退款？",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(text)))
			var r Reader
			for b.Loop() {
				r.Read(text)
			}
		})
	}
}
