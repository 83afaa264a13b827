package models

import (
	"switchyard/internal/signs"
	"switchyard/internal/text"
)

// Passage is one text on its way through several models: what the first of
// them reads in it, the next with equal feature settings finds ready. Reset
// gives it the next text, any bytes, as Text prepares them, and uses its memory
// again, so that a warm Passage costs the built-in network no allocation. It
// keeps scratch space for each of the feature settings it meets: let it go when
// the models are replaced.
//
// The zero value holds an empty text. A Passage is for one goroutine at a time.
type Passage struct {
	text     [1]string
	readings []reading
	rows     [1]text.Bag // the bag of a network with a vocabulary
	logits   []float32
	visible  []float64 // values of the signs, nil where nobody asked
}

// reading is what one featuriser made of the text.
type reading struct {
	featuriser *text.Featuriser
	bags       [1]text.Bag
	done       bool
}

// Reset takes the next text in place of the last one.
func (p *Passage) Reset(text string) {
	p.text[0], p.visible = text, nil
	for i := range p.readings {
		p.readings[i].done = false
	}
}

// Text is the text that was given.
func (p *Passage) Text() string { return p.text[0] }

// bags gives the features of the text, one Bag, as a featuriser like this one
// reads them, with the rows of a vocabulary in place of buckets where it is
// not nil. They are valid until the next call and must not be changed.
func (p *Passage) bags(like *text.Featuriser, v *Vocabulary) []text.Bag {
	r := p.reading(like)
	if !r.done {
		r.bags[0], r.done = r.featuriser.Features(p.text[0]), true
	}
	if v == nil {
		return r.bags[:]
	}
	p.rows[0] = v.read(text.Bag{IDs: p.rows[0].IDs[:0], Weights: p.rows[0].Weights[:0]}, r.bags[0])
	return p.rows[:]
}

// signs gives the values of the visible signs of the text.
func (p *Passage) signs() []float64 {
	if p.visible == nil {
		p.visible = signs.Read(p.text[0]).Values()
	}
	return p.visible
}

// reading finds what a featuriser with these settings made of the text.
func (p *Passage) reading(like *text.Featuriser) *reading {
	for i := range p.readings {
		if r := &p.readings[i]; r.featuriser.Settings() == like.Settings() {
			return r
		}
	}
	p.readings = append(p.readings, reading{featuriser: like.Clone()})
	return &p.readings[len(p.readings)-1]
}

// scores gives room for so many logits.
func (p *Passage) scores(n int) []float32 {
	if cap(p.logits) < n {
		p.logits = make([]float32, n)
	}
	return p.logits[:n]
}
