// Package ort runs ONNX graphs in ONNX Runtime, a shared library that is
// looked for when the program starts. Without cgo, or without the library,
// Open says so and the callers that can do without it go on.
package ort

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// Version is the ONNX Runtime release this program is built and tested with.
const Version = "1.30.0"

// EnvLibrary names the environment variable that holds the path of the
// library, for those who keep it elsewhere.
const EnvLibrary = "SWITCHYARD_ONNXRUNTIME"

// ErrMissing reports that there is no usable library.
var ErrMissing = errors.New("ONNX Runtime is not available")

// Release describes the library for one operating system and architecture.
type Release struct {
	Package string // npm package that carries it
	Member  string // path inside the package
	File    string // name to keep it under
	SHA256  string // of the file
}

var releases = map[string]Release{
	"linux/amd64": {Member: "bin/napi-v6/linux/x64/libonnxruntime.so.1", File: "libonnxruntime.so.1",
		SHA256: "ffb75a925ba05e47b235bb66e3e3911714a80b328a9c9425539feb204aa32a23"},
	"linux/arm64": {Member: "bin/napi-v6/linux/arm64/libonnxruntime.so.1", File: "libonnxruntime.so.1",
		SHA256: "1f549d46250b005580b597f4164984aaf75b3bcb9f3aeb07c7f8a8fe60b23c76"},
	"darwin/arm64": {Member: "bin/napi-v6/darwin/arm64/libonnxruntime.1.30.0.dylib", File: "libonnxruntime.1.30.0.dylib",
		SHA256: "685d2be5dba1309c89d3a5324b7fd06a5c42f1a61bfea32d14c4cc28d072121d"},
	"windows/amd64": {Member: "bin/napi-v6/win32/x64/onnxruntime.dll", File: "onnxruntime.dll",
		SHA256: "508c362f5673483dd3a086379c392795b2e42d10d5e6f3f90ebd7ac21c97af67"},
	"windows/arm64": {Member: "bin/napi-v6/win32/arm64/onnxruntime.dll", File: "onnxruntime.dll",
		SHA256: "6c3a2abf5c6aca11c48a0d338a91af309f2266f25ce2e4084e6a87bbcb0fbfd0"},
}

// ReleaseFor finds the library for a platform written as GOOS/GOARCH.
func ReleaseFor(platform string) (Release, error) {
	r, ok := releases[platform]
	if !ok {
		return Release{}, fmt.Errorf("%w for %s: the package onnxruntime-node %s carries no library for it", ErrMissing, platform, Version)
	}
	r.Package = "onnxruntime-node@" + Version
	return r, nil
}

// CachePath is where the fetched library of this platform is kept.
func CachePath() (string, error) {
	r, err := ReleaseFor(runtime.GOOS + "/" + runtime.GOARCH)
	if err != nil {
		return "", err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("%w: no cache folder: %w", ErrMissing, err)
	}
	return filepath.Join(cache, "switchyard", "onnxruntime-"+Version, r.File), nil
}

// find gives the path of the library: the given one, else the one the
// environment names, else one beside the program, else the fetched one.
func find(given string) (string, error) {
	if given == "" {
		given = os.Getenv(EnvLibrary)
	}
	if given != "" {
		if _, err := os.Stat(given); err != nil {
			return "", fmt.Errorf("%w: %w", ErrMissing, err)
		}
		return given, nil
	}
	cached, err := CachePath()
	if err != nil {
		return "", err
	}
	places := []string{cached}
	if program, err := os.Executable(); err == nil {
		places = []string{filepath.Join(filepath.Dir(program), filepath.Base(cached)), cached}
	}
	for _, place := range places {
		if _, err := os.Stat(place); err == nil {
			return place, nil
		}
	}
	return "", fmt.Errorf("%w: not found at %s (make run fetches it, or set %s to its path)", ErrMissing, strings.Join(places, " or "), EnvLibrary)
}
