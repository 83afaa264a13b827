//go:build !amd64

package vec

func setAccelerated(bool) {}
