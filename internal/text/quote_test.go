package text

import (
	"strings"
	"testing"
)

// Each mail program and language introduces a quote in its own words; what
// follows must go.
func TestAttributions(t *testing.T) {
	for _, line := range []string{
		"On 12 Mar 2024, at 10:11, Jo Doe <jo@example.org> wrote:",
		"On Tue, 12 Mar 2024 at 10:11, Jo Doe\n<jo@example.org>\nwrote:",
		"Am Di., 12. März 2024 um 10:11 Uhr schrieb Jo Doe <jo@example.org>:",
		"Le 12/03/2024 à 10:11, Jo Doe a écrit :",
		"El mar, 12 mar 2024 a las 10:11, Jo Doe (<jo@example.org>) escribió:",
		"Em 12/03/2024 10:11, Jo Doe escreveu:",
		"A terça, 12/03/2024, 10:11, Jo Doe <jo@example.org> escreveu:",
		"Il 12/03/2024 10:11, Jo Doe ha scritto:",
		"Op 12-03-2024 om 10:11 schreef Jo Doe:",
		"W dniu 12.03.2024 o 10:11, Jo Doe pisze:",
		"12.03.2024 10:11 tarihinde Jo Doe yazdı:",
		"Jo Doe <jo@example.org>, 12 Mar 2024 Sal, 10:11 tarihinde şunu yazdı:",
		"12.03.2024 10:11, Jo Doe пишет:",
		"12 марта 2024 г. 10:11 Jo Doe <jo@example.org> написал(а):",
		"Den 2024-03-12 kl. 10:11, skrev Jo Doe:",
		"Den tirs. 12. mar. 2024 kl. 10.11 skrev Jo Doe <jo@example.org>:",
		"12.03.2024 10:11 Jo Doe <jo@example.org> пише:",
		"في 12 مارس 2024، الساعة 10:11، كتب Jo Doe <jo@example.org>:",
		"12 मार्च 2024 को 10:11 बजे Jo Doe <jo@example.org> ने लिखा:",
		"Jo Doe <jo@example.org> 于2024年3月12日周二 10:11写道：",
		"Jo Doe <jo@example.org> 於 2024年3月12日 週二 上午10:11寫道：",
		"2024年3月12日(火) 10:11 Jo Doe <jo@example.org>:",
		"2024/03/12 10:11、Jo Doe <jo@example.org>のメール:",
		"2024년 3월 12일 (화) 오전 10:11, Jo Doe <jo@example.org>님이 작성:",
		"2024. 3. 12. 오전 10:11, Jo Doe <jo@example.org> 작성:",
		"tiistai 12. maaliskuuta 2024 klo 10:11 Jo Doe <jo@example.org>:",
	} {
		if got := Clean("Still broken.\n\n" + line + "\n> old\n> text"); got != "Still broken." {
			t.Errorf("%s\nmarked quote: %q", line, got)
		}
		if got := Clean("Still broken.\n\n" + line + "\n\nold text"); got != "Still broken." {
			t.Errorf("%s\nbare quote: %q", line, got)
		}
	}
}

func TestHeaderBlocks(t *testing.T) {
	for language, labels := range map[string]string{
		"en": "From|Sent|To|Subject", "de": "Von|Gesendet|An|Betreff", "de mac": "Von|Datum|An|Betreff", "fr": "De|Envoyé|À|Objet", "fr date": "De|Date|À|Objet",
		"es": "De|Enviado el|Para|Asunto", "pt": "De|Enviada em|Para|Assunto", "it": "Da|Inviato|A|Oggetto", "nl": "Van|Verzonden|Aan|Onderwerp", "pl": "Od|Wysłane|Do|Temat",
		"tr": "Kimden|Gönderildi|Kime|Konu", "ru": "От|Отправлено|Кому|Тема", "sv": "Från|Skickat|Till|Ämne", "da": "Fra|Sendt|Til|Emne", "uk": "Від|Надіслано|Кому|Тема",
		"ar": "من|تم الإرسال|إلى|الموضوع", "hi": "प्रेषक|भेजा गया|प्रति|विषय", "zh": "发件人|发送时间|收件人|主题", "zh-TW": "寄件者|寄件日期|收件者|主旨", "ja": "差出人|送信日時|宛先|件名", "ko": "보낸 사람|보낸 날짜|받는 사람|제목",
	} {
		l := strings.Split(labels, "|")
		for _, form := range []string{"%: ", "*%:* ", "%： ", "% : ", "> %: "} {
			block := ""
			for i, value := range []string{"Jo <jo@example.org>", "12.03.2024 10:11", "Ann", "help"} {
				block += strings.Replace(form, "%", l[i], 1) + value + "\n"
			}
			body := "old text"
			if form[0] == '>' {
				body = "> old text"
			}
			if got := Clean("Still broken.\n" + block + "\n" + body); got != "Still broken." {
				t.Errorf("%s %q: %q", language, form, got)
			}
		}
	}
}

// The tables are read into maps and compared in lower case: a label in two
// meanings, or one in capitals, would be decided by chance or never match.
func TestPhraseTables(t *testing.T) {
	seen := map[string]headerKind{}
	for kind, labels := range headerLabels {
		for _, label := range labels {
			if other, ok := seen[label]; ok && other != kind {
				t.Errorf("header label %q has two meanings", label)
			}
			seen[label] = kind
			if strings.ToLower(label) != label {
				t.Errorf("header label %q is not in lower case", label)
			}
		}
	}
	for _, words := range [][]string{secrecyWords, readerWords, pointers, deviceNames} {
		for _, w := range words {
			if strings.ToLower(w) != w {
				t.Errorf("%q is not in lower case", w)
			}
		}
	}
}

func TestForwardMarks(t *testing.T) {
	for _, mark := range []string{
		"---------- Forwarded message ---------", "-------- Weitergeleitete Nachricht --------", "---------- Message transféré ----------", "-------- Mensaje reenviado --------",
		"---------- Mensagem encaminhada ----------", "-------- Messaggio inoltrato --------", "Begin doorgestuurd bericht:", "-------- Przekazana wiadomość --------", "-------- İletilen Mesaj --------",
		"-------- Пересылаемое сообщение --------", "---------- Vidarebefordrat meddelande ---------", "---------- Videresendt meddelelse ---------", "---------- Переслане повідомлення ---------",
		"---------- رسالة معاد توجيهها ---------", "---------- 转发的邮件 ---------", "---------- 轉寄的郵件 ---------", "---------- 転送メッセージ ---------", "---------- 전달된 메일 ---------",
	} {
		in := "Hi\n\n" + mark + "\nFrom: Jo <jo@example.org>\nSubject: door\n\nThe door is stuck."
		if got := Clean(in); got != "Hi\n\nThe door is stuck." {
			t.Errorf("%s: %q", mark, got)
		}
	}
}
