package text

import (
	"strings"
	"sync"
)

// The phrases of redaction, per role. Everything its rules know of a language
// stands in this file; case and accents do not matter.

// redactPhrases lists the phrases of each role, one language a line.
var redactPhrases = [roleCount][]string{
	greeting: phrasesOf(`hi|hello|hey|dear|good morning|good afternoon|good evening|greetings|morning|hiya|hi there|hello there|dear customer
hallo|guten tag|guten morgen|guten abend|sehr geehrte|sehr geehrter|liebe|lieber|servus|moin|moin moin|grüß gott|grüezi|werte|werter
bonjour|bonsoir|salut|cher|chère|coucou|rebonjour
hola|buenos días|buenas tardes|buenas noches|buenas|estimado|estimada|querido|querida|apreciado|apreciada|muy buenas
olá|oi|bom dia|boa tarde|boa noite|prezado|prezada|caro|cara|estimado|querido|querida|ola
ciao|salve|buongiorno|buonasera|buon pomeriggio|gentile|gentilissimo|gentilissima|egregio|caro|cara|gent.mo|gent.ma
hoi|beste|geachte|goedemorgen|goedemiddag|goedenavond|goedendag|dag|lieve|hallo daar
cześć|hej|witam|witaj|dzień dobry|dobry wieczór|szanowna|szanowny|drogi|droga|siema
merhaba|selam|selamlar|sayın|sevgili|günaydın|iyi günler|iyi akşamlar|değerli
здравствуйте|здравствуй|привет|добрый день|доброе утро|добрый вечер|уважаемый|уважаемая|дорогой|дорогая|приветствую
مرحبا|مرحبًا|أهلا|أهلاً|أهلا وسهلا|عزيزي|عزيزتي|السلام عليكم|السلام عليكم ورحمة الله|السلام عليكم ورحمة الله وبركاته|صباح الخير|مساء الخير|حضرة|تحية طيبة
नमस्ते|नमस्कार|प्रिय|आदरणीय|हैलो|हेलो|प्रणाम|नमस्कारम|माननीय|हाय|सप्रेम नमस्कार|हॅलो|सन्माननीय|namaste|namaskar|hello ji
প্রিয়|নমস্কার|হ্যালো|আসসালামু আলাইকুম|সালাম|শ্রদ্ধেয়|সুপ্রিয়|মাননীয়|জনাব
您好|你好|尊敬的|亲爱的|親愛的|敬爱的|早上好|下午好|晚上好|嗨|哈喽|尊敬的客户
拝啓`),
	thanking: phrasesOf(`thanks|thank you|thx|many thanks|sorry|ok|okay|yes|no|danke|vielen dank|besten dank|merci|merci beaucoup|gracias|muchas gracias|obrigado|obrigada|grazie|grazie mille|bedankt|dank je|dziękuję|teşekkürler|спасибо`),
	closing: append(phrasesOf(`yours|take care|all best|warmly|cordially|thx|tks|rgds|thanks again|thank you again|kind thanks|with thanks|have a nice day|have a great day|signed|regads|see you|talk soon|cheers mate
gruss|grüsse|herzlich|herzlichst|dankeschön|bis bald|schönen tag|schöne grüsse|vg|lg|mfg|hg|es grüßt|es grüßt sie|ihr|ihre|dein|deine|gez.|danke und gruß|hochachtend
bien cordialement|à bientôt|bonne journée|avec mes remerciements|respectueusement|sincèrement|amicalement|bises|a+|bien amicalement|belle journée|veuillez agréer mes salutations
abrazo|abrazos|un abrazo|quedo atento|quedo atenta|saludos y gracias|saluda atentamente|hasta pronto|cordial saludo|un saludo cordial|slds|saludos y thank you
abs|abraço|um abraço|grato|grata|grata desde já|grato desde já|att.|obg|até breve|respeitosamente
a presto|un cordiale saluto|buona giornata|ringrazio|cordialmente|con i migliori saluti|un caro saluto
hartelijke groet|hartelijke groeten|hoogachtend|dank|dank je wel|dank alvast|tot ziens|groetjes|gr.|gr
pozdr.|pozdr|dziękuję i pozdrawiam|z wyrazami szacunku|serdeczności|z pozdrowieniami|dzięki|pzdr
sevgiler|sevgilerimle|kolay gelsin|hoşça kalın|saygılar|iyi günler dilerim|iyi çalışmalar dilerim|teşekkür ederiz
с наилучшими|с благодарностью|искренне ваш|искренне ваша|ваш|ваша|до свидания|спасибо большое|с уваж.
شكرا لكم|شكرًا لكم|شكرا لك|مع الشكر|وتفضلوا بقبول الاحترام|وتفضلوا بقبول فائق الاحترام والتقدير|مع فائق الاحترام|مع الاحترام|والسلام|ودمتم|تحياتي لكم|مع أطيب التحية|تقبلوا تحياتي|مع تحيات|المرسل
आभार|आभार सहित|शुक्रिया|विनीत|आपकी|आपका विश्वासी|सधन्यवाद|dhanyavaad|shukriya|आपला|आपली|कळावे|आपला विश्वासू|आपली विश्वासू|कळावे ही विनंती|धन्यवाद आणि नमस्कार
ধন্যবাদ|শুভেচ্ছান্তে|ইতি|বিনীত|নিবেদক|ধন্যবাদান্তে|আপনার বিশ্বস্ত|শুভেচ্ছা সহ|শ্রদ্ধান্তে|ভালো থাকবেন
谢谢|谢谢您|多谢|感谢|此致|敬礼|祝好|顺颂商祺|祝您生活愉快|祝您工作顺利|麻烦了|谨上|敬启|盼复|順頌商祺|謝謝|感謝
よろしくお願いします|宜しくお願いします|よろしくお願い申し上げます|よろしくです|失礼いたします|以上です|ありがとうございます|ありがとうございました|かしこ|草々|拝`), closings...),
	intro: phrasesOf(`my name is|my name's|my full name is|i am called|you're speaking with|you are speaking with
mein name ist|ich heiße|ich heisse|mein name lautet|hier spricht
je m'appelle|mon nom est|je suis monsieur|je suis madame|je me nomme
mi nombre es|soy el señor|soy la señora
me chamo|chamo-me|aqui é o|aqui é a
mi chiamo|il mio nome è
mijn naam is|ik heet|u spreekt met|je spreekt met
nazywam się|mam na imię|moje nazwisko
adım soyadım
меня зовут|моё имя|мое имя



我叫|我的名字是|我的名字叫|本人姓名|我的姓名是
私の名前は`),
	introBare: phrasesOf(`my colleague|signed by|on behalf of|mein name|meine kollegin|mein kollege|ma collègue|mon collègue|me llamo|mi compañera|mi compañero|meu nome é|o meu nome é|minha colega|meu colega|la mia collega|il mio collega|mijn collega|moja koleżanka|mój kolega
adım|benim adım|ismim|benim ismim|моя фамилия|моё фио|اسمي|أنا اسمي|मेरा नाम|माझे नाव|माझं नाव|mera naam|আমার নাম`),
	kinship:   phrasesOf(`भाई|बहन|महोदय|महोदया|দাদা|দিদি|ভাই|আপা|ম্যাডাম|স্যার`),
	introOpen: phrasesOf(`this is|it's|i am|i'm|hier ist|hier|ich bin|ici|c'est|je suis|soy|aquí|sou|aqui|sono|qui|dit is|hier is|met|tu|jestem|ben|это|я|أنا|मैं|मी|আমি|main|معك|معكم|معاكم`),
	introShut: phrasesOf(`from|at|speaking|calling|with the|here from|on behalf|again from|in support
vom|von der|von|aus|am apparat|du service|du support|de|del|de la|da|do|dalla|dal|dell'assistenza|della|van|uit|z działu|z|'dan|'den
из|с вами|من|बोल|बोल रहा|बोल रही|बोलतोय|बोलतेय|बोलत|বলছি|বলছিলাম|bol`),
	titleBefore: phrasesOf(`mr|mrs|ms|miss|mister|mx|dr|prof|sir|madam|ma'am|professor|doctor
herr|herrn|frau|dipl.-ing|ing|mag|familie|fam
m|mme|mlle|monsieur|madame|mademoiselle
sr|sra|srta|señor|señora|señorita|don|doña|dra|d.ª
senhor|senhora|eng|seu|dona|dom
sig|sig.ra|sig.na|signor|signora|signorina|dott|dott.ssa|dottore|dottoressa|geom|avv|rag|sig.re|dott.re
dhr|mevr|mw|meneer|mevrouw|heer|de heer|drs|ir|mr.
pan|pani|panie|panią|panu
bay|bayan|av|doç|sn
г-н|г-жа|господин|госпожа|гражданин|товарищ
السيد|السيدة|الأستاذ|الأستاذة|الدكتور|الدكتورة|الآنسة|المهندس|المهندسة|الشيخ|أستاذ|أستاذة|سيد|سيدة|الأخ|الأخت|م|د|أ
श्री|श्रीमती|सुश्री|श्रीमान|डॉ|डॉक्टर|कुमारी|श्रीयुत|shri|smt
শ্রী|শ্রীমতী|জনাব|মিস্টার|মিসেস|ডাঃ|ডা|ডক্টর|মোঃ|বেগম`),
	titleAfter: phrasesOf(`bey|hanım|hanim|beyefendi|hanımefendi|ji|sahab|san
जी|साहब|साहेब|সাহেব|المحترم|المحترمة
先生|女士|小姐|经理|老师|老師|經理|总|總|同学|主任
様|さま|さん|氏|殿|ちゃん|くん|君|と申します|と言います|といいます`),
	nameLabel: phrasesOf(`name|full name|first name|last name|surname|contact|contact person|customer|customer name|account holder|cardholder|card holder|passenger|recipient|from|to|cc|attn|attention|user|requester|agent
vorname|nachname|vollständiger name|ansprechpartner|ansprechpartnerin|kunde|kundin|kontoinhaber|kontoinhaberin|karteninhaber|empfänger|von|an|inhaber|inhaberin|familienname
nom|prénom|nom complet|nom et prénom|titulaire|destinataire|de|à|client|cliente
nombre|apellido|apellidos|nombre completo|nombre y apellidos|titular|destinatario|para|nome|nome completo|sobrenome|apelido|destinatário|cliente
nome e cognome|cognome|intestatario|destinatario|da|a|naam|voornaam|achternaam|contactpersoon|ontvanger|rekeninghouder|klant|van|aan
imię|nazwisko|imię i nazwisko|odbiorca|klient|od|do|ad|adı|ad soyad|adı soyadı|soyad|isim|alıcı|müşteri
имя|фамилия|фио|ф.и.о|получатель|клиент|от|кому|владелец|الاسم|الاسم الكامل|اسم العميل|اسم المستلم|المستلم|صاحب الحساب
नाम|पूरा नाम|ग्राहक का नाम|नाव|पूर्ण नाव|ग्राहकाचे नाव|নাম|পুরো নাম|গ্রাহকের নাম|姓名|名字|联系人|收件人|客户|客户姓名|联系人姓名|持卡人|聯絡人|お名前|氏名|名前|ご担当者|宛先|ご氏名`),
	notName: phrasesOf(`mom|mum|mummy|mama|mami|dad|papa|grandma|grandpa|granny|beloved|winner|owner|business owner|people|lovely people|sweetheart|darling|dearest|member|members|subscriber|user|users|freund|vriend|vrienden|oma|opa|mitglieder|mitglied|vereinsmitglieder|geschäftsleitung|nachbarn|fürs|für's|ami|amie|amis|tante|oncle|beau|gosse|pela|pelo|amiga|guapo|guapa|gato|gata|gestor|ministerio|titolare|ragazzi|ragazze|cari|amico|amici|przyjacielu|przyjaciele|kardeşim|abi|abla|hocam|dostum|друг|друзья|мама|папа|бабушка
मित्र|मित्रा|मित्रों|मंडळी|बेटा|बेटी|माँ|पापा|डियर|डिअर|सांसद|मुनीम|मालिक|पंडित|प्रधानमंत्री|मुख्यमंत्री|मंत्री|प्रधानाचार्य|डॉक्टर|अध्यापिका|अध्यापक|शिक्षक|मास्टर|कंडक्टर|ड्राइवर|दुकानदार|बाबा|किसान|कथावाचक|गुरु|पिता|माता|माता जी|दादा|दादी|नाना|नानी|चाचा|ससुर|सास|पति|तलाठी|अभियंता|लीजिए|दो|हाँ|नही|शुभ|بالهاتف
患者|患者様|顧客|顧客様|店長|店長様|おばあ|おじい|ひいおばあ|ひいおじい|ベビーシッター|ドライバー|ガイド|ケアマネ|スタッフ|オーナー|ヘルパー|オペレーター|メンバー|マスター|市长|市長|运维|主任|校长|医生|护士|司机|师傅
team|all|everyone|everybody|folks|there|support|sir|madam|sirs|customer|customers|customer service|customer care|customer support|service|helpdesk|help desk|help|office|manager|office manager|department|billing|sales|friend|friends|guys|hello|hi|again|sir or madam|whom|to whom it may concern|colleague|colleagues|agent|admin|administrator|valued|technical|tech|it|hr|i|we|you|they|he|she|it's|the|a|an|this|that|these|those|my|your|our|their|please|just|how|what|when|where|why|who|is|are|am|can|could|would|will you|if|in|on|at|and|or|but|for|with|from|not|no|yes|so|as|any|some|sorry|thanks|thank|thx|could|sent|ps|p.s|regarding|re|subject|update|note|urgent|question|problem|issue|order|ticket|invoice|account|morning|afternoon|evening|everybody else|ladies|gentlemen|buddy|mate|bro|dude|man|to|of|by|be|been|was|has|have|had|do|did|does|there's|still|now|today|tomorrow|yesterday|monday|tuesday|wednesday|thursday|friday|saturday|sunday|anyway|quick|company|shop|bank|store|bot|chat|dev|developers|operations|ops|accounts|accounting|finance|management|staff|crew|desk|system|server|app|website|site|page|phone|email|mail|printer|advance|both|much|lot|very|once|because|since|after|before|while|then|also|never|nothing|nobody|none|out|up|down|off|over|back|here|which|same|let|it'll|i'm|i've|i'll|i'd|we're|we've|one|two|three|first|last|next|new|old|why's|looking|waiting|need|got|get|my name|called|sure|happy|writing|trying|having|unable|afraid|aware|going|getting|not able|locked|stuck|being|already|really|so|very|only
damen|herren|damen und herren|zusammen|leute|kundendienst|kundenservice|kundenbetreuung|ihr|euch|euer|ihnen|ihre|sie|du|dir|dich|ich|wir|uns|mir|mich|es|das|die|der|den|dem|ein|eine|einen|mein|meine|dein|deine|bitte|und|oder|aber|wenn|weil|ist|sind|war|hat|habe|haben|kann|können|könnte|nicht|noch|schon|seit|nach|vor|mit|für|auf|im|am|bei|zu|von|aus|wie|was|wann|wo|warum|wer|heute|morgen|gestern|buchhaltung|vertrieb|verwaltung|abteilung|kollege|kollegen|kollegin|kolleginnen|serviceteam|support-team|liebes|kunde|kundin|frage|hilfe|problem|rechnung|bestellung|auftrag|mal|nochmal|doch|so|also|da|dann|hier|jetzt|voraus|vorab|auch|nur|sehr|alle|beisammen|freunde|nun|ja|nein|auf|wohl|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|unterwegs|geschäftsführung|sekretariat|einkauf|hausverwaltung|inhaber|leitung|kundin|froh|sicher|schnelle|ihre|rückmeldung|antwort|hausmeister|ihr team|ihres|ihrem|sauer|wütend
madame|monsieur|mesdames|messieurs|à tous|tous|toutes|équipe|l'équipe|service|service client|service clients|le service|le support|la|le|les|un|une|des|je|j'ai|tu|il|elle|nous|vous|ils|mon|ma|mes|votre|vos|notre|et|ou|mais|si|que|qui|quoi|pour|dans|sur|avec|sans|est|suis|sont|ne|pas|par|au|aux|à|depuis|comptabilité|clients|merci|bien|client|cliente|quand|comment|pourquoi|toujours|encore|d'avance|pouvez|pourriez|achats|bonjour|bonne|journée|gérant|gérante|direction|secrétariat|chez|ce|cette|ces|plus|très|déçu|déçue|celui|moi
equipo|señores|señor|señora|todos|todas|a todos|a quien corresponda|servicio|servicio al cliente|atención|atención al cliente|soporte|el|la|los|las|lo|un|una|yo|tú|él|ella|nosotros|ustedes|usted|mi|mis|tu|su|sus|y|o|pero|si|que|qué|quien|por|para|con|sin|en|es|soy|está|son|no|de|del|al|desde|administración|cliente|clientes|amigos|gracias|tengo|quiero|necesito|hace|favor|buenas|tardes|días|hola|cuando|como|cómo|me|se|les|nos|gerencia|contabilidad|estimados|antemano|muy|bien|otra|vez|ya|ahora|esto|esta|este
pessoal|senhores|senhor|senhora|equipe|equipa|galera|gente|suporte|atendimento|atendimento ao cliente|serviço|o|os|as|um|uma|eu|você|vocês|ele|ela|nós|meu|minha|seu|sua|e|ou|mas|se|que|quem|por|para|com|sem|em|é|sou|está|são|não|do|da|no|na|ao|desde|tudo|clientes|todos|todas|bom|boa|tarde|noite|dia|preciso|quero|tenho|já|gerência|administração|apoio|apoio ao cliente|senhores|caros|prezados|vcs|aí|muito|favor|uma|quando|como
signori|signore|signora|tutti|a tutti|assistenza|assistenza clienti|servizio|servizio clienti|supporto|il|lo|la|i|gli|le|un|uno|una|io|tu|lui|lei|noi|voi|loro|mio|mia|vostro|e|o|ma|se|che|chi|per|con|senza|in|è|sono|non|di|del|della|al|alla|da|dal|spett.le|ditta|amministrazione|cliente|ho|ha|vorrei|mi|ci|vi|si|anticipo|mille|molto|ancora|quando|come|perché|staff|gentili|egregi|buon|scusate|salve
heer|mevrouw|heer/mevrouw|klantenservice|team|allemaal|iedereen|helpdesk|het|de|een|ik|jij|je|u|hij|zij|wij|we|jullie|mijn|uw|jouw|onze|en|of|maar|als|dat|die|dit|wat|wie|hoe|waarom|wanneer|voor|met|zonder|in|op|is|ben|zijn|niet|van|bij|naar|aan|sinds|graag|alvast|klant|mensen|afdeling|administratie|nog|al|zo|er|kan|kunnen|wil|heb|heeft|hebben|weer|vandaag|onderweg|boekhouding|directie|wel
państwo|państwu|państwa|wszyscy|wszystkim|zespół|zespole|obsługa|dział|dział obsługi|biuro obsługi|klienta|ja|ty|on|ona|my|wy|mój|moja|moje|wasz|i|lub|ale|że|który|która|co|kto|jak|dlaczego|kiedy|gdzie|dla|z|bez|w|na|jest|jestem|są|nie|od|do|po|przed|proszę|księgowość|szanowni|się|to|ten|ta|mi|mnie|tym|już|góry|za|bardzo|czy|mam
yetkili|ekip|ekibi|arkadaşlar|herkes|herkese|müşteri hizmetleri|müşteri|hizmetleri|destek|destek ekibi|ilgili|ben|sen|o|biz|siz|onlar|benim|sizin|ve|veya|ama|eğer|ki|kim|ne|nasıl|neden|nerede|için|ile|bir|bu|şu|değil|var|yok|lütfen|muhasebe|hepinize|iyi|günler|çok|şimdiden|daha|hâlâ|da|de|mı|mi|kullanıcı|efendim
поддержка|служба|служба поддержки|команда|коллеги|всем|все|друзья|господа|отдел|техподдержка|я|ты|он|она|мы|вы|они|мой|моя|ваш|ваша|наш|и|или|но|если|что|кто|как|почему|когда|где|для|с|со|без|в|на|не|от|до|по|это|у|у меня|меня|мне|нам|пожалуйста|бухгалтерия|администрация|клиент|клиенты|день|утро|вечер|ещё|уже|есть|за|из|прошу|хочу|сотрудники|менеджер|оператор
فريق|الفريق|فريق الدعم|الدعم|الدعم الفني|خدمة|خدمة العملاء|العملاء|الجميع|جميعا|إخوان|يا|أخي|أختي|وبعد|و|أو|لكن|إذا|من|في|على|إلى|عن|مع|هذا|هذه|أنا|نحن|أنتم|هو|هي|لا|ما|لم|لن|هل|كيف|متى|أين|لماذا|عندي|لدي|منذ|أريد|طيبة|بك|بكم|عليكم|ورحمة الله|ورحمة|وبركاته|السادة|السادة الأفاضل|الأفاضل|المحترمين|الكرام|سيدي|سيدتي|زبون|عميل|الإدارة|قسم|موظف|شكرا|جزيلا|أرجو|الرجاء|لو سمحت|وأنا|وسهلا|اليوم|أمس|طلبي|حسابي|رقم|غير|قد|عم|كان|الآن
टीम|महोदय|महोदया|महोदय/महोदया|सर|मैडम|सभी|सभी को|सेवा|ग्राहक|ग्राहक सेवा|समर्थन|सहायता|मैं|हम|आप|वह|यह|मेरा|मेरी|मेरे|आपका|और|या|लेकिन|अगर|कि|कौन|क्या|कैसे|क्यों|कब|कहाँ|के|का|की|को|से|में|पर|है|हैं|हूँ|था|थी|नहीं|कृपया|जी|ने|भी|तो|एक|दोस्तों|भाई|साहब|बोल|कस्टमर|केयर|विभाग|प्रबंधक|कर्मचारी|अब|आज|कल|मुझे|हमारा|हमारे|पिछले|ही|बहुत|दिन
मी|आम्ही|तुम्ही|तुमचा|माझा|माझी|माझे|माझं|आणि|किंवा|पण|जर|काय|कसे|का|कधी|कुठे|चा|ची|चे|ला|आहे|आहेत|नाही|साठी|ग्राहक सेवा|सगळे|सर्वांना|यांना|हे|ही|हा|तो|ती|ते|आता|काल|विभाग|सप्रेम|मला|लक्षात|बोलत|तक्रार
টিম|সবাই|সবাইকে|স্যার|ম্যাডাম|গ্রাহক|গ্রাহক সেবা|সেবা|আমি|আমরা|আপনি|আপনার|আমার|তুমি|এবং|ও|অথবা|কিন্তু|যদি|যে|কে|কি|কী|কেন|কবে|কোথায়|কীভাবে|এর|কে|থেকে|জন্য|সঙ্গে|আছে|নেই|না|হয়|দয়া|অনুগ্রহ|ভাই|এই|এটা|আজ|কাল|বলছি|গত|বিভাগ|কর্তৃপক্ষ|মহোদয়|আলাইকুম|নাম|একটি
客服|客服部|大家|各位|团队|贵司|公司|请问|请|您|你|我|我们|你们|他|她|的|是|在|有|这|那|不|没|能|可以|想|要|会|为|因|从|到|关于|如果|什么|怎么|为什么|谢谢|感谢|先生|女士|小姐|经理|老师|领导|亲|工作人员|商家|老板|店家|管理员|技术|技术部|部门|客户|用户|麻烦|昨天|今天|明天|现在|收到|问题|订单|账号|此致|敬礼|祝|来自|负责|很|好|团隊|團隊|各位好|就|都|也|还|已|和
お客様|お客さま|お客さん|皆様|皆さま|皆さん|みなさん|みなさま|担当者様|ご担当者様|ご担当|担当者|担当|各位|様々|同様|多様|仕様|模様|神様|王様|奥様|お互い様|お疲れ様|お疲れさま|ご苦労様|何様|皆々様|お子様|ご家族様|たくさん|さんざん|さんねん|様子|様式|様変わり|一人様|お二人様|業者様|店員さん|配達員さん|業者さん|運転手さん|お父さん|お母さん|お子さん|お医者さん|看護師さん|スタッフさん|赤ちゃん|おじいさん|おばあさん|奥さん|旦那さん|外国人|彼氏|氏名|御中|サポート|サポートセンター|カスタマー|総務|総務部|営業|経理|人事|株式会社|私|こちら|以上|です|ます|ください|でした|ません|の件|について`),
	particle: phrasesOf(`von|van|der|den|de|del|della|di|da|das|do|dos|du|des|la|le|los|las|el|al|bin|ibn|bint|zu|zur|vom|ten|ter|te|y|e|af|av|dalla|dal|lo|d'|'t|in 't|op 't|van 't|in het|op den|freiherr von|van der|van den|von der|de la|de los|abu|أبو|بن|ابن|بنت|آل|عبد|أم`),
	numberCue: phrasesOf(`order|orders|order id|order number|order no|ticket|ticket id|case|case id|case number|request|reference|reference number|ref|ref.|booking|booking reference|booking code|confirmation|confirmation code|pnr|tracking|tracking number|tracking code|tracking id|parcel|package|shipment|waybill|invoice|invoice number|receipt|transaction|transaction id|payment id|account number|account no|acct|customer id|customer number|customer no|client id|client number|member id|membership|membership number|policy|policy number|contract|contract number|licence|license|license key|serial|serial number|s/n|imei|sn|user id|userid|username|user name|login|employee id|badge|passport|passport number|ssn|social security|driver's licence|pin|otp|code is|password|passwort|voucher|coupon|gift card|po|rma|incident|asset tag|case ref|cvv|cvc|cvv2|wechat|line id|skype|iccid|vin
bestellung|bestellnummer|bestell-nr|bestellnr|auftrag|auftragsnummer|auftrags-nr|auftragsnr|kundennummer|kunden-nr|kundennr|kd-nr|kdnr|kd.-nr|rechnung|rechnungsnummer|rechnungs-nr|re-nr|vorgang|vorgangsnummer|aktenzeichen|sendung|sendungsnummer|paketnummer|ticketnummer|vertrag|vertragsnummer|vertrags-nr|mitgliedsnummer|seriennummer|buchung|buchungsnummer|buchungscode|zählernummer|versicherungsnummer|steuernummer|steuer-id|personalausweis|ausweisnummer|kennung|benutzername|matrikelnummer|kontonummer|konto-nr|referenz|referenznummer|transaktion|az|az.
commande|numéro de commande|numéro de client|numéro client|n° client|client n°|facture|numéro de facture|dossier|numéro de dossier|colis|numéro de suivi|suivi|contrat|numéro de contrat|réservation|référence|réf|réf.|abonné|numéro d'abonné|adhérent|identifiant|numéro de série|demande|billet|sécurité sociale|siret|siren
pedido|número de pedido|n.º de pedido|orden|número de orden|factura|número de factura|cliente|número de cliente|expediente|incidencia|caso|guía|número de guía|seguimiento|número de seguimiento|rastreo|reserva|localizador|contrato|número de contrato|póliza|folio|referencia|usuario|dni|nie|nif|cif|curp|rfc|cédula|matrícula|número de serie
número do pedido|nota fiscal|fatura|número da fatura|protocolo|número de protocolo|chamado|rastreio|rastreamento|código de rastreio|código de rastreamento|encomenda|cpf|cnpj|rg|nif|código do cliente|número do cliente|processo|apólice|utente|matrícula|ocorrência
ordine|numero ordine|numero d'ordine|fattura|numero fattura|pratica|numero pratica|codice cliente|numero cliente|spedizione|tracciamento|codice di tracciamento|prenotazione|contratto|polizza|codice fiscale|partita iva|p.iva|matricola|numero di serie|segnalazione|richiesta|tessera|codice
bestelling|bestelnummer|ordernummer|klantnummer|klantnr|factuur|factuurnummer|zaak|zaaknummer|melding|meldingsnummer|pakket|trackingnummer|volgnummer|boeking|boekingsnummer|reservering|contract|contractnummer|polis|polisnummer|bsn|lidnummer|lidmaatschapsnummer|serienummer|kenmerk|dossiernummer|gebruikersnaam|relatienummer
zamówienie|zamówienia|zamówieniu|numer zamówienia|nr zamówienia|faktura|faktury|fakturę|numer faktury|zgłoszenie|zgłoszenia|numer zgłoszenia|przesyłka|przesyłki|numer przesyłki|numer klienta|nr klienta|umowa|umowy|numer umowy|rezerwacja|rezerwacji|polisa|pesel|nip|regon|sprawa|sprawy|numer seryjny|list przewozowy|paczka|paczki
sipariş|siparişim|siparişiniz|sipariş no|sipariş numarası|fatura|fatura no|müşteri no|müşteri numarası|talep|talep no|takip|takip no|takip numarası|kargo|kargo takip no|rezervasyon|rezervasyon kodu|sözleşme|sözleşme no|poliçe|poliçe no|abone no|tc|t.c.|tc kimlik|kimlik no|seri no|üye no|tesisat no|bilet
заказ|заказа|заказу|заказе|номер заказа|счёт|счет|счёта|заявка|заявке|заявки|заявку|обращение|обращения|обращению|номер обращения|тикет|номер клиента|клиент|договор|договора|договору|номер договора|лицевой счёт|лицевой счет|лицевого счёта|посылка|посылки|посылку|трек|трек-номер|трек номер|отслеживание|накладная|бронь|бронирование|полис|полиса|паспорт|снилс|инн|огрн|серийный номер|чек|артикул|квитанция
الطلب|رقم الطلب|طلب|طلبي|طلب رقم|رقم الطلبية|الطلبية|رقم العميل|رقم الحساب|الفاتورة|فاتورة|رقم الفاتورة|التذكرة|تذكرة|رقم التذكرة|الشحنة|شحنة|رقم الشحنة|رقم التتبع|التتبع|الحجز|رقم الحجز|العقد|رقم العقد|رقم الهوية|الهوية|هوية|الإقامة|جواز|رقم الجواز|رقم المرجع|المرجع|مرجع|البلاغ|رقم البلاغ|رقمي الجامعي|رقمي|الرقم|رقم المشترك|رقم العضوية|بوليصة|الرقم المرجعي|الرقم القومي|الرقم الوظيفي
ऑर्डर|ऑर्डर नंबर|आर्डर|ऑर्डर संख्या|ऑर्डर आईडी|ग्राहक संख्या|ग्राहक नंबर|ग्राहक आईडी|बिल|बिल नंबर|चालान|टिकट|टिकट नंबर|शिकायत|शिकायत क्रमांक|शिकायत संख्या|शिकायत नंबर|खाता संख्या|खाता नंबर|पीएनआर|आधार|आधार नंबर|पैन|पॉलिसी|बुकिंग|ट्रैकिंग|ट्रैकिंग नंबर|पार्सल|अनुरोध|संदर्भ|उपभोक्ता संख्या|कनेक्शन|रसीद|रोल नंबर|ऑर्डर क्रमांक|ग्राहक क्रमांक|तक्रार|तक्रार क्रमांक|तक्रार क्र|खाते क्रमांक|पावती|बिल क्रमांक|तिकीट|पॉलिसी क्रमांक|order number|complaint number
অর্ডার|অর্ডার নম্বর|অর্ডার নং|গ্রাহক নম্বর|গ্রাহক আইডি|চালান|বিল|বিল নম্বর|টিকেট|টিকিট|টিকেট নং|টিকিট নম্বর|অভিযোগ|অভিযোগ নম্বর|হিসাব নম্বর|অ্যাকাউন্ট নম্বর|ট্র্যাকিং|ট্র্যাকিং নম্বর|পার্সেল|বুকিং|রেফারেন্স|পলিসি|এনআইডি|জাতীয় পরিচয়পত্র|রসিদ|মিটার নম্বর|পিএনআর
订单|订单号|订单编号|單號|单号|訂單|訂單號|訂單編號|工单|工单号|工單|客户号|客户编号|客户号码|会员号|会员编号|会员卡号|快递单号|运单号|运单|物流单号|发票|发票号|发票号码|合同|合同号|合同编号|账号是|帐号是|编号|流水号|交易号|保单|保单号|身份证|身份证号|护照|护照号|预订号|预约号|确认号|案件|案件编号|参考号|序列号|学号|工号|户号|用户名|追踪号|微信|微信号|QQ|QQ号
注文|注文番号|ご注文番号|受注番号|お客様番号|顧客番号|会員番号|伝票番号|追跡番号|送り状番号|問い合わせ番号|お問い合わせ番号|受付番号|管理番号|契約番号|ご契約番号|予約番号|請求書番号|請求番号|口座番号|シリアル番号|製造番号|チケット|チケット番号|案件|案件番号|マイナンバー|免許証番号|保険証番号|社員番号|学籍番号|整理番号|会員id|ユーザーid|ログインid|製品番号`),
	numberGlue: phrasesOf(`no|nr|num|number|numbers|id|ref|reference|code|is|was|are|the|with|my|your|our|for|key|with the number|#|n|placed|ending in|ending
ist|lautet|die|der|das|mit|mit der|nummer|ihre|meine|unter|zur|war
n°|numéro|num|est|le|numero|es|el|número|nº|é|o|do|con|com|com o número|n.º|è|il|della|dell'ordine|con il numero|avec|porte|sous le
met|met nummer|het|een|mijn|uw|to|o numerze|numer|jest|moje|moja|pod numerem|numaralı|numarası|numaram|numaranız|no'lu|nolu|numara|номер|номером|под номером|за номером|номера|это|от|№
رقم|هو|هي|برقم|رقمه|رقمها|ذو الرقم|ذات الرقم|नंबर|संख्या|है|क्रमांक|क्र|आईडी|मेरा|नं|हा|নম্বর|নং|হল|হলো|আইডি|号|号码|号是|是|为|為|编号|編號|番号|は|が|id`),
	phoneCue: phrasesOf(`phone|phone number|tel|telephone|telephone number|mobile|mobile number|cell|cell number|cellphone|call|call me at|call me on|call us at|call us on|fax|whatsapp|hotline|dial|ring me on|reach me at|text me at|contact number|landline|sms|viber|signal|telegram
telefon|telefonnummer|handy|handynummer|mobilnummer|mobil|rufnummer|anrufen unter|erreichbar unter|tel.-nr|telefon-nr|festnetz|durchwahl|rückruf
téléphone|portable|numéro de téléphone|au numéro|joignable au|appelez-nous au|tél|télécopie|fixe
teléfono|móvil|celular|número de teléfono|llámenos al|llámame al|telefone|celular|telemóvel|zap|número de celular|ligue para|contato|contacto
telefono|cellulare|cell|numero di telefono|ci chiami al|recapito|telefoon|telefoonnummer|mobiel|bel ons op|bel me op|gsm|telefoon nr
numer telefonu|nr telefonu|nr tel|komórka|kom|dzwonić pod|telefonu|telefonum|telefon numaram|cep|cep telefonu|gsm|cep no|telefon numarası
телефон|телефона|телефону|тел|номер телефона|мобильный|моб|звоните по номеру|позвоните|по телефону|сотовый|факс
هاتف|الهاتف|رقم الهاتف|هاتفي|جوال|الجوال|جوالي|رقم الجوال|رقم جوالي|موبايل|اتصل|اتصل بنا على|واتساب|واتس|تلفون|تليفون|فاكس|المحمول
फ़ोन|फोन|मोबाइल|मोबाइल नंबर|फोन नंबर|टेलीफोन|व्हाट्सएप|वॉट्सऐप|कॉल|फ़ोन नंबर|मोबाईल|मोबाईल नंबर|दूरध्वनी|फोन क्रमांक|भ्रमणध्वनी
ফোন|মোবাইল|মোবাইল নম্বর|ফোন নম্বর|টেলিফোন|হোয়াটসঅ্যাপ|কল
电话|電話|手机|手機|手机号|手机号码|电话号码|联系电话|拨打|致电|传真|座机|热线|手机号是|来电|电话是
電話番号|お電話|携帯|携帯番号|携帯電話|連絡先|ファックス|フリーダイヤル|お電話番号`),
	extension:  phrasesOf(`ext|ext.|extension|durchwahl|dw|dw.|app.|poste|int|int.|interno|ramal|extensión|toestel|wew|wew.|dahili|доб|доб.|добавочный|تحويلة|एक्सटेंशन|分机|分機|内線|转|轉`),
	month:      phrasesOf(monthNames),
	monthFirst: phrasesOf(monthsFirst),
	currency:   phrasesOf(currencyWords),
	thousand:   phrasesOf(`k|million|millions|billion|thousand|hundred|mio|mio.|mrd|mrd.|tsd|tsd.|million|mln|mln.|tys|tys.|bin|milyon|тыс|тыс.|млн|mil|millones|milhões|mila|milioni|ألف|مليون|हजार|हज़ार|लाख|करोड़|हजार|লাখ|হাজার|কোটি|lakh|crore|lac|万|億|亿|千|萬`),
	quantityCue: phrasesOf(`error|error code|code|errors|exception|port|ports|version|versions|v|ver|ver.|build|release|firmware|rev|line|lines|row|rows|page|pages|column|kb|cve|iso|rfc|sha|aes|utf|din|ora|cs|ts|win|windows|office|rtx|gtx|ddr|usb|hdmi|mp|h|event|event id|eventid|status|status code|http|https|exit code|size|ipv|core|intel|ryzen|model|pid|process|ps|top|about|around|over|approx|nearly|almost|more than|up to|under
fehler|fehlercode|fehlernummer|zeile|seite|version|ungefähr|rund|etwa|über|knapp|erreur|code d'erreur|página|ligne|page|environ|versión|código de error|línea|aproximadamente|unos|unas|casi|versão|código de erro|linha|cerca de|errore|codice errore|codice di errore|versione|riga|circa|fout|foutcode|foutmelding|regel|ongeveer|błąd|kod błędu|błędu|wersja|wersji|około|strona|hata|hata kodu|sürüm|satır|yaklaşık|ошибка|код ошибки|версия|версии|строка|около|порт|خطأ|رمز الخطأ|إصدار|حوالي|نحو|त्रुटि|एरर|संस्करण|लगभग|करीब|त्रुटी|आवृत्ती|সংস্করণ|ত্রুটি|প্রায়|错误|错误代码|错误码|版本|端口|大约|约|エラー|エラーコード|バージョン|ポート|約`),
	unit:        phrasesOf(unitWords),
	atWord:      phrasesOf(`at|ät|et|arroba|chiocciola|małpa|apenstaartje|arobase|собака|kukac|zavináč|ऐट|एट|অ্যাট|آت|艾特|アット|(at)|@`),
	dotWord:     phrasesOf(`dot|punkt|point|punto|ponto|kropka|nokta|точка|punt|dt|ডট|डॉट|دوت|نقطة|点|ドット`),
	streetAfter: phrasesOf(`street|st|st.|avenue|ave|ave.|road|rd|rd.|lane|ln|drive|dr|boulevard|blvd|court|ct|terrace|way|place|square|crescent|close|parkway|highway|row|gardens|grove|hill|mews`),
	streetBefore: phrasesOf(`rue|avenue|boulevard|bd|chemin|impasse|allée|allées|quai|place|route|cours
via|viale|piazza|corso|largo|vicolo|strada|piazzale
calle|c|avda|avenida|plaza|paseo|carrer|av|ronda|camino
rua|travessa|praça|alameda|estrada|av.
ul|ulica|ulicy|al.|aleja|os.|osiedle|plac|pl
ул|улица|улице|улицы|проспект|пр-т|переулок|пер`),
	deviceLine: mobileMarks,
	post: phrasesOf(`your|the|agent|support|support agent|customer support|from|best from|signed|i.a|i. a.|i.v|i. v.|p.p|p.p.|ppa|ihr|ihre|gez|im auftrag|votre|su|seu|sua|il|la|uw|twój|wasz|ваш|ваша
客服|客服专员|客服代表|专员|经理|技术支持|工程师|店长|客户|您的客服
サポート担当|サポート|担当|担当者|総務|総務部|営業|営業部|経理|経理部|カスタマーサポート|お客様サポート|人事|人事部|株式会社|開発|窓口|受付
المهندس|المهندسة|موظف|موظفة|ग्राहक सेवा से|आपका|आपकी|आपला|आपली|আপনার`),
}

// monthsFirst are the months that people put before the day.
const monthsFirst = `january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec
जनवरी|फरवरी|फ़रवरी|मार्च|अप्रैल|मई|जून|जुलाई|अगस्त|सितंबर|अक्टूबर|नवंबर|दिसंबर|জানুয়ারি|ফেব্রুয়ারি|মার্চ|এপ্রিল|জুন|জুলাই|আগস্ট|সেপ্টেম্বর|অক্টোবর|নভেম্বর|ডিসেম্বর|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر|يناير|فبراير`

// monthNames are the months of the Gregorian calendar.
const monthNames = `january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec
januar|jänner|februar|märz|mai|juni|juli|oktober|dezember|okt|dez
janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|janv|févr|avr|juil|déc
enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre|ene|abr|dic
janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro|fev
gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre|giu|lug|ott
januari|februari|maart|mei|augustus|mrt
stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia
ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık
января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|янв|фев|апр|авг|сен|окт|ноя|дек
يناير|فبراير|مارس|أبريل|ابريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر|كانون الثاني|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين الأول|تشرين الثاني|كانون الأول
जनवरी|फरवरी|फ़रवरी|मार्च|अप्रैल|मई|जून|जुलाई|अगस्त|सितंबर|सितम्बर|अक्टूबर|अक्तूबर|नवंबर|नवम्बर|दिसंबर|दिसम्बर|जानेवारी|फेब्रुवारी|एप्रिल|मे|जुलै|ऑगस्ट|सप्टेंबर|ऑक्टोबर|नोव्हेंबर|डिसेंबर
জানুয়ারি|ফেব্রুয়ারি|মার্চ|এপ্রিল|মে|জুন|জুলাই|আগস্ট|সেপ্টেম্বর|অক্টোবর|নভেম্বর|ডিসেম্বর`

// currencyWords name money behind or before an amount. Codes of three letters
// count in capitals.
const currencyWords = `eur|usd|gbp|chf|jpy|cny|rmb|inr|pln|try|rub|sar|aed|egp|mad|brl|mxn|ars|cop|clp|sek|nok|dkk|czk|huf|ron|cad|aud|nzd|sgd|hkd|zar|bdt|pkr|krw|qar|kwd
euro|euros|dollar|dollars|buck|bucks|pound|pounds|quid|cent|cents|pence|franken|francs|fr.|rappen|balles
dólar|dólares|peso|pesos|céntimos|reais|real|r$|us$|centavos|centesimi|dollari|kr|kr.|kronor|zł|zl|złotych|złote|złoty|gr|grosz|groszy
tl|lira|lirası|kuruş|руб|руб.|р.|р|рублей|рубля|рубль|долларов|евро|тенге|грн|₽
ريال|ريالا|درهم|درهما|دينار|جنيه|جنيها|دولار|يورو|ر.س|د.إ|ليرة
रुपये|रुपए|रुपया|रु|रु.|रूपये|रुपयांचे|रुपयांची|रुपयां|rs|rs.|inr|rupees|rupee|rupaye|re.|টাকা|টাকার|৳|taka|paise|पैसे
元|块|块钱|塊|圆|人民币|美元|欧元|円|圓|万元|円分|ドル|ユーロ|港币|台币`

// unitWords are what counts and measures; behind a number they say that it
// names nobody.
const unitWords = `%|percent|ms|s|sec|secs|seconds|min|mins|minutes|h|hr|hrs|hours|d|days|weeks|months|years|mm|cm|m|km|kg|g|mg|l|ml|px|dpi|fps|hz|khz|mhz|ghz|kb|mb|gb|tb|kib|mib|gib|kbps|mbps|gbps|bytes|byte|bit|bits|mah|wh|kwh|mwh|w|kw|mw|v|a|rpm|lumen|lm|lux|k|p|i|st|nd|rd|th|x|times|items|pieces|pcs|users|people|customers|rows|records|lines|pages|files|photos|emails|messages|words|characters|points|miles|steps|units|employees|students|copies|subscribers|followers|requests|entries|tickets|orders|products|visitors|views|clicks|households|passengers|sq|ft|sqft|m2|km/h|l/min|°c|°f|°
stück|stk|nutzer|kunden|mitarbeiter|mitarbeiterinnen|zeilen|seiten|dateien|datensätze|mails|mitglieder|schüler|stunden|tage|jahre|minuten|sekunden|wochen|monate|punkte|kilometer|meter|haushalte|exemplare|prozent|zeichen|wörter|artikel|einträge|teilnehmer|patienten|er|mal|fach|ste
utilisateurs|clients|lignes|pages|fichiers|jours|heures|minutes|ans|mois|points|élèves|employés|exemplaires|euros|personnes|usuarios|clientes|líneas|páginas|archivos|días|horas|minutos|años|meses|puntos|personas|alumnos|empleados|unidades|registros|productos|kilómetros|usuários|linhas|arquivos|ficheiros|dias|anos|pontos|pessoas|alunos|funcionários|unidades|utenti|clienti|righe|pagine|file|giorni|ore|minuti|anni|mesi|punti|persone|studenti|dipendenti|pezzi|gebruikers|klanten|regels|pagina's|bestanden|dagen|uur|jaar|maanden|punten|mensen|leerlingen|medewerkers|stuks|kilometer|użytkowników|klientów|wierszy|stron|plików|dni|godzin|lat|osób|uczniów|pracowników|sztuk|punktów|kullanıcı|müşteri|satır|sayfa|dosya|gün|saat|yıl|ay|puan|kişi|öğrenci|çalışan|adet|пользователей|клиентов|строк|страниц|файлов|дней|часов|лет|месяцев|баллов|человек|учеников|сотрудников|штук|шт|км|кг|записей
مستخدم|عميل|سطر|صفحة|ملف|يوم|ساعة|سنة|شهر|نقطة|شخص|طالب|موظف|قطعة|كيلو|كم|लोग|लोगों|ग्राहक|ग्राहकों|पेज|फाइलें|दिन|घंटे|साल|महीने|अंक|छात्र|कर्मचारी|किलोमीटर|लोक|लोकांना|জন|দিন|ঘণ্টা|বছর|মাস|পাতা|কিলোমিটার|人|个|個|名|件|条|行|页|頁|天|小时|年|月|分|秒|米|公里|度|次|字|台|本|枚|時間|日|ページ|回|円|歳|点|通|社|世帯|ポイント|キロ`

// phrasesOf reads a list with "|" and line ends between phrases.
func phrasesOf(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == '|' || r == '\n' })
}

// lowsOf folds a list of phrases.
func lowsOf(list string) [][]rune {
	var lows [][]rune
	for _, p := range phrasesOf(list) {
		lows = append(lows, lowOf(p))
	}
	return lows
}

// numberTails end compounds such as "Kundennummer".
var numberTails = sync.OnceValue(func() [][]rune {
	return lowsOf("nummer|number|nummern|numeri|nr|номер|numarası|numaranız|numaram")
})

// streetTails end the names of streets in German and Dutch.
var streetTails = sync.OnceValue(func() [][]rune {
	return lowsOf("straße|strasse|strase|str|weg|platz|allee|gasse|damm|ufer|straat|laan|plein|gracht|kade|steeg|singel|dijk|chaussee|steig|promenade")
})

// mailHosts are where people have their mail.
var mailHosts = sync.OnceValue(func() [][]rune {
	return lowsOf("gmail|googlemail|outlook|hotmail|live|msn|yahoo|ymail|icloud|me|mac|gmx|web|t-online|freenet|aol|orange|wanadoo|free|laposte|sfr|libero|virgilio|tiscali|alice|uol|bol|terra|sapo|ziggo|kpnmail|planet|wp|onet|interia|o2|mail|yandex|rambler|bk|inbox|list|ya|qq|163|126|sina|rediffmail|docomo|ezweb|softbank|proton|protonmail|posteo|mailbox|fastmail|example")
})

var topDomains = sync.OnceValue(func() map[string]bool {
	top := make(map[string]bool)
	for _, name := range strings.Fields(`com org net info biz io app dev co me ai cloud shop online site xyz page link ly gl gg tv us uk de at ch fr be nl lu es pt it pl cz sk hu ro bg gr tr ru ua by kz se no dk fi is ie ee lv lt si hr rs
		sa ae eg ma dz tn qa kw jo lb in bd pk lk np cn hk tw jp kr sg my id th vn ph br mx ar cl pe uy ec ve au nz za ng ke gh eu int edu gov mil tech store blog web support help chat gle example test рф`) {
		top[string(lowOf(name))] = true
	}
	return top
})

// surnames are the first characters of the commonest Chinese surnames, simple
// and compound, in both scripts.
var surnames = sync.OnceValue(func() map[rune]bool {
	set := make(map[rune]bool)
	for _, r := range "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林罗羅郑鄭梁谢謝宋唐许許韩韓邓鄧冯馮曹彭曾肖萧蕭田董袁潘蔡蒋蔣余于杜叶葉程魏苏蘇吕呂丁任卢盧姚沈钟鍾姜崔谭譚陆陸范汪廖石金韦韋贾賈夏付方邹鄒熊白孟秦邱侯江尹薛闫閻段雷龙龍史陶贺賀毛郝顾顧龚龔邵万萬覃武钱錢戴严嚴莫孔向欧歐阳陽司诸諸上官慕容庄莊柯温溫洪施倪安常颜顏牛鲁魯章俞华華关關祝阿小" {
		set[r] = true
	}
	return set
})
