// Package draft has a language model write a reply from sources, over any
// OpenAI-compatible endpoint, and checks what it wrote. It is given redacted
// text alone. What is hung, broken or made up is an error.
package draft
