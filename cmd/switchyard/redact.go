package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"switchyard/internal/text"
	"switchyard/training"
)

// redactCommand replaces personal data in rows.
type redactCommand struct {
	Keep []string `placeholder:"SLOT" help:"Leave these as they are, separated by commas: email, phone, card, iban, url, ip, id, amount, date, name, address."`
	Name []string `sep:"none" placeholder:"NAME" help:"Somebody whose name is replaced wherever it stands. May be repeated."`
}

// Run reads rows, JSONL, and writes them with typed slots for personal data in
// subject and body; all else stays. The first broken row ends it with an error.
func (c *redactCommand) Run(ctx context.Context, io streams) error {
	options := text.RedactOptions{Names: c.Name}
	for _, name := range c.Keep {
		slot, err := text.ParseSlot(name)
		if err != nil {
			return fmt.Errorf("--keep: %w", err)
		}
		options.Keep = append(options.Keep, slot)
	}
	source, err := training.NewSource("standard input", io.in)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(io.out, 1<<16)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for row, err := range source.Rows() {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return errors.Join(err, out.Flush())
		}
		// Mail is cleaned first: its quotes and signature blocks hold the most
		// personal data, and no model reads them.
		row.Subject = text.Redact(text.Join(row.Subject, ""), options).Text
		row.Body = text.Redact(text.Clean(row.Body), options).Text
		if err := encoder.Encode(row); err != nil {
			return fmt.Errorf("write row %s: %w", row.ID, err)
		}
	}
	return out.Flush()
}
