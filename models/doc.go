// Package models is the hand-off between training and serving: the bundle, a
// folder anyone can read, and the engines that run what is in it.
//
// A bundle holds bundle.json (see Manifest), model.onnx, CARD.md and, for
// transformers, tokenizer.json and perhaps head.onnx. Each file is listed in
// bundle.json with its sha256 and bundle.json carries its own, so a flipped
// byte anywhere is found when the bundle is read. Open refuses what does not
// fit what it says.
package models
