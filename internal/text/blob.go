package text

import "strings"

// longURL is the length in bytes from which an address is cut to its host.
const longURL = 60

// dropBlobs removes from a tidy text what machines put there for machines:
// data and cid addresses, message ids, UUIDs, long hexadecimal and base64
// runs, MIME boundaries, and the query of long web addresses. A text of
// nothing else is returned as it is.
func dropBlobs(s string) string {
	var b strings.Builder
	done, dropped := 0, false
	for i := 0; i < len(s); {
		if !isWordByte(s[i]) {
			i++
			continue
		}
		start := i
		for i < len(s) && isWordByte(s[i]) {
			i++
		}
		if i-start < longWord {
			continue
		}
		kept, ok := shortenWord(s[start:i], start > 0 && s[start-1] == '<')
		if ok {
			continue
		}
		end := i
		if kept == "" {
			// Take the brackets along, and leave a space so that what stood on
			// either side is not joined.
			if start > done && i < len(s) && closes(s[start-1], s[i]) {
				start, end = start-1, i+1
			}
			kept = " "
		}
		dropped = true
		b.WriteString(s[done:start])
		b.WriteString(kept)
		done, i = end, end
	}
	if !dropped {
		return s
	}
	b.WriteString(s[done:])
	if rest := tidy(b.String()); rest != "" {
		return rest
	}
	return s
}

// isWordByte reports whether c can stand inside a blob: ASCII, no space, no
// bracket, no quotation mark.
func isWordByte(c byte) bool {
	switch c {
	case '<', '>', '"', '\'', '(', ')', '[', ']', '{', '}', '|', '`':
		return false
	}
	return c > ' ' && c < 0x7F
}

func closes(left, right byte) bool {
	switch left {
	case '<':
		return right == '>'
	case '[':
		return right == ']'
	case '(':
		return right == ')'
	case '{':
		return right == '}'
	}
	return false
}

// shortenWord returns what to keep of a long word, and true when that is all
// of it. angled tells that the word follows "<".
func shortenWord(word string, angled bool) (string, bool) {
	if at := schemeAt(word); at >= 0 {
		kept := word[:at] + shortenURL(word[at:])
		return kept, kept == word
	}
	core := strings.TrimRight(word, ".,;:!?")
	switch {
	case hasPrefixFold(core, "cid:"), hasPrefixFold(core, "data:") && strings.Contains(core, "base64,"),
		isUUID(core), isLongHex(core), isBoundary(core), isRandom(core),
		angled && isMessageID(core):
		return "", false
	}
	return word, true
}

// schemeAt returns where a web address starts inside word, or -1.
func schemeAt(word string) int {
	if hasPrefixFold(word, "www.") {
		return 0
	}
	at := strings.Index(word, "://")
	if at < 0 {
		return -1
	}
	for _, scheme := range [...]string{"https", "http", "ftp"} {
		if start := at - len(scheme); start >= 0 && strings.EqualFold(word[start:at], scheme) {
			return start
		}
	}
	return -1
}

// shortenURL drops query and fragment, and the path too when the address is
// still long.
func shortenURL(url string) string {
	core := strings.TrimRight(url, ".,;:!?")
	tail := url[len(core):]
	if cut := strings.IndexAny(core, "?#"); cut >= 0 {
		core = core[:cut]
	}
	if len(core) > longURL {
		host := 0
		if at := strings.Index(core, "://"); at >= 0 {
			host = at + len("://")
		}
		if slash := strings.IndexByte(core[host:], '/'); slash >= 0 {
			core = core[:host+slash]
		}
	}
	return core + tail
}

func isUUID(w string) bool {
	if len(w) != 36 {
		return false
	}
	for i := range len(w) {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if w[i] != '-' {
				return false
			}
		} else if !isHexByte(w[i]) {
			return false
		}
	}
	return true
}

func isHexByte(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// isLongHex reports 32 or more hexadecimal digits, letters among them: a
// digest or a token, not an account number.
func isLongHex(w string) bool {
	if len(w) < 32 {
		return false
	}
	letters, digits := 0, 0
	for i := range len(w) {
		switch c := w[i]; {
		case c >= '0' && c <= '9':
			digits++
		case isHexByte(c):
			letters++
		default:
			return false
		}
	}
	return letters > 0 && digits > 0
}

// isBoundary reports a MIME boundary line, and no command line option.
func isBoundary(w string) bool {
	if !strings.HasPrefix(w, "--") {
		return false
	}
	if strings.Contains(w, "=_") {
		return true
	}
	w = strings.Trim(w, "-")
	digits := 0
	for i := range len(w) {
		switch {
		case isDigitByte(w[i]):
			digits++
		case !isAlnumByte(w[i]):
			return false
		}
	}
	return digits >= 10
}

// isMessageID reports the inside of <...@...> whose left part no person
// chose.
func isMessageID(w string) bool {
	local, _, ok := strings.Cut(w, "@")
	if !ok || len(local) < 20 {
		return false
	}
	digits := 0
	for i := range len(local) {
		if local[i] >= '0' && local[i] <= '9' {
			digits++
		}
	}
	return digits >= 5
}

// isRandom reports a long run of base64 or the like: letters of both cases
// and digits change places far more often than in names, paths or versions.
func isRandom(w string) bool {
	if len(w) < 40 {
		return false
	}
	digits, plain, changes, last := 0, 0, 0, byte(0)
	for i := range len(w) {
		var class byte
		switch c := w[i]; {
		case c >= '0' && c <= '9':
			digits++
			class = '0'
		case c >= 'a' && c <= 'z':
			class = 'a'
		case c >= 'A' && c <= 'Z':
			class = 'A'
		case strings.IndexByte("+/=_-.%", c) >= 0:
			continue
		default:
			return false
		}
		plain++
		if last != 0 && class != last {
			changes++
		}
		last = class
	}
	return plain*4 >= len(w)*3 && digits*20 >= plain && changes*5 >= plain*2
}
