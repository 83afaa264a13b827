package langdetect

import (
	"strings"
	"sync"
)

// markers are short words that give a language away: function words and what
// people open and close a message with. They matter in short texts, where
// letters alone say little. A word several languages share may be listed for
// each of them. Lower case, as written with accents.
var markers = map[string]string{
	"en": "the and is are was not my your you with this that have has does doesn't for from what when where why how please thanks thank hello hi help cannot can't would could should been there it of to",
	"de": "der die das und ist sind nicht ich wir sie mein meine meinen ihr ihre mit auf für von wie was wann warum bitte danke hallo hilfe kann habe haben wird wurde kein keine ein eine einen dass seit",
	"fr": "le la les et est sont ne pas je nous vous mon ma mes votre avec pour dans sur que qui quand pourquoi comment merci bonjour salut aide ai avez une un du des depuis ça c'est",
	"es": "el la los las y es son no yo mi mis su con para por en que qué cuándo cómo dónde gracias hola ayuda tengo puedo está están una un del buenos buenas días desde favor muy pero",
	"pt": "o a os as e é são não eu meu minha seu com para por em que quando como onde obrigado obrigada olá oi ajuda tenho posso está estão uma um do da bom dia desde favor muito mas você",
	"it": "il lo la gli le e è sono non io mio mia con per in che quando come dove perché grazie ciao aiuto ho posso una un del della buongiorno salve dal favore molto ma questo",
	"nl": "de het een en is zijn niet ik wij mijn uw jouw met voor van op wat wanneer waarom hoe alstublieft bedankt dank hallo hulp kan heb hebben wordt werd geen deze dat sinds ook maar",
	"pl": "i jest są nie ja mój moja moje z na w do co kiedy jak gdzie dlaczego proszę dziękuję dzięki cześć witam pomoc mam mogę się od dzień dobry ale czy już",
	"tr": "ve bir bu şu değil ben benim sizin ile için ne nasıl nerede neden lütfen teşekkürler teşekkür merhaba selam yardım var yok mi mı çok ama gibi daha günler",
	"sv": "och är inte jag vi min mitt mina din med för på av vad när hur varför var snälla tack hej hjälp kan har den det ett en som från men till",
	"vi": "và là không tôi của với cho trong này khi nào thế sao xin cảm ơn chào giúp được có một các những đã đang rất nhưng bạn từ",
	"ru": "и не я мы вы мой моя мне с на в что как когда где почему пожалуйста спасибо привет здравствуйте помогите это есть нет был была уже для или из меня",
	"uk": "і не я ми ви мій моя мені з на в у що як коли де чому будь ласка дякую привіт вітаю допоможіть це є немає був була вже для або із мене та й",
	"hi": "है हैं में नहीं और यह वह मैं मुझे मेरा मेरी मेरे आप आपका आपकी हम क्या कि था थी थे रहा रही रहे गया गई दिया किया करें लिए चाहिए बहुत कैसे क्यों कब अपने अभी वापस कृपया धन्यवाद नमस्ते ने से को भी एक हुआ हुई सकता सकते",
	"mr": "आहे आहेत मी मला माझे माझा माझी माझ्या तुमच्या तुमचे आम्ही आपण आपल्या आणि व नाही नाहीत होते झाले झाला झाली केले केला केली करा करून पाहिजे हवे हवा हवी साठी मध्ये कसे काय कधी कुठे पण या त्या असे म्हणून कृपया धन्यवाद नमस्कार येथे ते हे मिळाले",
}

// markerLetters is the length in letters from which a text needs no markers.
const markerLetters = 80

// markerTags maps the hash of a marker to the tags of the languages it marks.
var markerTags = sync.OnceValue(func() map[uint64][]string {
	out := map[uint64][]string{}
	for tag, list := range markers {
		for _, m := range strings.Fields(list) {
			for _, part := range strings.FieldsFunc(m, func(r rune) bool { return scriptOf(r) == noScript }) {
				h := hashWord([]rune(part))
				out[h] = append(out[h], tag)
			}
		}
	}
	return out
})

// hashWord is FNV-1a over code points.
func hashWord(letters []rune) uint64 {
	h := uint64(14695981039346656037)
	for _, r := range letters {
		h = (h ^ uint64(uint32(r))) * 1099511628211
	}
	return h
}

// mark counts the markers among the words of script s into counts, one element
// a tongue of p.
func (p *panel) mark(w *words, s script, counts []float64) {
	for _, x := range w.list {
		if x.script == s {
			p.markWord(w.of(x), counts)
		}
	}
}

func (p *panel) markWord(letters []rune, counts []float64) {
	for _, tag := range markerTags()[hashWord(letters)] {
		for i := range p.tongues {
			if p.tongues[i].tag == tag {
				counts[i]++
			}
		}
	}
}
