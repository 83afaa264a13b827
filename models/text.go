package models

import "switchyard/internal/text"

// Text is what models read of a ticket: subject and body cleaned of quoted
// replies, signatures, markup and tracking, joined. Training read the same.
// Give its result, not the raw mail, to Predict.
func Text(subject, body string) string { return text.Join(subject, body) }
