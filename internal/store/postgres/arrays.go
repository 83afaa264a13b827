package postgres

import (
	"context"
	"encoding/binary"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// columnCodec sends whole columns as arrays without looking at each value by
// reflection, which took most of the time of a commit on our side. What it
// does not know it leaves to the codec it stands before.
type columnCodec struct {
	pgtype.Codec
	element uint32 // OID
}

// sendColumns makes a connection use columnCodec. It fits pgxpool's AfterConnect.
func sendColumns(_ context.Context, conn *pgx.Conn) error {
	types := conn.TypeMap()
	for array, element := range map[uint32]uint32{
		pgtype.UUIDArrayOID: pgtype.UUIDOID, pgtype.TextArrayOID: pgtype.TextOID, pgtype.Int8ArrayOID: pgtype.Int8OID,
		pgtype.Int2ArrayOID: pgtype.Int2OID, pgtype.ByteaArrayOID: pgtype.ByteaOID,
	} {
		known, _ := types.TypeForOID(array)
		types.RegisterType(&pgtype.Type{Name: known.Name, OID: array, Codec: columnCodec{known.Codec, element}})
	}
	return nil
}

func (c columnCodec) PlanEncode(m *pgtype.Map, oid uint32, format int16, value any) pgtype.EncodePlan {
	if format == pgtype.BinaryFormatCode {
		switch value.(type) {
		case []uuid.UUID, []string, []int64, []int16, [][]byte:
			return columnPlan{c.element}
		}
	}
	return c.Codec.PlanEncode(m, oid, format, value)
}

type columnPlan struct{ element uint32 }

func (p columnPlan) Encode(value any, buf []byte) ([]byte, error) {
	switch column := value.(type) {
	case []uuid.UUID:
		buf = slices.Grow(buf, arrayHead+20*len(column))
		return p.array(len(column), buf, func(i int, buf []byte) []byte {
			return append(binary.BigEndian.AppendUint32(buf, 16), column[i][:]...)
		}), nil
	case []string:
		buf = slices.Grow(buf, arrayHead+length(column))
		return p.array(len(column), buf, func(i int, buf []byte) []byte {
			return append(binary.BigEndian.AppendUint32(buf, uint32(len(column[i]))), column[i]...)
		}), nil
	case [][]byte:
		buf = slices.Grow(buf, arrayHead+length(column))
		return p.array(len(column), buf, func(i int, buf []byte) []byte {
			return append(binary.BigEndian.AppendUint32(buf, uint32(len(column[i]))), column[i]...)
		}), nil
	case []int64:
		return p.array(len(column), buf, func(i int, buf []byte) []byte {
			return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(buf, 8), uint64(column[i]))
		}), nil
	case []int16:
		return p.array(len(column), buf, func(i int, buf []byte) []byte {
			return binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint32(buf, 2), uint16(column[i]))
		}), nil
	}
	return nil, nil // PlanEncode lets nothing else through
}

// arrayHead is how many bytes stand before the values of an array.
const arrayHead = 20

// length is how many bytes values have in an array.
func length[T string | []byte](column []T) int {
	n := 4 * len(column)
	for _, v := range column {
		n += len(v)
	}
	return n
}

// array writes the binary form of an array of one dimension without nulls.
func (p columnPlan) array(n int, buf []byte, value func(i int, buf []byte) []byte) []byte {
	dimensions := uint32(1)
	if n == 0 {
		dimensions = 0
	}
	for _, word := range []uint32{dimensions, 0, p.element} {
		buf = binary.BigEndian.AppendUint32(buf, word)
	}
	if n == 0 {
		return buf
	}
	buf = binary.BigEndian.AppendUint32(buf, uint32(n))
	buf = binary.BigEndian.AppendUint32(buf, 1) // the first index
	for i := range n {
		buf = value(i, buf)
	}
	return buf
}
