package training

import (
	"bytes"
	_ "embed"
	"fmt"
	"text/template"

	"switchyard/models"
)

//go:embed certificate.md.tmpl
var certificateText string

var certificateTemplate = template.Must(template.New("certificate").Funcs(template.FuncMap{
	"percent": percent, "figure": figure, "plain": plainText,
}).Parse(certificateText))

// CertifiedCard gives a card with a last section that says what the
// certificate allows, in place of one that an earlier certificate left.
func CertifiedCard(card []byte, certificate *models.Certificate) []byte {
	heading, _, _ := bytes.Cut([]byte(certificateText), []byte("\n"))
	kept, _, _ := bytes.Cut(card, heading)
	page := bytes.NewBuffer(bytes.TrimRight(kept, "\n"))
	page.WriteString("\n\n")
	if err := certificateTemplate.Execute(page, certificate); err != nil {
		panic(fmt.Sprintf("training: the certificate's template does not fit its values: %v", err)) // a slip in this package, not in the arguments
	}
	return page.Bytes()
}
