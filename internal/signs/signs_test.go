package signs

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// TestSentences reads testdata/sentences/LANGUAGE.txt: sentences that must show
// a sign of the kind named before them, and calm ones that must show none.
func TestSentences(t *testing.T) {
	files, err := filepath.Glob("testdata/sentences/*.txt")
	if err != nil || len(files) < 17 {
		t.Fatal(len(files), err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for i, line := range strings.Split(strings.TrimSpace(string(content)), "\n") {
			if strings.HasPrefix(line, "#") {
				continue
			}
			want, sentence, ok := strings.Cut(line, " | ")
			if !ok || want != "calm" && !slices.Contains(kindNames[:], want) {
				t.Fatalf("%s:%d: want a line such as \"legal | My lawyer ...\", got %q", file, i+1, line)
			}
			seen[want] = true
			got := kindsOf(sentence)
			angry := slices.DeleteFunc(slices.Clone(got), func(k Kind) bool { return !k.angry() })
			switch {
			case want == "calm" && len(angry) > 0:
				t.Errorf("%s:%d: %q is calm, but shows %v", file, i+1, sentence, describe(sentence))
			case want != "calm" && !slices.ContainsFunc(got, func(k Kind) bool { return k.String() == want }):
				t.Errorf("%s:%d: %q shows no %s, only %v", file, i+1, sentence, want, describe(sentence))
			}
		}
		for _, kind := range []string{"repeat", "leave", "legal", "public", "profanity", "curse", "insult", "outrage", "sarcasm", "calm"} {
			if !seen[kind] {
				t.Errorf("%s has no sentence for %s", file, kind)
			}
		}
	}
}

func kindsOf(text string) []Kind {
	var kinds []Kind
	for _, s := range Read(text).Spans {
		kinds = append(kinds, s.Kind)
	}
	return kinds
}

func describe(text string) []string {
	var all []string
	for _, s := range Read(text).Spans {
		all = append(all, fmt.Sprintf("%s %q", s.Kind, text[s.Start:s.End]))
	}
	return all
}

func TestSpansAreWhatStandsThere(t *testing.T) {
	for text, want := range map[string][]string{
		"PLEASE, you IDIOTS!!! 😡":            {`calm "PLEASE"`, `shouting "IDIOTS"`, `insult "IDIOTS"`, `exclaiming "!!!"`, `angry_emoji "😡"`},
		"Nunca\u200b m\u0301as, jama\u0301s": {`leave "Nunca\u200b ḿas"`},
		"ＳＣＡＭ 詐欺":                            {`shouting "ＳＣＡＭ"`, `insult "ＳＣＡＭ"`, `insult "詐欺"`},
		"idiooots":                           {`insult "idiooots"`},
		"":                                   nil,
	} {
		if got := describe(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestDisguisesHideNothing(t *testing.T) {
	for _, pair := range [][2]string{
		{"jamás vuelvo", "jamas vuelvo"},
		{"jamás vuelvo", "jama\u0301s vuelvo"},
		{"scheiße", "SCHEISSE"},
		{"scheiße", "ＳＣＨＥＩＳＳＥ"},
		{"dolandırıcı", "DOLANDIRICI"},
		{"dolandırıcı", "dolandirici"},
		{"rezil", "REZİL"},
		{"محامي", "مُحَامِي"},
		{"محامي", "محـــامى"},
		{"чёрт", "черт"},
		{"чёрт", "ЧЁРТ"},
		{"idiot", "id\u200bi\u00adot"},
		{"unfähig", "unfaehig"},
		{"धोखेबाज़", "धोखेबाज"},
		{"ふざけるな", "ふさ\u3099けるな"},
		{"lawyer", "lawyerrrr"},
		{"don't care about your customers", "dont care about your customers"},
		{"zum dritten Mal", "zum\ndritten   Mal"},
	} {
		plain, disguised := kindsOf(pair[0]), kindsOf(pair[1])
		drop := func(k Kind) bool { return k <= Exclaiming }
		plain, disguised = slices.DeleteFunc(plain, drop), slices.DeleteFunc(disguised, drop)
		if len(plain) == 0 || !slices.Equal(plain, disguised) {
			t.Errorf("%q shows %v, %q shows %v", pair[0], plain, pair[1], disguised)
		}
	}
}

func TestCapitals(t *testing.T) {
	for text, want := range map[string]struct {
		signs, shouted, cased int
		all                   bool
	}{
		"THIS IS THE THIRD TIME THAT MY ORDER 66 IS LATE": {1, 0, 10, true},
		"I WANT MY MONEY BACK now":                        {1, 4, 6, false},
		"My Lenovo THINKPAD and the USB PDF VPN":          {0, 0, 8, false},
		"ID AB12CD, ref XK99":                             {0, 0, 4, false},
		"THANK YOU ALL SO MUCH":                           {0, 0, 5, false},
		"GIVE IT BACK! Now.":                              {1, 3, 4, false},
		"это НИКОГДА не кончится":                         {1, 1, 4, false},
		"第三次 OK":                                          {0, 0, 1, false},
	} {
		s := Read(text)
		if s.Count(Shouting) != want.signs || s.Shouted != want.shouted || s.Cased != want.cased || s.AllCapitals != want.all {
			t.Errorf("%q: %d signs, %+v, want %+v", text, s.Count(Shouting), s, want)
		}
	}
}

func TestPhrasesDoNotReachOverSentences(t *testing.T) {
	if got := kindsOf("It never. Again I ask for the manual"); slices.Contains(got, Leaving) {
		t.Errorf("%v", got)
	}
	if got := kindsOf("The never\n\nagain"); slices.Contains(got, Leaving) {
		t.Errorf("%v", got)
	}
}

func TestValuesFollowNames(t *testing.T) {
	s := Read("You idiots, you liars, you thieves. WHERE IS MY MONEY, says a calm man")
	names, values := Names(), s.Values()
	if len(names) != len(values) {
		t.Fatalf("%d names, %d values", len(names), len(values))
	}
	if got := values[slices.Index(names, "insult")]; got != 2.0/3 { // three of seven: log2(4)/log2(8)
		t.Errorf("insult %v", got)
	}
	if got := values[slices.Index(names, "shouted_share")]; got != 4.0/14 {
		t.Errorf("shouted_share %v", got)
	}
	if got := Read(strings.Repeat("idiots ", 50)).Values()[slices.Index(names, "insult")]; got != 1 {
		t.Errorf("fifty insults: %v", got)
	}
}

func TestLexiconNamesWhatIsWrong(t *testing.T) {
	for content, want := range map[string]string{
		"idiot":                            "xx.txt:1: \"idiot\" stands in no known section",
		"[insults]\nidiot":                 `xx.txt:1: section "[insults]"`,
		"[shouting]\nidiot":                `xx.txt:1: section "[shouting]"`,
		"[insult]\nid*ot":                  "xx.txt:2: \"id*ot\" has an asterisk inside",
		"[insult]\n* idiot":                "starts with any word",
		"[insult]\nyou. idiot":             "end of a sentence inside",
		"[insult]\n骗子*":                    "script without spaces",
		"[insult]\n---":                    "has no letters",
		"[insult]\nidiot\n[warm]\nIDIOT":   "xx.txt:4: \"IDIOT\" stands at xx.txt:2 as another kind",
		"# remark\n[insult]\n\nok\n[none]": `xx.txt:5: section "[none]"`,
	} {
		_, err := readLexicon(fstest.MapFS{"lexicon/xx.txt": {Data: []byte(content)}})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", content, err, want)
		}
	}
	phrases, err := readLexicon(lexiconFiles)
	if err != nil || len(phrases) < 5000 {
		t.Errorf("%d phrases, %v", len(phrases), err)
	}
}
