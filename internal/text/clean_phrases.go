package text

// The phrases of mail, per language. Everything the cleaning rules know of a
// language stands in this file; all comparisons ignore case.

// subjectPrefixes stand before the subject of an answer, without their colon.
var subjectPrefixes = []string{
	"re", "r", "res", "resp", "aw", "antw", "antwort", "antwoord", "sv", "vs", "ynt", "cevap", "odp", "rif", "ré", "réf",
	"ref", "отв", "ответ", "відп", "відповідь", "رد", "जवाब", "उत्तर", "回复", "答复", "回覆", "答覆", "返信", "回信", "답장", "회신", "ตอบ", "ตอบกลับ",
}

// forwardPrefixes stand before the subject of a forwarded message.
var forwardPrefixes = []string{
	"fwd", "fw", "wg", "weitergeleitet", "tr", "rv", "renv", "enc", "i", "inoltra", "doorst", "pd", "vb", "vl", "fvs", "ilt",
	"İLT", "iletilen", "пересл", "пересылка", "пер", "إعادة توجيه", "अग्रेषित", "转发", "轉寄", "転送", "전달", "ส่งต่อ",
}

// ticketWords stand before a number in the bracketed token of a helpdesk.
var ticketWords = []string{
	"ticket", "case", "request", "incident", "issue", "inc", "req", "sr", "ref", "id", "call", "support",
	"anfrage", "vorgang", "fall", "demande", "dossier", "cas", "solicitud", "caso", "incidencia", "chamado", "richiesta", "melding", "zaak",
	"zgłoszenie", "talep", "заявка", "запрос", "обращение", "ärende", "sag", "звернення", "طلب", "تذكرة", "टिकट", "工单", "工單", "チケット", "티켓", "ticket-id",
}

// externalMarks are the bracketed warnings mail gateways put into subjects.
var externalMarks = []string{"external", "ext", "extern", "externe", "externo", "esterno", "spam", "suspicious", "secure", "caution"}

// attribution is how one language introduces a quoted reply: a line that
// starts with head (may be empty), contains verb, and ends with a colon.
type attribution struct{ head, verb string }

var attributions = []attribution{
	{"On ", "wrote"}, {"", " wrote:"}, {"", " writes:"}, {"", " said:"}, // en
	{"Am ", "schrieb"}, {"", " schrieb"}, // de
	{"Le ", "a écrit"}, {"", " a écrit"}, // fr
	{"El ", "escribió"}, {"", " escribió:"}, // es
	{"Em ", "escreveu"}, {"A ", "escreveu"}, {"No dia ", "escreveu"}, {"", " escreveu:"}, // pt
	{"Il ", "ha scritto"}, {"Il giorno ", "ha scritto"}, {"", " ha scritto:"}, // it
	{"Op ", "schreef"}, {"Op ", "geschreven"}, {"", " schreef:"}, // nl
	{"W dniu ", "napisał"}, {"W dniu ", "pisze"}, {"", " napisał(a):"}, {"", " napisał:"}, {"", " napisała:"}, // pl
	{"", "şunu yazdı"}, {"", " yazdı:"}, // tr
	{"", " пишет:"}, {"", " написал"}, // ru
	{"Den ", "skrev"}, {"Den ", "skrev följande"}, {"På ", "skrev"}, {"", " skrev:"}, // sv da no
	{"", " пише:"}, {"", " написав"}, {"", " написала"}, // uk
	{"في ", "كتب"}, {"", "كتب"}, {"", "كتبت"}, // ar
	{"", "ने लिखा"}, {"", "लिखा:"}, // hi
	{"", "写道"}, {"", "寫道"}, {"", "来信"}, // zh
	{"", "のメール"}, {"", "書きました"}, {"", "書き込み"}, // ja
	{"", "작성:"}, {"", "님이 작성"}, {"", "썼습니다"}, // ko
	{"Dne ", "napsal"}, {"", "ezt írta"}, {"", "kirjoitti"}, {"Pe ", "a scris"}, {"Vào ", "đã viết"}, {"เมื่อ ", "เขียนว่า"}, {"Pada ", "menulis"},
}

// headerKind is the meaning of a line in a quoted header block.
type headerKind uint8

const (
	noHeader headerKind = iota
	fromHeader
	dateHeader
	toHeader
	subjectHeader
	otherHeader
)

// headerLabels are the labels of header blocks, in lower case.
var headerLabels = map[headerKind][]string{
	fromHeader: {
		"from", "von", "de", "da", "van", "od", "kimden", "gönderen", "от", "от кого", "från", "fra", "від", "від кого", "من", "प्रेषक", "से",
		"发件人", "寄件者", "寄件人", "差出人", "送信者", "보낸 사람", "보낸사람", "expéditeur", "remitente", "mittente", "remetente", "afzender", "nadawca", "отправитель",
		"feladó", "lähettäjä", "de la", "từ", "จาก", "dari",
	},
	dateHeader: {
		"sent", "date", "gesendet", "datum", "envoyé", "enviado", "enviado el", "enviado em", "enviada em", "fecha", "data", "inviato", "verzonden",
		"wysłano", "wysłane", "gönderildi", "gönderme tarihi", "tarih", "отправлено", "дата", "skickat", "sendt", "dato", "надіслано", "تاريخ الإرسال", "تم الإرسال", "التاريخ", "مرسل",
		"भेजा गया", "दिनांक", "发送时间", "發送時間", "日期", "時間", "寄件日期", "傳送日期", "时间", "送信日時", "日時", "日付", "보낸 날짜", "날짜", "보낸날짜", "elküldve", "lähetetty", "trimis", "tanggal", "วันที่", "ngày", "date d'envoi",
	},
	toHeader: {
		"to", "an", "à", "a", "para", "aan", "do", "kime", "alıcı", "кому", "till", "til", "إلى", "प्रति", "को", "प्राप्तकर्ता", "收件人", "收件者", "宛先", "받는 사람", "받는사람",
		"cc", "bcc", "kopie", "kopia", "copie", "copia", "cópia", "copy", "bilgi", "копия", "копія", "kopi", "نسخة", "抄送", "副本", "참조", "címzett", "vastaanottaja", "către", "kepada", "ถึง", "đến", "dw",
	},
	subjectHeader: {
		"subject", "betreff", "objet", "asunto", "assunto", "oggetto", "onderwerp", "temat", "konu", "тема", "ämne", "emne", "الموضوع", "विषय",
		"主题", "主旨", "主題", "件名", "제목", "tárgy", "aihe", "subiect", "subjek", "เรื่อง", "chủ đề",
	},
	otherHeader: {
		"reply-to", "antwort an", "répondre à", "responder a", "rispondi a", "importance", "wichtigkeit", "importancia", "priority", "attachments",
		"anlagen", "anhänge", "pièces jointes", "adjuntos", "datos adjuntos", "anexos", "allegati", "bijlagen", "załączniki", "ekler", "вложения", "bilagor", "添付ファイル", "附件", "첨부",
	},
}

// originalMarks introduce the message that is answered, between dashes.
var originalMarks = []string{
	"Original Message", "Original Appointment", "Reply message", "Ursprüngliche Nachricht", "Originalnachricht", "Original-Nachricht", "Ursprünglicher Termin",
	"Message d'origine", "Message d’origine", "Message original", "Message initial", "Mensaje original", "Mensaje de origen", "Mensagem original", "Messaggio originale",
	"Oorspronkelijk bericht", "Oorspronkelijke bericht", "Origineel bericht", "Oryginalna wiadomość", "Wiadomość oryginalna", "Treść oryginalnej wiadomości",
	"Orijinal Mesaj", "Orijinal İleti", "Özgün İleti", "Исходное сообщение", "Оригинальное сообщение", "Пересланное письмо", "Ursprungligt meddelande", "Originalmeddelande",
	"Oprindelig meddelelse", "Opprinnelig melding", "Original meddelelse", "Оригінальне повідомлення", "Початкове повідомлення", "الرسالة الأصلية", "मूल संदेश",
	"原始邮件", "原始郵件", "邮件原件", "元のメッセージ", "オリジナルメッセージ", "원본 메시지", "원본 메일", "Původní zpráva", "Eredeti üzenet", "Alkuperäinen viesti", "Mesaj original", "ข้อความเดิม",
}

// forwardMarks introduce a forwarded message, between dashes or as a line
// that ends with a colon.
var forwardMarks = []string{
	"Forwarded message", "Begin forwarded message", "Forwarded by", "Weitergeleitete Nachricht", "Anfang der weitergeleiteten Nachricht", "Weitergeleitete Mail",
	"Message transféré", "Message transmis", "Début du message réexpédié", "Début du message transféré", "Message réexpédié", "Mensaje reenviado", "Inicio del mensaje reenviado",
	"Mensagem encaminhada", "Mensagem reencaminhada", "Início da mensagem encaminhada", "Início da mensagem reencaminhada", "Messaggio inoltrato", "Inizio messaggio inoltrato", "Doorgestuurd bericht",
	"Begin doorgestuurd bericht", "Wiadomość przekazana", "Przekazana wiadomość", "Początek przekazywanej wiadomości", "İletilen mesaj", "İletilmiş ileti", "İletilen ileti", "Пересылаемое сообщение", "Пересланное сообщение", "Начало переадресованного сообщения",
	"Vidarebefordrat meddelande", "Vidarebefordrat brev", "Början på vidarebefordrat meddelande", "Videresendt meddelelse", "Videresendt besked", "Start på videresendt besked", "Videresendt melding",
	"Переслане повідомлення", "Початок переадресованого повідомлення", "رسالة معاد توجيهها", "الرسالة المعاد توجيهها", "बढ़ाया गया संदेश", "अग्रेषित संदेश", "转发的邮件", "转发邮件", "轉寄郵件", "轉寄的郵件", "已轉寄的郵件", "開始轉寄郵件", "以下是转发的邮件",
	"転送されたメッセージ", "転送メッセージ", "전달된 메시지", "전달된 메일", "Přeposlaná zpráva", "Továbbított üzenet", "Välitetty viesti", "Mesaj redirecționat", "ข้อความที่ส่งต่อ",
}

// pointers are words with which a short text asks to read what is below it.
var pointers = []string{
	"below", "fyi", "forward", "fwd", "unten", "weitergeleitet", "zur info", "anbei", "ci-dessous", "ci dessous", "plus bas", "pour info", "transfère", "abajo", "reenvío", "a continuación",
	"abaixo", "encaminho", "qui sotto", "di seguito", "inoltro", "hieronder", "doorgestuurd", "ter info", "poniżej", "przesyłam dalej", "aşağıda", "iletiyorum", "ниже", "пересылаю", "nedan", "vidarebefordr",
	"nedenfor", "videresend", "нижче", "пересилаю", "أدناه", "नीचे", "以下", "下面", "如下", "转发", "下記", "転送", "아래", "전달",
}

// deviceNames are what the line a mail program adds of itself speaks of, in
// lower case.
var deviceNames = []string{
	"iphone", "ipad", "ios", "android", "samsung", "galaxy", "outlook", "mail", "blackberry", "huawei", "xiaomi", "pixel", "nokia", "windows", "yahoo", "proton", "smartphone", "phone", "mobile", "tablet",
	"handy", "telefon", "téléphone", "móvil", "celular", "telemóvel", "cellulare", "mobiel", "komór", "телефон", "смартфон", "هاتف", "मोबाइल", "फ़ोन", "手机", "手機", "スマートフォン", "휴대폰",
}

// mobileMarks start such a line.
var mobileMarks = []string{
	"Sent from my", "Sent from Mail for", "Sent from Outlook", "Sent from Yahoo", "Sent from Samsung", "Sent from Proton", "Sent from Gmail", "Sent from a mobile", "Sent via", "Sent with Proton", "Get Outlook for", "Get BlueMail for",
	"Von meinem", "Gesendet von", "Gesendet mit", "Gesendet aus", "Outlook für Android", "Outlook für iOS", "Holen Sie sich Outlook",
	"Envoyé de mon", "Envoyé depuis", "Envoyé à partir de", "Télécharger Outlook", "Obtenir Outlook", "Enviado desde", "Obtener Outlook", "Enviado do meu", "Enviado a partir", "Enviado de mi", "Obter o Outlook", "Enviado pelo",
	"Inviato da", "Inviato dal", "Ottieni Outlook", "Scarica Outlook", "Verzonden vanaf", "Verstuurd vanaf", "Verzonden met", "Verzonden via", "Outlook voor", "Wysłane z", "Wysłano z", "Pobierz Outlook",
	"Отправлено с", "Отправлено из", "Skickat från", "Hämta Outlook", "Sendt fra", "Hent Outlook", "Надіслано з", "Відправлено з", "أرسلت من", "أُرسلت من", "تم الإرسال من", "مرسل من",
	"发自我的", "從我的", "从我的", "傳送自我的", "寄自我的", "iPhoneから送信", "Outlook for Android", "Outlook for iOS", "나의 iPhone에서", "내 iPhone에서", "Odesláno z", "Lähetetty", "Trimis de pe",
}

// mobileEnds end such a line in languages whose verb comes last.
var mobileEnds = []string{"umdan gönderildi", "dan gönderildi", "den gönderildi", "से भेजा गया", "から送信", "에서 보냄", "发送", "傳送"}

// closings end a letter; what follows one is a signature if it looks like one.
var closings = []string{
	"Best regards", "Kind regards", "Kindest regards", "Warm regards", "Warmest regards", "Many regards", "With best regards", "With kind regards", "Regards", "Rgds", "BR", "Best", "Best wishes", "All the best", "Sincerely", "Yours sincerely", "Sincerely yours",
	"Yours faithfully", "Yours truly", "Respectfully", "Cheers", "Thanks", "Thank you", "Many thanks", "Thanks a lot", "Thanks so much", "Thank you very much", "Thanks in advance", "Thank you in advance", "Thanks and regards", "Thanks & regards", "Thanks and best regards", "Thx",
	"Mit freundlichen Grüßen", "Mit freundlichem Gruß", "Mit besten Grüßen", "Freundliche Grüße", "Freundliche Grüsse", "Mit freundlichen Grüssen", "Viele Grüße", "Liebe Grüße", "Beste Grüße", "Schöne Grüße", "Herzliche Grüße", "Grüße", "Gruß", "Viele Grüsse", "MfG", "VG", "LG", "Hochachtungsvoll", "Danke", "Vielen Dank", "Besten Dank", "Danke im Voraus", "Vielen Dank im Voraus", "Danke und Gruß", "Vielen Dank und viele Grüße",
	"Cordialement", "Bien cordialement", "Très cordialement", "Salutations", "Meilleures salutations", "Sincères salutations", "Salutations distinguées", "Bien à vous", "Cdlt", "Merci", "Merci d'avance", "Merci beaucoup", "Merci par avance",
	"Saludos", "Un saludo", "Saludos cordiales", "Un cordial saludo", "Cordialmente", "Atentamente", "Gracias", "Muchas gracias", "Gracias de antemano", "Muchas gracias de antemano", "Gracias y saludos", "Reciba un cordial saludo",
	"Atenciosamente", "Cumprimentos", "Com os melhores cumprimentos", "Melhores cumprimentos", "Cordiais saudações", "Abraços", "Att", "Obrigado", "Obrigada", "Muito obrigado", "Muito obrigada", "Desde já agradeço",
	"Cordiali saluti", "Distinti saluti", "Saluti", "Un saluto", "Grazie", "Grazie mille", "Grazie in anticipo", "Cordialità",
	"Met vriendelijke groet", "Met vriendelijke groeten", "Vriendelijke groet", "Vriendelijke groeten", "Groet", "Groeten", "Groetjes", "Mvg", "Bedankt", "Alvast bedankt", "Dank u wel", "Bij voorbaat dank",
	"Pozdrawiam", "Pozdrawiam serdecznie", "Z poważaniem", "Serdecznie pozdrawiam", "Dziękuję", "Z góry dziękuję", "Pozdrowienia",
	"Saygılarımla", "Saygılarımızla", "İyi çalışmalar", "Teşekkürler", "Teşekkür ederim", "Selamlar", "İyi günler", "Şimdiden teşekkürler",
	"С уважением", "Всего доброго", "С наилучшими пожеланиями", "Спасибо", "Заранее спасибо", "Заранее благодарю", "Благодарю",
	"Med vänlig hälsning", "Med vänliga hälsningar", "Vänliga hälsningar", "Vänligen", "Hälsningar", "Mvh", "Tack", "Tack på förhand", "Med venlig hilsen", "Venlig hilsen", "De bedste hilsner", "Hilsen", "Tak", "På forhånd tak", "Med vennlig hilsen", "Vennlig hilsen", "Takk",
	"З повагою", "З найкращими побажаннями", "Дякую", "Заздалегідь дякую", "Щиро дякую",
	"مع أطيب التحيات", "مع خالص التحية", "مع التحية", "تحياتي", "وتفضلوا بقبول فائق الاحترام", "شكرا", "شكراً", "شكرا جزيلا",
	"धन्यवाद", "सादर", "भवदीय", "आपका", "此致", "此致敬礼", "祝好", "顺祝商祺", "順祝商祺", "敬上", "よろしくお願いいたします", "よろしくお願いします", "宜しくお願い致します", "よろしくお願い致します", "敬具", "以上", "以上、よろしくお願いいたします",
	"감사합니다", "안녕히 계세요", "수고하세요", "ขอแสดงความนับถือ", "S pozdravem", "Üdvözlettel", "Ystävällisin terveisin", "Cu stimă", "Trân trọng", "Hormat saya", "Salam",
}

// notNames are words that stand alone below a closing and still belong to the
// message.
var notNames = []string{
	"urgent", "asap", "please", "help", "update", "edit", "ps", "p.s", "nb", "attachment", "attached", "error", "dringend", "bitte", "eilig", "anbei", "nachtrag", "urgente", "urgence", "por favor", "adjunto", "anexo",
	"срочно", "помогите", "pilne", "acil", "lütfen", "brådskande", "haster", "терміново", "عاجل", "तत्काल", "紧急", "緊急", "至急", "急", "긴급",
}

// nameLinks are words in lower case inside names, titles and addresses.
var nameLinks = []string{
	"of", "and", "the", "for", "de", "da", "do", "dos", "du", "des", "del", "della", "di", "la", "le", "el", "van", "von", "der", "den", "zu", "und", "für", "et", "e", "y", "i", "en", "rue", "via", "calle", "rua", "ul.", "avenue", "al", "bin",
	"&", "-", "–", "—", "|", "/", "·", "•", ",",
}

// disclaimerStarts begin a legal notice ...
var disclaimerStarts = []string{
	"This e-mail", "This email", "This message", "This communication", "This transmission", "The information contained in this", "The information in this", "The content of this", "The contents of this", "The above message", "Confidentiality notice", "Confidentiality note", "Confidential:", "Disclaimer", "Notice:", "Privileged", "If you are not the intended", "If you have received this", "Any views",
	"Diese E-Mail", "Diese Nachricht", "Diese Mail", "Der Inhalt dieser", "Die Information in dieser", "Vertraulichkeitshinweis", "Hinweis:", "Haftungsausschluss", "Ce message", "Ce courriel", "Ce mail", "Cet e-mail", "Cet email", "Les informations contenues", "Avis de confidentialité", "Este mensaje", "Este correo", "La información contenida", "Aviso legal", "Aviso de confidencialidad",
	"Esta mensagem", "Este e-mail", "Este email", "As informações contidas", "Aviso de confidencialidade", "Questo messaggio", "Questa e-mail", "Questa email", "Le informazioni contenute", "Il presente messaggio", "La presente e-mail", "Ai sensi", "Dit bericht", "Deze e-mail", "Dit e-mailbericht", "De informatie in", "Ta wiadomość", "Niniejsza wiadomość", "Wiadomość ta", "Treść tej wiadomości", "Bu e-posta", "Bu mesaj", "Bu ileti", "Yasal uyarı",
	"Это сообщение", "Это письмо", "Данное сообщение", "Настоящее сообщение", "Информация, содержащаяся", "Detta e-postmeddelande", "Detta meddelande", "Detta mejl", "Denne e-mail", "Denne mail", "Denne meddelelse", "Denne e-posten", "Це повідомлення", "Цей лист", "هذه الرسالة", "هذا البريد", "यह ईमेल", "यह ई-मेल", "यह संदेश", "本邮件", "此邮件", "本郵件", "此郵件", "本電子郵件", "本メール", "このメール", "이 메일", "이 전자우편", "본 메일", "이 이메일",
}

// ... and these words prove it to be one: one that speaks of secrecy together
// with one that speaks of who may read.
var (
	secrecyWords = []string{
		"confidential", "confidencial", "confidentiel", "intended recipient", "privileged", "unauthorized", "unauthorised", "vertraulich", "unbefugt", "riservat", "vertrouwelijk", "poufn", "gizli", "конфиденциальн",
		"konfidentiel", "konfidensiel", "fortrolig", "конфіденційн", "سرية", "गोपनीय", "机密", "保密", "機密", "秘密", "기밀", "비밀",
	}
	readerWords = []string{
		"intended solely", "intended only", "intended for", "intended recipient", "addressee", "in error", "delete", "disclos", "bestimmt", "empfänger", "adressat", "irrtümlich", "destinataire", "par erreur", "destinatario", "destinatário", "por error", "por engano",
		"destinatari", "per errore", "geadresseerde", "bestemd", "ontvanger", "adresat", "odbiorc", "alıcı", "адресат", "получател", "mottagare", "modtager", "mottaker", "отримувач", "المرسل إليه", "प्राप्तकर्ता", "收件人", "收件者", "受信者", "宛先", "수신인", "수신자",
	}
)

// banners begin the warnings and pleas that mail systems add to a message.
var banners = []string{
	"CAUTION: This email originated", "CAUTION: External", "WARNING: This email originated", "[EXTERNAL EMAIL]", "EXTERNAL EMAIL:", "EXTERNAL: This email", "This email originated from outside", "This message originated from outside", "This message was sent from outside", "You don't often get email from", "You don’t often get email from", "[You don't often get email", "Some people who received this message don't often",
	"ACHTUNG: Diese E-Mail stammt von", "ACHTUNG: Externe", "EXTERNE E-MAIL", "Sie erhalten nicht oft eine E-Mail von", "ATTENTION : Ce message provient", "ATTENTION: Cet e-mail provient", "Vous n’obtenez pas souvent", "Vous n'obtenez pas souvent", "PRECAUCIÓN: Este correo", "No suele recibir correos electrónicos", "No suele recibir correo", "ATENÇÃO: Este e-mail", "ATTENZIONE: questa e-mail", "Non si ricevono spesso messaggi", "LET OP: Deze e-mail", "UWAGA: Ta wiadomość", "DİKKAT: Bu e-posta", "ВНИМАНИЕ: Это письмо",
	"Please consider the environment", "Think before you print", "Bitte denken Sie an die Umwelt", "Denken Sie an die Umwelt", "Pensez à l'environnement", "Pensez à l’environnement", "Antes de imprimir este correo", "Antes de imprimir este mensaje", "Antes de imprimir este e-mail", "Prima di stampare questa e-mail", "Prima di stampare questa mail", "Denk aan het milieu", "Virus-free.", "This email has been checked for viruses", "Diese E-Mail wurde von Avast", "Scanned by MailScanner", "Please do not write below this line", "Please type your reply above this line", "##- Please type your reply above this line",
}
