package text

import "testing"

func TestDropBlobs(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"short words stay", "short words stay"},
		{"see https://a.example/reset?token=1#top now", "see https://a.example/reset now"},
		{"see (www.a.example/reset/password?token=1).", "see (www.a.example/reset/password)."},
		{"go https://a.example/one/two/three/four/five/six/seven/eight/nine.html!", "go https://a.example!"},
		{"x=HTTP://A.EXAMPLE/reset?token=123456", "x=HTTP://A.EXAMPLE/reset"},
		{"foo://a.example/reset?token=123456", "foo://a.example/reset?token=123456"},
		{"请看https://a.example/reset?token=1234。谢谢", "请看https://a.example/reset。谢谢"},
		{"id 550e8400-e29b-41d4-a716-446655440000 end", "id end"},
		{"id 550e8400-e29b-41d4-a716-44665544000g end", "id 550e8400-e29b-41d4-a716-44665544000g end"},
		{"id 550e8400xe29b-41d4-a716-446655440000 end", "id 550e8400xe29b-41d4-a716-446655440000 end"},
		{"sum d41d8cd98f00b204e9800998ecf8427e.", "sum"},
		{"iban 12345678901234567890123456789012", "iban 12345678901234567890123456789012"},
		{"a [cid:image001.png@01DA7451.2B3C] b", "a b"},
		{"a(data:image/png;base64,iVBORw0KGgo=)b", "a b"},
		{"a{550e8400-e29b-41d4-a716-446655440000}b", "a b"},
		{"a {550e8400-e29b-41d4-a716-446655440000] b", "a { ] b"},
		{"mail <jo.doe.of.the.long.name@mail.example>", "mail <jo.doe.of.the.long.name@mail.example>"},
		{"ref <CAF7xQ2k91mZp8h4v0Wn3abc@mail.example> end", "ref end"},
		{"------=_NextPart_000_0001_01DA", "------=_NextPart_000_0001_01DA"},
		{"text ------=_NextPart_000_0001_01DA", "text"},
		{"text --000000000000a1b2c3d4e5f6", "text"},
		{"run --with-a-rather-long-option-name", "run --with-a-rather-long-option-name"},
		{"jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmN", "jwt"},
		{"class AbstractSingletonProxyFactoryBeanConfigurationTest2", "class AbstractSingletonProxyFactoryBeanConfigurationTest2"},
		{"lib/libfoo1.2.3~deb10u1-2ubuntu3.4_amd64.deb", "lib/libfoo1.2.3~deb10u1-2ubuntu3.4_amd64.deb"},
	} {
		got := dropBlobs(c.in)
		if got != c.want {
			t.Errorf("%q: got %q, want %q", c.in, got, c.want)
		}
		if again := dropBlobs(got); again != got {
			t.Errorf("%q: twice %q, once %q", c.in, again, got)
		}
	}
}
