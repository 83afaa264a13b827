package langdetect

import "sync"

// japaneseOnly are Han characters in the form that Japan alone writes: the
// simplifications of 1946 that China did not make, and characters made in Japan.
const japaneseOnly = "気駅込働畑峠円図売読団対実広価験険歩単収従権観検発戻渋圧応仏払沢訳釈黒絵総経続県転桜栄労厳覚辺遅鉱塩済斎剣巣増蔵徳拠挙闘択暦歴毎脳髪雑顔頼齢楽薬変亀竜滝様縄粛繊聴悪亜囲壱隠縁艶仮懐拡殻関勧帰犠戯拝氷駆郷暁薫渓掲鶏撃倹圏顕効砕"

// chineseOnly are simplified forms that Japan does not write.
const chineseOnly = "这们个为时说话谁请谢过还进远运动车东马鸟鱼门问间闻关开见现观让认识议计订论设许诉语误读调费货账购贵买卖价钱银错铁长张师带应该样种类头发变习视频电脑网络从对难题须预领额飞饭馆业严丧临丽举义乌乐乔书亚产亲仅仓优伟传伤伦估侧债兰兴养军农冲决况净凉减"

var hanLean = sync.OnceValue(func() map[rune]int {
	out := map[rune]int{}
	for _, r := range japaneseOnly {
		out[r] = 1
	}
	for _, r := range chineseOnly {
		out[r] = -1
	}
	return out
})

// leanJapanese counts the Japanese forms less the Chinese ones in a text of
// Han characters without kana.
func leanJapanese(letters []rune) int {
	balance, lean := 0, hanLean()
	for _, r := range letters {
		balance += lean[r]
	}
	return balance
}
