package langdetect

import (
	"strings"
	"testing"
	"time"
)

func TestDetectDefaultLanguages(t *testing.T) {
	d := loaded(t)
	for _, c := range []struct{ tag, script, text string }{
		{"en", "Latn", "I was charged twice for my subscription, please refund the second payment."},
		{"en", "Latn", "My laptop does not connect to the office network since the update."},
		{"de", "Latn", "Ich wurde doppelt belastet, bitte erstatten Sie mir den zweiten Betrag."},
		{"de", "Latn", "Der Drucker im dritten Stock geht nicht"},
		{"fr", "Latn", "Je n'arrive plus à me connecter à mon compte depuis hier soir."},
		{"fr", "Latn", "Bonjour, où en est ma commande ?"},
		{"es", "Latn", "Mi pedido llegó roto y quiero que me devuelvan el dinero."},
		{"es", "Latn", "No puedo iniciar sesión"},
		{"pt", "Latn", "O meu pedido chegou quebrado e quero o dinheiro de volta."},
		{"pt", "Latn", "Não consigo entrar na minha conta"},
		{"it", "Latn", "Il mio ordine non è ancora arrivato, potete controllare?"},
		{"it", "Latn", "Vorrei annullare l'abbonamento"},
		{"nl", "Latn", "Mijn bestelling is nog steeds niet aangekomen, kunt u dit nakijken?"},
		{"nl", "Latn", "Ik kan niet inloggen op mijn account"},
		{"pl", "Latn", "Nie mogę zalogować się na swoje konto, proszę o pomoc."},
		{"tr", "Latn", "Siparişim hâlâ gelmedi, yardımcı olur musunuz?"},
		{"sv", "Latn", "Jag kan inte logga in på mitt konto sedan i går."},
		{"vi", "Latn", "Tôi không thể đăng nhập vào tài khoản của mình."},
		{"ru", "Cyrl", "Я не могу войти в свой аккаунт, помогите пожалуйста."},
		{"uk", "Cyrl", "Я не можу увійти до свого облікового запису, допоможіть, будь ласка."},
		{"ar", "Arab", "لا أستطيع تسجيل الدخول إلى حسابي، أرجو المساعدة"},
		{"hi", "Deva", "मैं अपने खाते में लॉग इन नहीं कर पा रहा हूँ, कृपया मदद करें।"},
		{"hi", "Deva", "मुझे मेरा पैसा वापस चाहिए"},
		{"mr", "Deva", "मी माझ्या खात्यात लॉग इन करू शकत नाही, कृपया मदत करा."},
		{"mr", "Deva", "मला माझे पैसे परत हवे आहेत"},
		{"bn", "Beng", "আমি আমার অ্যাকাউন্টে ঢুকতে পারছি না"},
		{"zh", "Hani", "我无法登录我的账户，请帮忙。"},
		{"zh", "Hani", "我的 iPhone 连不上公司的 Wi-Fi"},
		{"ja", "Jpan", "アカウントにログインできません。助けてください。"},
		{"ja", "Hani", "発送状況確認"},
		{"ko", "Hang", "계정에 로그인할 수 없어요. 도와주세요."},
		{"ko", "Hang", "3번 주문이 아직 안 왔어요"},
	} {
		r := d.Detect(c.text)
		if r.Tag != c.tag || r.Script != c.script || r.Unsure || r.Reason != "" || r.Guess != r.Tag {
			t.Errorf("Detect(%q) = %+v, want %s in %s", c.text, r, c.tag, c.script)
		}
		if r.Confidence < DefaultMinConfidence || r.Confidence > 1 {
			t.Errorf("Detect(%q) has confidence %v", c.text, r.Confidence)
		}
	}
}

func TestDetectShortGreetings(t *testing.T) {
	d := loaded(t)
	for text, tag := range map[string]string{
		"thanks": "en", "hola": "es", "merci": "fr", "obrigado": "pt", "dziękuję": "pl",
		"спасибо": "ru", "дякую": "uk", "धन्यवाद, मला मदत हवी": "mr", "teşekkürler": "tr",
	} {
		if r := d.Detect(text); r.Tag != tag {
			t.Errorf("Detect(%q) = %+v, want %s", text, r, tag)
		}
	}
}

func TestDetectUnsure(t *testing.T) {
	d := loaded(t)
	for _, c := range []struct{ text, reason string }{
		{"", "no letters"},
		{" \t\n", "no letters"},
		{"😀", "no letters"},
		{"!!! ... ???", "no letters"},
		{"\x00\x00", "no letters"},
		{"\xff\xfe\xfd", "no letters"},
		{"12345", "numbers"},
		{"INC0012345 v1.2", "numbers"},
		{"www", "addresses"},
		{"www.example.com", "addresses"},
		{"https://example.com/path?x=1", "addresses"},
		{"someone@example.com @someone", "addresses"},
		{"ok", "too short"},
		{"hm", "too short"},
		{"for (int i = 0; i < n; i++) { sum += a[i]; }", "code"},
		{"print(user.name)", "identifiers"},
		{"{\"status\": [\"open\", \"new\"], \"id\": {}}", "code"},
		{"მადლობა დახმარებისთვის", "Georgian"},
		{"ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ", "Cherokee"},
		{"Laskuni on väärin, voisitteko ystävällisesti auttaa minua", "reads like fi"},
		{"Nem tudok belépni a fiókomba, kérem segítsenek", "reads like hu"},
		{strings.Repeat("QUJD", 40), "runs of over"},
	} {
		r := d.Detect(c.text)
		if !r.Unsure || r.Tag != Undetermined || !strings.Contains(r.Reason, c.reason) {
			t.Errorf("Detect(%q) = %+v, want unsure: %s", c.text, r, c.reason)
		}
	}
	if r := d.Detect("ok"); r.Guess == "" {
		t.Errorf("Detect(ok) keeps no guess: %+v", r)
	}
}

func TestDetectLeavesOutWhatNoLanguageOwns(t *testing.T) {
	d := loaded(t)
	for text, tag := range map[string]string{
		"https://docs.example.com/how-to/install-the-printer Der Drucker geht nicht, siehe report.pdf": "de",
		"<p>La imprimante ne marche pas <br/> <a href=\"https://example.com/en/help\">voir</a></p>":    "fr",
		"请访问www.example.com谢谢":                                "zh",
		"@support my order INC0012345 is late, user_name=foo": "en",
	} {
		if r := d.Detect(text); r.Tag != tag {
			t.Errorf("Detect(%q) = %+v, want %s", text, r, tag)
		}
	}
}

// Letters written as base and accent read the same as composed ones.
func TestDetectDecomposedAccents(t *testing.T) {
	d := loaded(t)
	composed := d.Detect("Tôi cần trợ giúp với hóa đơn của tôi")
	apart := d.Detect("To\u0302i ca\u0302\u0300n tro\u031b\u0323 giu\u0301p vo\u031b\u0301i ho\u0301a \u0111o\u031bn cu\u0309a to\u0302i")
	if composed != apart || apart.Tag != "vi" {
		t.Errorf("composed %+v, decomposed %+v", composed, apart)
	}
}

// patience is far more than any text takes on a busy machine under the race
// detector, and far less than 10 MB would take without a bound.
const patience = 10 * time.Second

func TestDetectBoundsItsWork(t *testing.T) {
	d := loaded(t)
	for name, text := range map[string]string{
		"10 MB of prose":      strings.Repeat("The invoice is wrong and nobody answers. ", 250_000),
		"10 MB of digits":     strings.Repeat("1234567890 ", 950_000),
		"one word of 1 MB":    strings.Repeat("a", 1<<20),
		"one Cyrillic word":   strings.Repeat("щ", 1<<19),
		"open tags":           strings.Repeat("<a", 1<<19),
		"accents on accents":  "e" + strings.Repeat("\u0301", 1<<19),
		"one run of Han":      strings.Repeat("漢", 1<<19),
		"dots":                strings.Repeat("a.", 1<<19),
		"mixed scripts":       strings.Repeat("aщ漢あ한", 1<<17),
		"invalid UTF-8":       strings.Repeat("\xc3\x28", 1<<19),
		"joiners and mirrors": strings.Repeat("\u200d\u202e", 1<<18),
	} {
		start := time.Now()
		d.Detect(text)
		d.Spans(text)
		if took := time.Since(start); took > patience {
			t.Errorf("%s took %v", name, took)
		}
	}
}
