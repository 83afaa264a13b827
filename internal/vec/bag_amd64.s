#include "textflag.h"

// ADD8 adds 8 columns of the row at AX, times its weight Y8, to sum. As in the
// other loops, the multiplication and the addition round apart.
#define ADD8(column, sum) \
	VPMOVSXBD column(SI)(AX*1), Y9 \
	VCVTDQ2PS Y9, Y9               \
	VMULPS    Y8, Y9, Y9           \
	VADDPS    Y9, sum, sum

// func addBagInt8AVX2(dst *float32, table *int8, ids *int32, weights *float32, count, columns, stride int)
//
// columns is a positive multiple of 64 and at most stride, the length of a row
// of the table. Each pass sums 64 columns of all count rows in Y0 to Y7.
TEXT ·addBagInt8AVX2(SB), NOSPLIT, $0-56
	MOVQ dst+0(FP), DI
	MOVQ table+8(FP), SI
	MOVQ columns+40(FP), R9
	MOVQ stride+48(FP), R8

bagPass:
	MOVQ    ids+16(FP), R10
	MOVQ    weights+24(FP), R11
	MOVQ    count+32(FP), CX
	VMOVUPS 0(DI), Y0
	VMOVUPS 32(DI), Y1
	VMOVUPS 64(DI), Y2
	VMOVUPS 96(DI), Y3
	VMOVUPS 128(DI), Y4
	VMOVUPS 160(DI), Y5
	VMOVUPS 192(DI), Y6
	VMOVUPS 224(DI), Y7

bagRow:
	// The rows lie anywhere in a table of megabytes: ask for the one 8 ids
	// ahead while this one is summed.
	CMPQ       CX, $8
	JLE        bagSum
	MOVLQSX    32(R10), BX
	IMULQ      R8, BX
	PREFETCHT0 (SI)(BX*1)

bagSum:
	MOVLQSX      (R10), AX
	IMULQ        R8, AX
	VBROADCASTSS (R11), Y8
	ADD8(0, Y0)
	ADD8(8, Y1)
	ADD8(16, Y2)
	ADD8(24, Y3)
	ADD8(32, Y4)
	ADD8(40, Y5)
	ADD8(48, Y6)
	ADD8(56, Y7)
	ADDQ         $4, R10
	ADDQ         $4, R11
	DECQ         CX
	JNE          bagRow

	VMOVUPS Y0, 0(DI)
	VMOVUPS Y1, 32(DI)
	VMOVUPS Y2, 64(DI)
	VMOVUPS Y3, 96(DI)
	VMOVUPS Y4, 128(DI)
	VMOVUPS Y5, 160(DI)
	VMOVUPS Y6, 192(DI)
	VMOVUPS Y7, 224(DI)
	ADDQ    $256, DI
	ADDQ    $64, SI
	SUBQ    $64, R9
	JNE     bagPass
	VZEROUPPER
	RET
