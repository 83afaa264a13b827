package text

import (
	"strings"

	"golang.org/x/net/html"
)

// htmlText returns the text a reader of the HTML in s would see. Content of
// quote containers comes out as lines that begin with ">", which the rules for
// plain text then judge. Hidden content is dropped unless nothing else is
// there or the hidden element is never closed.
func htmlText(s string) string {
	s = shortenTags(s)
	w := readHTML(s, false)
	if w.skip != "" || strings.TrimSpace(w.out.String()) == "" {
		w = readHTML(s, true)
	}
	return w.out.String()
}

// readHTML walks the tokens of s once. It keeps no tree: nesting costs a
// counter.
func readHTML(s string, showHidden bool) *htmlWriter {
	w := &htmlWriter{showHidden: showHidden, keepLines: !isDocument(s)}
	w.out.Grow(len(s) / 2)
	z := html.NewTokenizer(strings.NewReader(s))
	raw, held := "", "" // the raw element being read, and its content
	for {
		switch z.Next() {
		case html.ErrorToken:
			w.text(held) // the element was never closed: a word, not a tag
			return w
		case html.TextToken:
			if raw != "" {
				held = string(z.Text())
				continue
			}
			w.text(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			source := z.Raw()
			e := readElement(z, source)
			if e.kind == rawTag {
				raw = e.name
				continue
			}
			w.start(e)
		case html.EndTagToken:
			name, _ := z.TagName()
			if raw != "" && string(name) == raw {
				raw, held = "", ""
				continue
			}
			w.end(string(name), tagKinds[string(name)])
		}
	}
}

// element is one start tag, reduced to what the writer asks of it.
type element struct {
	name, source        string
	kind                tagKind
	alt                 string
	hidden, pixel       bool
	quote, quoteRest    bool
	cited, indentedOnly bool
}

// readElement reads name and attributes of the start tag z stands on.
func readElement(z *html.Tokenizer, source []byte) element {
	e := element{source: string(source)}
	name, more := z.TagName()
	e.name = string(name)
	e.kind = tagKinds[e.name]
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		switch string(key) {
		case "alt":
			e.alt = string(value)
		case "hidden":
			e.hidden = true
		case "width", "height":
			e.pixel = e.pixel || string(value) == "0" || string(value) == "1"
		case "style":
			style := strings.ToLower(strings.ReplaceAll(string(value), " ", ""))
			e.hidden = e.hidden || strings.Contains(style, "display:none") ||
				strings.Contains(style, "mso-hide:all") || strings.Contains(style, "visibility:hidden")
			e.indentedOnly = strings.Contains(style, "border:none")
		case "class", "id":
			for mark := range strings.FieldsSeq(string(value)) {
				mark = strings.TrimPrefix(strings.ToLower(mark), "x_")
				e.quote = e.quote || quoteContainers[mark]
				e.quoteRest = e.quoteRest || quoteStarts[mark]
			}
		case "type", "cite":
			e.cited = true
		}
	}
	if e.name == "blockquote" {
		e.quote = e.quote || e.cited || !e.indentedOnly
	}
	return e
}

// quoteContainers are the classes and ids of elements that hold a quoted
// message or the line that introduces it.
var quoteContainers = map[string]bool{
	"moz-cite-prefix": true, "moz-email-headers-table": true, "yahoo_quoted": true, "yahoo-quoted": true,
	"protonmail_quote": true, "tutanota_quote": true, "zmail_extra": true, "hmmessage_quote": true,
}

// quoteStarts are those of elements after which everything is the quoted
// message, outside the element too.
var quoteStarts = map[string]bool{
	"divrplyfwdmsg": true, "outlookmessageheader": true, "mail-editor-reference-message-container": true,
}

// voidTags have no content and no closing tag.
var voidTags = map[string]bool{
	"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true, "img": true, "input": true,
	"link": true, "meta": true, "param": true, "source": true, "track": true, "wbr": true,
}
