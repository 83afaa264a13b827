package text

import (
	"strings"
	"testing"
)

func TestLooksLikeHTML(t *testing.T) {
	for _, s := range []string{
		"<b>x</b>", "a<br>b", "a<BR/>b", "<!DOCTYPE html>x", "<html>x", `<a href="x">y`, "<p>one<p>two", "x</p><p>y</p>", "<DIV\n>x</div >",
	} {
		if !looksLikeHTML(s) {
			t.Errorf("%q is HTML", s)
		}
	}
	for _, s := range []string{
		"", "<", "a < b", "a<b", "<3", "<name>", "<jo@example.org>", "<title> is empty", "press <b> twice", "x</p>", "a <b and c", "<!-- x -->", "List<String> = <T>", "if a <b then c> d", "<https://a.example>",
	} {
		if looksLikeHTML(s) {
			t.Errorf("%q is text", s)
		}
	}
}

func TestHTMLText(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"blocks", "<div>a</div><div>b<br>c</div><p>d</p>e", "a\nb\nc\n\nd\n\ne"},
		{"space", "<div> a \n b&nbsp;<i>c</i>d</div>", "a b cd"},
		{"cells", "<table><tr><th>a</th><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"},
		{"pre", "<div>x</div><pre>a\n  b</pre>", "x\n\na\nb"},
		{"entities", "<p>&lt;b&gt; &amp; &#8364; &unknown;</p>", "< b> & € &unknown;"},
		{"hidden", `<div>a<span style="DISPLAY : none">b<span>c</span></span>d</div>`, "ad"},
		{"hidden attribute", `<div>a<p hidden>b<div>c</div></div>`, "a\nc"},
		{"hidden only", `<div style="display:none">a</div>`, "a"},
		{"hidden and never closed", `<p>a</p><div style="display:none">b`, "a\n\nb"},
		{"script", "<div>a</div><script>b</script ><style>c</style>d", "a\nd"},
		{"script never closed", "<div>a</div><script>b", "a\nb"},
		{"comment", "<div>a<!-- <b>x</b> --><![if !mso]>b<![endif]></div>", "ab"},
		{"image", `<div>a<img src="x" alt="red light">b<img alt="logo.png" src=y><img alt=dot width=1></div>`, "a red light b"},
		{"not a tag", "<div>dear <name>, <jo@example.org> <https://a.example> <o:p></o:p></div>", "dear <name>, <jo@example.org> <https://a.example>"},
		{"long tag", `<div>a<img src="data:image/png;base64,` + strings.Repeat("A", longTag) + `">b</div>`, "ab"},
		{"cite", `<div>a</div><blockquote type="cite">b<blockquote>c</blockquote></blockquote>d`, "a\n> b\n>> c\nd"},
		{"indent", `<div>a</div><blockquote style="border: none">b</blockquote>`, "a\nb"},
		{"container", `<div>a</div><div class="yahoo_quoted"><div>b</div></div><div>c</div>`, "a\n> b\nc"},
		{"rest", `<div>a</div><div id="x_divRplyFwdMsg">b</div><div>c</div>`, "a\n> b\n> c"},
		{"deep", strings.Repeat("<blockquote>", 100) + "a" + strings.Repeat("</blockquote>", 100) + "b", strings.Repeat(">", quoteLevels) + " a\nb"},
	} {
		if got := tidy(htmlText(c.in)); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestDecodeEntities(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"a & b", "a & b"},
		{"R&D; x", "R&D; x"},
		{"&amp;&lt;&gt;&quot;&#39;&#x20AC;", "&<>\"'€"},
		{"&amp;amp;amp;lt;", "<"},
		{"a&copy=1&lt", "a&copy=1&lt"},
		{"&lt;b&gt; &lt;3 &lt;name&gt; &lt;/div&gt; &lt;!--", "< b> <3 <name> < /div> < !--"},
		{"&" + strings.Repeat("x", 50) + ";", "&" + strings.Repeat("x", 50) + ";"},
	} {
		if got := decodeEntities(c.in); got != c.want {
			t.Errorf("%q: got %q, want %q", c.in, got, c.want)
		}
	}
}
