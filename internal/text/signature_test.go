package text

import (
	"strings"
	"testing"
)

func TestSignatures(t *testing.T) {
	const message = "The lift is stuck."
	for _, c := range []struct{ name, tail, kept string }{
		{"none", "", ""},
		{"name", "Regards,\nJo Doe", "Regards,"},
		{"name on the closing line", "Best regards, Jo Doe\nHead of Sales\n+1 555 010 2233", "Best regards, Jo Doe"},
		{"title and address", "Cheers\nJo Doe\nSenior engineer\n12 Harbour Road, London\nwww.harbour.example", "Cheers"},
		{"firm", "Sincerely,\nJo Doe\nHarbour Dental Inc.", "Sincerely,"},
		{"french address", "Cordialement\nÉlodie Martin\n12 rue de la Paix\n75002 Paris", "Cordialement"},
		{"spanish", "Un saludo,\nMaría del Carmen López\nTel.: 600 123 456", "Un saludo,"},
		{"russian", "С уважением,\nИван Петров\nМосква", "С уважением,"},
		{"arabic", "مع أطيب التحيات\nمحمد علي", "مع أطيب التحيات"},
		{"hindi", "सादर\nराहुल शर्मा", "सादर"},
		{"chinese", "此致\n张伟", "此致"},
		{"turkish", "Saygılarımla,\nAyşe Yılmaz", "Saygılarımla,"},
		{"content after thanks", "Thanks\nit is urgent", "Thanks\nit is urgent"},
		{"one word that is no name", "Thanks\nUrgent", "Thanks\nUrgent"},
		{"postscript", "Regards,\nJo Doe\nPS: call me", "Regards,\nJo Doe\nPS: call me"},
		{"error after thanks", "Thanks\nError 500, Door 3", "Thanks\nError 500, Door 3"},
		{"question", "Regards\nJo Doe\nWhen will it work?", "Regards\nJo Doe\nWhen will it work?"},
		{"japanese content", "よろしくお願いします\nエレベーターがまだ動きません", "よろしくお願いします\nエレベーターがまだ動きません"},
		{"delimiter", "--\nJo Doe\nHarbour Dental | Floor 3", ""},
		{"delimiter and motto", "--\nharbour dental\nWe care.", ""},
		{"delimiter and content", "--\nWhat shall we do?", "--\nWhat shall we do?"},
		{"device de", "Von meinem iPhone gesendet", ""},
		{"device fr", "Envoyé de mon iPhone", ""},
		{"device it", "Inviato da iPad", ""},
		{"device pl", "Wysłane z iPhone'a", ""},
		{"device ru", "Отправлено с iPhone", ""},
		{"device ja", "iPhoneから送信", ""},
		{"device hi", "मेरे iPhone से भेजा गया", ""},
		{"device ko", "나의 iPhone에서 보냄", ""},
		{"device link", "Get Outlook for iOS<https://aka.example/o0ukef>", ""},
		{"legal fr", "\nCe message et ses pièces jointes sont confidentiels et réservés à leurs destinataires.", ""},
		{"legal two", "\nThis e-mail is confidential and intended only for you.\n\nPrivileged text sent in error must not be disclosed.", ""},
		{"legal zh", "\n本邮件含有保密信息，仅限收件人使用。", ""},
	} {
		want := strings.TrimSuffix(message+"\n"+c.kept, "\n")
		if got := Clean(message + "\n" + c.tail); got != want {
			t.Errorf("%s: got %q, want %q", c.name, got, want)
		}
	}
}
