#include "textflag.h"

// Multiplications and additions are kept apart (no fused form) on purpose:
// the portable code rounds twice, and the bits must agree. n is a positive
// multiple of 8.

// func addScaledAVX2(dst *float32, a float32, x *float32, n int)
TEXT ·addScaledAVX2(SB), NOSPLIT, $0-32
	MOVQ         dst+0(FP), DI
	VBROADCASTSS a+8(FP), Y0
	MOVQ         x+16(FP), SI
	MOVQ         n+24(FP), CX

scaledLoop:
	VMULPS  (SI), Y0, Y1
	VADDPS  (DI), Y1, Y1
	VMOVUPS Y1, (DI)
	ADDQ    $32, SI
	ADDQ    $32, DI
	SUBQ    $8, CX
	JNE     scaledLoop
	VZEROUPPER
	RET

// func addScaledInt8AVX2(dst *float32, a float32, q *int8, n int)
TEXT ·addScaledInt8AVX2(SB), NOSPLIT, $0-32
	MOVQ         dst+0(FP), DI
	VBROADCASTSS a+8(FP), Y0
	MOVQ         q+16(FP), SI
	MOVQ         n+24(FP), CX

int8Loop:
	VPMOVSXBD (SI), Y1
	VCVTDQ2PS Y1, Y1
	VMULPS    Y0, Y1, Y1
	VADDPS    (DI), Y1, Y1
	VMOVUPS   Y1, (DI)
	ADDQ      $8, SI
	ADDQ      $32, DI
	SUBQ      $8, CX
	JNE       int8Loop
	VZEROUPPER
	RET

// func adamAVX2(w, m, v, grad *float32, n int, beta1, beta2, rate, epsilon float32)
TEXT ·adamAVX2(SB), NOSPLIT, $0-56
	MOVQ         w+0(FP), DI
	MOVQ         m+8(FP), SI
	MOVQ         v+16(FP), DX
	MOVQ         grad+24(FP), BX
	MOVQ         n+32(FP), CX
	VBROADCASTSS beta1+40(FP), Y0
	VBROADCASTSS beta2+44(FP), Y1
	VBROADCASTSS rate+48(FP), Y2
	VBROADCASTSS epsilon+52(FP), Y3
	MOVL         $0x3f800000, AX // 1.0
	MOVL         AX, X4
	VBROADCASTSS X4, Y4
	VSUBPS       Y0, Y4, Y5 // 1-beta1
	VSUBPS       Y1, Y4, Y6 // 1-beta2

adamLoop:
	VMOVUPS (BX), Y7
	VMULPS  (SI), Y0, Y8
	VMULPS  Y7, Y5, Y9
	VADDPS  Y9, Y8, Y8     // m
	VMOVUPS Y8, (SI)
	VMULPS  (DX), Y1, Y10
	VMULPS  Y7, Y6, Y11
	VMULPS  Y7, Y11, Y11
	VADDPS  Y11, Y10, Y10  // v
	VMOVUPS Y10, (DX)
	VSQRTPS Y10, Y10
	VADDPS  Y3, Y10, Y10
	VMULPS  Y8, Y2, Y8
	VDIVPS  Y10, Y8, Y8
	VMOVUPS (DI), Y12
	VSUBPS  Y8, Y12, Y12
	VMOVUPS Y12, (DI)
	ADDQ    $32, DI
	ADDQ    $32, SI
	ADDQ    $32, DX
	ADDQ    $32, BX
	SUBQ    $8, CX
	JNE     adamLoop
	VZEROUPPER
	RET
