package langdetect

import "testing"

// A typical text, 20 words, and a short one that lingua is asked about.
func BenchmarkDetect(b *testing.B) {
	d := loaded(b)
	for name, text := range map[string]string{
		"words=20": "Since the update this morning my laptop does not connect to the office network and nobody answers the support phone",
		"words=1":  "normal",
		"han=40":   "自从今天早上更新以后我的笔记本电脑就连不上公司的网络而且支持电话也没有人接请尽快帮我解决",
		"urls":     "https://example.com/a https://example.com/b 12345",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				d.Detect(text)
			}
		})
	}
}
