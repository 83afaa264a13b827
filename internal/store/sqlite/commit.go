package sqlite

import (
	"context"
	"encoding/json"

	codes "modernc.org/sqlite/lib"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// Commit stores one write; see store.Writer.
func (s *Store) Commit(ctx context.Context, w *store.Write) (store.Receipt, error) {
	p, err := prepare(w)
	if err != nil {
		return store.Receipt{}, err
	}
	s.queued.Add(1)
	defer s.queued.Add(-1)
	return s.group.Ask(ctx, p)
}

// prepared is a write with the documents of its messages and decisions, in the
// same places. They are written before it waits for its turn, by whoever brings
// it, so that no other write waits for that.
type prepared struct {
	*store.Write
	messages, decisions []string
	erased              erased
}

func prepare(w *store.Write) (p *prepared, err error) {
	p = &prepared{Write: w}
	if p.messages, err = documentsOf(w.Messages, func(m *ticket.Message) ([]byte, error) { return json.Marshal(m) }); err != nil {
		return nil, err
	}
	if p.decisions, err = documentsOf(w.Decisions, store.DecisionDocument); err != nil {
		return nil, err
	}
	p.erased, err = prepareErasure(w.Erase)
	return p, err
}

// commit stores those of a group that are admitted, in one transaction.
func (s *Store) commit(writes []*prepared) ([]store.Receipt, []error) {
	receipts, errs := make([]store.Receipt, len(writes)), make([]error, len(writes))
	told := false
	err := s.writer.do(context.Background(), func() error {
		state, err := s.writer.read(writes)
		if err != nil {
			return err
		}
		for i, w := range writes {
			if errs[i] = state.Admit(w.Write); errs[i] != nil {
				continue
			}
			if receipts[i], err = s.writer.save(state, w); err != nil {
				return err
			}
			told = told || len(w.Events) > 0
		}
		return s.writer.finish(state)
	})
	switch {
	case err == nil:
		if told {
			s.changes.tell()
		}
		s.filing.wake()
	case len(writes) > 1 && (code(err) == codes.SQLITE_CONSTRAINT || code(err) == 0):
		// One of them holds what cannot be stored: find it, and let the others through.
		for i, w := range writes {
			one, failed := s.commit([]*prepared{w})
			receipts[i], errs[i] = one[0], failed[0]
		}
	default:
		problem := s.problem(err)
		for i := range writes {
			receipts[i], errs[i] = store.Receipt{}, problem // also those refused: it may have been for one that is not stored now
		}
	}
	return receipts, errs
}
