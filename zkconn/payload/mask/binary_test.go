package mask_test

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf16"

	"zkweb/zkconn/znode"
)

// noise returns random data that resembles a picture or an archive.
func noise(random *rand.Rand, size int) []byte {
	data := make([]byte, size)
	for at := 0; at < size; at += 8 {
		var word [8]byte
		binary.LittleEndian.PutUint64(word[:], random.Uint64())
		copy(data[at:], word[:])
	}
	return data
}

func TestMaskShowsNoise(t *testing.T) {
	masker := defaultMasker(t)
	random := rand.New(rand.NewPCG(1, 2))
	for _, size := range []int{10, 100, 1000, 10_000, 100_000, 1_000_000} {
		for range max(1, min(1000, 200_000/size)) {
			data := noise(random, size)
			if masked := masker.Mask(znode.Root, data); masked.Count != 0 || !bytes.Equal(masked.Data, data) {
				t.Fatalf("%d random bytes are masked", size)
			}
		}
	}
	// Names that occur by chance in every other megabyte.
	shown := 0
	for range 1000 {
		data := noise(random, 600)
		copy(data[random.IntN(590):], "PwD")
		if masked := masker.Mask(znode.Root, data); masked.Count == 0 {
			shown++
		}
	}
	if shown < 990 {
		t.Errorf("%d of 1000 are shown", shown)
	}
}

func wide(text string, order binary.AppendByteOrder) string {
	var out []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		out = order.AppendUint16(out, unit)
	}
	return string(out)
}

// Data written by programs is masked if it names a secret, whether the name is short or long: in
// part if it can be read, else as a whole.
func TestMaskBinaryFormats(t *testing.T) {
	masker := defaultMasker(t)
	random := rand.New(rand.NewPCG(3, 4))
	formats := map[string]string{
		"BSON":                  "\x2a\x00\x00\x00\x02user\x00\x04\x00\x00\x00bob\x00\x02NAME\x00\x08\x00\x00\x00hunter2\x00\x00",
		"BSON in Cyrillic":      "\xf0\x00\x00\x00\x02user\x00\x11\x00\x00\x00Владимир\x00\x02NAME\x00\x17\x00\x00\x00Самовар три\x00\x00",
		"msgpack":               "\x82\xa4user\xa3bob\xa4NAME\xa7hunter2",
		"msgpack, numbers":      "\x84\xa1a\xcd\x01\x02\xa4user\xa3bob\xa1b\xc3\xa4NAME\xa7hunter2",
		"Java":                  "\xac\xed\x00\x05sr\x00\x11java.util.HashMap\x05\x07\xda\xc1\xc3\x16`\xd1\x03\x00\x02F\x00\nloadFactorI\x00\tthresholdxp?@\x00\x00\x00\x00\x00\x0cw\x08\x00\x00\x00\x10\x00\x00\x00\x01t\x00\x04NAMEt\x00\x07hunter2x",
		"protobuf":              "\x0a\x03bob\x12\x0f\x0a\x04NAME\x12\x07hunter2\x18\x96\x01",
		"protobuf with JSON":    "\x0a\x03bob\x12\x1a{\"NAME\":\"hunter2\"}\x18\x96\x01",
		"KOI8":                  "\xd0\xc1\xd2\xcf\xcc\xd8 NAME=\xd3\xc5\xcb\xd2\xc5\xd4\n\xcb\xcc\xc0\xde\n",
		"KOI8 with an escape":   strings.Repeat("\xd0\xc1\xd2\xcf\xcc\xd8\n", 20) + "\x01NAME=\xd3\xc5\xcb\xd2\xc5\xd4\n",
		"UTF-8 with a control":  "ключ\x01NAME=секрет",
		"UTF-16":                "\xff\xfe" + wide("ключ NAME=секрет\n", binary.LittleEndian),
		"UTF-16, big end":       wide("ключ NAME=секрет\n", binary.BigEndian),
		"UTF-16, odd":           "\x01" + wide("key NAME=hunter2\n", binary.LittleEndian),
		"UTF-16 amid noise":     string(noise(random, 500)) + wide("NAME=hunter2", binary.LittleEndian) + string(noise(random, 500)),
		"a line amid noise":     string(noise(random, 500)) + "user=bob NAME=hunter2" + string(noise(random, 500)),
		"a document amid noise": string(noise(random, 500)) + strings.Repeat("\x02user\x00\x04\x00\x00\x00bob\x00", 5) + "\x02NAME\x00\x08\x00\x00\x00hunter2\x00" + string(noise(random, 500)),
		"a percent escape":      "\x00\xff a=1&%4eAME=hunter2&b=12345678",
		"a Unicode escape":      "\x00\xff{\"user\":\"bob\",\"\\u004eAME\":\"hunter2\"}",
		"a name that XML parts": "\x00\xff<a><b>1</b><NA<!-- x -->ME>hunter2</a>",
	}
	for format, data := range formats {
		for _, name := range []string{"pwd", "PWD", "my_pwd", "password", "DB_PASSWORD", "token", "api_key"} {
			t.Run(format+" "+name, func(t *testing.T) {
				document := spellName(data, name)
				masked := masker.Mask(znode.Root, []byte(document))
				shown := said(t, masked)
				if masked.Count == 0 || strings.Contains(shown, "hunter2") || strings.Contains(shown, "секрет") || strings.Contains(shown, "Самовар") {
					t.Errorf("%q is shown", document)
				}
			})
		}
	}
	for what, secret := range map[string]string{
		"URL": "amqp://bob:hunter2@host/x", "header": "Authorization: Basic eDp5eno=", "private key": "-----BEGIN PRIVATE KEY-----",
		"a long name": "\x05token\x10",
	} {
		t.Run(what, func(t *testing.T) {
			data := string(noise(random, 500)) + secret + string(noise(random, 500))
			if masked := masker.Mask(znode.Root, []byte(data)); !masked.Whole {
				t.Errorf("%q is shown", data)
			}
		})
	}
}

// spellName replaces NAME by a name, as the format requires.
func spellName(data, name string) string {
	first, rest := name[:1], name[1:]
	// The length before NAME is one byte.
	length := string(rune(len(name)))
	return strings.NewReplacer(
		"\xa4NAME", string([]byte{0xa0 + byte(len(name))})+name,
		"\x04NAME", length+name,
		`\u004eAME`, strings.Replace(`\u00XX`, "XX", hexOf(first), 1)+rest,
		"%4eAME", "%"+hexOf(first)+rest,
		"NA<!-- x -->ME", name[:2]+"<!-- x -->"+name[2:],
		wide("NAME", binary.LittleEndian), wide(name, binary.LittleEndian),
		wide("NAME", binary.BigEndian), wide(name, binary.BigEndian),
		"NAME", name,
	).Replace(data)
}

func hexOf(text string) string {
	const digits = "0123456789abcdef"
	return string([]byte{digits[text[0]>>4], digits[text[0]&15]})
}
